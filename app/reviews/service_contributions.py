"""Use cases of what people add at a stop: replies in its thread, parked ideas, second accounts."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, func, update
from sqlalchemy.orm import Session

from app.db.tables import (
    AccountRow,
    ContributionRow,
    EntryRow,
    EvidenceRow,
    FindingRow,
)
from app.db.upsert import insert_once, upsert
from app.incidents.service import Gesture
from app.reviews import queries_rewind
from app.reviews.rules_rewind import Stop
from app.reviews.service import write_summary
from app.reviews.service_stops import show_again
from app.slack.ids import MessageTs, TeamId
from app.slack.mrkdwn import NOTHING, Mrkdwn
from app.timeline.rules import FoundMessage
from app.timeline.rules_forgotten import found_since
from app.timeline.service_entries import ChangedMeanwhileError, tell_anew
from app.vocabulary import FindingKind
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service


def keep_replies(
    session: Session, team: TeamId, stop: Stop, replies: Sequence[FoundMessage], *, now: datetime
) -> None:
    """Keep what people said in the thread of a stop, in the newest version that is known."""
    replies = found_since(replies, workspace_queries.forgotten(session, team))
    for reply in replies:
        _keep_reply(session, stop, reply)
    authors = {reply.author for reply in replies if reply.author}
    workspace_service.meet(session, team, authors, now=now)


def forget_reply(session: Session, stop: Stop, ts: MessageTs) -> None:
    """A reply was deleted: none of its words stay, and none come back."""
    gone = {"text": NOTHING, "is_deleted": True}
    upsert(
        session,
        ContributionRow,
        {"stop_id": stop.id, "channel_id": stop.channel, "message_ts": ts, **gone},
        unique=("stop_id", "message_ts"),
        update=gone,
    )


def forget_replies(session: Session, stop: Stop, gone: Collection[MessageTs]) -> None:
    """The same for several that were deleted."""
    for ts in sorted(gone):
        forget_reply(session, stop, ts)


def park_idea(session: Session, team: TeamId, stop: Stop, text: Mrkdwn, gesture: Gesture) -> None:
    """Keep an idea until changes are decided, with the entry at which it was had."""
    review_id = queries_rewind.review_id_of_stop(session, stop.id)
    values = {
        "review_id": review_id,
        "key": gesture.key,
        "kind": FindingKind.PARKED_IDEA,
        "text": text,
        "stop_id": stop.id,
        "found_by": gesture.by,
        "found_at": gesture.at,
    }
    finding_id = insert_once(session, FindingRow, values, unique=("review_id", "key"))
    if finding_id is None:
        return
    session.add(EvidenceRow(finding_id=finding_id, entry_id=stop.entry_id))
    _tell_if_finished(session, team, review_id, now=gesture.at)


def add_account(
    session: Session, team: TeamId, entry_id: int, text: Mrkdwn, gesture: Gesture
) -> None:
    """Put a second account beside what an entry tells. It corrects nothing."""
    values = {
        "entry_id": entry_id,
        "key": gesture.key,
        "text": text,
        "said_by": gesture.by,
        "said_at": gesture.at,
    }
    if insert_once(session, AccountRow, values, unique=("entry_id", "key")) is None:
        return
    workspace_service.meet(session, team, {gesture.by}, now=gesture.at)
    review_id = queries_rewind.review_id_of_entry(session, entry_id)
    _tell_if_finished(session, team, review_id, now=gesture.at)
    show_again(session, team, [review_id], now=gesture.at)


def reword_account(
    session: Session, team: TeamId, account_id: int, text: Mrkdwn, gesture: Gesture, *, was: Mrkdwn
) -> None:
    """Have a second account say this instead of what it `was`. Raises ChangedMeanwhileError when it
    says something else by now.
    """
    entry_id = session.scalar(
        update(AccountRow)
        .where(AccountRow.id == account_id, AccountRow.text == was)
        .values(text=text)
        .returning(AccountRow.entry_id)
    )
    if entry_id is None:
        raise ChangedMeanwhileError
    incident_id = session.get_one(EntryRow, entry_id).incident_id
    tell_anew(session, team, incident_id, gesture)


def _keep_reply(session: Session, stop: Stop, reply: FoundMessage) -> None:
    said = {"text": reply.text, "edited_ts": reply.edited_ts}
    is_newer = and_(
        ContributionRow.is_deleted.is_(False),
        func.coalesce(ContributionRow.edited_ts, "") < (reply.edited_ts or ""),
    )
    upsert(
        session,
        ContributionRow,
        {
            "stop_id": stop.id,
            "channel_id": stop.channel,
            "message_ts": reply.ts,
            "author_id": reply.author,
            **said,
        },
        unique=("stop_id", "message_ts"),
        update=said,
        where=is_newer,
    )


def _tell_if_finished(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """What comes after the end still gets into the summary."""
    if queries_rewind.rewind(session, review_id).finished_at is not None:
        write_summary(session, team, review_id, now=now)
