"""Use cases of entries that nobody kept: what the incident itself went through. Marks add what they
mean to them and take nothing away.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import EntryRow, IncidentRow, PostRow
from app.db.upsert import insert_once
from app.incidents import queries as incident_queries
from app.incidents.rules import CLOSED, SEVERITY_LABELS, STATE_LABELS, Transition
from app.posting import Post, find_post
from app.slack.ids import ChannelId, MessageTs, TeamId, UserId
from app.slack.mrkdwn import NOTHING, Mrkdwn, esc, user_mention
from app.timeline.rules import REVIEW_STEP, Mark, said_at
from app.timeline.service import change_mark, entry_values
from app.vocabulary import Automatic, EntryKind, Severity, Source, State, TransitionKind
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service

RECORD_JOIN = "timeline.record_join"
TELL_OURS = "timeline.tell_ours"

JOINS_LATE_AFTER = timedelta(minutes=5)
"""Whoever joins before was there from the beginning."""

_AUTOMATIC = {  # a new lead is a hand-off, which is recorded with what was said of it
    TransitionKind.DECLARED: Automatic.STATE,
    TransitionKind.STATE: Automatic.STATE,
    TransitionKind.SEVERITY: Automatic.SEVERITY,
}


def record_transition(
    session: Session, team: TeamId, transition: Transition, *, now: datetime
) -> None:
    """A change of the incident is an entry; where it was told in the channel, that is its
    source.
    """
    if not _is_off(session, team, _AUTOMATIC[transition.kind]):
        _record_transition(session, team, transition, now=now)


def mark_ours(session: Session, team: TeamId, mark: Mark, *, now: datetime) -> None:
    """A mark on a message of the bot itself belongs to the change that it tells of. On any other
    nothing is kept, and who put it there is told so, once an incident.
    """
    incident_id = incident_queries.incident_id_in_channel(session, team, mark.channel)
    if incident_id is None:
        return
    is_line = EntryRow.channel_id == mark.channel, EntryRow.message_ts == mark.ts
    is_known = session.scalar(
        select(EntryRow.id).where(EntryRow.incident_id == incident_id, *is_line)
    )
    if is_known or _record_line(session, team, mark, now=now):
        change_mark(session, team, mark, now=now)
    elif mark.is_on and mark.by is not None:
        tell = {"incident": incident_id, "user": mark.by}
        outbox.once(session, team, TELL_OURS, key=f"{incident_id}:{mark.by}", due_at=now, **tell)


def notice_join(
    session: Session,
    team: TeamId,
    channel: ChannelId,
    ts: MessageTs,
    user: UserId,
    *,
    now: datetime,
) -> None:
    """Somebody came into an incident's channel: recorded if they came late, and are no bot."""
    incident_id = _under_way(session, team, channel, said_at(ts), after=JOINS_LATE_AFTER)
    if incident_id is None or _is_off(session, team, Automatic.JOINS):
        return
    workspace_service.meet(session, team, {user}, now=now)
    join = {"incident": incident_id, "channel": channel, "ts": ts, "user": user}
    outbox.once(session, team, RECORD_JOIN, key=f"{channel}:{ts}", due_at=now, **join)


def record_join(
    session: Session,
    team: TeamId,
    incident_id: int,
    post: Post,
    user: UserId,
    *,
    waits: bool,
    now: datetime,
) -> bool:
    """False when `waits` and it is not known yet whether this is a bot.

    Nobody becomes a responder by coming in to look, so that the entry has no author.
    """
    if waits and user not in workspace_queries.people(session, team, [user]):
        return False
    if not workspace_queries.is_bot(session, team, user):
        text = Mrkdwn(f"{user_mention(user)} joined the channel.")
        _record_message(session, team, incident_id, post, text, None, now=now)
    return True


def record_rename(
    session: Session,
    team: TeamId,
    post: Post,
    name: str,
    by: UserId,
    *,
    now: datetime,
) -> None:
    """The incident's channel was given another name while the incident was under way."""
    incident_id = _under_way(session, team, post.channel, said_at(post.ts))
    if incident_id is None or _is_off(session, team, Automatic.RENAMES):
        return
    text = Mrkdwn(f"Renamed the channel to #{esc(name)}.")
    _record_message(session, team, incident_id, post, text, by, now=now)


