"""Marks: one entry however many, gone with the last, back with the next, of the kind they say."""

import pytest

from app.slack.ids import ChannelId, TeamId
from app.timeline import queries, service
from app.timeline.rules import said_at
from app.vocabulary import EntryKind, Source
from app.workspace.service import READ_PROFILE
from tests.factories import ALICE, BOB, CAROL, CHANNEL, NOW, TEAM, Stored, found, mark, ts

MESSAGE = ts()
OTHER_CHANNEL = ChannelId("C0OTHER")


def test_a_marked_message_is_an_entry_at_its_own_time_that_waits_for_its_words(
    stored: Stored,
) -> None:
    incident = stored.incident()

    stored.mark(mark(MESSAGE, by=BOB))

    (entry,) = stored.timeline(incident)
    assert (entry.ts, entry.channel, entry.source) == (MESSAGE, CHANNEL, Source.MESSAGE)
    assert (entry.occurred_at, entry.is_filled, entry.author) == (said_at(MESSAGE), False, None)
    assert entry.marks == {"keep": 1}


def test_a_mark_has_the_channel_read_and_who_set_it(stored: Stored) -> None:
    stored.incident()

    stored.mark(mark(MESSAGE, by=BOB))

    (row,) = stored.waiting(service.HYDRATE)
    assert (row.key, row.arguments) == (f"{service.HYDRATE}:{CHANNEL}", {"channel": CHANNEL})
    assert BOB in [each.arguments["user"] for each in stored.waiting(READ_PROFILE)]


def test_many_marked_messages_are_read_together(stored: Stored) -> None:
    stored.incident()

    for micros in range(5):
        stored.mark(mark(ts(NOW, micros)))

    assert len(stored.waiting(service.HYDRATE)) == 1
    waiting = stored.do(queries.waiting_messages, TEAM, CHANNEL)
    assert [message.ts for message in waiting] == [ts(NOW, micros) for micros in range(5)]


def test_marks_of_many_people_on_one_message_are_one_entry(stored: Stored) -> None:
    incident = stored.incident()

    for person in (ALICE, BOB, CAROL):
        stored.mark(mark(MESSAGE, by=person))
    stored.mark(mark(MESSAGE, by=BOB, emoji="bulb"))

    (entry,) = stored.timeline(incident)
    assert entry.marks == {"keep": 3, "insight": 1}


def test_a_mark_delivered_twice_counts_once(stored: Stored) -> None:
    incident = stored.incident()

    stored.mark(mark(MESSAGE))
    stored.mark(mark(MESSAGE))

    (entry,) = stored.timeline(incident)
    assert entry.marks == {"keep": 1}


def test_two_people_who_mark_a_message_at_once_make_one_entry(stored: Stored) -> None:
    incident = stored.incident()

    stored.overlapping(
        lambda session: service.change_mark(session, TEAM, mark(MESSAGE, by=ALICE), now=NOW),
        lambda session: service.change_mark(session, TEAM, mark(MESSAGE, by=BOB), now=NOW),
    ).result()

    (entry,) = stored.timeline(incident)
    assert entry.marks == {"keep": 2}


def test_the_entry_stays_while_one_mark_is_on(stored: Stored) -> None:
    incident = stored.incident()
    stored.mark(mark(MESSAGE, by=ALICE))
    stored.mark(mark(MESSAGE, by=BOB))

    stored.mark(mark(MESSAGE, by=ALICE, is_on=False, order=2))

    (entry,) = stored.timeline(incident)
    assert entry.marks == {"keep": 1}


def test_the_entry_goes_with_its_last_mark(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(MESSAGE, "search is slow"))

    stored.mark(mark(MESSAGE, is_on=False, order=2))

    assert stored.timeline(incident) == []
    assert stored.do(queries.timeline_length, incident.id) == 0


def test_the_entry_is_back_with_its_words_when_a_mark_is(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(MESSAGE, "search is slow"))
    stored.mark(mark(MESSAGE, is_on=False, order=2))

    stored.mark(mark(MESSAGE, by=CAROL, emoji="scales"))

    (entry,) = stored.timeline(incident)
    assert (entry.text, entry.kind) == ("search is slow", EntryKind.DECISION)
    assert entry.marks == {"decision": 1}


def test_one_person_lets_go_while_another_keeps_and_it_stays_kept(stored: Stored) -> None:
    incident = stored.incident()
    stored.mark(mark(MESSAGE, by=ALICE))

    stored.overlapping(
        lambda session: service.change_mark(session, TEAM, mark(MESSAGE, by=BOB), now=NOW),
        lambda session: service.change_mark(
            session, TEAM, mark(MESSAGE, by=ALICE, is_on=False, order=2), now=NOW
        ),
    ).result()

    (entry,) = stored.timeline(incident)
    assert entry.marks == {"keep": 1}


