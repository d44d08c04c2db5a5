"""Use cases of the timeline: keeping, filling, following edits and deletions."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import EntryRow, EntryVersionRow, IncidentRow, MarkRow, OutboxRow
from app.db.upsert import AGAINST_CHANGES, insert_once, upsert
from app.incidents import service as incident_service
from app.incidents.rules import SEVERITY_LABELS, STATE_LABELS, Transition
from app.incidents.service import KEEP_CARRIED
from app.slack.ids import ChannelId, MessageTs, TeamId, UserId
from app.slack.mrkdwn import NOTHING, Mrkdwn, received, user_mention
from app.timeline.rules import (
    FoundMessage,
    Mark,
    kind_of,
    said_at,
)
from app.vocabulary import EntryKind, Severity, Source, State, TransitionKind
from app.workspace import service as workspace_service

HYDRATE = incident_service.HYDRATE
TICK = "timeline.tick"
FORGET = "summaries.forget"
"""The last is an effect of the summaries, which stand above this feature and may quote an entry."""


def change_mark(session: Session, team: TeamId, mark: Mark, *, now: datetime) -> None:
    """Keep or let go a message of an incident's channel; anything else changes nothing.

    The newest event about a person's emoji wins, in whichever order and however often they come.
    """
    incident_id, entry = _marked(session, team, mark)
    if incident_id is None:
        return
    # A removal whose mark never came is kept as well: the mark may still come, late.
    entry_id = entry.id if entry else _begin_entry(session, incident_id, mark, now)
    _store_mark(session, entry_id, mark)
    _follow_marks(session, team, entry_id, now=now)
    workspace_service.meet(session, team, {mark.user}, now=now)


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
    by_ts = {message.ts: message for message in found}
    for row in _entries_of(session, team, channel, [*by_ts, *missing]):
        message = by_ts.get(MessageTs(row.message_ts or ""))
        if message is None:
            _forget(session, team, row, now=now)
        else:
            _absorb(session, row, message, now=now)
        tick_again(session, team, row.id, now=now)
    authors = set().union(*map(_author_of, found))
    workspace_service.meet(session, team, authors, now=now)


def follow_edit(
    session: Session, team: TeamId, channel: ChannelId, message: FoundMessage, *, now: datetime
) -> None:
    """A message was edited: the entry says what it says now and keeps what it said before."""
    _keep_waiting_carried(session, team, channel, message.ts, now=now)
    for row in _entries_of(session, team, channel, [message.ts]):
        was_waiting = row.filled_at is None and not row.is_deleted
        _absorb(session, row, message, now=now)
        if was_waiting:
            # It needs no reading any more, so nothing else will show the ✓ and meet the author.
            tick_again(session, team, row.id, now=now)
            workspace_service.meet(session, team, _author_of(message), now=now)


def follow_deletion(
    session: Session, team: TeamId, channel: ChannelId, ts: MessageTs, *, now: datetime
) -> None:
    """A message was deleted: none of its words stay."""
    _keep_waiting_carried(session, team, channel, ts, now=now)
    for row in _entries_of(session, team, channel, [ts]):
        _forget(session, team, row, now=now)


def record_transition(session: Session, transition: Transition, *, now: datetime) -> None:
    """A change of the incident is an entry by itself."""
    values = entry_values(
        transition.incident_id,
        Source.SYSTEM,
        f"transition:{transition.id}",
        occurred_at=transition.at,
        kind=EntryKind.STATUS,
        text=_transition_text(transition),
        author=transition.by,
        recorded_by=transition.by,
        now=now,
    )
    insert_once(session, EntryRow, values, unique=("incident_id", "source_key"))


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


def _marked(session: Session, team: TeamId, mark: Mark) -> tuple[int | None, EntryRow | None]:
    found = session.execute(
        select(IncidentRow.id, EntryRow)
        .outerjoin(
            EntryRow,
            (EntryRow.incident_id == IncidentRow.id)
            & (EntryRow.channel_id == mark.channel)
            & (EntryRow.message_ts == mark.ts),
        )
        .where(IncidentRow.team_id == team, IncidentRow.channel_id == mark.channel)
    ).one_or_none()
    return (None, None) if found is None else (found[0], found[1])


def _begin_entry(session: Session, incident_id: int, mark: Mark, now: datetime) -> int:
    """An entry that still waits for its words."""
    source_key = f"message:{mark.channel}:{mark.ts}"
    values = entry_values(
        incident_id,
        Source.MESSAGE,
        source_key,
        occurred_at=said_at(mark.ts),
        kind=kind_of([mark.meaning]),
        text=NOTHING,
        author=None,
        recorded_by=mark.user,
        now=now,
    )
    values |= {"channel_id": mark.channel, "message_ts": mark.ts, "filled_at": None}
    entry_id = insert_once(session, EntryRow, values, unique=("incident_id", "source_key"))
    return (
        entry_id
        or session.execute(
            select(EntryRow.id).where(
                EntryRow.incident_id == incident_id, EntryRow.source_key == source_key
            )
        ).scalar_one()
    )


def _store_mark(session: Session, entry_id: int, mark: Mark) -> None:
    state = {"meaning": mark.meaning, "is_on": mark.is_on, "event_ts": mark.event_ts}
    upsert(
        session,
        MarkRow,
        {"entry_id": entry_id, "user_id": mark.user, "emoji": mark.emoji, **state},
        unique=("entry_id", "user_id", "emoji"),
        update=state,
        where=MarkRow.event_ts < mark.event_ts,
    )


def _follow_marks(session: Session, team: TeamId, entry_id: int, *, now: datetime) -> None:
    """An entry is there while one mark is; its kind is what the marks say."""
    # Locked, so that whoever marks it at the same moment sees this mark, or this one sees theirs.
    row = session.get_one(
        EntryRow, entry_id, populate_existing=True, with_for_update=AGAINST_CHANGES
    )
    if row.is_deleted:
        return
    on = session.scalars(
        select(MarkRow.meaning).where(MarkRow.entry_id == entry_id, MarkRow.is_on).distinct()
    ).all()
    is_kept, was_kept = bool(on), row.removed_at is None
    if on:
        row.kind = kind_of(on)
    row.removed_at = None if is_kept else row.removed_at or now
    if is_kept and row.filled_at is None:
        _hydrate_again(session, team, ChannelId(row.channel_id or ""), now=now)
    elif is_kept is not was_kept and row.filled_at is not None:
        tick_again(session, team, entry_id, now=now)


def _entries_of(
    session: Session, team: TeamId, channel: ChannelId, ts: Sequence[MessageTs]
) -> Sequence[EntryRow]:
    """Locked: words read from Slack must not replace those of an edit stored meanwhile."""
    return session.scalars(
        select(EntryRow)
        .join(IncidentRow, IncidentRow.id == EntryRow.incident_id)
        .where(
            IncidentRow.team_id == team,
            EntryRow.channel_id == channel,
            EntryRow.message_ts.in_(ts),
        )
        .order_by(EntryRow.id)
        .with_for_update(of=EntryRow, **AGAINST_CHANGES)
    ).all()


def _author_of(message: FoundMessage) -> frozenset[UserId]:
    return frozenset([message.author]) if message.author else frozenset()


def _absorb(session: Session, row: EntryRow, message: FoundMessage, *, now: datetime) -> None:
    """Take over a message's words, unless the entry has newer ones already."""
    if row.is_deleted or (message.edited_ts or "") < (row.edited_ts or ""):
        return
    if row.filled_at is not None and message.text != row.text:
        version = {
            "entry_id": row.id,
            "text": row.text,
            "edit_key": message.edited_ts or "",
            "replaced_at": now,
        }
        insert_once(session, EntryVersionRow, version, unique=("entry_id", "edit_key"))
    row.text = message.text
    row.author_id = message.author or row.author_id
    row.thread_ts = message.thread
    row.files = [dict(file) for file in message.files]
    row.edited_ts = message.edited_ts
    row.filled_at = row.filled_at or now


