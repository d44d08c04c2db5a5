"""Every screen that Onward can show, drawn from sample data: Slack takes it whole."""

import re

from slack_sdk.models.views import View

from app.sandbox.blocks import block_problems, text_size, view_problems
from app.slack.blocks import NOTICE_TEXT, SECTION_TEXT, Message
from tests.drawn import VIEWS, BuildsView, each_view, shown_by
from tests.samples import sent, texts

ALL_TEXT = 12_000
"""Characters in the blocks of one message; Slack refuses about 13,200 (bolt-js issue 2509)."""
NOTIFIES = re.compile(r"<!(?!date\^)")


def test_every_public_view_has_a_sample() -> None:
    from tests.screens import SCREENS  # noqa: PLC0415

    assert {f"{view.__module__}.{view.__name__}" for view in {*VIEWS} - {*SCREENS}} == set()


@each_view
def test_slack_takes_every_screen(view: BuildsView | None) -> None:
    for name, shown in shown_by(view):
        payload = sent(shown)
        if isinstance(shown, View):
            assert view_problems(payload) == [], name
        else:
            assert block_problems(payload["blocks"], "message") == [], name
        assert text_size(payload["blocks"]) <= ALL_TEXT, name


@each_view
def test_every_message_has_words_for_a_notification(view: BuildsView | None) -> None:
    for name, shown in shown_by(view):
        if isinstance(shown, Message):
            assert shown.text.strip(), name
            assert len(shown.text) <= NOTICE_TEXT, name


@each_view
def test_nothing_that_people_wrote_notifies_a_group(view: BuildsView | None) -> None:
    for name, shown in shown_by(view):
        payload = sent(shown)
        mrkdwn = [text["text"] for text in texts(payload["blocks"]) if text["type"] == "mrkdwn"]
        for text in [payload.get("text", ""), *mrkdwn]:
            assert not NOTIFIES.search(text), name


def test_lines_of_text_fit_their_places() -> None:
    from tests.screens import SCREENS  # noqa: PLC0415

    longest = {"topic": 250, "entry_line": 1100, "line": SECTION_TEXT}
    for view, samples in SCREENS.items():
        for line in (sample for sample in samples if isinstance(sample, str)):
            assert 0 < len(line) <= longest[view.__name__], view
            assert not NOTIFIES.search(line), view
