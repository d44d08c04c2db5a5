"""Use cases of the timeline: keeping, filling, following edits and deletions."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import EntryRow, EntryVersionRow, IncidentRow, MarkRow, OutboxRow
from app.db.upsert import AGAINST_CHANGES, insert_all_once, insert_once, upsert_all
from app.incidents import service as incident_service
from app.incidents.service import KEEP_CARRIED
from app.slack.ids import ChannelId, MessageTs, TeamId, UserId
from app.slack.mrkdwn import NOTHING, Mrkdwn, received
from app.timeline import service_files
from app.timeline.rules import (
    ANYBODY,
    FoundMessage,
    Mark,
    kind_of,
    said_at,
)
from app.timeline.rules_forgotten import found_since, marks_since
from app.timeline.rules_runs import runs_of
from app.timeline.service_meanings import TELLING, follow_meanings, forget_meanings, forget_quotes
from app.vocabulary import EntryKind, Meaning, Source
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service

HYDRATE = incident_service.HYDRATE
TICK = "timeline.tick"
FORGET = service_files.FORGET
FORGET_WORDS = "summaries.forget_words"
"""An effect of the summaries, in which people may have written what a message said."""

_FROM_PEOPLE = EntryRow.source != Source.SYSTEM
"""What we recorded ourselves says the same whatever becomes of the line that tells of it."""

_KEEPS_TEXTS = IncidentRow.texts_removed_at.is_(None)
"""Else the words of its messages are not taken over again."""


def change_mark(session: Session, team: TeamId, mark: Mark, *, now: datetime) -> None:
    """Keep or let go a message of an incident's channel; anything else changes nothing.

    The newest event about a person's emoji wins, in whichever order and however often they come.
    """
    incident_id = session.scalar(
        select(IncidentRow.id).where(
            IncidentRow.team_id == team,
            IncidentRow.channel_id == mark.channel,
            _KEEPS_TEXTS,
        )
    )
    if incident_id is not None:
        change_marks(session, team, incident_id, [mark], now=now)


def change_marks(
    session: Session, team: TeamId, incident_id: int, marks: Sequence[Mark], *, now: datetime
) -> None:
    """The same for many marks in the channel of one incident, in as many statements."""
    marks = marks_since(marks, workspace_queries.forgotten(session, team)) if marks else marks
    if not marks:
        return
    # A removal whose mark never came is kept as well: the mark may still come, late.
    rows = _marked(session, team, incident_id, marks, now=now)
    entry_ids = {row.message_ts: row.id for row in rows}
    _store_marks(session, entry_ids, marks)
    _follow_marks(session, team, rows, now=now)
    if any(mark.meaning in TELLING for mark in marks):
        follow_meanings(session, team, rows, now=now)
    workspace_service.meet(
        session, team, {mark.by or mark.user for mark in marks} - {ANYBODY}, now=now
    )


def fill(
    session: Session,
    team: TeamId,
    channel: ChannelId,
    found: Sequence[FoundMessage],
    missing: Sequence[MessageTs],
    *,
    now: datetime,
) -> None:
    """Give waiting entries the words that Slack has; a message that is gone takes its entry
    along.
    """
    found = found_since(found, workspace_queries.forgotten(session, team))
    by_ts = {message.ts: message for message in found}
    rows = _entries_of(session, team, channel, [*by_ts, *missing], _FROM_PEOPLE, _KEEPS_TEXTS)
    with_other_files: list[EntryRow] = []
    for row in rows:
        message = by_ts.get(MessageTs(row.message_ts or ""))
        if message is None:
            _forget(session, team, row, now=now)
        elif _absorb(session, row, message, now=now):
            with_other_files.append(row)
    service_files.follow_files(session, team, with_other_files, now=now)
    tick_each(session, team, [row.id for row in rows], now=now)
    follow_meanings(session, team, rows, now=now)
    authors = set().union(*map(_author_of, found))
    workspace_service.meet(session, team, authors, now=now)


def follow_edit(
    session: Session, team: TeamId, channel: ChannelId, message: FoundMessage, *, now: datetime
) -> None:
    """A message was edited: the entry says what it says now and keeps what it said before."""
    _keep_waiting_carried(session, team, channel, message.ts, now=now)
    [message] = found_since([message], workspace_queries.forgotten(session, team))
    rows = _entries_of(session, team, channel, [message.ts], _FROM_PEOPLE, _KEEPS_TEXTS)
    for row in rows:
        was_waiting = row.filled_at is None and not row.is_deleted
        had = {file.get("id") for file in row.files}
        if _absorb(session, row, message, now=now):
            service_files.follow_files(session, team, [row], now=now)
            if had - {file.get("id") for file in row.files}:
                service_files.retell(session, team, row.incident_id, now=now)
        if was_waiting:
            # It needs no reading any more, so nothing else will show the ✓ and meet the author.
            tick_again(session, team, row.id, now=now)
            workspace_service.meet(session, team, _author_of(message), now=now)
    if rows:
        follow_meanings(session, team, rows, now=now)


def follow_deletion(
    session: Session, team: TeamId, channel: ChannelId, ts: MessageTs, *, now: datetime
) -> None:
    """A message was deleted: none of its words stay."""
    _keep_waiting_carried(session, team, channel, ts, now=now)
    for row in _entries_of(session, team, channel, [ts], _FROM_PEOPLE):
        _forget(session, team, row, now=now)


def keep_carried(
    session: Session, incident_id: int, message: Mapping[str, str], by: UserId, *, now: datetime
) -> None:
    """The message that an incident was started from is its first entry."""
    ts = MessageTs(message["ts"])
    values = entry_values(
        incident_id,
        Source.MESSAGE,
        f"message:{message['channel']}:{ts}",
        occurred_at=said_at(ts),
        kind=EntryKind.SIGNAL,
        text=received(message["text"]),
        author=UserId(message["author"]) if message["author"] else None,
        recorded_by=by,
        now=now,
    )
    values |= {
        "channel_id": message["channel"],
        "message_ts": ts,
        "thread_ts": message["thread_ts"] or None,
    }
    insert_once(session, EntryRow, values, unique=("incident_id", "source_key"))


def _keep_waiting_carried(
    session: Session, team: TeamId, channel: ChannelId, ts: MessageTs, *, now: datetime
) -> None:
    """A carried message may change before the outbox has kept it: it is kept at once, and its words
    wait nowhere else.
    """
    carried = OutboxRow.arguments["message"]
    waiting = session.scalars(
        select(OutboxRow).where(
            OutboxRow.team_id == team,
            OutboxRow.effect == KEEP_CARRIED,
            OutboxRow.finished_at.is_(None),
            carried["channel"].as_string() == channel,
            carried["ts"].as_string() == ts,
        )
    ).all()
    for row in waiting:
        incident_id, message = row.arguments["incident"], row.arguments["message"]
        keep_carried(session, incident_id, message, UserId(row.arguments["by"]), now=now)
        row.arguments = {**row.arguments, "message": {**message, "text": NOTHING}}


def _marked(
    session: Session, team: TeamId, incident_id: int, marks: Sequence[Mark], *, now: datetime
) -> Sequence[EntryRow]:
    """The entries of these messages, begun where there are none yet. Locked, so that whoever marks
    one at the same moment sees these marks, or these see theirs.
    """
    channel, firsts = marks[0].channel, {mark.ts: mark for mark in reversed(marks)}
    of_here = EntryRow.incident_id == incident_id
    known = _entries_of(session, team, channel, list(firsts), of_here)
    new = firsts.keys() - {row.message_ts for row in known}
    if not new:
        return known
    begun = [_entry_of_mark(incident_id, firsts[ts], now) for ts in new]
    insert_all_once(session, EntryRow, begun, unique=("incident_id", "source_key"))
    return _entries_of(session, team, channel, list(firsts), of_here)


def _entry_of_mark(incident_id: int, mark: Mark, now: datetime) -> dict[str, object]:
    """An entry that still waits for its words."""
    values = entry_values(
        incident_id,
        Source.MESSAGE,
        f"message:{mark.channel}:{mark.ts}",
        occurred_at=said_at(mark.ts),
        kind=kind_of([mark.meaning]),
        text=NOTHING,
        author=None,
        recorded_by=mark.by or mark.user,
        now=now,
    )
    return values | {"channel_id": mark.channel, "message_ts": mark.ts, "filled_at": None}


def _store_marks(
    session: Session, entry_ids: Mapping[str | None, int], marks: Sequence[Mark]
) -> None:
    rows = [
        {
            "entry_id": entry_ids[mark.ts],
            "user_id": mark.user,
            "emoji": mark.emoji,
            "meaning": mark.meaning,
            "is_on": mark.is_on,
            "event_ts": mark.event_ts,
        }
        for mark in marks
    ]
    upsert_all(
        session,
        MarkRow,
        rows,
        unique=("entry_id", "user_id", "emoji"),
        update={},
        take=("meaning", "is_on", "event_ts"),
        where=lambda new: MarkRow.event_ts < new.event_ts,
    )


def _follow_marks(
    session: Session, team: TeamId, rows: Sequence[EntryRow], *, now: datetime
) -> None:
    """An entry is there while one mark is; its kind is what the marks say."""
    on = _meanings_on(session, rows)
    hydrated, ticked = set[str | None](), list[int]()
    for row in rows:
        if row.is_deleted:
            continue
        marked = on.get(row.id, {})
        is_kept, was_kept = _is_kept(row, marked.values()), row.removed_at is None
        if marked and not row.is_kind_chosen and row.source is not Source.SYSTEM:
            row.kind = kind_of(marked)
        row.removed_at = None if is_kept else row.removed_at or now
        row.removed_by = None if is_kept else row.removed_by
        if is_kept and row.filled_at is None:
            hydrated.add(row.channel_id)
        elif is_kept is not was_kept or row.source is Source.SYSTEM:
            ticked.append(row.id)
    for channel in hydrated:
        _hydrate_again(session, team, ChannelId(channel or ""), now=now)
    tick_each(session, team, ticked, now=now)


def _is_kept(row: EntryRow, marked: Collection[str]) -> bool:
    """Whether a mark keeps it; after somebody took it off by hand, only one put on since."""
    if row.removed_at is None or row.removed_by is None:
        return bool(marked) or row.source is Source.SYSTEM
    return any(said_at(MessageTs(event_ts)) > row.removed_at for event_ts in marked)


def _meanings_on(session: Session, rows: Sequence[EntryRow]) -> Mapping[int, Mapping[Meaning, str]]:
    """What the marks say of each entry, and when that was said last."""
    found: dict[int, dict[Meaning, str]] = {}
    is_on = MarkRow.entry_id.in_([row.id for row in rows]), MarkRow.is_on
    marks = (
        select(MarkRow.entry_id, MarkRow.meaning, func.max(MarkRow.event_ts))
        .where(*is_on)
        .group_by(MarkRow.entry_id, MarkRow.meaning)
    )
    for entry_id, meaning, event_ts in session.execute(marks):
        found.setdefault(entry_id, {})[meaning] = event_ts
    return found


def _entries_of(
    session: Session,
    team: TeamId,
    channel: ChannelId,
    ts: Sequence[MessageTs],
    *conditions: ColumnElement[bool],
) -> Sequence[EntryRow]:
    """Locked: words read from Slack must not replace those of an edit stored meanwhile."""
    return session.scalars(
        select(EntryRow)
        .join(IncidentRow, IncidentRow.id == EntryRow.incident_id)
        .where(
            IncidentRow.team_id == team,
            EntryRow.channel_id == channel,
            EntryRow.message_ts.in_(ts),
            *conditions,
        )
        .order_by(EntryRow.id)
        .execution_options(populate_existing=True)
        .with_for_update(of=EntryRow, **AGAINST_CHANGES)
    ).all()


def _author_of(message: FoundMessage) -> frozenset[UserId]:
    return frozenset([message.author]) if message.author else frozenset()


def _absorb(session: Session, row: EntryRow, message: FoundMessage, *, now: datetime) -> bool:
    """Take over a message's words, unless the entry has newer ones already. True when its files
    are others than before.
    """
    if row.is_deleted or (message.edited_ts or "") < (row.edited_ts or ""):
        return False
    is_worded = row.worded_by is not None
    is_other = not is_worded or message.edited_ts != row.edited_ts
    if is_other and (row.filled_at is not None or is_worded) and message.text != row.text:
        version = {
            "entry_id": row.id,
            # Words given by hand stay; what the message says is the version beside them.
            "text": message.text if is_worded else row.text,
            "edit_key": message.edited_ts or "",
            "replaced_at": now,
        }
        insert_once(session, EntryVersionRow, version, unique=("entry_id", "edit_key"))
    row.text = row.text if is_worded else message.text
    row.author_id = message.author or row.author_id
    row.author_label = message.author_label or row.author_label
    row.thread_ts = message.thread
    row.edited_ts = message.edited_ts
    row.filled_at = row.filled_at or now
    had, row.files = row.files, [dict(file) for file in message.files]
    return had != row.files


def _forget(session: Session, team: TeamId, row: EntryRow, *, now: datetime) -> None:
    said = _all_it_said(session, row)
    forget_quotes(session, team, row.incident_id, said, now=now)
    _forget_in_writing(session, team, row, said, now=now)
    row.is_deleted = True
    row.text = NOTHING
    row.files = []
    row.removed_at = now
    session.execute(delete(EntryVersionRow).where(EntryVersionRow.entry_id == row.id))
    forget_meanings(session, team, row, now=now)
    service_files.forget_copies(session, row.id)
    service_files.retell(session, team, row.incident_id, now=now)


def _forget_in_writing(
    session: Session, team: TeamId, row: EntryRow, said: Sequence[Mrkdwn], *, now: datetime
) -> None:
    """What waits to be done does not say it, either."""
    runs = runs_of(said)
    if runs:
        about = {"incident": row.incident_id, "runs": runs}
        outbox.once(session, team, FORGET_WORDS, key=row.id, due_at=now, **about)


def _all_it_said(session: Session, row: EntryRow) -> list[Mrkdwn]:
    """Its text and its earlier ones."""
    earlier = select(EntryVersionRow.text).where(EntryVersionRow.entry_id == row.id)
    return [Mrkdwn(text) for text in (row.text, *session.scalars(earlier)) if text]


def _hydrate_again(session: Session, team: TeamId, channel: ChannelId, *, now: datetime) -> None:
    outbox.again(session, team, HYDRATE, key=channel, due_at=now, channel=channel)


def tick_each(session: Session, team: TeamId, entry_ids: Sequence[int], *, now: datetime) -> None:
    """Have the ✓ of these entries' messages be as it should."""
    each = {entry_id: {"entry": entry_id} for entry_id in entry_ids}
    outbox.again_each(session, team, TICK, due_at=now, arguments=each)


def tick_again(session: Session, team: TeamId, entry_id: int, *, now: datetime) -> None:
    outbox.again(session, team, TICK, key=entry_id, due_at=now, entry=entry_id)


def entry_values(  # noqa: PLR0913 - the columns that every entry has
    incident_id: int,
    source: Source,
    source_key: str,
    *,
    occurred_at: datetime,
    kind: EntryKind,
    text: Mrkdwn,
    author: UserId | None,
    recorded_by: UserId,
    now: datetime,
) -> dict[str, object]:
    return {
        "incident_id": incident_id,
        "source": source,
        "source_key": source_key,
        "occurred_at": occurred_at,
        "kind": kind,
        "text": text,
        "author_id": author,
        "recorded_by": recorded_by,
        "recorded_at": now,
        "filled_at": now,
        "files": [],
    }
