"""What was seen before: reviewed, public, earlier, and read from what is stored now."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db.tables import IncidentRow, ReviewRow, SimilarRow
from app.incidents import queries_earlier
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.incidents.service import SEE_BEFORE, SHOW_CARD
from app.learning import queries_similar, service
from app.slack.ids import ChannelId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import FindingKind, FollowUpState, ReviewState
from tests.db.learning.rows import a_change, a_finding, add, resolve
from tests.factories import ALICE, BOB, NOW, TEAM, Stored, declaration, gesture

LATER = NOW + timedelta(hours=2)


def an_incident(stored: Stored, title: str, *, is_private: bool = False) -> Incident:
    declared = declaration(title, is_private=is_private)
    incident_id = stored.do(incident_service.declare, TEAM, declared, gesture(title))
    channel = ChannelId(f"C0N{incident_id}")
    stored.do(incident_service.channel_opened, incident_id, channel, title, now=NOW)
    return stored.now(incident_id)


def reviewed(stored: Stored, title: str, *, is_private: bool = False) -> int:
    """An incident whose review is shared."""
    incident = an_incident(stored, title, is_private=is_private)
    review = resolve(stored, incident)
    stored.do(_share, review.id)
    return incident.id


def _share(session: Session, review_id: int) -> None:
    session.get_one(ReviewRow, review_id).state = ReviewState.SHARED


def see(stored: Stored, incident: Incident) -> list[int]:
    found = stored.do(queries_similar.similar, incident.id)
    stored.do(service.keep_similar, TEAM, incident.id, found, now=NOW)
    return list(found)


def test_reviewed_incidents_with_words_of_the_title_were_seen_before(stored: Stored) -> None:
    alike = reviewed(stored, "Search showed old prices")
    reviewed(stored, "Mail is late")
    an_incident(stored, "Search was never reviewed")
    reviewed(stored, "The search key leaked", is_private=True)
    assert see(stored, an_incident(stored, "Searches are slow")) == [alike]


def test_findings_tell_that_one_is_like_another(stored: Stored) -> None:
    earlier = reviewed(stored, "Checkout")
    review = stored.do(lambda session: session.scalars(select(ReviewRow)).one())
    add(stored, a_finding(review, "The certificates of the proxy expired"))
    assert see(stored, an_incident(stored, "Proxy certificate")) == [earlier]


@pytest.mark.parametrize("title", ["Outage", "It is down", "503", "…"])
def test_a_title_that_tells_too_little_was_never_seen(stored: Stored, title: str) -> None:
    reviewed(stored, "It is down: an outage, 503 …")
    assert see(stored, an_incident(stored, title)) == []


def test_the_card_tells_what_helped_then_and_what_was_changed(stored: Stored) -> None:
    stored.person(BOB)
    reviewed(stored, "Search showed old prices")
    review = stored.do(lambda session: session.scalars(select(ReviewRow)).one())
    change = a_change(review, "Bob added a limit for imports")
    change.state = FollowUpState.DONE
    add(stored, a_finding(review, "A second index", FindingKind.HELPED), change)
    incident = an_incident(stored, "Search is down")
    see(stored, incident)
    (earlier,) = stored.do(queries_earlier.earlier, incident)
    assert (earlier.label, earlier.title) == ("INC-1", "Search showed old prices")
    assert earlier.helped == "a restart of the indexers"
    assert earlier.changed == "A colleague added a limit for imports"
    assert earlier.url == "https://acme.slack.com/archives/C0N1"


def test_what_became_private_or_judges_is_not_told(stored: Stored) -> None:
    earlier_id = reviewed(stored, "Search showed old prices")
    incident = an_incident(stored, "Search is down")
    see(stored, incident)

    def change(session: Session, /, **values: object) -> None:
        session.execute(update(IncidentRow).where(IncidentRow.id == earlier_id).values(**values))

    stored.do(change, eased_by="Bob was careless again", title="Bob broke it, what an idiot")
    (earlier,) = stored.do(queries_earlier.earlier, incident)
    assert (earlier.title, earlier.helped) == (None, None)
    stored.do(change, is_private=True)
    assert not stored.do(queries_earlier.earlier, incident)


def test_a_closed_incident_shows_none(stored: Stored) -> None:
    reviewed(stored, "Search showed old prices")
    incident = an_incident(stored, "Search is down")
    see(stored, incident)
    resolve(stored, incident)
    assert not stored.do(queries_earlier.earlier, stored.now(incident.id))


def test_the_card_is_drawn_anew_only_when_something_else_was_seen(stored: Stored) -> None:
    first = reviewed(stored, "Search showed old prices")
    incident = an_incident(stored, "Search is down")
    stored.deliver(now=LATER)
    stored.do(service.keep_similar, TEAM, incident.id, [], now=NOW)
    assert stored.waiting(SHOW_CARD) == []
    stored.do(service.keep_similar, TEAM, incident.id, [first], now=NOW)
    assert [row.arguments["incident"] for row in stored.waiting(SHOW_CARD)] == [incident.id]
    stored.deliver(now=LATER)
    stored.do(service.keep_similar, TEAM, incident.id, [first], now=NOW)
    assert stored.waiting(SHOW_CARD) == []
    stored.do(service.keep_similar, TEAM, incident.id, [], now=NOW)
    assert stored.do(lambda session: session.scalars(select(SimilarRow)).all()) == []


def test_it_is_looked_for_when_an_incident_is_declared_or_called_otherwise(stored: Stored) -> None:
    incident = an_incident(stored, "Something")
    assert len(stored.waiting(SEE_BEFORE)) == 1
    stored.deliver(now=LATER)
    called = gesture("called", ALICE)
    title = Mrkdwn("Search is down")
    stored.do(incident_service.reword, incident, "title", title, called, was=incident.title)
    assert len(stored.waiting(SEE_BEFORE)) == 1


def test_it_costs_the_same_however_many_incidents_there_are(stored: Stored) -> None:
    reviewed(stored, "Search showed old prices")
    incident = an_incident(stored, "Search is down")

    def costs() -> tuple[int, int]:
        see(stored, incident)
        looking = stored.count_statements(queries_similar.similar, incident.id)
        return looking, stored.count_statements(queries_earlier.earlier, incident)

    before = costs()
    for number in range(8):
        reviewed(stored, f"Search {number}")
    incident = an_incident(stored, "The search is down")
    assert costs() == before
