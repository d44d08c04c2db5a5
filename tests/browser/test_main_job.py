"""The main job, by mouse and keyboard alone: from the command to the summary, with three people."""

import re

from playwright.async_api import Locator, expect

from tests.browser.windows import Watched, Window
from tests.e2e.office import Office

KEPT = re.compile(r"^1 with white_check_mark")
SECTIONS = (
    "In short",
    "What happened",
    "Decisions and what we knew then",
    "How it was able to happen this way",
    "What held, what helped, luck",
    "Open questions",
    "Building forward",
)


async def test_three_people_take_an_incident_from_the_command_to_the_summary(
    office: Office, windows: Watched
) -> None:
    alice = await windows.open(office.alice)
    bob = await windows.open(office.bob)
    carol = await windows.open(office.carol)

    await _declare(alice)
    await _come_in(bob, carol)
    await _keep_by_mouse(bob, alice)
    await _keep_by_keyboard(alice, bob)
    await _keep_a_reply(carol, bob)
    await _add_a_note(bob)
    await _update_state(bob, alice)
    await _change_severity(alice, bob)
    await _resolve(alice, bob)
    await _review(carol, alice)


async def test_two_windows_as_two_people_see_each_other_live(
    office: Office, windows: Watched
) -> None:
    alice, bob = await windows.open(office.alice), await windows.open(office.bob)
    said = await alice.says("Is anybody else without mail?")
    heard = bob.message("Is anybody else without mail?")
    await expect(heard).to_contain_text("Alice Archer")

    await heard.hover()
    await heard.get_by_role("button", name="React with eyes").click()
    await expect(said.get_by_role("button", name="1 with eyes. Bob Brandt")).to_be_visible()

    await alice.composer.click()
    await alice.page.keyboard.press("ArrowUp")
    await alice.page.keyboard.press("End")
    await alice.page.keyboard.type(" Since ten.")
    await alice.page.keyboard.press("Enter")
    await expect(bob.message("Since ten.")).to_contain_text("(edited)")

    await said.focus()
    await alice.page.keyboard.press("Delete")
    await alice.form("Delete message").get_by_role("button", name="Delete").click()
    await expect(bob.message("Since ten.")).to_have_count(0)


async def test_a_reload_shows_the_same_state(office: Office, windows: Watched) -> None:
    channel = await office.declare("Search is down")
    alice = await windows.open(office.alice)
    await alice.goes_to(channel.name)
    said = await alice.says("It began at two.")
    await said.hover()
    await said.get_by_role("button", name="React with pushpin").click()
    await expect(said.get_by_role("button", name=KEPT)).to_be_visible()
    await alice.composer.hover()
    before = await _told(alice)

    await alice.page.reload()
    await expect(alice.message("It began at two.").get_by_role("button", name=KEPT)).to_be_visible()
    assert await _told(alice) == before


async def _declare(alice: Window) -> None:
    """The command is completed as it is typed; the form is filled in by mouse and keyboard."""
    page = alice.page
    await alice.composer.click()
    await page.keyboard.type("/inc")
    await expect(alice.suggestions.get_by_role("option").first).to_contain_text("/incident")
    await page.keyboard.press("Tab")
    await page.keyboard.type("sta")
    await expect(alice.suggestions.get_by_role("option").first).to_contain_text("start")
    await page.keyboard.press("Tab")
    await expect(alice.composer).to_have_value(re.compile(r"^/incident start ?$"))
    await page.keyboard.press("Enter")

    form = alice.form("Start an incident")
    title = form.get_by_label("What is going wrong?")
    await expect(title).to_be_focused()
    await page.keyboard.type("Search shows yesterday's prices")
    await alice.chooses(form.get_by_role("button", name="Severity"), "sev1")
    await form.get_by_label("What do users notice?").click()
    await page.keyboard.type("Prices in search are a day old.")
    await alice.chooses(form.get_by_role("button", name="Lead"), "Bob Brandt")
    await form.get_by_role("button", name="Start", exact=True).click()
    await expect(form).to_have_count(0)


async def _come_in(bob: Window, carol: Window) -> None:
    """Whoever is invited finds the channel in the sidebar; others jump to it, and join."""
    await bob.goes_to("inc-1-search-shows")
    await expect(bob.message("Search shows yesterday's prices").first).to_be_visible()
    await carol.page.keyboard.press("Control+k")
    await carol.page.keyboard.type("inc-1")
    await expect(carol.page.get_by_role("option", name="inc-1")).to_be_visible()
    await carol.page.keyboard.press("Enter")
    await carol.page.get_by_role("button", name="Join channel").click()
    await expect(carol.composer).to_be_enabled()


async def _keep_by_mouse(bob: Window, alice: Window) -> None:
    await alice.goes_to("inc-1-search-shows")
    said = await alice.says("The nightly import stopped at two.")
    await said.hover()
    await said.get_by_role("button", name="Add a reaction").click()
    picker = alice.page.get_by_role("dialog", name="Emoji picker")
    await alice.page.keyboard.type("pushpin")
    await picker.get_by_role("button", name="pushpin", exact=True).click()
    await expect(said.get_by_role("button", name="1 with pushpin. You")).to_be_visible()
    heard = bob.message("The nightly import stopped")
    await expect(
        heard.get_by_role("button", name=re.compile("with pushpin.*Alice"))
    ).to_be_visible()
    await expect(heard.get_by_role("button", name=KEPT)).to_be_visible()


