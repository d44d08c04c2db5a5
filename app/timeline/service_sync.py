"""Use cases of reading a channel back: asking for it, and storing what each step of it repairs."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.outbox import Job
from app.db.tables import IncidentRow, MarkRow, SyncRow
from app.db.upsert import upsert
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.slack.ids import ChannelId, MessageTs, TeamId, UserId
from app.timeline import queries_sync, service, service_wording
from app.timeline.rules import KEPT_BY_PRESS, Mark
from app.timeline.rules_forgotten import marks_to_repair
from app.timeline.rules_reading import (
    Progress,
    Reading,
    ThreadPosition,
    channel_read,
    floor_of,
    thread_read,
    ts_at,
)
from app.timeline.rules_sync import Repairs, compare, compare_pins
from app.timeline.service import HYDRATE
from app.vocabulary import Meaning
from app.workspace import queries as workspace_queries

SYNC = "timeline.sync"
ASK_SYNC = incident_service.ASK_SYNC
TELL_RECOVERED = "timeline.tell_recovered"
SUGGEST = "timeline.suggest"


def ask(
    session: Session,
    team: TeamId,
    incident_id: int,
    *,
    now: datetime,
    by: UserId | None = None,
    suggests: bool = False,
) -> None:
    """Have the incident's channel read back. Asked for while it is being read, it is read once more
    before the run ends. `by` is told the outcome whatever it is; `suggests` is the resolution.
    """
    row = _locked(session, incident_id, now)
    if row.finished_at is None:
        row.is_asked_again = True
        row.asked_by = by or row.asked_by
        row.suggests = suggests or row.suggests
    else:
        row.started_at, row.finished_at = now, None
        row.position, row.threads, row.recovered = None, [], {}
        row.asked_by, row.suggests = by, suggests
    outbox.again(session, team, SYNC, key=incident_id, due_at=now, incident=incident_id)


def ask_at_start(session: Session, team: TeamId, *, now: datetime) -> None:
    """Events may have been missed while nobody listened: read back what is still asked about."""
    for incident_id in queries_sync.to_read_at_start(session, team):
        ask(session, team, incident_id, now=now)


def repair_from_channel(session: Session, job: Job, seen: Progress, reading: Reading) -> None:
    """A page of the channel was read: repair what it shows, and read on."""
    row = _unmoved(session, seen, reading.asked_at)
    if row is None:
        return
    heads = queries_sync.heads_of_replies(session, seen.incident_id)
    floor = floor_of(queries_sync.began_at(session, seen.incident_id))
    repairs = _compared(session, row, reading)
    _apply(session, job.team_id, row, reading.channel, repairs, now=reading.asked_at)
    _go_on(session, job, row, channel_read(seen, reading, heads, floor), reading.asked_at)


def repair_from_thread(
    session: Session,
    job: Job,
    seen: Progress,
    reading: Reading,
    at: ThreadPosition,
    cursor: str,
) -> None:
    """A page of a thread was read: the same."""
    row = _unmoved(session, seen, reading.asked_at)
    if row is None:
        return
    repairs = _compared(session, row, reading)
    _apply(session, job.team_id, row, reading.channel, repairs, now=reading.asked_at)
    last = reading.until or at.head
    _go_on(session, job, row, thread_read(seen, at, last, cursor), reading.asked_at)


def repair_from_pins(
    session: Session,
    job: Job,
    seen: Progress,
    channel: ChannelId,
    pinned: Mapping[MessageTs, UserId],
    ours: Collection[MessageTs],
    *,
    asked_at: datetime,
) -> None:
    """The pins were read, which is the last step: the run ends, or begins anew if it was asked for
    meanwhile. A pin on one of `ours`, the bot's own messages, keeps nothing by itself.
    """
    row = _unmoved(session, seen, asked_at)
    if row is None:
        return
    stored = queries_sync.stored_pins(session, seen.incident_id)
    heard = {ts: by for ts, by in pinned.items() if ts not in ours or ts in stored}
    repairs = compare_pins(channel, heard, stored, asked_at)
    _apply(session, job.team_id, row, channel, repairs, now=asked_at)
    if row.is_asked_again:
        row.is_asked_again = False
        _go_on(session, job, row, Progress(incident_id=seen.incident_id), asked_at)
    else:
        _finish(session, job.team_id, row, now=asked_at)


def begin_thread_anew(session: Session, job: Job, seen: Progress, *, now: datetime) -> None:
    """Slack does not know the place any more up to which a thread had been read."""
    row = _unmoved(session, seen, now)
    if row is None:
        return
    first, *rest = seen.threads
    anew = ThreadPosition(ThreadPosition.load(first).head).dump()
    _go_on(session, job, row, replace(seen, threads=(anew, *rest)), now)


def keep_suggested(session: Session, incident: Incident, ts: MessageTs, gesture: Gesture) -> None:
    """Somebody pressed *Keep* on a suggestion: kept as by a mark that no reaction can be."""
    if incident.channel is None:
        return
    mark = Mark(
        channel=incident.channel,
        ts=ts,
        user=gesture.by,
        emoji=KEPT_BY_PRESS,
        meaning=Meaning.KEEP,
        is_on=True,
        event_ts=ts_at(gesture.at),
    )
    service.change_mark(session, incident.team, mark, now=gesture.at)


def _locked(session: Session, incident_id: int, now: datetime) -> SyncRow:
    """The incident's row, of a run that has ended if there has been none."""
    none_yet = {"incident_id": incident_id, "started_at": now, "finished_at": now}
    same = {"incident_id": incident_id}
    upsert(session, SyncRow, none_yet, unique=("incident_id",), update=same)
    return session.get_one(SyncRow, incident_id, populate_existing=True, with_for_update=True)