def record_step(
    session: Session,
    team: TeamId,
    incident_id: int,
    step: str,
    text: Mrkdwn,
    *,
    at: datetime,
    by: UserId | None = None,
) -> None:
    """A step of the incident's review, once. `step` names it."""
    if _is_off(session, team, Automatic.REVIEW):
        return
    values = entry_values(
        incident_id,
        Source.SYSTEM,
        f"{REVIEW_STEP}{step}",
        occurred_at=at,
        kind=EntryKind.CONTEXT,
        text=text,
        author=by,
        recorded_by=by or workspace_queries.workspace(session, team).bot_user,
        now=at,
    )
    insert_once(session, EntryRow, values, unique=("incident_id", "source_key"))


def transition_key(transition_id: int) -> str:
    """Of the entry, and of the line in the channel that tells of the same change."""
    return f"transition:{transition_id}"


def _record_transition(
    session: Session, team: TeamId, transition: Transition, *, now: datetime
) -> None:
    key = transition_key(transition.id)
    values = entry_values(
        transition.incident_id,
        Source.SYSTEM,
        key,
        occurred_at=transition.at,
        kind=EntryKind.STATUS,
        text=_transition_text(transition),
        author=transition.by,
        recorded_by=transition.by,
        now=now,
    )
    insert_once(session, EntryRow, values, unique=("incident_id", "source_key"))
    line = find_post(session, team, key)
    if line is not None:
        _stands_in(session, transition.incident_id, key, line)


def _record_line(session: Session, team: TeamId, mark: Mark, *, now: datetime) -> bool:
    """Have the change recorded that this message of ours tells of, also where changes are not by
    themselves. False when it tells of none.
    """
    key = session.scalar(
        select(PostRow.key).where(
            PostRow.team_id == team,
            PostRow.channel_id == mark.channel,
            PostRow.message_ts == mark.ts,
        )
    )
    kind, _, transition_id = (key or "").partition(":")
    if kind != "transition":
        return False
    transition = incident_queries.transition(session, int(transition_id))
    _record_transition(session, team, transition, now=now)
    return True


def _record_message(
    session: Session,
    team: TeamId,
    incident_id: int,
    post: Post,
    text: Mrkdwn,
    by: UserId | None,
    *,
    now: datetime,
) -> None:
    """What Slack itself wrote into the channel. A mark that came before it has begun the entry."""
    key = f"message:{post.channel}:{post.ts}"
    values = entry_values(
        incident_id,
        Source.SYSTEM,
        key,
        occurred_at=said_at(post.ts),
        kind=EntryKind.CONTEXT,
        text=text,
        author=by,
        recorded_by=by or workspace_queries.workspace(session, team).bot_user,
        now=now,
    )
    values |= {"channel_id": post.channel, "message_ts": post.ts}
    if insert_once(session, EntryRow, values, unique=("incident_id", "source_key")) is None:
        ours = {"source", "kind", "text", "author_id", "filled_at"}
        session.execute(
            update(EntryRow)
            .where(
                EntryRow.incident_id == incident_id,
                EntryRow.source_key == key,
                EntryRow.source == Source.MESSAGE,
                EntryRow.is_deleted.is_(False),
            )
            .values({each: values[each] for each in ours} | {"removed_at": None})
        )


def _stands_in(session: Session, incident_id: int, key: str, line: Post) -> None:
    session.execute(
        update(EntryRow)
        .where(EntryRow.incident_id == incident_id, EntryRow.source_key == key)
        .values(channel_id=line.channel, message_ts=line.ts)
    )


def _under_way(
    session: Session,
    team: TeamId,
    channel: ChannelId,
    at: datetime,
    *,
    after: timedelta = timedelta(),
) -> int | None:
    """The incident of this channel, if it was being worked on at this moment."""
    row = session.execute(
        select(
            IncidentRow.id, IncidentRow.declared_at, IncidentRow.resolved_at, IncidentRow.state
        ).where(IncidentRow.team_id == team, IncidentRow.channel_id == channel)
    ).one_or_none()
    if row is None or at < row.declared_at + after:
        return None
    is_over = row.state in CLOSED and (row.resolved_at is None or at > row.resolved_at)
    return None if is_over else row.id


def _is_off(session: Session, team: TeamId, what: Automatic) -> bool:
    return what in workspace_queries.workspace(session, team).choices.unrecorded


def _transition_text(transition: Transition) -> Mrkdwn:
    note = transition.note or NOTHING
    if transition.kind is TransitionKind.DECLARED:
        return Mrkdwn(f"Incident declared: {transition.became}")
    if transition.kind is TransitionKind.SEVERITY:
        return Mrkdwn(f"Severity became {SEVERITY_LABELS[Severity(transition.became)]}.")
    return Mrkdwn(f"{STATE_LABELS[State(transition.became)]}. {note}".strip())
