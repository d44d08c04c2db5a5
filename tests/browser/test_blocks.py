"""Every kind of block as the client draws it: its words are there, readable, and inside its column.

Pictures are not compared, because each version of Chromium draws a little differently.
"""

from typing import Any

from playwright.async_api import Locator, expect
from slack_sdk.models.views import View

from app.sandbox import messages, modals
from app.sandbox.messages import Draft
from tests.browser.bot import Json, bot_says
from tests.browser.windows import Watched, Window
from tests.e2e.office import Office
from tests.samples import SCREENS, cases, sent
from tests.samples import messages as sent_of

SIZES = ((360, 720), (1280, 800))
PLAIN = {"type": "plain_text", "text": "Plain words"}
MRKDWN = {"type": "mrkdwn", "text": "*Bold* and `code` :fire:"}
PICTURE = {"type": "image", "image_url": "https://elsewhere.invalid/x.png", "alt_text": "A curve"}
BUTTON = {"type": "button", "text": {**PLAIN, "text": "Press"}, "action_id": "home.help"}
OPTIONS = [{"text": {**PLAIN, "text": f"Option {n}"}, "value": f"{n}"} for n in range(3)]
SELECT = {"type": "static_select", "action_id": "s", "options": OPTIONS, "placeholder": PLAIN}
RUNS = [{"type": "text", "text": "A run of rich text"}, {"type": "emoji", "name": "pushpin"}]
RICH_SECTION = {"type": "rich_text_section", "elements": RUNS}
LIST = {"type": "rich_text_list", "style": "ordered", "elements": [RICH_SECTION, RICH_SECTION]}
QUOTE = {"type": "rich_text_quote", "elements": RUNS[:1]}
CODE = {"type": "rich_text_preformatted", "elements": RUNS[:1]}
ROW = [{"type": "raw_text", "text": f"Cell {n}"} for n in range(8)]

BLOCKS: dict[str, tuple[Json, str, str]] = {
    "section": ({"type": "section", "text": MRKDWN}, "strong", "Bold"),
    "section of fields": (
        {"type": "section", "fields": [MRKDWN, PLAIN]},
        ".field >> nth=1",
        "Plain",
    ),
    "section with a button": (
        {"type": "section", "text": MRKDWN, "accessory": BUTTON},
        "role=button[name='Press']",
        "Press",
    ),
    "section with a picture": (
        {"type": "section", "text": MRKDWN, "accessory": PICTURE},
        ".accessory",
        "A curve",
    ),
    "header": ({"type": "header", "text": PLAIN}, "role=heading", "Plain words"),
    "divider": ({"type": "divider"}, "hr", ""),
    "context": ({"type": "context", "elements": [MRKDWN, PICTURE]}, ".context", "Bold and code"),
    "actions": (
        {"type": "actions", "elements": [BUTTON, SELECT]},
        "role=button[name='Plain words']",
        "Plain words",
    ),
    "image": ({**PICTURE, "title": PLAIN}, "figcaption", "Plain words"),
    "markdown": ({"type": "markdown", "text": "# Title\n\n1. **one**"}, "strong", "one"),
    "rich text": (
        {"type": "rich_text", "elements": [RICH_SECTION, QUOTE, CODE]},
        "blockquote",
        "A run of rich text",
    ),
    "rich list": ({"type": "rich_text", "elements": [LIST]}, "li >> nth=1", "A run of rich text"),
    "table": ({"type": "table", "rows": [ROW, ROW]}, "role=cell >> nth=7", "Cell 7"),
    "input": (
        {"type": "input", "label": PLAIN, "element": {"type": "plain_text_input"}},
        "role=textbox[name='Plain words']",
        "",
    ),
    "video": (
        {
            "type": "video",
            "alt_text": "A video",
            "title": PLAIN,
            "video_url": "https://elsewhere.invalid/v",
            "thumbnail_url": "https://elsewhere.invalid/t.png",
        },
        ".video",
        "Plain words",
    ),
}