async def _keep_by_keyboard(alice: Window, bob: Window) -> None:
    said = await bob.says("We restart the import by hand.")
    page = alice.page
    await expect(alice.message("We restart the import")).to_be_visible()
    await alice.list.focus()
    await page.keyboard.press("ArrowUp")
    await expect(alice.message("We restart the import")).to_be_focused()
    await page.keyboard.press("r")
    await expect(page.get_by_label("Search emoji")).to_be_focused()
    await page.keyboard.type("scales")
    await page.keyboard.press("Enter")
    await expect(said.get_by_role("button", name=KEPT)).to_be_visible()
    await expect(alice.message("We restart the import")).to_be_focused()


async def _keep_a_reply(carol: Window, bob: Window) -> None:
    parent = carol.message("We restart the import")
    await parent.hover()
    await parent.get_by_role("button", name="Reply in thread").click()
    await carol.page.keyboard.type("The disk of the importer is full.")
    await carol.page.keyboard.press("Enter")
    reply = carol.thread.get_by_role("article").filter(has_text="The disk of the importer")
    await reply.hover()
    await reply.get_by_role("button", name="React with pushpin").click()
    await expect(reply.get_by_role("button", name=KEPT)).to_be_visible()
    await bob.message("We restart the import").get_by_role("button", name="1 reply").click()
    await expect(bob.thread.get_by_text("The disk of the importer is full.")).to_be_visible()
    await bob.page.keyboard.press("Escape")
    await expect(bob.thread).to_be_hidden()


async def _add_a_note(bob: Window) -> None:
    await _card(bob).get_by_role("button", name="Add a note").click()
    form = bob.form("Add an entry")
    await expect(form.get_by_label("What happened?")).to_be_focused()
    await bob.page.keyboard.type("Support hears of it from three customers.")
    await bob.page.keyboard.press("Control+Enter")
    await expect(form).to_have_count(0)
    await expect(bob.message("Noted at")).to_contain_text("Only visible to you")
    await _card(bob).get_by_role("button", name="Timeline").click()
    page = bob.page.get_by_role("dialog")
    for kept in ("The nightly import", "We restart", "The disk", "Support hears"):
        await expect(page).to_contain_text(kept)
    await bob.page.keyboard.press("Escape")
    await expect(page).to_have_count(0)


async def _update_state(bob: Window, alice: Window) -> None:
    await _card(bob).get_by_role("button", name="Update state").click()
    form = bob.form("Update state")
    await bob.chooses(form.get_by_role("button", name="State"), "Identified")
    await form.get_by_label("What changed").click()
    await bob.page.keyboard.type("The import ran out of disk.")
    await form.get_by_role("button", name="Update", exact=True).click()
    await expect(_card(alice)).to_contain_text("Identified")
    await expect(alice.message("The import ran out of disk.")).to_contain_text("Identified")


async def _change_severity(alice: Window, bob: Window) -> None:
    """The menu and the form by keyboard."""
    page = alice.page
    await _card(alice).get_by_role("button", name="More actions").first.focus()
    await page.keyboard.press("Enter")
    choices = page.get_by_role("menuitem")
    await expect(choices.first).to_be_focused()
    for _ in range((await choices.all_inner_texts()).index("Change severity")):
        await page.keyboard.press("ArrowDown")
    await expect(choices.filter(has_text="Change severity")).to_be_focused()
    await page.keyboard.press("Enter")
    form = alice.form("Change severity")
    await expect(form.get_by_role("button", name="Severity")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.type("sev3")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await page.keyboard.press("Control+Enter")
    await expect(form).to_have_count(0)
    await expect(_card(bob)).to_contain_text("sev3")


async def _resolve(alice: Window, bob: Window) -> None:
    """What is wrong is said at its field, and what was typed stays."""
    await _card(alice).get_by_role("button", name="Resolve").click()
    form = alice.form("Resolve")
    ended = form.get_by_role("group", name="When did it end?")
    right = await ended.get_by_label("Date").input_value()
    await ended.get_by_label("Date").fill("2026-03-20")
    await form.get_by_label("What eased it?").click()
    await alice.page.keyboard.type("More disk for the importer.")
    await alice.chooses(form.get_by_role("button", name="Who facilitates?"), "Carol Chandra")
    reason = form.get_by_label("If they were part of the response")
    await reason.fill("Everybody else was.")
    await form.get_by_role("button", name="Resolve", exact=True).click()
    await expect(form.get_by_text("This lies in the future.")).to_be_visible()
    await expect(form.get_by_label("What eased it?")).to_have_value("More disk for the importer.")
    await ended.get_by_label("Date").fill(right)
    await form.get_by_role("button", name="Resolve", exact=True).click()
    await expect(form).to_have_count(0)
    await expect(bob.message("Review · ")).to_contain_text("Somebody is asked to facilitate")


async def _review(carol: Window, alice: Window) -> None:
    await carol.page.get_by_role("button", name="To the review").click()
    agenda = carol.message("begins now")
    await agenda.get_by_role("button", name="Post the summary").click()
    question = carol.form("End the review?")
    await question.get_by_role("button", name="Not yet").click()
    await expect(question).to_have_count(0)
    await agenda.get_by_role("button", name="Post the summary").click()
    await question.get_by_role("button", name="Post it").click()
    summary = alice.list.get_by_role("article").filter(has_text="In short")
    await expect(summary).to_be_visible()
    for section in SECTIONS:
        await expect(alice.list).to_contain_text(section)


def _card(window: Window) -> Locator:
    return window.list.get_by_role("article").filter(has=window.page.get_by_role("heading"))


async def _told(window: Window) -> list[str]:
    """What a screen reader says of each message and each reaction."""
    parts = window.list.locator("[role=article], .reaction[aria-pressed]")
    told: list[str] = await parts.evaluate_all("all => all.map(each => each.ariaLabel)")
    return told
