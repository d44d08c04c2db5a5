"""Every screen that Onward can show, drawn from sample data: Slack takes it whole."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from typing import get_type_hints

import pytest
from slack_sdk.models.views import View

import app
from app.sandbox.blocks import block_problems, text_size, view_problems
from app.slack.blocks import NOTICE_TEXT, SECTION_TEXT, Message
from app.summaries.views import SummaryMessages
from tests.samples import SCREENS, cases, sent, texts

CASES = cases()
ALL_TEXT = 12_000
"""Characters in the blocks of one message; Slack refuses about 13,200 (bolt-js issue 2509)."""
NOTIFIES = re.compile(r"<!(?!date\^)")


def views_of_features() -> Iterator[Callable[..., object]]:
    """Every public function of a `views` module that returns something to show."""
    for found in pkgutil.walk_packages(app.__path__, "app."):
        name = found.name.rpartition(".")[2]
        if not name.startswith("views") or found.name.startswith("app.sandbox"):
            continue
        module = importlib.import_module(found.name)
        for view in vars(module).values():
            if inspect.isfunction(view) and view.__module__ == module.__name__ and _shows(view):
                yield view


def _shows(view: Callable[..., object]) -> bool:
    is_public = not view.__name__.startswith(("_", "parse_"))
    return is_public and get_type_hints(view)["return"] in (View, Message, SummaryMessages, str)


def test_every_public_view_has_a_sample() -> None:
    without = {f"{view.__module__}.{view.__name__}" for view in {*views_of_features()} - {*SCREENS}}
    assert without == set()


@pytest.mark.parametrize("shown", CASES)
def test_slack_takes_every_screen(shown: View | Message) -> None:
    payload = sent(shown)
    if isinstance(shown, View):
        assert view_problems(payload) == []
    else:
        assert block_problems(payload["blocks"], "message") == []
    assert text_size(payload["blocks"]) <= ALL_TEXT


@pytest.mark.parametrize("shown", CASES)
def test_every_message_has_words_for_a_notification(shown: View | Message) -> None:
    if isinstance(shown, Message):
        assert shown.text.strip()
        assert len(shown.text) <= NOTICE_TEXT


@pytest.mark.parametrize("shown", CASES)
def test_nothing_that_people_wrote_notifies_a_group(shown: View | Message) -> None:
    payload = sent(shown)
    mrkdwn = [text["text"] for text in texts(payload["blocks"]) if text["type"] == "mrkdwn"]
    for text in [payload.get("text", ""), *mrkdwn]:
        assert not NOTIFIES.search(text)


@pytest.mark.parametrize("view", SCREENS, ids=lambda view: view.__name__)
def test_lines_of_text_fit_their_places(view: Callable[..., object]) -> None:
    lines = [sample for sample in SCREENS[view] if isinstance(sample, str)]
    longest = {"topic": 250, "entry_line": 1100, "line": SECTION_TEXT}
    for line in lines:
        assert 0 < len(line) <= longest[view.__name__]
        assert not NOTIFIES.search(line)
