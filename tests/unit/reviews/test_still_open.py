"""How the agenda and the brief name what earlier reviews asked for."""

from datetime import date

from app.reviews.rules_agenda import StillOpen
from app.reviews.views import agenda_message, open_changes
from app.reviews.views_brief import brief_letter
from app.slack.mrkdwn import Mrkdwn
from tests.samples import UNPREPARED, a_brief, a_review, an_incident, sent, texts

LIMIT = StillOpen(
    "INC-3", Mrkdwn("Limit <!channel> imports"), "https://x.example", date(2026, 3, 4)
)
ALERT = StillOpen("INC-4", Mrkdwn("Add an alert"), None, None)


def said(shown: object) -> str:
    return "\n".join(text["text"] for text in texts(shown))


def test_each_is_a_line_with_its_review_and_its_day() -> None:
    (block,) = open_changes([LIMIT, ALERT])
    assert said(block.to_dict()).splitlines() == [
        "*Still open from earlier reviews*",
        "• Limit @channel imports (<https://x.example|INC-3>, by 4 March)",
        "• Add an alert (INC-4)",
    ]


def test_nothing_is_said_when_nothing_is_open() -> None:
    assert open_changes([]) == []


def test_the_agenda_and_the_brief_have_them() -> None:
    agenda = agenda_message(an_incident(), a_review(), UNPREPARED, [LIMIT])
    for message in (agenda, brief_letter(a_brief(still_open=[LIMIT]))):
        assert "Limit @channel imports" in said(sent(message)["blocks"])
