"""docs/access.md says who may do what, of everything that can be typed, pressed and submitted."""

import re
from pathlib import Path

from app.bootstrap import all_listeners
from app.slack.listeners import Kind

ROOT = Path(__file__).parents[1]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs/access.md").read_text("utf-8").splitlines()
    if line.startswith("| `")
]
NAMED = [name for row in ROWS for name in re.findall(r"`([^`]+)`", row[0])]
ASKED = {
    f"command:{one.key}" if one.kind is Kind.COMMAND else one.key
    for one in all_listeners()
    if one.kind is not Kind.EVENT
}


def covers(name: str, asked: str) -> bool:
    """Itself; or all that begins alike, if it ends as a beginning does."""
    return asked == name or (name[-1] in "._" and asked.startswith(name))


def test_everything_that_can_be_asked_has_its_row() -> None:
    missing = {asked for asked in ASKED if not any(covers(name, asked) for name in NAMED)}
    assert missing == set()


def test_no_row_is_about_something_that_is_gone() -> None:
    gone = {name for name in NAMED if not any(covers(name, asked) for asked in ASKED)}
    assert gone == set()


def test_each_row_says_who_may_and_which_test_holds_it() -> None:
    for what, who, _others, held_by in ROWS:
        assert who, what
        [file] = re.findall(r"`([^`]+)`", held_by)
        assert (ROOT / file).exists(), file
