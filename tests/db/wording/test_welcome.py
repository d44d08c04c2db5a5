"""Whether notes about wording are welcome: the person, the workspace and the incident say so."""

from dataclasses import replace

from app.incidents.rules import Incident
from app.vocabulary import Letter
from app.wording import queries
from app.workspace import queries as workspace_queries
from app.workspace import service, service_letters
from tests.db.reviews.test_rewind import reviewed
from tests.factories import ALICE, BOB, NOW, TEAM, Stored


def welcome(stored: Stored, incident: Incident) -> bool:
    return stored.do(queries.is_welcome, BOB, incident.id)


def test_notes_are_welcome_once_the_incident_is_resolved(stored: Stored) -> None:
    assert not welcome(stored, stored.incident())
    incident, review = reviewed(stored, entries=0)
    assert welcome(stored, incident)
    assert stored.do(queries.is_welcome_in, BOB, review.id)
    assert not stored.do(queries.is_welcome_in, BOB, review.id + 1)


def test_a_person_can_do_without_and_change_their_mind(stored: Stored) -> None:
    incident, _ = reviewed(stored, entries=0)
    stored.do(service_letters.mute, TEAM, BOB, Letter.CHANGES)
    assert welcome(stored, incident)

    stored.do(service_letters.mute, TEAM, BOB, Letter.WORDING)
    assert not welcome(stored, incident)
    assert stored.do(queries.is_welcome, ALICE, incident.id)

    stored.do(service_letters.unmute, TEAM, BOB, Letter.WORDING)
    assert welcome(stored, incident)


def test_a_workspace_can_do_without(stored: Stored) -> None:
    incident, _ = reviewed(stored, entries=0)
    choices = stored.do(workspace_queries.workspace, TEAM).choices
    without = replace(choices, unsent=frozenset({Letter.WORDING}))
    stored.do(service.change_choices, TEAM, without, now=NOW)
    assert not welcome(stored, incident)


def test_asking_takes_one_statement(stored: Stored) -> None:
    incident, review = reviewed(stored, entries=0)
    assert stored.count_statements(queries.is_welcome, BOB, incident.id) == 1
    assert stored.count_statements(queries.is_welcome_in, BOB, review.id) == 1
