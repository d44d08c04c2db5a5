"""Every SELECT about reading channels back, none of which grows with what a page does not show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.db.tables import EntryRow, IncidentRow, MarkRow, ReviewRow, SyncRow
from app.incidents.rules import CLOSED
from app.slack.ids import EmojiName, MessageTs, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules import NATIVE_PIN
from app.timeline.rules_reading import Progress, Reading
from app.timeline.rules_sync import StoredMark, StoredMessage
from app.vocabulary import ChannelState, Source, State


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run that has ended: who asked for it, if anybody did, and what it recovered."""

    asked_by: UserId | None
    resolved_by: UserId | None
    """Only when it was the resolution that asked for it."""
    recovered: Mapping[str, int]


def unfinished(session: Session, incident_id: int) -> Progress | None:
    """How far the run that is under way has come; None when there is none."""
    row = session.get(SyncRow, incident_id)
    if row is None or row.finished_at is not None:
        return None
    position = MessageTs(row.position) if row.position else None
    return Progress(incident_id=incident_id, position=position, threads=tuple(row.threads))


def outcome(session: Session, incident_id: int) -> Outcome:
    """Of the last run, which there has been."""
    row = session.get_one(SyncRow, incident_id)
    resolved_by = session.get_one(IncidentRow, incident_id).resolved_by if row.suggests else None
    return Outcome(
        UserId(row.asked_by) if row.asked_by else None,
        UserId(resolved_by) if resolved_by else None,
        row.recovered,
    )


def began_at(session: Session, incident_id: int) -> datetime:
    """When the incident is known to have been under way at the latest."""
    row = session.get_one(IncidentRow, incident_id)
    return min(row.started_at, row.declared_at)


def to_read_at_start(session: Session, team: TeamId) -> Sequence[int]:
    """Incidents whose channel can be read and whose timeline is still asked about."""
    under_review = and_(IncidentRow.state == State.RESOLVED, ReviewRow.closed_at.is_(None))
    return session.scalars(
        select(IncidentRow.id)
        .outerjoin(ReviewRow, ReviewRow.incident_id == IncidentRow.id)
        .where(
            IncidentRow.team_id == team,
            IncidentRow.channel_state == ChannelState.OPEN,
            or_(IncidentRow.state.not_in(CLOSED), under_review),
        )
        .order_by(IncidentRow.id)
    ).all()


def heads_of_replies(session: Session, incident_id: int) -> Sequence[MessageTs]:
    """The threads of which something is kept, newest first."""
    rows = session.scalars(
        select(EntryRow.thread_ts)
        .where(
            *_of_channel(incident_id),
            EntryRow.thread_ts != EntryRow.message_ts,
            EntryRow.is_deleted.is_(False),
        )
        .distinct()
        .order_by(EntryRow.thread_ts.desc())
    )
    return [MessageTs(ts) for ts in rows if ts]


def stored_messages(
    session: Session, incident_id: int, reading: Reading
) -> Sequence[StoredMessage]:
    """What is stored about the messages that a reading shows, or would show if they existed."""
    shown = EntryRow.message_ts.in_([one.found.ts for one in reading.messages])
    rows = session.scalars(
        select(EntryRow).where(*_of_channel(incident_id), or_(shown, _in_reach(reading)))
    ).all()
    marks = _marks(session, [row.id for row in rows])
    return [_stored(row, marks.get(row.id, {})) for row in rows]


def stored_pins(session: Session, incident_id: int) -> Mapping[MessageTs, StoredMark]:
    """The marks that stand for Slack's own pins, on and off."""
    rows = session.execute(
        select(EntryRow.message_ts, MarkRow)
        .join(MarkRow, MarkRow.entry_id == EntryRow.id)
        .where(*_of_channel(incident_id), MarkRow.emoji == NATIVE_PIN)
    )
    return {MessageTs(ts): _mark(mark) for ts, mark in rows if ts}


def kept_of(
    session: Session, incident_id: int, messages: Iterable[MessageTs]
) -> frozenset[MessageTs]:
    """Those of these messages that are, or were, on the timeline."""
    rows = session.scalars(
        select(EntryRow.message_ts).where(
            *_of_channel(incident_id), EntryRow.message_ts.in_(list(messages))
        )
    )
    return frozenset(MessageTs(ts) for ts in rows if ts)


def _of_channel(incident_id: int) -> tuple[ColumnElement[bool], ...]:
    """Entries of an incident that are messages of its channel."""
    of_its_channel = (
        select(IncidentRow.channel_id).where(IncidentRow.id == incident_id).scalar_subquery()
    )
    return EntryRow.incident_id == incident_id, EntryRow.channel_id == of_its_channel


def _in_reach(reading: Reading) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if reading.thread:
        conditions.append(EntryRow.thread_ts == reading.thread)
    else:
        is_head = or_(EntryRow.thread_ts.is_(None), EntryRow.thread_ts == EntryRow.message_ts)
        conditions.append(is_head)
    if reading.after:
        conditions.append(EntryRow.message_ts >= reading.after)
    if reading.until:
        conditions.append(EntryRow.message_ts <= reading.until)
    return and_(*conditions)


def _marks(
    session: Session, entry_ids: Sequence[int]
) -> Mapping[int, Mapping[tuple[UserId, EmojiName], StoredMark]]:
    found: dict[int, dict[tuple[UserId, EmojiName], StoredMark]] = {}
    for row in session.scalars(select(MarkRow).where(MarkRow.entry_id.in_(entry_ids))):
        by_name = found.setdefault(row.entry_id, {})
        by_name[UserId(row.user_id), EmojiName(row.emoji)] = _mark(row)
    return found


def _mark(row: MarkRow) -> StoredMark:
    return StoredMark(row.id, row.is_on, row.meaning, row.event_ts)


def _stored(row: EntryRow, marks: Mapping[tuple[UserId, EmojiName], StoredMark]) -> StoredMessage:
    is_ticked = row.filled_at is not None and row.removed_at is None
    return StoredMessage(
        entry_id=row.id,
        ts=MessageTs(row.message_ts or ""),
        thread=MessageTs(row.thread_ts) if row.thread_ts else None,
        text=Mrkdwn(row.text),
        edited_ts=row.edited_ts,
        recorded_at=row.recorded_at,
        is_filled=row.filled_at is not None,
        is_deleted=row.is_deleted,
        is_worded_by_hand=row.worded_by is not None,
        is_removed_by_hand=row.removed_at is not None and row.removed_by is not None,
        is_ours=row.source is Source.SYSTEM,
        is_ticked=is_ticked if row.source is Source.MESSAGE else None,
        marks=marks,
    )
