"""Every kind of block as the client draws it: its words are there, readable, and inside its column.

What it looks like besides is in test_block_pictures.py.
"""

from collections.abc import Iterator

from playwright.async_api import Locator, expect
from slack_sdk.models.views import View

from app.sandbox import messages, modals
from app.sandbox.messages import Draft
from tests.browser.bot import Json
from tests.browser.catalog import BLOCKS, FIELDS, form_of
from tests.browser.readable import CONTRAST
from tests.browser.windows import Watched, Window
from tests.drawn import VIEWS, shown_by
from tests.e2e.office import Office
from tests.samples import sent

SIZES = ((360, 720), (1280, 800))
PROBLEMS = (
    "root => {"
    + CONTRAST
    + """
    const column = root.querySelector(".modal-body") ?? root;
    const limit = column.getBoundingClientRect();
    const scrolls = node => /auto|scroll/.test(getComputedStyle(node).overflowX);
    const isOwnWorld = node => {
        for (let at = node.parentElement; at && at !== column; at = at.parentElement)
            if (scrolls(at) && at.scrollWidth > at.clientWidth) return true;
        return false;
    };
    const found = [];
    for (const node of root.querySelectorAll(".block, .block *")) {
        const box = node.getBoundingClientRect();
        if (!node.checkVisibility() || !box.width || isOwnWorld(node)) continue;
        if (box.left < limit.left - 1 || box.right > limit.right + 1)
            found.push(`outside: ${node.outerHTML.slice(0, 120)}`);
        if (isFaint(node))
            found.push(`${contrast(node).toFixed(1)}: ${node.outerHTML.slice(0, 120)}`);
    }
    const empty = [...root.querySelectorAll(".block")].filter(each => !each.offsetHeight
        && !each.matches("hr"));
    return [...found, ...empty.map(each => `empty: ${each.outerHTML.slice(0, 120)}`)].slice(0, 8);
}"""
)
"""What stands outside its column, has too little contrast (WCAG AA), or has no height."""


async def test_every_block_is_drawn_in_its_column_and_can_be_read(
    office: Office, windows: Watched
) -> None:
    alice = await windows.open(office.alice)
    _post(office, "All blocks", [block for block, _, _ in BLOCKS.values()])
    drawn = alice.list.get_by_role("article").last.locator(".message-body > *")
    await expect(drawn).to_have_count(len(BLOCKS))
    for at, (name, (_, selector, words)) in enumerate(BLOCKS.items()):
        part = drawn.nth(at)
        await expect(part, name).to_be_visible()
        wanted = part.locator(selector).or_(part.and_(alice.page.locator(selector)))
        await expect(wanted.first, name).to_be_visible()
        await expect(part, name).to_contain_text(words)
    await _looks_well(alice, alice.list, "general")


async def test_every_message_of_the_bot_is_drawn_in_its_column_and_can_be_read(
    office: Office, windows: Watched
) -> None:
    alice = await windows.open(office.alice)
    for view in VIEWS:
        for _, shown in shown_by(view, most=1):
            if not isinstance(shown, View):
                _post(office, **sent(shown))
    await office.bob.say("general", "That was all.")
    await expect(alice.message("That was all.")).to_be_visible()
    await _looks_well(alice, alice.list, "general")


async def test_every_field_is_drawn_in_its_dialog_and_can_be_read(
    office: Office, windows: Watched
) -> None:
    alice = await windows.open(office.alice)
    modals.open_modal(office.stage.slack.slack, office.alice.id, dict(form_of(FIELDS)))
    form = alice.form("Plain words")
    await expect(form.locator(".block.input")).to_have_count(len(FIELDS))
    await _looks_well(alice, form, "every field")


async def test_every_form_is_drawn_in_its_dialog_and_can_be_read(
    office: Office, windows: Watched
) -> None:
    alice = await windows.open(office.alice)
    slack = office.stage.slack.slack
    for name, payload in _forms():
        modals.open_modal(slack, office.alice.id, payload)
        form = alice.form(payload["title"]["text"])
        for block in payload["blocks"]:
            if block["type"] == "input":
                await expect(form.get_by_text(block["label"]["text"]).first).to_be_visible()
        await _looks_well(alice, form, name)
        await alice.page.keyboard.press("Escape")
        await expect(form).to_have_count(0)


async def test_app_home_is_drawn_in_its_column_and_can_be_read(
    office: Office, windows: Watched
) -> None:
    await office.declare("Search shows yesterday's prices " * 4)
    alice = await windows.open(office.alice)
    await alice.page.get_by_role("navigation", name="Workspace").get_by_text("onward").click()
    home = alice.page.get_by_role("region", name="App Home")
    await expect(home).to_contain_text("INC-1")
    await _looks_well(alice, home, "App Home")


def _forms() -> Iterator[tuple[str, Json]]:
    """The one of each with the most in it; Slack's limits are checked for all of them elsewhere."""
    for view in VIEWS:
        forms = [(name, sent(shown)) for name, shown in shown_by(view) if isinstance(shown, View)]
        dialogs = [one for one in forms if one[1]["type"] == "modal"]
        if dialogs:
            yield max(dialogs, key=lambda one: len(str(one[1])))


def _post(office: Office, text: str, blocks: list[Json]) -> None:
    """As the bot, but not at the pace of the Web API."""
    slack = office.stage.slack
    draft = Draft(user=slack.bot_user_id, text=text, blocks=[dict(block) for block in blocks])
    messages.post(slack.slack, slack.channel("general"), draft)


async def _looks_well(window: Window, root: Locator, name: str) -> None:
    await expect(root.locator(".block").first).to_be_attached()
    for width, height in SIZES:
        await window.page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            await window.page.emulate_media(color_scheme=scheme)
            assert await root.evaluate(PROBLEMS) == [], f"{name} at {width} px, {scheme}"
