"""`make pictures`: the pictures of the documentation, drawn by the workspace as it is now, and
those that the tests compare blocks with.
"""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from playwright.async_api import Browser, FloatRect, Locator, Page, ViewportSize, expect

from app.controls import StageControls
from app.stage import Stage
from tests.browser.block_pictures import draw_anew
from tests.browser.chromium import MISSING, chromium_path, started
from tests.browser.windows import Window, watched_windows
from tests.databases import SqliteTemplate
from tests.e2e.office import START, Office

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
MOST_BYTES = 250_000
PATIENCE_MS = 60_000
SIZE: ViewportSize = {"width": 1280, "height": 760}
TALL: ViewportSize = {"width": 1280, "height": 1600}
SUMMARY_HEIGHT = 560
"""It goes on and on."""


async def main() -> None:
    """Tell a short incident, and take a picture at each point of it."""
    path = chromium_path()
    if path is None:
        raise SystemExit(MISSING)
    expect.set_options(timeout=PATIENCE_MS)
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="onward-pictures-") as folder:
        template = SqliteTemplate(Path(folder))
        with template.copy(Path(folder)) as url:
            stage = Stage(START, url)
            stage.slack.show_in_browser(StageControls(stage))
            office = Office(stage)
            await office.open()
            try:
                async with started(path) as browser:
                    await _take(office, browser)
                    await _take_blocks(office, browser)
            finally:
                await stage.close()


async def _take(office: Office, browser: Browser) -> None:
    context = await browser.new_context(
        viewport=SIZE,
        device_scale_factor=1.5,
        color_scheme="light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    await page.goto(f"{office.stage.slack.slack.host}/?as={office.alice.id}")
    await page.get_by_role("button", name="Dismiss this hint").click()
    alice = Window(page, office.alice)
    await _card(office, alice)
    await _timeline(office, alice)
    await _home(office, alice)
    await _form(office, alice)
    await _rewind(office, alice)
    await _summary(office, alice)
    await context.close()


async def _take_blocks(office: Office, browser: Browser) -> None:
    async with watched_windows(browser, office.stage.slack.slack.host) as windows:
        await draw_anew(office, await windows.open(office.alice))


async def _card(office: Office, alice: Window) -> None:
    channel = await office.declare(
        "Search shows yesterday's prices",
        lead=office.bob.id,
        impact="Prices in search results are a day old.",
    )
    await office.pass_time(timedelta(minutes=4))
    await office.alice.say(channel.id, "Search answers, but with the prices of yesterday.")
    await office.bob.join(channel.id)
    await office.pass_time(timedelta(minutes=9))
    ts = await office.bob.say(channel.id, "The nightly import stopped at 02:10: its disk is full.")
    await office.alice.react(channel.id, ts, "pushpin")
    await office.stage.settled()
    for place in (channel.name, "general", channel.name):  # the second time, nothing is new
        await alice.goes_to(place)
    kept = alice.message("The nightly import").get_by_role("button", name="1 with")
    await expect(kept).to_have_count(2)
    await _shot(alice.page, "card")


async def _timeline(office: Office, alice: Window) -> None:
    channel = office.incident_channel(1)
    await office.pass_time(timedelta(minutes=6))
    text = "We restart the import with more disk; prices stay old till half past three."
    ts = await office.bob.say(channel.id, text)
    await office.alice.react(channel.id, ts, "scales")
    for person, line in (
        (office.alice, "note 8:50 Support hears of it from three customers"),
        (office.bob, "status identified The import ran out of disk"),
        (office.alice, "timeline"),
    ):
        await office.pass_time(timedelta(minutes=5))
        await office.typed(person, f"/incident {line}", channel)
    page = alice.page.get_by_role("dialog").filter(has_text="We restart the import")
    await expect(page).to_be_visible()
    await _shot(page, "timeline")
    await alice.page.keyboard.press("Escape")
    await expect(page).to_have_count(0)


async def _form(office: Office, alice: Window) -> None:
    await alice.says_command("/incident resolve")
    form = alice.form("Resolve")
    await form.get_by_label("What eased it?").fill("More disk for the importer.")
    await alice.chooses(form.get_by_role("button", name="Who facilitates?"), "Dora Dietz")
    await form.evaluate("form => { form.querySelector('.modal-body').scrollTop = 0; }")
    await _shot(form, "form")
    await form.get_by_role("button", name="Resolve", exact=True).click()
    await expect(form).to_have_count(0)


async def _rewind(office: Office, alice: Window) -> None:
    """The facilitator begins it, in a window of their own."""
    await alice.page.get_by_role("button", name="To the review").click()
    await expect(alice.message("begins now")).to_be_visible()
    page = await alice.page.context.new_page()
    await page.goto(f"{office.stage.slack.slack.host}/?as={office.dora.id}")
    dora = Window(page, office.dora)
    await dora.goes_to(office.incident_channel(1).name)
    await dora.message("begins now").get_by_role("button", name="Start the rewind").click()
    stop = dora.message("Stop 1 of").last
    await expect(stop).to_be_visible()
    await _shot(stop, "rewind")
    await page.close()


async def _summary(office: Office, alice: Window) -> None:
    page = alice.page
    await office.pass_time(timedelta(hours=1))
    summary = alice.message("In short")
    await expect(summary).to_be_visible()
    for toast in await page.locator(".toast").all():
        await toast.click()
    await page.set_viewport_size(TALL)
    await _shot(summary, "summary", height=SUMMARY_HEIGHT)
    await page.set_viewport_size(SIZE)


async def _home(office: Office, alice: Window) -> None:
    await alice.page.get_by_role("navigation", name="Workspace").get_by_text("onward").click()
    await expect(alice.page.get_by_role("region", name="App Home")).to_contain_text("INC-1")
    await _shot(alice.page, "home")
    await alice.goes_to(office.incident_channel(1).name)


async def _shot(part: Page | Locator, name: str, height: float = SIZE["height"]) -> None:
    """Take the picture, as high as that at most, without pointer, caret or focus in it."""
    page = part if isinstance(part, Page) else part.page
    await page.mouse.move(0, 0)
    await page.evaluate("document.activeElement?.blur()")
    file = PICTURES / f"{name}.png"
    box = None if isinstance(part, Page) else await part.bounding_box()
    clip: FloatRect | None = None
    if box is not None:
        clip = {**box, "height": min(box["height"], height)}
    await page.screenshot(path=file, clip=clip, animations="disabled", caret="hide")
    if (size := file.stat().st_size) > MOST_BYTES:
        raise SystemExit(f"{file.name} has {size} bytes; {MOST_BYTES} are allowed.")


if __name__ == "__main__":
    asyncio.run(main())
