"""What a screen reader finds, and what works without a mouse."""

from collections.abc import Awaitable, Callable
from typing import Literal

import pytest
from playwright.async_api import Locator, expect

from app.sandbox import modals
from tests.browser import catalog
from tests.browser.readable import FAINT
from tests.browser.windows import Watched, Window
from tests.e2e.office import Office

NAMELESS = """() => {
    const kinds = "button, a[href], input:not([type=hidden]):not([hidden]), textarea, select,"
        + " dialog, [role=dialog], [role=log], [role=menu], [role=listbox], [role=tab], [role=img]";
    const labels = node => (node.getAttribute("aria-labelledby") ?? "").split(/\\s+/)
        .map(id => document.getElementById(id)?.textContent ?? "").join(" ");
    const name = node => [node.getAttribute("aria-label"), labels(node), node.textContent,
        node.alt, ...[...node.labels ?? []].map(label => label.textContent)].join("").trim();
    return [...document.querySelectorAll(kinds)]
        .filter(node => node.checkVisibility() && !name(node))
        .map(node => node.outerHTML.slice(0, 200));
}"""
"""What can be used and is called nothing."""


async def test_a_channel_is_a_log_of_named_articles_between_named_controls(
    office: Office, windows: Watched
) -> None:
    channel = await office.declare("Search is down", impact="Nothing is found.")
    alice = await windows.open(office.alice)
    await alice.goes_to(channel.name)
    await alice.says("It began at two.")
    await expect(alice.page.locator("body")).to_match_aria_snapshot(
        """
        - region "Sandbox"
        - navigation "Workspace"
        - navigation "Channels and direct messages":
          - region "Channels":
            - list:
              - listitem:
                - button "general"
        - main:
          - heading /inc-1-search-is-down/ [level=1]
          - tablist "Views":
            - tab "Messages" [selected]
          - log /Messages in inc-1-search-is-down/:
            - article /onward, .*Search is down/:
              - heading /INC-1/ [level=3]
              - button "Update state"
              - button "More actions"
            - article /Alice Archer, .*It began at two./
          - toolbar "Formatting"
          - textbox /^Message/
          - button "Emoji"
          - button "Send now" [disabled]
        """
    )
    assert await alice.page.evaluate(NAMELESS) == []


async def test_a_thread_is_a_named_pane_with_a_log_of_its_own(
    office: Office, windows: Watched
) -> None:
    alice = await windows.open(office.alice)
    ts = await office.bob.say("general", "Is mail late?")
    await office.carol.reply("general", ts, "It is.")
    await alice.message("Is mail late?").get_by_role("button", name="1 reply").click()
    await expect(alice.thread).to_match_aria_snapshot(
        """
        - heading /Thread/ [level=2]
        - button "Close thread"
        - log "Thread in general":
          - article /Bob Brandt, .*Is mail late\\?/
          - separator "1 reply"
          - article /Carol Chandra, .*It is\\./
        - textbox "Reply…"
        - checkbox /Also send to/
        """
    )
    assert await alice.page.evaluate(NAMELESS) == []


async def test_a_form_is_a_named_dialog_of_labelled_fields_that_say_what_is_wrong(
    office: Office, windows: Watched
) -> None:
    alice = await windows.open(office.alice)
    await alice.says_command("/incident start")
    form = alice.form("Start an incident")
    await expect(form).to_match_aria_snapshot(
        """
        - banner:
          - heading "Start an incident" [level=2]
          - button "Close"
        - textbox "What is going wrong?"
        - button /Severity/
        - textbox /What do users notice\\?/
        - button /Lead/
        - group /Who can see it/:
          - checkbox /Private/
        - contentinfo:
          - button "Cancel"
          - button "Start"
        """
    )
    assert await alice.page.evaluate(NAMELESS) == []
    title = form.get_by_label("What is going wrong?")
    await expect(title).to_have_attribute("aria-required", "true")
    await alice.page.keyboard.press("Control+Enter")
    await expect(title).to_have_attribute("aria-invalid", "true")
    await expect(title).to_be_focused()
    described = await title.evaluate(
        "node => node.getAttribute('aria-describedby').split(' ')"
        ".map(id => document.getElementById(id)?.textContent ?? '').join(' ')"
    )
    assert described.strip()
    await expect(form.get_by_role("alert").filter(has_text=described.strip()[:10])).to_be_visible()