PROBLEMS = """root => {
    const column = root.querySelector(".modal-body") ?? root;
    const limit = column.getBoundingClientRect();
    const scrolls = node => /auto|scroll/.test(getComputedStyle(node).overflowX);
    const isOwnWorld = node => {
        for (let at = node.parentElement; at && at !== column; at = at.parentElement)
            if (scrolls(at) && at.scrollWidth > at.clientWidth) return true;
        return false;
    };
    const light = ([red, green, blue]) => [red, green, blue].map(each => each / 255)
        .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
        .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const over = (colours) => {
        canvas.clearRect(0, 0, 1, 1);
        for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
        return canvas.getImageData(0, 0, 1, 1).data;
    };
    const contrast = node => {
        const behind = [];
        for (let at = node; at; at = at.parentElement)
            behind.unshift(getComputedStyle(at).backgroundColor);
        const back = light(over(behind));
        const front = light(over([...behind, getComputedStyle(node).color]));
        return (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05);
    };
    const found = [];
    for (const node of root.querySelectorAll(".block, .block *")) {
        const box = node.getBoundingClientRect();
        if (!node.checkVisibility() || !box.width || isOwnWorld(node)) continue;
        if (box.left < limit.left - 1 || box.right > limit.right + 1)
            found.push(`outside: ${node.outerHTML.slice(0, 120)}`);
        const words = [...node.childNodes].filter(each => each.nodeType === Node.TEXT_NODE)
            .map(each => each.data.trim()).join("");
        const size = parseFloat(getComputedStyle(node).fontSize);
        if (/[a-z0-9]/i.test(words) && contrast(node) < (size >= 24 ? 3 : 4.5))
            found.push(`${contrast(node).toFixed(1)}: ${node.outerHTML.slice(0, 120)}`);
    }
    const empty = [...root.querySelectorAll(".block")].filter(each => !each.offsetHeight
        && !each.matches("hr"));
    return [...found, ...empty.map(each => `empty: ${each.outerHTML.slice(0, 120)}`)].slice(0, 8);
}"""
"""What stands outside its column, has too little contrast (WCAG AA), or has no height."""

FORMS = [case for case in cases() if isinstance(case.values[0], View)]


async def test_every_block_is_drawn_in_its_column_and_can_be_read(
    office: Office, windows: Watched
) -> None:
    alice = await windows.open(office.alice)
    ts = await bot_says(office, "general", [block for block, _, _ in BLOCKS.values()])
    drawn = alice.list.locator(f"[data-ts='{ts}'] .message-body > *")
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
    for samples in SCREENS.values():
        for shown in sent_of(samples[0]):
            if not isinstance(shown, View):
                _post(office, **sent(shown))
    await office.bob.say("general", "That was all.")
    await expect(alice.message("That was all.")).to_be_visible()
    await _looks_well(alice, alice.list, "general")


async def test_every_form_is_drawn_in_its_dialog_and_can_be_read(
    office: Office, windows: Watched
) -> None:
    alice = await windows.open(office.alice)
    slack = office.stage.slack.slack
    for case in FORMS:
        shown: Any = case.values[0]
        payload = sent(shown)
        if payload["type"] != "modal":
            continue
        modals.open_modal(slack, office.alice.id, payload)
        form = alice.form(payload["title"]["text"])
        for block in payload["blocks"]:
            if block["type"] == "input":
                await expect(form.get_by_text(block["label"]["text"]).first).to_be_visible()
        await _looks_well(alice, form, str(case.id))
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


def _post(office: Office, text: str, blocks: list[Json]) -> None:
    """As the bot, but not at the pace of the Web API."""
    slack = office.stage.slack
    draft = Draft(user=slack.bot_user_id, text=text, blocks=[dict(block) for block in blocks])
    messages.post(slack.slack, slack.channel("general"), draft)


async def _looks_well(window: Window, root: Locator, name: str) -> None:
    assert await root.locator(".block").count() > 0
    for width, height in SIZES:
        await window.page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            await window.page.emulate_media(color_scheme=scheme)
            assert await root.evaluate(PROBLEMS) == [], f"{name} at {width} px, {scheme}"
