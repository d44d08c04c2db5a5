"""Who is asked to reword when an incident is over, and about which words."""

from collections.abc import Sequence

from app.incidents.rules import Incident
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries_wording, service_entries, service_wording
from app.timeline.rules import Entry
from app.timeline.rules_entries import Draft
from app.timeline.service_wording import OFFER_REWORDING
from tests.db.timeline.test_entries import opened
from tests.factories import ALICE, BOB, CAROL, NOW, TEAM, Stored, found, gesture, ts


def offer(stored: Stored, incident: Incident) -> Sequence[str]:
    """Whom an offer waits for."""
    stored.do(service_wording.offer_rewording, TEAM, incident.id, now=NOW)
    return [row.arguments["user"] for row in stored.waiting(OFFER_REWORDING)]


def own(stored: Stored, incident: Incident, author: UserId) -> Sequence[str]:
    return [one.text for one in stored.do(queries_wording.own_words, incident.id, author)]


def note(stored: Stored, incident: Incident, text: str, by: UserId) -> None:
    draft = Draft(text=Mrkdwn(text))
    stored.do(service_entries.add_entry, incident, draft, gesture(f"note:{text}", by=by))


def reword(stored: Stored, entry: Entry, by: UserId) -> None:
    draft, seen = Draft(text=Mrkdwn(f"As {by} says.")), opened(stored, entry)
    edit = service_entries.edit_entry
    stored.do(edit, TEAM, entry.id, draft, seen, gesture(f"reword:{by}", by=by))


def test_each_author_is_asked_once_whatever_they_said(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(ts(), "One fact."))
    stored.keep(found(ts(NOW, 2), "Another fact."))
    note(stored, incident, "A note.", ALICE)
    authors = offer(stored, incident)
    assert sorted(authors) == sorted({ALICE, CAROL})
    assert sorted(offer(stored, incident)) == sorted(authors)


def test_asking_many_authors_costs_as_many_statements_as_asking_one(stored: Stored) -> None:
    incident = stored.incident()
    note(stored, incident, "A note.", ALICE)
    one = stored.count_statements(service_wording.offer_rewording, TEAM, incident.id, now=NOW)
    for n in range(30):
        note(stored, incident, f"Note {n}.", UserId(f"U0{n:03}"))
    many = stored.count_statements(service_wording.offer_rewording, TEAM, incident.id, now=NOW)
    assert one == many
    assert len(stored.waiting(OFFER_REWORDING)) == 31


def test_words_are_those_of_now_and_of_their_author(stored: Stored) -> None:
    incident = stored.incident()
    note(stored, incident, "Mine.", ALICE)
    note(stored, incident, "Worded anew by somebody else.", ALICE)
    note(stored, incident, "Bob's.", BOB)
    _, second, _ = sorted(stored.timeline(incident), key=lambda one: one.id)
    reword(stored, second, BOB)
    assert own(stored, incident, ALICE) == ["Mine."]

    reword(stored, second, ALICE)
    assert own(stored, incident, ALICE) == ["Mine.", f"As {ALICE} says."]
