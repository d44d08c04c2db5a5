"""What is still open from earlier reviews, where a review begins."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import AnswersRow, FindingRow, FollowUpRow, IncidentRow, SimilarRow
from app.incidents.rules import Incident
from app.reviews import queries_brief, queries_earlier
from app.reviews.rules import Review
from app.reviews.rules_agenda import StillOpen
from app.slack.ids import ChannelId
from app.vocabulary import Category, FollowUpState
from tests.db.learning.rows import a_change, a_finding, add, resolve
from tests.factories import BOB, CHANNEL, Stored


def begun(stored: Stored, key: str, *, is_private: bool = False) -> tuple[Incident, Review]:
    """An incident with its review."""
    channel = ChannelId(f"{CHANNEL}{key.upper()}")
    incident = stored.incident(key=key, channel=channel, is_private=is_private)
    return incident, resolve(stored, incident)


def ask_for(stored: Stored, review: Review, text: str, due_on: date | None = None) -> FollowUpRow:
    """A change with an owner."""
    change = a_change(review, text)
    change.owner_id, change.due_on = BOB, due_on
    add(stored, change)
    return change


def liken(stored: Stored, incident: Incident, *earlier: Incident) -> None:
    rows = [
        SimilarRow(incident_id=incident.id, earlier_id=one.id, rank=rank)
        for rank, one in enumerate(earlier, 1)
    ]
    add(stored, *rows)


def still_open(stored: Stored, incident: Incident, review: Review) -> Sequence[StillOpen]:
    return stored.do(queries_earlier.still_open, incident, review.id)


def texts(stored: Stored, incident: Incident, review: Review) -> list[str]:
    return [one.text for one in still_open(stored, incident, review)]


def test_changes_of_incidents_like_it_are_named_with_their_day_and_nobody(stored: Stored) -> None:
    stored.person(BOB)
    earlier, before = begun(stored, "earlier")
    ask_for(stored, before, "Bob added a limit for imports", date(2026, 3, 18))
    _, other = begun(stored, "other")
    ask_for(stored, other, "Paint the wall")
    incident, review = begun(stored, "now")
    liken(stored, incident, earlier)
    assert still_open(stored, incident, review) == (
        StillOpen(
            "INC-1",
            "A colleague added a limit for imports",  # type: ignore[arg-type] # plain words are markup, too
            "https://acme.slack.com/archives/C0INCEARLIER",
            date(2026, 3, 18),
        ),
    )
    assert stored.do(queries_brief.brief, review.id).still_open == still_open(
        stored, incident, review
    )


def test_changes_that_answer_a_factor_of_the_same_kind_are_named(stored: Stored) -> None:
    _, before = begun(stored, "earlier")
    change = ask_for(stored, before, "Limit imports")
    factor, found = a_finding(before, "The limit dates from 2019"), a_finding(before, "x")
    factor.category, found.category = Category.STRETCH, Category.DESIGN
    add(stored, factor, found)
    add(stored, AnswersRow(followup_id=change.id, finding_id=factor.id))
    incident, review = begun(stored, "now")
    for category, expected in ((Category.DESIGN, []), (Category.STRETCH, ["Limit imports"])):
        own = a_finding(review, category.value)
        own.category = category
        add(stored, own)
        assert texts(stored, incident, review) == expected


def test_what_is_done_private_or_judges_is_not_named(stored: Stored) -> None:
    earlier, before = begun(stored, "earlier")
    change = ask_for(stored, before, "Limit imports")
    ask_for(stored, before, "Make careless Bob stop breaking it")
    incident, review = begun(stored, "now")
    liken(stored, incident, earlier)
    assert texts(stored, incident, review) == ["Limit imports"]

    def become(session: Session, state: FollowUpState) -> None:
        session.get_one(FollowUpRow, change.id).state = state

    stored.do(become, FollowUpState.DONE)
    assert texts(stored, incident, review) == []
    stored.do(become, FollowUpState.OPEN)
    assert texts(stored, incident, review) == ["Limit imports"]

    def hide(session: Session) -> None:
        session.get_one(IncidentRow, earlier.id).is_private = True

    stored.do(hide)
    assert texts(stored, incident, review) == []


def test_five_at_most_the_next_due_first_at_the_same_cost(stored: Stored) -> None:
    earlier, before = begun(stored, "earlier")
    ask_for(stored, before, "Some day")
    ask_for(stored, before, "In May", date(2026, 5, 4))
    incident, review = begun(stored, "now")
    liken(stored, incident, earlier)
    cost = stored.count_statements(queries_earlier.still_open, incident, review.id)
    for day in range(9, 1, -1):
        ask_for(stored, before, f"March {day}", date(2026, 3, day))
    assert texts(stored, incident, review) == [f"March {day}" for day in range(2, 7)]
    assert stored.count_statements(queries_earlier.still_open, incident, review.id) == cost
    assert stored.do(lambda session: session.scalars(select(FindingRow)).all()) == []