def _unmoved(session: Session, seen: Progress, now: datetime) -> SyncRow | None:
    """The run's row, if no other process has made this step meanwhile."""
    row = _locked(session, seen.incident_id, now)
    is_there = row.position == seen.position and tuple(row.threads) == tuple(seen.threads)
    return row if row.finished_at is None and is_there else None


def _compared(session: Session, row: SyncRow, reading: Reading) -> Repairs:
    incident = session.get_one(IncidentRow, row.incident_id)
    workspace = workspace_queries.workspace(session, TeamId(incident.team_id))
    stored = queries_sync.stored_messages(session, row.incident_id, reading)
    return compare(reading, stored, marks=workspace.marks, bot=workspace.bot_user)


def _apply(
    session: Session,
    team: TeamId,
    row: SyncRow,
    channel: ChannelId,
    repairs: Repairs,
    *,
    now: datetime,
) -> None:
    """In as many statements whatever was marked; a few more for each message that was edited or is
    gone.
    """
    gone = workspace_queries.forgotten(session, team)
    marks = marks_to_repair(repairs.marks, gone)
    service.change_marks(session, team, row.incident_id, marks, now=now)
    session.execute(
        update(MarkRow)
        .where(MarkRow.id.in_(repairs.confirmed), MarkRow.event_ts < repairs.event_ts)
        .values(event_ts=repairs.event_ts)
    )
    service.fill(session, team, channel, repairs.words, repairs.gone, now=now)
    service.tick_each(session, team, repairs.ticks, now=now)
    known = row.recovered
    row.recovered = known | {
        what: known.get(what, 0) + number for what, number in repairs.recovered.items()
    }


def _go_on(session: Session, job: Job, row: SyncRow, reached: Progress, now: datetime) -> None:
    row.position = reached.position
    row.threads = list(reached.threads)
    outbox.go_on(session, job, now=now)


def _finish(session: Session, team: TeamId, row: SyncRow, *, now: datetime) -> None:
    """The run has ended: whom it concerns is told, and what is still without words is read."""
    row.finished_at = now
    incident_id = row.incident_id
    channel = session.get_one(IncidentRow, incident_id).channel_id
    outbox.again(session, team, HYDRATE, key=channel, due_at=now, channel=channel)
    if row.asked_by or row.recovered:
        outbox.again(
            session, team, TELL_RECOVERED, key=incident_id, due_at=now, incident=incident_id
        )
    if row.suggests:
        outbox.once(session, team, SUGGEST, key=incident_id, due_at=now, incident=incident_id)
        service_wording.offer_rewording(session, team, incident_id, now=now)