def test_one_person_keeps_while_another_lets_go_and_it_stays_kept(stored: Stored) -> None:
    incident = stored.incident()
    stored.mark(mark(MESSAGE, by=ALICE))

    stored.overlapping(
        lambda session: service.change_mark(
            session, TEAM, mark(MESSAGE, by=ALICE, is_on=False, order=2), now=NOW
        ),
        lambda session: service.change_mark(session, TEAM, mark(MESSAGE, by=BOB), now=NOW),
    ).result()

    (entry,) = stored.timeline(incident)
    assert entry.marks == {"keep": 1}


def test_a_message_let_go_before_it_was_read_is_not_read(stored: Stored) -> None:
    stored.incident()
    stored.mark(mark(MESSAGE))

    stored.mark(mark(MESSAGE, is_on=False, order=2))

    assert stored.do(queries.waiting_messages, TEAM, CHANNEL) == []


def test_the_tick_is_due_once_the_words_are_there_and_not_after_it_was_let_go(
    stored: Stored,
) -> None:
    incident = stored.incident()
    stored.mark(mark(MESSAGE))
    (entry,) = stored.timeline(incident)

    def is_due() -> bool:
        tick = stored.do(queries.tick, entry.id)
        return tick is not None and tick.is_due

    assert not is_due(), "nothing has been read"
    stored.fill(found(MESSAGE, "search is slow"))
    assert is_due()
    stored.mark(mark(MESSAGE, is_on=False, order=2))
    assert not is_due()
    stored.mark(mark(MESSAGE, order=3))
    assert is_due()
    (row,) = stored.waiting(service.TICK)
    assert (row.key, row.arguments) == (f"{service.TICK}:{entry.id}", {"entry": entry.id})


def test_another_mark_on_a_read_message_shows_nothing_new(stored: Stored) -> None:
    stored.incident()
    stored.keep(found(MESSAGE, "search is slow"))
    (before,) = stored.waiting(service.TICK)

    stored.mark(mark(MESSAGE, by=CAROL))

    (after,) = stored.waiting(service.TICK)
    assert after.version == before.version


@pytest.mark.parametrize(
    ("emoji", "kind"),
    [
        (["pushpin"], EntryKind.OBSERVATION),
        (["bulb"], EntryKind.OBSERVATION),
        (["star"], EntryKind.CONTEXT),
        (["four_leaf_clover"], EntryKind.CONTEXT),
        (["handshake"], EntryKind.HANDOFF),
        (["scales"], EntryKind.DECISION),
        (["star", "pushpin"], EntryKind.OBSERVATION),
        (["pushpin", "handshake", "star"], EntryKind.HANDOFF),
        (["handshake", "scales", "pushpin"], EntryKind.DECISION),
    ],
)
def test_the_most_telling_mark_says_what_an_entry_is(
    stored: Stored, emoji: list[str], kind: EntryKind
) -> None:
    incident = stored.incident()

    for one in emoji:
        stored.mark(mark(MESSAGE, emoji=one))

    (entry,) = stored.timeline(incident)
    assert entry.kind is kind


def test_an_entry_is_what_its_remaining_marks_say(stored: Stored) -> None:
    incident = stored.incident()
    stored.mark(mark(MESSAGE, emoji="pushpin"))
    stored.mark(mark(MESSAGE, emoji="scales"))

    stored.mark(mark(MESSAGE, emoji="scales", is_on=False, order=2))

    (entry,) = stored.timeline(incident)
    assert entry.kind is EntryKind.OBSERVATION


def test_a_mark_in_another_channel_changes_nothing_and_costs_one_statement(
    stored: Stored,
) -> None:
    incident = stored.incident()
    elsewhere = mark(MESSAGE, channel=OTHER_CHANNEL)
    before = stored.everything()

    cost = stored.count_statements(service.change_mark, TEAM, elsewhere, now=NOW)

    assert cost == 1
    assert stored.everything() == before
    assert stored.timeline(incident) == []


def test_a_mark_of_another_workspace_changes_nothing(stored: Stored) -> None:
    stored.incident()
    before = stored.everything()

    stored.do(service.change_mark, TeamId("T0OTHER"), mark(MESSAGE), now=NOW)

    assert stored.everything() == before


def test_each_incident_keeps_the_marks_of_its_own_channel(stored: Stored) -> None:
    first = stored.incident()
    second = stored.incident(key="second", channel=OTHER_CHANNEL)

    stored.mark(mark(MESSAGE, channel=OTHER_CHANNEL))

    assert stored.timeline(first) == []
    assert len(stored.timeline(second)) == 1