async def test_a_form_holds_the_focus_and_escape_gives_it_back(
    office: Office, windows: Watched
) -> None:
    alice = await windows.open(office.alice)
    await alice.says_command("/incident start")
    form = alice.form("Start an incident")
    await expect(form.get_by_label("What is going wrong?")).to_be_focused()
    for keys in ("Tab", "Shift+Tab"):
        for _ in range(12):
            await alice.page.keyboard.press(keys)
            assert await _is_in_dialog_or_nowhere(alice)
    await form.get_by_role("button", name="Severity").focus()
    await alice.page.keyboard.press("ArrowDown")
    await expect(alice.page.get_by_role("combobox")).to_be_focused()
    await alice.page.keyboard.press("Escape")
    await expect(alice.page.get_by_role("combobox")).to_have_count(0)
    await expect(form.get_by_role("button", name="Severity")).to_be_focused()
    await alice.page.keyboard.press("Escape")
    await expect(form).to_have_count(0)
    await expect(alice.composer).to_be_focused()


async def test_escape_closes_a_form_in_which_nothing_has_the_focus(
    office: Office, windows: Watched
) -> None:
    alice = await windows.open(office.alice)
    await alice.says_command("/incident start")
    form = alice.form("Start an incident")
    await expect(form.get_by_label("What is going wrong?")).to_be_focused()
    await alice.page.evaluate("document.activeElement.blur()")
    await alice.page.keyboard.press("Escape")
    await expect(form).to_have_count(0)


async def test_the_composer_completes_people_by_keyboard_and_escape_leaves_it(
    office: Office, windows: Watched
) -> None:
    alice = await windows.open(office.alice)
    await alice.composer.focus()
    await alice.page.keyboard.type("ask @b")
    option = alice.suggestions.get_by_role("option", name="Bob Brandt")
    await expect(option).to_have_attribute("aria-selected", "true")
    await expect(alice.composer).to_have_attribute(
        "aria-activedescendant", await option.get_attribute("id") or ""
    )
    await alice.page.keyboard.press("Escape")
    await expect(alice.suggestions).to_have_count(0)
    await expect(alice.composer).to_have_value("ask @b")
    await alice.composer.fill("")
    await alice.page.keyboard.type("ask @ca")
    await alice.page.keyboard.press("Tab")
    await alice.page.keyboard.type("please")
    await alice.page.keyboard.press("Shift+Enter")
    await alice.page.keyboard.type("today")
    await alice.page.keyboard.press("Enter")
    await expect(
        alice.message("today").get_by_role("button", name="@Carol Chandra")
    ).to_be_visible()


async def test_the_picker_is_walked_with_arrow_keys_and_escape_leaves_it(
    office: Office, windows: Watched
) -> None:
    alice = await windows.open(office.alice)
    await office.bob.say("general", "Is mail late?")
    said = alice.message("Is mail late?")
    await said.focus()
    await alice.page.keyboard.press("r")
    picker = alice.page.get_by_role("dialog", name="Emoji picker")
    await expect(picker.get_by_label("Search emoji")).to_be_focused()
    await alice.page.keyboard.press("Escape")
    await expect(picker).to_have_count(0)
    await expect(said).to_be_focused()
    await alice.page.keyboard.press("r")
    await alice.page.keyboard.press("ArrowDown")
    await expect(picker.get_by_role("button", name="pushpin", exact=True)).to_be_focused()
    await alice.page.keyboard.press("ArrowRight")
    await alice.page.keyboard.press("Enter")
    await expect(said.get_by_role("button", name="1 with scales")).to_be_visible()


