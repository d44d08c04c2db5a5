"""What people write is text, wherever it is shown: it runs nothing, loads nothing, leads nowhere.

`windows` fails each of these tests when a script ran into an error, a dialog came, the page's
policy was broken, or a request left for somewhere else.
"""

import re

from playwright.async_api import expect

from app.sandbox.members import Upload
from tests.browser.bot import Json, bot_says
from tests.browser.windows import Watched, Window
from tests.e2e.office import Office

RUNS = "parent.hasRun = true"
HOSTILE = {
    "a script": f"<script>{RUNS}</script>",
    "an attribute": f"<img src=x onerror='{RUNS}'>",
    "an end of an attribute": f"\" onmouseover='{RUNS}' autofocus onfocus='{RUNS}' x=\"",
    "a picture from elsewhere": "<img src=https://elsewhere.invalid/a.png>",
    "a frame": f"<iframe srcdoc='<script>{RUNS}</script>'></iframe>",
    "a style": "<style>body { background: url(https://elsewhere.invalid/b.png) }</style>",
    "a base": "<base href=https://elsewhere.invalid/>",
    "a template": "${hasRun = true} {{constructor.constructor('hasRun=true')()}}",
}
MARKUP = "main :is(script, style, iframe, base, img[onerror], [onmouseover], [onfocus])"
LINKS = (
    "<javascript:hasRun=true|press me>",
    "<data:text/html,<script>parent.hasRun=true</script>|press me>",
    "<vbscript:hasRun|press me>",
    "<java\tscript:hasRun=true|press me>",
)
RUNNING = re.compile(r"\s*(javascript|data|vbscript):", re.IGNORECASE)
TURNS = "\u202e"
READS_FORWARD = """node => {
    const text = [...node.childNodes].findLast(each => each.nodeType === Node.TEXT_NODE);
    const lefts = [...text.data].map((_sign, at) => {
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range.getBoundingClientRect().left;
    });
    return lefts.every((left, at) => at === 0 || left >= lefts[at - 1]);
}"""
"""Whether the signs of the last text in the element stand from left to right."""


async def test_a_message_with_markup_is_shown_as_it_was_typed(
    office: Office, windows: Watched
) -> None:
    bob = await windows.open(office.bob)
    alice = await windows.open(office.alice)
    for text in HOSTILE.values():
        await alice.composer.click()
        await alice.page.keyboard.insert_text(text)
        await alice.page.keyboard.press("Enter")
        said = bob.list.get_by_role("article").last
        await expect(said).to_contain_text(text)
        await said.hover()
    await _nothing_ran(alice, bob)


async def test_names_titles_and_forms_with_markup_are_shown_as_they_were_typed(
    office: Office, windows: Watched
) -> None:
    slack = office.stage.slack
    name = f"Eve <img src=x onerror='{RUNS}'>"
    eve = slack.add_person(name, title=HOSTILE["a script"], tz="Europe/Berlin")
    channel = await office.declare(HOSTILE["a frame"], by=eve, impact=HOSTILE["an attribute"])
    bob, seen_by_eve = await windows.open(office.bob), await windows.open(eve)
    await seen_by_eve.goes_to(channel.name)
    card = seen_by_eve.list.get_by_role("article").filter(has_text="Update state")
    await expect(card).to_contain_text("<iframe srcdoc=")
    await expect(card).to_contain_text(HOSTILE["an attribute"])
    await expect(card).to_contain_text(f"@{name}")

    await card.get_by_role("button", name="Resolve").click()
    form = seen_by_eve.form("Resolve")
    await expect(form).to_contain_text("<iframe srcdoc=")
    await expect(form.get_by_label("What did users notice?")).to_have_value(HOSTILE["an attribute"])
    await form.get_by_role("button", name="Who facilitates?").click()
    await expect(seen_by_eve.page.get_by_role("option", name="Eve")).to_contain_text(name)
    await seen_by_eve.page.keyboard.press("Escape")

    await bob.goes_to("incidents")
    await expect(bob.list.get_by_role("article").last).to_contain_text(f"@{name}")
    await _nothing_ran(bob, seen_by_eve)


async def test_a_link_that_would_run_something_is_no_link(office: Office, windows: Watched) -> None:
    bob = await windows.open(office.bob)
    for number, link in enumerate(LINKS):
        await bot_says(office, "general", [_section(f"No. {number} {link}"), _link_button()])
        said = bob.message(f"No. {number} ")
        for target in await said.locator("a:not(.stamp)").all():
            assert not RUNNING.match(await target.get_attribute("href") or "")
        await said.get_by_text("press me").click()
        await said.get_by_role("button", name="Open").click()
    await _nothing_ran(bob)


async def test_a_mark_that_turns_text_around_ends_with_what_it_stands_in(
    office: Office, windows: Watched
) -> None:
    """What follows a name or a message reads in its own direction."""
    mallory = office.stage.slack.add_person(f"Mallory {TURNS}", tz="Europe/Berlin")
    bob = await windows.open(office.bob)
    ts = await mallory.say("general", f"{TURNS}gnp.tifhs")
    await office.alice.reply("general", ts, "a reply")
    await office.alice.say("general", f"<@{mallory.id}> wrote this")
    said = bob.list.locator(f"[data-ts='{ts}']")
    for after in (
        said.locator("time"),
        said.get_by_text("1 reply"),
        bob.message("wrote this").locator(".text"),
        bob.page.locator("#channel .channel-name span"),
    ):
        await expect(after).to_be_visible()
        assert await after.evaluate(READS_FORWARD)
    await _nothing_ran(bob)


async def test_a_file_that_is_a_page_runs_nothing(office: Office, windows: Watched) -> None:
    page = f"<script>{RUNS}</script>".encode()
    alice = await windows.open(office.alice)
    upload = Upload("<b>notes</b>.html", page, "text/html")
    picture = Upload(
        "x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>" + page + b"</svg>", "image/svg+xml"
    )
    await office.bob.say("general", "two files", files=[upload, picture])
    await expect(alice.message("two files")).to_contain_text("<b>notes</b>.html")
    await _nothing_ran(alice)


def _section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _link_button() -> Json:
    button = {
        "type": "button",
        "action_id": "home.help",
        "text": {"type": "plain_text", "text": "Open"},
        "url": "javascript:hasRun=true",
    }
    return {"type": "actions", "elements": [button]}


async def _nothing_ran(*windows: Window) -> None:
    for window in windows:
        assert await window.page.evaluate("typeof window.hasRun") == "undefined"
        await expect(window.page.locator(MARKUP)).to_have_count(0)
