"""Pictures of blocks: how they are taken, compared with the stored ones, and drawn anew.

Words are drawn as bars, because each machine has other fonts; what is compared are small squares,
each of which may be two pixels aside, because each Chromium rounds a little differently.
"""

import base64
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Locator, Page, expect

from app.sandbox import messages, modals
from app.sandbox.messages import Draft
from tests.browser.catalog import BLOCKS, FIELDS, form_of
from tests.browser.windows import Window
from tests.e2e.office import Office

STORED = Path(__file__).parent / "pictures"
HEIGHT = 3_000
"""Of a window in which nothing has to be scrolled."""

SQUARE = 8
TOLERATED = 8
"""How far the pixels of a square may be off on average, of 255, two pixels aside left out, in
all but one square of two hundred.
"""

WORDS_AS_BARS = """root => {
    const bar = word => {
        const node = document.createElement("span");
        const isSpace = /^ +$/.test(word);
        node.style = `display: inline-block; vertical-align: top; height: 0.7em;
            margin-top: calc((1lh - 0.7em) / 2); width: ${[...word].length * (isSpace ? 0.25 :
            0.5)}em; background: ${isSpace ? "none" : "currentColor"};`;
        return node;
    };
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walk.nextNode()) texts.push(walk.currentNode);
    for (const text of texts) {
        const words = text.data.split(/( +)/).filter(Boolean);
        text.replaceWith(...words.map(word => word.includes("\\n") ? word : bar(word)));
    }
}"""
WORDLESS = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        .block input, .block textarea, .block select { color: transparent !important; }
        .block ::placeholder, .block ::file-selector-button { opacity: 0 !important; }
        .block ::-webkit-datetime-edit { opacity: 0 !important; }
        .block ::-webkit-calendar-picker-indicator { opacity: 0 !important; }
        .block li::marker { color: transparent; }`);
    document.adoptedStyleSheets.push(sheet);
}"""
"""What fields and lists draw by themselves is no text of the page."""

BOX = "node => node.getBoundingClientRect().toJSON()"
CROPPED = """async ({shot, boxes}) => {
    const whole = await createImageBitmap(await (await fetch(shot)).blob());
    const address = blob => new Promise(done => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result);
        reader.readAsDataURL(blob);
    });
    return Promise.all(boxes.map(async ({x, y, width, height}) => {
        const canvas = new OffscreenCanvas(Math.max(1, Math.round(width)),
            Math.max(1, Math.round(height)));
        canvas.getContext("2d").drawImage(whole, -Math.round(x), -Math.round(y));
        return address(await canvas.convertToBlob({type: "image/png"}));
    }));
}"""

DIFFERENCE = """async ({now, before, square, tolerated}) => {
    const load = async address => createImageBitmap(await (await fetch(address)).blob());
    const [one, other] = [await load(now), await load(before)];
    const size = ({width, height}) => `${width} x ${height}`;
    if (Math.abs(one.width - other.width) > 2 || Math.abs(one.height - other.height) > 2)
        return {said: `is ${size(one)}, was ${size(other)}`, drawn: now};
    const [across, down] = [Math.ceil(one.width / square), Math.ceil(one.height / square)];
    const pixels = image => {
        const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
        pen.drawImage(image, 0, 0);
        const {data} = pen.getImageData(0, 0, image.width, image.height);
        const within = (at, size) => Math.min(Math.max(at, 0), size - 1);
        return (x, y) => {
            const at = (within(y, image.height) * image.width + within(x, image.width)) * 4;
            return [data[at], data[at + 1], data[at + 2]];
        };
    };
    const [left, right] = [pixels(one), pixels(other)];
    const distance = (x, y, aside, below) => {
        let sum = 0;
        for (let row = y; row < y + square; row++)
            for (let at = x; at < x + square; at++) {
                const [mine, yours] = [left(at, row), right(at + aside, row + below)];
                for (const part of [0, 1, 2]) sum += Math.abs(mine[part] - yours[part]);
            }
        return sum / (square ** 2 * 3);
    };
    const aside = [0, -1, 1, -2, 2];
    const steps = aside.flatMap(across => aside.map(below => [across, below]));
    const inside = (at, size) => Math.max(0, Math.min(at, size - square));
    const wrong = [];
    for (let cell = 0; cell < across * down; cell++) {
        const x = inside((cell % across) * square, Math.min(one.width, other.width));
        const y = inside(Math.floor(cell / across) * square, Math.min(one.height, other.height));
        if (steps.every(step => distance(x, y, ...step) > tolerated)) wrong.push(cell);
    }
    if (wrong.length <= across * down / 200) return null;
    const canvas = new OffscreenCanvas(one.width, one.height * 3 + 20);
    const pen = canvas.getContext("2d");
    [other, one, one].forEach((image, at) => pen.drawImage(image, 0, at * (one.height + 10)));
    pen.fillStyle = "rgb(255 0 0 / 60%)";
    for (const cell of wrong) pen.fillRect((cell % across) * square,
        2 * (one.height + 10) + Math.floor(cell / across) * square, square, square);
    const reader = new FileReader();
    const read = new Promise(done => { reader.onload = () => done(reader.result); });
    reader.readAsDataURL(await canvas.convertToBlob({type: "image/png"}));
    return {said: `differs in ${wrong.length} of ${across * down} squares`, drawn: await read};
}"""
"""Stored, now, and now with what differs in red, one below the other; None for the same."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What is said about it, and a picture that shows it."""

    said: str
    drawn: bytes


@dataclass(frozen=True, slots=True)
class Look:
    """One of the ways to look at the workspace."""

    width: int
    scheme: Literal["light", "dark"]

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}"


LOOKS = tuple(Look(width, scheme) for width in (360, 1280) for scheme in ("light", "dark"))


async def show_blocks(office: Office, alice: Window) -> Mapping[str, Locator]:
    """Post every block; by name, where each is drawn."""
    slack = office.stage.slack
    blocks = [dict(block) for block, _, _ in BLOCKS.values()]
    draft = Draft(user=slack.bot_user_id, text="Every block", blocks=blocks)
    messages.post(slack.slack, slack.channel("general"), draft)
    drawn = alice.list.get_by_role("article").last.locator(".message-body > *")
    await expect(drawn).to_have_count(len(BLOCKS))
    return {f"block {name}": drawn.nth(at) for at, name in enumerate(BLOCKS)}


async def show_fields(office: Office, alice: Window) -> Mapping[str, Locator]:
    """Open a form with every field; by name, where each is drawn."""
    modals.open_modal(office.stage.slack.slack, office.alice.id, dict(form_of(FIELDS)))
    drawn = alice.form("Plain words").locator(".modal-body > .block")
    await expect(drawn).to_have_count(len(FIELDS))
    return {f"field {name}": drawn.nth(at) for at, name in enumerate(FIELDS)}


async def taken(
    window: Window, lab: Page, shown: Mapping[str, Locator], looks: Sequence[Look] = LOOKS
) -> AsyncIterator[tuple[str, str]]:
    """Name and picture, as a data URL, of each part in each look; `lab` is an empty page."""
    page = window.page
    await page.evaluate(WORDLESS)
    await page.mouse.move(0, 0)
    for part in shown.values():
        await part.evaluate(WORDS_AS_BARS)
    for look in looks:
        await page.set_viewport_size({"width": look.width, "height": HEIGHT})
        await page.emulate_media(color_scheme=look.scheme)
        await page.evaluate("document.activeElement?.blur()")
        boxes = [await part.evaluate(BOX) for part in shown.values()]
        shot = _address(await page.screenshot(animations="disabled", caret="hide"))
        pictures = await lab.evaluate(CROPPED, {"shot": shot, "boxes": boxes})
        for name, picture in zip(shown, pictures, strict=True):
            yield f"{name} {look}".replace(" ", "-"), picture


async def difference(lab: Page, name: str, picture: str) -> Difference | None:
    """How a picture differs from the stored one of that name."""
    stored = STORED / f"{name}.png"
    if not stored.exists():
        return Difference(f"{name} has no picture yet", _bytes(picture))
    if stored.read_bytes() == _bytes(picture):
        return None
    arguments = {
        "now": picture,
        "before": _address(stored.read_bytes()),
        "square": SQUARE,
        "tolerated": TOLERATED,
    }
    found = await lab.evaluate(DIFFERENCE, arguments)
    return Difference(f"{name} {found['said']}", _bytes(found["drawn"])) if found else None


async def draw_anew(office: Office, alice: Window) -> None:
    """Store the pictures that differ from those there, and drop those of what is no more."""
    STORED.mkdir(exist_ok=True)
    lab = await alice.page.context.new_page()
    known = set()
    for show in (show_blocks, show_fields):
        async for name, picture in taken(alice, lab, await show(office, alice)):
            known.add(f"{name}.png")
            if await difference(lab, name, picture):
                (STORED / f"{name}.png").write_bytes(_bytes(picture))
    for stored in STORED.glob("*.png"):
        if stored.name not in known:
            stored.unlink()
    await lab.close()


def _address(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def _bytes(address: str) -> bytes:
    return base64.b64decode(address.partition(",")[2])