def _forget(session: Session, team: TeamId, row: EntryRow, *, now: datetime) -> None:
    row.is_deleted = True
    row.text = NOTHING
    row.files = []
    row.removed_at = now
    session.execute(delete(EntryVersionRow).where(EntryVersionRow.entry_id == row.id))
    incident_id = row.incident_id
    outbox.again(session, team, FORGET, key=incident_id, due_at=now, incident=incident_id)


def _hydrate_again(session: Session, team: TeamId, channel: ChannelId, *, now: datetime) -> None:
    outbox.again(session, team, HYDRATE, key=channel, due_at=now, channel=channel)


def tick_again(session: Session, team: TeamId, entry_id: int, *, now: datetime) -> None:
    outbox.again(session, team, TICK, key=entry_id, due_at=now, entry=entry_id)


def _transition_text(transition: Transition) -> Mrkdwn:
    note = transition.note or NOTHING
    if transition.kind is TransitionKind.DECLARED:
        return Mrkdwn(f"Incident declared: {transition.became}")
    if transition.kind is TransitionKind.SEVERITY:
        return Mrkdwn(f"Severity became {SEVERITY_LABELS[Severity(transition.became)]}.")
    if transition.kind is TransitionKind.LEAD:
        taken = transition.became == transition.by
        lead = user_mention(UserId(transition.became))
        return Mrkdwn("Took the lead." if taken else f"Handed the lead to {lead}.")
    return Mrkdwn(f"{STATE_LABELS[State(transition.became)]}. {note}".strip())


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
