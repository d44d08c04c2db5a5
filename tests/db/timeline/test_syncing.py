"""Reading a channel back: coalescing, resuming, what an incomplete reading may not do, its cost."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import EntryRow, MarkRow, SyncRow
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.slack.mrkdwn import Mrkdwn
from app.timeline import effects_sync, queries_sync, service, service_sync
from app.timeline.rules import ANYBODY, KEPT_BY_PRESS, NATIVE_PIN, said_at
from app.timeline.rules_reading import Reading, floor_of, heads_in, read_messages
from app.timeline.service import entry_values
from app.vocabulary import ChannelState, EntryKind, Meaning, Source
from tests.channel import LEASE, ChannelModel, Sent, deliver, deps_for, read_back
from tests.factories import (
    ALICE,
    BOB,
    BOT,
    CAROL,
    CHANNEL,
    NOW,
    TEAM,
    Stored,
    found,
    gesture,
    mark,
    ts,
)

LATER = NOW + timedelta(hours=2)
MESSAGE = ts(NOW, 1)


JOINED = Sent(ts(NOW - timedelta(hours=1)), "joined", BOT, subtype="channel_join")


def channel_with(*sent: Sent, page_size: int = 3) -> ChannelModel:
    return ChannelModel({one.ts: one for one in sent}, page_size=page_size)


def run(stored: Stored, incident: Incident, channel: ChannelModel) -> dict[str, int]:
    """One whole run; what it recovered."""
    asyncio.run(read_back(stored, incident, channel, LATER))
    return dict(stored.do(queries_sync.outcome, incident.id).recovered)


def step(stored: Stored, channel: ChannelModel) -> None:
    """One delivery of the effect."""
    (job,) = [
        job
        for job in stored.do(outbox.claim, worker="w", now=LATER, lease_for=LEASE, limit=50)
        if job.effect == service_sync.SYNC
    ]
    asyncio.run(effects_sync.sync(deps_for(stored, channel, LATER), job))
    stored.do(outbox.finish, job, now=LATER)


def test_a_mark_is_not_taken_off_when_slack_names_only_some_people(stored: Stored) -> None:
    incident = stored.incident()
    for person in (ALICE, BOB):
        stored.mark(mark(MESSAGE, by=person))
    stored.fill(found(MESSAGE, "The queue is full"))
    crowded = Sent(MESSAGE, "The queue is full", CAROL, reactions={"pushpin": [ALICE]})
    payload = crowded.payload()
    payload["reactions"][0]["count"] = 60
    messages = read_messages([payload], BOT)
    reading = Reading(channel=CHANNEL, messages=messages, asked_at=LATER)
    assert messages[0].unsure == {"pushpin"}
    stored.do(service_sync.ask, TEAM, incident.id, now=LATER)
    (job,) = stored.do(outbox.claim, worker="w", now=LATER, lease_for=LEASE, limit=50)[-1:]
    progress = stored.do(queries_sync.unfinished, incident.id)
    assert progress is not None
    stored.do(service_sync.repair_from_channel, job, progress, reading)
    (entry,) = stored.timeline(incident)[-1:]
    assert entry.marks == {Meaning.KEEP: 2}


def test_marks_that_are_no_reactions_stay(stored: Stored) -> None:
    incident = stored.incident()
    stored.do(service_sync.keep_suggested, incident, MESSAGE, gesture("press"))
    stored.fill(found(MESSAGE, "The queue is full"))
    recovered = run(stored, incident, channel_with(Sent(MESSAGE, "The queue is full", CAROL)))
    assert recovered == {}
    (entry,) = stored.timeline(incident)
    assert entry.text == "The queue is full"


def test_pressing_keep_twice_is_keeping_once(stored: Stored) -> None:
    incident = stored.incident()
    for key in ("one", "two"):
        stored.do(service_sync.keep_suggested, incident, MESSAGE, gesture(key))
    stored.fill(found(MESSAGE, "The queue is full"))
    (entry,) = stored.timeline(incident)
    assert entry.marks == {Meaning.KEEP: 1}

    def emoji(session: Session) -> list[str]:
        return list(session.scalars(select(MarkRow.emoji)))

    assert stored.do(emoji) == [KEPT_BY_PRESS]


def test_what_somebody_took_off_by_hand_is_not_brought_back_by_its_old_mark(
    stored: Stored,
) -> None:
    incident = stored.incident()
    stored.keep(found(MESSAGE, "The queue is full"))
    (entry,) = stored.timeline(incident)

    def remove(session: Session) -> None:
        by_hand = {"removed_at": LATER - timedelta(minutes=1), "removed_by": ALICE}
        session.execute(update(EntryRow).where(EntryRow.id == entry.id).values(**by_hand))

    stored.do(remove)
    there = Sent(MESSAGE, "The queue is full", CAROL, reactions={"pushpin": [BOB]})
    assert run(stored, incident, channel_with(there)) == {}
    assert stored.timeline(incident) == []
    stored.mark(mark(MESSAGE, by=ALICE, emoji="star", is_on=False))
    assert stored.timeline(incident) == []


def test_what_was_recorded_seconds_ago_is_not_taken_for_gone(stored: Stored) -> None:
    incident = stored.incident()
    new = ts(LATER)
    stored.do(service.change_mark, TEAM, mark(new), now=LATER)
    stored.do(service.fill, TEAM, CHANNEL, [found(new, "Just now")], [], now=LATER)
    assert run(stored, incident, channel_with()) == {}
    assert [entry.text for entry in stored.timeline(incident)] == ["Just now"]


def test_a_message_that_is_gone_leaves_nothing_readable(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(MESSAGE, "Two million rows vanished"))
    assert run(stored, incident, channel_with(JOINED)) == {"deletions": 1}
    assert "vanished" not in stored.everything()


def test_what_is_older_than_all_that_slack_shows_is_not_taken_for_gone(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(MESSAGE, "Said long ago"))
    stored.keep(found(ts(NOW, 2), "In its thread", thread=MESSAGE))
    later = Sent(ts(NOW + timedelta(minutes=1)), "Shown still", CAROL)
    for shown in (channel_with(), channel_with(later)):
        assert run(stored, incident, shown) == {}
    assert [entry.text for entry in stored.timeline(incident)] == ["Said long ago", "In its thread"]


def test_a_deletion_is_counted_once(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(MESSAGE, "Two million rows vanished"))
    run(stored, incident, channel_with())
    assert run(stored, incident, channel_with()) == {}


def test_an_edit_that_was_missed_keeps_the_earlier_words_too(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(MESSAGE, "45 seconds"))
    edited = Sent(
        MESSAGE, "43 seconds", CAROL, reactions={"pushpin": [BOB]}, edited_ts=ts(NOW, 500)
    )
    assert run(stored, incident, channel_with(edited)) == {"edits": 1}
    (entry,) = stored.timeline(incident)
    assert entry.text == "43 seconds"
    assert "45 seconds" in stored.everything()
    assert run(stored, incident, channel_with(edited)) == {}


def test_our_own_messages_are_not_kept_by_a_mark_that_was_missed(stored: Stored) -> None:
    incident = stored.incident()
    ours = Sent(MESSAGE, "INC-1", BOT, reactions={"pushpin": [BOB]})
    channel = channel_with(ours)
    channel.pins.append(MESSAGE)
    assert run(stored, incident, channel) == {}
    assert stored.timeline(incident) == []


def test_a_pin_on_a_line_of_ours_that_is_on_the_timeline_stays(stored: Stored) -> None:
    incident = stored.incident()
    line = entry_values(
        incident.id,
        Source.SYSTEM,
        "line",
        occurred_at=NOW,
        kind=EntryKind.STATUS,
        text=Mrkdwn("Identified."),
        author=BOB,
        recorded_by=BOB,
        now=NOW,
    )
    stands = {"channel_id": CHANNEL, "message_ts": MESSAGE}
    stored.do(lambda session: session.execute(insert(EntryRow).values(line | stands)))
    stored.mark(mark(MESSAGE, by=ANYBODY, emoji=NATIVE_PIN))
    channel = channel_with(Sent(MESSAGE, "Identified.", BOT))
    channel.pins.append(MESSAGE)
    assert run(stored, incident, channel) == {}
    (entry,) = stored.timeline(incident)
    assert entry.marks == {Meaning.KEEP: 1}
    channel.pins.clear()
    asyncio.run(read_back(stored, incident, channel, LATER + timedelta(hours=1)))
    (entry,) = stored.timeline(incident)
    assert entry.marks == {}


def test_older_than_a_week_before_the_beginning_is_not_read(stored: Stored) -> None:
    incident = stored.incident()
    old = ts(NOW - timedelta(days=8))
    messages = [Sent(old, "Long ago", CAROL, reactions={"pushpin": [BOB]})]
    assert run(stored, incident, channel_with(*messages)) == {}
    assert said_at(floor_of(NOW)) == NOW - timedelta(days=7)


def test_asking_while_it_runs_reads_once_more_and_tells_who_asked_last(stored: Stored) -> None:
    incident = stored.incident()
    channel = channel_with(*(Sent(ts(NOW, n), f"words {n}", CAROL) for n in range(1, 6)))
    stored.do(service_sync.ask, TEAM, incident.id, now=LATER)
    step(stored, channel)
    for person in (ALICE, BOB):
        stored.do(service_sync.ask, TEAM, incident.id, now=LATER, by=person)
    effects = {service_sync.SYNC: effects_sync.sync}
    asyncio.run(deliver(stored, effects, deps_for(stored, channel, LATER), LATER))
    assert stored.do(queries_sync.unfinished, incident.id) is None
    assert stored.do(queries_sync.outcome, incident.id).asked_by == BOB
    assert channel.calls.count("pins") == 2


def test_a_run_goes_on_where_it_stopped(stored: Stored) -> None:
    incident = stored.incident()
    head = Sent(ts(NOW, 1), "words", CAROL)
    replies = [Sent(ts(NOW, n), f"reply {n}", CAROL, head.ts) for n in range(2, 7)]
    channel = channel_with(head, *replies)
    stored.do(service_sync.ask, TEAM, incident.id, now=LATER)
    seen = []
    while (progress := stored.do(queries_sync.unfinished, incident.id)) is not None:
        seen.append(progress)
        step(stored, channel)
    assert channel.calls == ["history", "replies", "replies", "pins"]
    assert len(set(map(str, seen))) == len(seen)


def test_a_step_that_another_process_made_meanwhile_is_not_made_again(stored: Stored) -> None:
    incident = stored.incident()
    channel = channel_with(Sent(MESSAGE, "words", CAROL, reactions={"pushpin": [BOB]}))
    stored.do(service_sync.ask, TEAM, incident.id, now=LATER)
    before = stored.do(queries_sync.unfinished, incident.id)
    assert before is not None
    step(stored, channel)
    after = stored.do(queries_sync.unfinished, incident.id)
    (job,) = stored.do(outbox.claim, worker="w", now=LATER, lease_for=LEASE, limit=50)[-1:]
    reading = Reading(channel=CHANNEL, messages=(), asked_at=LATER)
    stored.do(service_sync.repair_from_channel, job, before, reading)
    assert stored.do(queries_sync.unfinished, incident.id) == after


@pytest.mark.parametrize("state", [ChannelState.LEFT, ChannelState.ARCHIVED])
def test_a_channel_that_is_closed_is_not_read_at_the_start(
    stored: Stored, state: ChannelState
) -> None:
    incident = stored.incident()
    assert stored.do(queries_sync.to_read_at_start, TEAM) == [incident.id]

    stored.do(incident_service.change_channel_state, TEAM, CHANNEL, state, now=NOW)
    assert stored.do(queries_sync.to_read_at_start, TEAM) == []


def many(
    stored: Stored, incident: Incident, numbers: range, *, are_kept: bool = True
) -> list[Sent]:
    """As many messages, each with one mark as the channel shows it; stored so if they are kept."""

    def store(session: Session) -> None:
        session.execute(insert(EntryRow), [_entry(incident, n) for n in numbers])
        known = select(EntryRow.id).where(EntryRow.message_ts.in_([ts(NOW, n) for n in numbers]))
        session.execute(insert(MarkRow), [_mark(entry_id) for entry_id in session.scalars(known)])

    if are_kept:
        stored.do(store)
    on = {"pushpin": [BOB], "white_check_mark": [BOT] if are_kept else []}
    return [Sent(ts(NOW, n), f"words {n}", CAROL, reactions=dict(on)) for n in numbers]


def _entry(incident: Incident, number: int) -> dict[str, object]:
    return {
        "incident_id": incident.id,
        "source": Source.MESSAGE,
        "source_key": f"message:{CHANNEL}:{ts(NOW, number)}",
        "occurred_at": NOW,
        "kind": EntryKind.OBSERVATION,
        "text": f"words {number}",
        "author_id": CAROL,
        "recorded_by": BOB,
        "recorded_at": NOW,
        "channel_id": CHANNEL,
        "message_ts": ts(NOW, number),
        "filled_at": NOW,
    }


def _mark(entry_id: int) -> dict[str, object]:
    return {
        "entry_id": entry_id,
        "user_id": BOB,
        "emoji": "pushpin",
        "meaning": Meaning.KEEP,
        "is_on": True,
        "event_ts": ts(NOW, 0),
    }


def cost(stored: Stored, incident: Incident, page: list[Sent]) -> int:
    """Statements of the step that compares this page, the newest of the channel."""
    stored.do(end_runs)
    stored.do(service_sync.ask, TEAM, incident.id, now=LATER)
    progress = stored.do(queries_sync.unfinished, incident.id)
    assert progress is not None
    claimed = stored.do(outbox.claim, worker="w", now=LATER, lease_for=timedelta(), limit=10_000)
    (job,) = [one for one in claimed if one.effect == service_sync.SYNC]
    payloads = [one.payload() for one in reversed(page)]
    reading = Reading(
        channel=CHANNEL,
        messages=read_messages(payloads, BOT),
        asked_at=LATER,
        heads=heads_in(payloads),
        after=page[0].ts,
    )
    return stored.count_statements(service_sync.repair_from_channel, job, progress, reading)


def end_runs(session: Session) -> None:
    session.execute(update(SyncRow).values(finished_at=NOW))


def test_a_page_costs_the_same_in_an_incident_of_ten_thousand_entries(stored: Stored) -> None:
    incident = stored.incident()
    for person in (BOB, CAROL):
        stored.person(person)
    few = cost(stored, incident, many(stored, incident, range(1, 6)))
    all_of_them = many(stored, incident, range(10, 10_010))
    assert cost(stored, incident, all_of_them[-200:]) == few


def test_two_hundred_missed_marks_cost_as_many_statements_as_two(stored: Stored) -> None:
    incident = stored.incident()
    for person in (BOB, CAROL):
        stored.person(person)
    two = cost(stored, incident, many(stored, incident, range(1, 3), are_kept=False))
    page = many(stored, incident, range(10, 210), are_kept=False)
    assert cost(stored, incident, page) == two
    assert len(stored.timeline(incident)) == 202
