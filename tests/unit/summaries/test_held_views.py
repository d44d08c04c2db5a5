"""The lines of what is held back, and the form that puts the fact in its place."""

from datetime import UTC, datetime

from app.language.detection import judges
from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_document import Quote, Subject
from app.summaries.rules_held import Held
from app.summaries.views_held import SHOWN_AT_MOST, Replacing, fact_form, held_lines, place_of
from tests.samples import sent, texts

BLAME = Mrkdwn("Bob should have checked the queue, as always.")
AT = datetime(2026, 3, 4, 10, 40, tzinfo=UTC)
LEARNED = Mrkdwn("What we learned")


def held(subject: Subject, field: str = "text", number: int | None = None) -> Held:
    at = AT if number else None
    quote = Quote(subject=subject, id=7, field=field, text=BLAME, number=number, at=at)
    return Held(quote, LEARNED, 2)


def test_a_line_says_where_and_when_and_never_who_or_what() -> None:
    assert place_of(held(Subject.ENTRY, number=4)) == "[4] at 10:40 UTC"
    assert place_of(held(Subject.DECISION, "assumed", 4)) == "[4] at 10:40 UTC, what was assumed"
    assert place_of(held(Subject.FINDING)) == "_What we learned_, line 2"
    assert place_of(held(Subject.INCIDENT, "impact")) == "What users noticed"


def test_a_long_list_says_how_many_more_there_are_and_judges_nobody() -> None:
    blocks = list(held_lines([held(Subject.ENTRY, number=n) for n in range(1, 15)]))
    assert len(blocks) == SHOWN_AT_MOST + 3
    shown = [each["text"] for each in texts([block.to_dict() for block in blocks])]
    assert "And 4 more; they move up as you go." in shown
    assert not any(judges(text) or "Bob" in text for text in shown)
    assert list(held_lines([])) == []


def test_the_form_quotes_what_was_said_and_remembers_what_it_is_about() -> None:
    form = fact_form(10, held(Subject.ENTRY, number=4), shown=BLAME, instead="What was there?")
    assert BLAME in str(form.to_dict())
    about = Replacing.load(sent(form)["private_metadata"])
    assert (about.review, about.key) == (10, "entry:7:text")
