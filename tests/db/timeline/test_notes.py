"""Notes: at the typist's time of day, once, and in their place when the zone becomes known."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import service_entries, service_system
from app.vocabulary import EntryKind, Severity, Source, State
from app.workspace import service as workspace_service
from tests.factories import ALICE, BOB, CAROL, NOW, TEAM, Stored, declaration, gesture

BERLIN, KATHMANDU = "Europe/Berlin", "Asia/Kathmandu"
SKIPPED = datetime(2026, 3, 29, 10, tzinfo=UTC)
"""The Sunday on which Berlin had no 02:30."""


def note(
    stored: Stored,
    incident: Incident,
    text: str,
    *,
    key: str = "note",
    by: UserId = BOB,
    at: datetime = NOW,
) -> datetime | None:
    return stored.do(service_entries.add_note, incident, Mrkdwn(text), gesture(key, by=by, at=at))


def place(stored: Stored, user: UserId = BOB, *, waits: bool = True) -> bool:
    """What the worker does with the entries of this person that wait."""
    asked = [row.arguments for row in stored.waiting(service_entries.PLACE_ENTRY)]
    return all(
        stored.do(
            service_entries.place_entry,
            TEAM,
            one["entry"],
            user,
            one["typed"],
            asked_at=datetime.fromisoformat(one["asked_at"]),
            waits=waits,
        )
        for one in asked
        if one["user"] == user
    )


def notes(stored: Stored, incident: Incident) -> list[tuple[datetime, str]]:
    return [
        (entry.occurred_at, entry.text)
        for entry in stored.timeline(incident)
        if entry.source is Source.NOTE
    ]


def test_a_note_without_a_time_happened_when_it_was_typed(stored: Stored) -> None:
    incident = stored.incident()

    assert note(stored, incident, "restarted the indexers") == NOW

    (entry,) = stored.timeline(incident)
    assert (entry.occurred_at, entry.text, entry.author) == (NOW, "restarted the indexers", BOB)
    assert (entry.kind, entry.source) == (EntryKind.OBSERVATION, Source.NOTE)
    assert (entry.ts, entry.is_filled) == (None, True)


@pytest.mark.parametrize(
    ("zone", "typed", "happened_at"),
    [
        ("UTC", "08:15", datetime(2026, 3, 3, 8, 15, tzinfo=UTC)),
        (BERLIN, "9:15", datetime(2026, 3, 3, 8, 15, tzinfo=UTC)),
        (KATHMANDU, "14:45", NOW),
        (KATHMANDU, "14:46", datetime(2026, 3, 2, 9, 1, tzinfo=UTC)),
        (BERLIN, "23:50", datetime(2026, 3, 2, 22, 50, tzinfo=UTC)),
        ("America/Los_Angeles", "23:50", datetime(2026, 3, 3, 7, 50, tzinfo=UTC)),
    ],
)
def test_a_time_is_the_typists_and_the_last_one_that_was(
    stored: Stored, zone: str, typed: str, happened_at: datetime
) -> None:
    incident = stored.incident()
    stored.person(BOB, zone)

    told = note(stored, incident, f"{typed} restarted the indexers")

    assert told == happened_at
    assert notes(stored, incident) == [(happened_at, "restarted the indexers")]


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    zone=st.sampled_from([BERLIN, KATHMANDU, "America/St_Johns", "Pacific/Kiritimati"]),
    hour=st.integers(0, 23),
    minutes=st.integers(0, 365 * 24 * 60),
)
def test_a_note_is_never_in_the_future_nor_more_than_a_day_old(
    stored: Stored, zone: str, hour: int, minutes: int
) -> None:
    at = NOW + timedelta(minutes=minutes)
    incident = stored.incident()
    stored.person(BOB, zone)

    try:
        told = note(stored, incident, f"{hour}:30 it happened", key=f"{zone}{hour}{at}", at=at)
    except UserError:
        return  # the clocks skipped it

    assert told is not None
    assert at - timedelta(hours=25) <= told <= at


def test_a_time_that_the_clocks_skipped_is_asked_for_again(stored: Stored) -> None:
    incident = stored.incident()
    stored.person(BOB, BERLIN)

    with pytest.raises(UserError, match="02:30 did not exist that day"):
        note(stored, incident, "02:30 pager went off", at=SKIPPED)

    assert notes(stored, incident) == []


@pytest.mark.parametrize("zone", [None, "UTC"])
def test_a_time_that_no_clock_shows_is_asked_for_again(stored: Stored, zone: str | None) -> None:
    incident = stored.incident()
    stored.person(BOB, zone)

    with pytest.raises(UserError, match="25:99 is not a time of day"):
        note(stored, incident, "25:99 pager went off")

    assert notes(stored, incident) == []


def test_a_command_delivered_twice_is_one_note(stored: Stored) -> None:
    incident = stored.incident()
    stored.person(BOB)

    note(stored, incident, "08:15 restarted", key="same")
    note(stored, incident, "08:15 restarted", key="same", at=NOW + timedelta(minutes=3))

    assert notes(stored, incident) == [(NOW - timedelta(minutes=45), "restarted")]


def test_a_command_delivered_twice_at_once_is_one_note(stored: Stored) -> None:
    incident = stored.incident()
    words, typed = Mrkdwn("restarted"), gesture("same", by=BOB)

    stored.overlapping(
        lambda session: service_entries.add_note(session, incident, words, typed),
        lambda session: service_entries.add_note(session, incident, words, typed),
    ).result()

    assert len(notes(stored, incident)) == 1


def test_the_same_words_typed_twice_are_two_notes(stored: Stored) -> None:
    incident = stored.incident()

    note(stored, incident, "restarted", key="one")
    note(stored, incident, "restarted", key="two")

    assert len(notes(stored, incident)) == 2


def test_the_typist_is_met(stored: Stored) -> None:
    incident = stored.incident()

    note(stored, incident, "restarted", by=CAROL)

    profiles = stored.waiting(workspace_service.READ_PROFILE)
    assert CAROL in [row.arguments["user"] for row in profiles]


def test_a_note_of_somebody_unknown_waits_for_the_zone(stored: Stored) -> None:
    incident = stored.incident()

    assert note(stored, incident, "9:15 restarted") is None

    assert notes(stored, incident) == [(NOW, "restarted")]
    (row,) = stored.waiting(service_entries.PLACE_ENTRY)
    assert (row.arguments["user"], row.arguments["typed"]) == (BOB, "9:15")


def test_a_waiting_note_finds_its_place_once_the_zone_is_known(stored: Stored) -> None:
    incident = stored.incident()
    note(stored, incident, "9:15 restarted")
    assert place(stored) is False, "the profile has not been read"
    stored.person(BOB, BERLIN)

    assert place(stored) is True

    assert notes(stored, incident) == [(NOW - timedelta(minutes=45), "restarted")]


def test_a_waiting_note_is_placed_by_when_it_was_typed_not_by_when_it_is_placed(
    stored: Stored,
) -> None:
    incident = stored.incident()
    note(stored, incident, "10:15 the day before", key="one")
    note(stored, incident, "9:45 on this day", key="two", at=NOW + timedelta(minutes=10))
    stored.person(BOB, BERLIN)

    place(stored)

    assert notes(stored, incident) == [
        (NOW - timedelta(hours=24) + timedelta(minutes=15), "the day before"),
        (NOW - timedelta(minutes=15), "on this day"),
    ]


def test_a_placed_note_stays_where_it_is(stored: Stored) -> None:
    incident = stored.incident()
    note(stored, incident, "9:15 restarted")
    stored.person(BOB, BERLIN)
    place(stored)
    stored.person(BOB, KATHMANDU)

    place(stored)
    note(stored, incident, "9:15 restarted")

    assert notes(stored, incident) == [(NOW - timedelta(minutes=45), "restarted")]


def test_somebody_whose_zone_slack_does_not_know_is_on_the_workspaces(stored: Stored) -> None:
    incident = stored.incident()
    stored.person(BOB, None)
    note(stored, incident, "8:15 restarted")

    assert place(stored) is True

    assert notes(stored, incident) == [(NOW - timedelta(minutes=45), "restarted")]


def test_a_note_does_not_wait_for_ever_for_a_profile(stored: Stored) -> None:
    incident = stored.incident()
    note(stored, incident, "8:15 restarted")

    assert place(stored, waits=False) is True

    assert notes(stored, incident) == [(NOW - timedelta(minutes=45), "restarted")]


def test_only_the_notes_of_that_person_are_placed(stored: Stored) -> None:
    incident = stored.incident()
    note(stored, incident, "9:15 restarted", key="one", by=BOB)
    note(stored, incident, "9:15 watched", key="two", by=CAROL)
    stored.person(BOB, BERLIN)

    place(stored, BOB)

    assert notes(stored, incident) == [
        (NOW - timedelta(minutes=45), "restarted"),
        (NOW, "watched"),
    ]


def test_a_waiting_note_at_a_skipped_time_stays_where_it_was_typed_and_holds_up_no_other(
    stored: Stored,
) -> None:
    incident = stored.incident()
    note(stored, incident, "02:30 skipped", key="one", at=SKIPPED)
    note(stored, incident, "11:00 shown", key="two", at=SKIPPED)
    stored.person(BOB, BERLIN)

    assert place(stored) is True

    assert notes(stored, incident) == [
        (SKIPPED - timedelta(hours=1), "shown"),
        (SKIPPED, "skipped"),
    ]


def record(stored: Stored) -> None:
    """What the worker does with the transitions that wait to be recorded."""

    for row in stored.waiting(incident_service.RECORD_TRANSITION):
        transition = stored.do(incident_queries.transition, row.arguments["transition"])
        stored.do(
            service_system.record_transition, TEAM, transition, now=NOW + timedelta(minutes=5)
        )


def test_each_change_of_an_incident_is_one_entry_at_its_own_time(stored: Stored) -> None:
    incident = stored.incident()
    minute = timedelta(minutes=1)
    stored.do(
        incident_service.change_state,
        incident,
        State.IDENTIFIED,
        Mrkdwn("the index is full"),
        gesture("state", by=BOB, at=NOW + minute),
    )
    stored.do(
        incident_service.change_severity,
        incident,
        Severity.NEAR_MISS,
        gesture("severity", at=NOW + 2 * minute),
    )

    record(stored)
    record(stored)

    entries = stored.timeline(incident)
    assert [(entry.text, entry.author) for entry in entries] == [
        ("Incident declared: Search is down", ALICE),
        ("Identified. the index is full", BOB),
        ("Severity became near miss.", ALICE),
    ]
    assert [entry.occurred_at for entry in entries] == [NOW + n * minute for n in range(3)]
    assert {(entry.kind, entry.source) for entry in entries} == {(EntryKind.STATUS, Source.SYSTEM)}


def test_a_change_of_another_incident_is_not_an_entry_of_this_one(stored: Stored) -> None:
    incident = stored.incident()
    stored.do(incident_service.declare, TEAM, declaration("Mail is late"), gesture("other"))

    record(stored)

    assert [entry.text for entry in stored.timeline(incident)] == [
        "Incident declared: Search is down"
    ]
