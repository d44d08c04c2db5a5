"""What an emoji on a message bears on: one statement, since most emoji bear on nothing."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.db.tables import EntryRow, IncidentRow, MarkRow, ReviewRow, WorkspaceRow
from app.slack.ids import TeamId, UserId
from app.timeline.rules import NATIVE_PIN, Reaction, said_at
from app.vocabulary import Meaning
from app.workspace.rules_marks import marks_of, meaning_of


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a reaction says about a message of an incident's channel."""

    meaning: Meaning
    bot_user: UserId


def bearing(session: Session, team: TeamId, reaction: Reaction) -> Bearing | None:
    """None when the emoji is no mark, or the channel no incident's.

    What was marked before the workspace chose other emoji can still be let go. A channel that was
    there before the incident has a life after its review: what is said in it then is none of the
    incident's business.
    """
    is_same_entry = and_(
        EntryRow.incident_id == IncidentRow.id,
        EntryRow.channel_id == reaction.channel,
        EntryRow.message_ts == reaction.ts,
    )
    is_same_mark = and_(
        MarkRow.entry_id == EntryRow.id,
        MarkRow.user_id == reaction.owner,
        MarkRow.emoji == reaction.emoji,
    )
    found = session.execute(
        select(WorkspaceRow.marks, WorkspaceRow.bot_user_id, MarkRow.meaning)
        .join(IncidentRow, IncidentRow.team_id == WorkspaceRow.team_id)
        .outerjoin(EntryRow, is_same_entry)
        .outerjoin(MarkRow, is_same_mark)
        .where(
            IncidentRow.team_id == team,
            IncidentRow.channel_id == reaction.channel,
            or_(IncidentRow.has_own_channel, ~_is_reviewed_before(reaction)),
        )
    ).first()
    if found is None:
        return None
    chosen, bot_user, meant = found
    if reaction.emoji == NATIVE_PIN:
        return Bearing(Meaning.KEEP, UserId(bot_user))
    meaning = None if reaction.is_on else meant
    meaning = meaning or meaning_of(reaction.emoji, marks_of(chosen))
    return Bearing(meaning, UserId(bot_user)) if meaning else None


def _is_reviewed_before(reaction: Reaction) -> ColumnElement[bool]:
    """Whether the review was over when the message was sent."""
    over = select(ReviewRow.id).where(
        ReviewRow.incident_id == IncidentRow.id, ReviewRow.closed_at < said_at(reaction.ts)
    )
    return over.exists()
