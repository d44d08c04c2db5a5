"""Each kind of block and field against a picture of itself: `make pictures` draws them anew."""

import tempfile
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path

import pytest
from playwright.async_api import Locator

from tests.browser.block_pictures import LOOKS, difference, show_blocks, show_fields, taken
from tests.browser.windows import Watched, Window
from tests.e2e.office import Office

Show = Callable[[Office, Window], Coroutine[None, None, Mapping[str, Locator]]]

WRONG = {
    "another color": ("block-buttons", ".is-primary", "node.style.background = '#b3203f'"),
    "a missing button": ("block-actions", ".button", "node.remove()"),
    "something shifted": ("block-section-with-a-button", "button", "node.style.translate = '6px'"),
    "words that are gone": ("block-section", "strong", "node.remove()"),
    "a line that is gone": ("field-text", "input", "node.style.borderColor = 'transparent'"),
    "something larger": ("block-context", ".mrkdwn", "node.style.paddingBottom = '30px'"),
}
"""By what is wrong: where it is, and what makes it so."""


@pytest.mark.parametrize("show", [show_blocks, show_fields], ids=["blocks", "fields"])
async def test_all_look_as_in_their_pictures(office: Office, windows: Watched, show: Show) -> None:
    alice = await windows.open(office.alice)
    lab = await windows.context.new_page()
    found = []
    async for name, picture in taken(alice, lab, await show(office, alice)):
        if differs := await difference(lab, name, picture):
            found.append((name, differs))
    if found:
        folder = Path(tempfile.mkdtemp(prefix="onward-differences-"))
        for name, differs in found:
            (folder / f"{name}.png").write_bytes(differs.drawn)
        said = "; ".join(differs.said for _, differs in found)
        pytest.fail(f"{said}. See {folder}; `make pictures` stores what is right as it is now.")


async def test_what_is_drawn_wrongly_differs_from_its_picture(
    office: Office, windows: Watched
) -> None:
    alice = await windows.open(office.alice)
    lab = await windows.context.new_page()
    for show in (show_blocks, show_fields):
        shown = await show(office, alice)
        for name, part in shown.items():
            for place, selector, change in WRONG.values():
                if place == name.replace(" ", "-"):
                    await part.locator(selector).first.evaluate(f"node => {{ {change} }}")
        wrong = {place for place, _, _ in WRONG.values()}
        async for name, picture in taken(alice, lab, shown, LOOKS[:1]):
            is_wrong = name.removesuffix(f"-{LOOKS[0]}") in wrong
            assert bool(await difference(lab, name, picture)) is is_wrong, name
