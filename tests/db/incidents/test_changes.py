"""Changes of state and severity: once per gesture, refused once the incident is closed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import TransitionRow
from app.errors import UserError
from app.incidents import queries, service
from app.incidents.rules import STATE_LABELS, Incident, Transition
from app.incidents.service import Gesture
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import Severity, State, TransitionKind
from tests.factories import ALICE, BOB, NOW, TEAM, Stored, declaration, gesture

STARTED, ENDED = NOW - timedelta(hours=1), NOW + timedelta(hours=2)


def changes(stored: Stored, incident: Incident) -> list[Transition]:
    """What was changed after the declaration, in order."""

    def query(session: Session) -> list[Transition]:
        ids = session.scalars(
            select(TransitionRow.id)
            .where(
                TransitionRow.incident_id == incident.id,
                TransitionRow.kind != TransitionKind.DECLARED,
            )
            .order_by(TransitionRow.id)
        )
        return [queries.transition(session, each) for each in ids]

    return stored.do(query)


def change_state(
    stored: Stored, incident: Incident, state: State, key: str, note: str | None = None
) -> None:
    words = Mrkdwn(note) if note else None
    stored.do(service.change_state, incident, state, words, gesture(key))


def resolve(session: Session, incident: Incident, by: Gesture, *, at: datetime = ENDED) -> bool:
    return service.resolve(
        session,
        incident,
        started_at=STARTED,
        resolved_at=at,
        impact=Mrkdwn("no results"),
        eased_by=Mrkdwn("a restart"),
        gesture=by,
    )


def test_a_change_of_state_is_kept_with_its_words(stored: Stored) -> None:
    incident = stored.incident()

    change_state(stored, incident, State.IDENTIFIED, "one", "the index is full")

    assert stored.now(incident.id).state is State.IDENTIFIED
    (change,) = changes(stored, incident)
    assert (change.became, change.note, change.by, change.at) == (
        "identified",
        "the index is full",
        ALICE,
        NOW,
    )


def test_a_change_of_state_is_told_recorded_and_shown(stored: Stored) -> None:
    incident = stored.incident()

    change_state(stored, incident, State.IDENTIFIED, "one")

    (change,) = changes(stored, incident)
    (told,) = stored.waiting(service.TELL_TRANSITION)
    assert (told.key, told.arguments) == (
        f"{service.TELL_TRANSITION}:{change.id}",
        {"transition": change.id},
    )
    recorded = [row.arguments["transition"] for row in stored.waiting(service.RECORD_TRANSITION)]
    assert change.id in recorded
    for effect in (service.SHOW_CARD, service.ANNOUNCE):
        (row,) = stored.waiting(effect)
        assert row.key == f"{effect}:{incident.id}"


def test_a_gesture_delivered_twice_is_one_change(stored: Stored) -> None:
    incident = stored.incident()

    change_state(stored, incident, State.IDENTIFIED, "same")
    change_state(stored, incident, State.IDENTIFIED, "same")

    assert len(changes(stored, incident)) == 1
    assert len(stored.waiting(service.TELL_TRANSITION)) == 1


def test_a_gesture_delivered_twice_at_once_is_one_change(stored: Stored) -> None:
    incident = stored.incident()

    def press(session: Session) -> None:
        service.change_state(session, incident, State.IDENTIFIED, None, gesture("same"))

    stored.overlapping(press, press).result()

    assert len(changes(stored, incident)) == 1


def test_a_late_redelivery_does_not_take_back_a_newer_state(stored: Stored) -> None:
    incident = stored.incident()
    change_state(stored, incident, State.IDENTIFIED, "first")
    change_state(stored, incident, State.MONITORING, "second")

    change_state(stored, incident, State.IDENTIFIED, "first")

    assert stored.now(incident.id).state is State.MONITORING


def test_a_late_redelivery_does_not_take_back_a_newer_severity(stored: Stored) -> None:
    incident = stored.incident()
    stored.do(service.change_severity, incident, Severity.SEV1, gesture("first"))
    stored.do(service.change_severity, incident, Severity.SEV3, gesture("second"))

    stored.do(service.change_severity, incident, Severity.SEV1, gesture("first"))

    assert stored.now(incident.id).severity is Severity.SEV3
    assert [change.became for change in changes(stored, incident)] == ["sev1", "sev3"]


def test_a_late_redelivery_is_nothing_after_the_incident_was_closed(stored: Stored) -> None:
    incident = stored.incident()
    change_state(stored, incident, State.IDENTIFIED, "first")
    change_state(stored, incident, State.CANCELLED, "second")

    change_state(stored, incident, State.IDENTIFIED, "first")

    assert stored.now(incident.id).state is State.CANCELLED


def test_two_notes_to_the_same_state_are_two_changes(stored: Stored) -> None:
    incident = stored.incident()

    change_state(stored, incident, State.INVESTIGATING, "one", "looking at the index")
    change_state(stored, incident, State.INVESTIGATING, "two", "looking at the queue")

    notes = [change.note for change in changes(stored, incident)]
    assert notes == ["looking at the index", "looking at the queue"]


@pytest.mark.parametrize("closing", [State.RESOLVED, State.CANCELLED])
def test_a_closed_incident_refuses_another_state_with_a_sentence(
    stored: Stored, closing: State
) -> None:
    incident = stored.incident()
    if closing is State.RESOLVED:
        stored.do(resolve, incident, gesture("close"))
    else:
        change_state(stored, incident, closing, "close")

    label = STATE_LABELS[closing].lower()
    with pytest.raises(UserError, match=f"INC-1 is already {label}.*/incident start"):
        change_state(stored, stored.now(incident.id), State.MONITORING, "later")

    assert stored.now(incident.id).state is closing
    assert len(changes(stored, incident)) == 1


def test_the_refusal_names_the_state_that_came_meanwhile(stored: Stored) -> None:
    seen_open = stored.incident()
    change_state(stored, seen_open, State.CANCELLED, "by somebody else")

    with pytest.raises(UserError, match="INC-1 is already canceled"):
        change_state(stored, seen_open, State.MONITORING, "later")


def test_a_severity_can_be_judged_anew_after_the_end(stored: Stored) -> None:
    incident = stored.incident()
    stored.do(resolve, incident, gesture("resolve"))

    stored.do(service.change_severity, incident, Severity.NEAR_MISS, gesture("severity"))

    assert stored.now(incident.id).severity is Severity.NEAR_MISS
    assert changes(stored, incident)[-1].kind is TransitionKind.SEVERITY


def test_resolving_keeps_the_times_and_the_words(stored: Stored) -> None:
    incident = stored.incident()

    assert stored.do(resolve, incident, gesture("resolve")) is True

    after = stored.now(incident.id)
    assert (after.state, after.started_at, after.resolved_at) == (State.RESOLVED, STARTED, ENDED)
    assert (after.impact, after.eased_by) == ("no results", "a restart")
    (change,) = changes(stored, incident)
    assert (change.became, change.at, change.note) == ("resolved", ENDED, "a restart")


def test_resolving_without_an_impact_keeps_what_was_said_before(stored: Stored) -> None:
    form = replace(declaration(), impact=Mrkdwn("empty pages"))
    incident = stored.now(stored.do(service.declare, TEAM, form, gesture("declare")))

    stored.do(
        service.resolve,
        incident,
        started_at=STARTED,
        resolved_at=ENDED,
        impact=None,
        eased_by=None,
        gesture=gesture("resolve"),
    )

    after = stored.now(incident.id)
    assert (after.impact, after.eased_by) == ("empty pages", None)


def test_resolving_twice_by_one_gesture_is_resolving_once(stored: Stored) -> None:
    incident = stored.incident()

    stored.do(resolve, incident, gesture("same"))
    repeated = stored.do(resolve, incident, gesture("same"), at=ENDED + timedelta(hours=5))

    assert repeated is False
    assert stored.now(incident.id).resolved_at == ENDED
    assert len(changes(stored, incident)) == 1


def test_of_two_people_who_resolve_the_second_reads_that_it_is_done(stored: Stored) -> None:
    incident = stored.incident()
    stored.do(resolve, incident, gesture("alice"))

    with pytest.raises(UserError, match="INC-1 is already resolved"):
        stored.do(resolve, incident, gesture("bob", by=BOB), at=ENDED + timedelta(hours=1))

    assert stored.now(incident.id).resolved_at == ENDED
    assert len(changes(stored, incident)) == 1


def test_of_two_people_who_resolve_at_once_exactly_one_succeeds(stored: Stored) -> None:
    incident = stored.incident()

    second = stored.overlapping(
        lambda session: resolve(session, incident, gesture("alice")),
        lambda session: resolve(session, incident, gesture("bob", by=BOB)),
    )

    assert isinstance(second.exception(), UserError)
    assert [change.by for change in changes(stored, incident)] == [ALICE]


def test_of_many_who_resolve_at_once_exactly_one_succeeds(stored: Stored) -> None:
    incident = stored.incident()

    outcomes = stored.at_once(
        [
            lambda session: resolve(session, incident, gesture("alice")),
            lambda session: resolve(session, incident, gesture("bob", by=BOB)),
            lambda session: resolve(session, incident, gesture("carol")),
            lambda session: resolve(session, incident, gesture("dana")),
        ]
    )

    failures = [outcome.exception() for outcome in outcomes if outcome.exception()]
    assert len(failures) == 3
    assert all(isinstance(failure, UserError) for failure in failures)
    assert len(changes(stored, incident)) == 1


def test_one_resolve_form_delivered_twice_at_once_resolves_without_a_complaint(
    stored: Stored,
) -> None:
    incident = stored.incident()

    repeated = stored.overlapping(
        lambda session: resolve(session, incident, gesture("same")),
        lambda session: resolve(session, incident, gesture("same")),
    )

    assert repeated.result() is False
    assert len(changes(stored, incident)) == 1


def test_resolving_a_cancelled_incident_is_refused(stored: Stored) -> None:
    incident = stored.incident()
    change_state(stored, incident, State.CANCELLED, "cancel")

    with pytest.raises(UserError, match="INC-1 is already canceled"):
        stored.do(resolve, incident, gesture("resolve"))

    assert stored.now(incident.id).resolved_at is None