@pytest.mark.parametrize("key", ["m", "More actions"], ids=["its key", "its button"])
async def test_the_menu_of_a_message_opens_walks_and_closes_by_keyboard(
    office: Office, windows: Watched, key: str
) -> None:
    alice = await windows.open(office.alice)
    await office.bob.say("general", "Is mail late?")
    said = alice.message("Is mail late?")
    await said.focus()
    opener = await _opened_menu(alice, said, key)
    items = alice.page.get_by_role("menu").get_by_role("menuitem")
    await expect(items.first).to_be_focused()
    await alice.page.keyboard.press("End")
    await expect(items.last).to_be_focused()
    await alice.page.keyboard.press("ArrowDown")
    await expect(items.first).to_be_focused()
    await alice.page.keyboard.press("Escape")
    await expect(alice.page.get_by_role("menu")).to_have_count(0)
    await expect(opener).to_be_focused()


async def _open_picker(_office: Office, alice: Window) -> None:
    await alice.message("Is mail late?").focus()
    await alice.page.keyboard.press("r")
    await expect(alice.page.get_by_label("Search emoji")).to_be_focused()


def _typing(words: str) -> Callable[[Office, Window], Awaitable[None]]:
    async def type_it(_office: Office, alice: Window) -> None:
        await alice.composer.click()
        await alice.page.keyboard.type(words)
        await expect(alice.suggestions).to_be_visible()

    return type_it


async def _open_menu(_office: Office, alice: Window) -> None:
    await alice.message("Is mail late?").focus()
    await alice.page.keyboard.press("m")
    await expect(alice.page.get_by_role("menu")).to_be_visible()


async def _open_fields(office: Office, alice: Window) -> None:
    form = catalog.form_of(catalog.FIELDS)
    modals.open_modal(office.stage.slack.slack, office.alice.id, dict(form))
    await expect(alice.form("Plain words")).to_be_visible()


async def _open_chooser(office: Office, alice: Window) -> None:
    await _open_fields(office, alice)
    await alice.form("Plain words").get_by_role("button", name="A field for person").click()
    await expect(alice.page.get_by_role("combobox")).to_be_focused()


def _pressing(button: str) -> Callable[[Office, Window], Awaitable[None]]:
    async def press(_office: Office, alice: Window) -> None:
        await alice.page.get_by_role("button", name=button).first.click()

    return press


SURFACES = {
    "the picker": _open_picker,
    "people to mention": _typing("ask @"),
    "channels to mention": _typing("see #"),
    "commands": _typing("/incident "),
    "emoji to type": _typing(":fire"),
    "the menu of a message": _open_menu,
    "every kind of field": _open_fields,
    "the list of a field": _open_chooser,
    "people to act as": _pressing("You are"),
    "failures": _pressing("Make Slack fail"),
    "recordings": _pressing("Replay a real incident"),
    "the log": _pressing("Log"),
    "the help": _pressing("Help"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_whatever_opens_has_names_and_can_be_read(
    office: Office, windows: Watched, scheme: Literal["light", "dark"]
) -> None:
    await office.bob.say("general", "Is mail late?")
    for name, opened in SURFACES.items():
        alice = await windows.open(office.alice)
        await alice.page.emulate_media(color_scheme=scheme)
        await expect(alice.message("Is mail late?")).to_be_visible()
        await opened(office, alice)
        assert await alice.page.evaluate(NAMELESS) == [], name
        assert await alice.page.locator("body").evaluate(FAINT) == [], name
        office.stage.slack.slack.world.modals.clear()
        await alice.page.close()


async def _opened_menu(alice: Window, said: Locator, key: str) -> Locator:
    """Press the key, or the button; what the focus has to come back to."""
    if len(key) == 1:
        await alice.page.keyboard.press(key)
        return said
    button = said.get_by_role("button", name=key)
    await button.focus()
    await alice.page.keyboard.press("Enter")
    return button


async def _is_in_dialog_or_nowhere(alice: Window) -> bool:
    """After the last field the focus visits the browser's own bar, which is the page's body."""
    inside: bool = await alice.page.evaluate(
        "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
    )
    return inside
