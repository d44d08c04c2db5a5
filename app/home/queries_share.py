"""What a review has for one person, as conditions of the statement that lists reviews."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.db.tables import (
    AccountRow,
    ConfirmationRow,
    EntryRow,
    FollowUpRow,
    HandoffRow,
    IncidentRow,
    MarkRow,
    ParticipantRow,
    ReflectionRow,
    ReviewRow,
    RoleRow,
)
from app.slack.ids import UserId
from app.timeline.rules import REVIEW_STEP
from app.vocabulary import EntryKind, FollowUpState, Meaning, Source, Stance


def takes_part(viewer: UserId) -> ColumnElement[bool]:
    """The one of `reviews.queries.participants`: part of the response or added, and not away."""
    came_in = or_(
        IncidentRow.declared_by == viewer,
        _exists(RoleRow.id, RoleRow.incident_id == IncidentRow.id, RoleRow.user_id == viewer),
        _exists(EntryRow.id, *_OF_ENTRIES, _NO_STEP, _told_or_kept(viewer)),
        _marked(viewer),
        _stands(viewer, is_added=True),
    )
    return and_(came_in, ~_stands(viewer, is_added=False))


def has_answered(viewer: UserId) -> ColumnElement[bool]:
    """With their name."""
    is_theirs = ReflectionRow.author_id == viewer
    return _exists(ReflectionRow.id, ReflectionRow.review_id == ReviewRow.id, is_theirs)


def has_unread(viewer: UserId) -> ColumnElement[bool]:
    """`Part.unread` of `reviews.rules_calibration` in the words of the database."""
    is_confirmed = _exists(
        ConfirmationRow.entry_id,
        ConfirmationRow.entry_id == EntryRow.id,
        ConfirmationRow.user_id == viewer,
        inside=EntryRow,
    )
    has_account = _exists(
        AccountRow.id,
        AccountRow.entry_id == EntryRow.id,
        AccountRow.said_by == viewer,
        inside=EntryRow,
    )
    is_theirs = or_(
        EntryRow.author_id == viewer,
        EntryRow.text.contains(f"<@{viewer}>"),
        EntryRow.text.contains(f"<@{viewer}|"),
    )
    is_noted = or_(EntryRow.source == Source.SYSTEM, EntryRow.kind == EntryKind.STATUS)
    is_handoff = _exists(HandoffRow.entry_id, *_IS_HANDOFF, inside=EntryRow)
    is_end = _exists(
        HandoffRow.entry_id,
        *_IS_HANDOFF,
        or_(HandoffRow.giver_id == viewer, HandoffRow.receiver_id == viewer),
        inside=EntryRow,
    )
    concerns = or_(is_end, and_(is_theirs, or_(~is_noted, is_handoff)))
    is_filled = or_(EntryRow.filled_at.is_not(None), EntryRow.worded_by.is_not(None))
    is_said = and_(is_filled, EntryRow.text != "")
    return _exists(EntryRow.id, *_OF_ENTRIES, is_said, concerns, ~is_confirmed, ~has_account)


def is_asked(viewer: UserId) -> ColumnElement[bool]:
    """`FollowUp.asks` in the words of the database: to take a change, or to take one over."""
    awaits_owner = and_(
        FollowUpRow.owner_id == viewer,
        FollowUpRow.accepted_at.is_(None),
        FollowUpRow.declined_at.is_(None),
    )
    asked_of = select(FollowUpRow.review_id).where(
        FollowUpRow.state == FollowUpState.OPEN,
        or_(awaits_owner, FollowUpRow.handed_to_id == viewer),
    )
    return ReviewRow.id.in_(asked_of)


def has_changes() -> ColumnElement[bool]:
    """Whether a change is written down."""
    return _exists(FollowUpRow.id, FollowUpRow.review_id == ReviewRow.id)


_Answered = aliased(HandoffRow)
_IS_HANDOFF = (
    HandoffRow.entry_id == EntryRow.id,
    or_(
        EntryRow.kind == EntryKind.HANDOFF,
        select(MarkRow.id)
        .where(MarkRow.entry_id == EntryRow.id, MarkRow.is_on)
        .where(MarkRow.meaning == Meaning.HANDOFF)
        .correlate(EntryRow)
        .exists(),
    ),
    ~select(_Answered.entry_id)
    .where(_Answered.answer_entry_id == EntryRow.id)
    .correlate(EntryRow)
    .exists(),
)
"""As `timeline.queries` reads it: what was unmarked is none any more, and what answers one is none
of its own.
"""
_OF_ENTRIES = EntryRow.incident_id == IncidentRow.id, EntryRow.removed_at.is_(None)
_NO_STEP = EntryRow.source_key.not_like(f"{REVIEW_STEP}%")


def _told_or_kept(viewer: UserId) -> ColumnElement[bool]:
    is_kept = and_(EntryRow.recorded_by == viewer, EntryRow.source != Source.HOOK)
    return and_(_COUNTS, EntryRow.author_id == viewer) | is_kept


_COUNTS = or_(
    IncidentRow.is_private.is_(False),
    EntryRow.channel_id.is_(None),
    EntryRow.channel_id == IncidentRow.channel_id,
)
"""What was brought into a private incident from elsewhere makes nobody part of it."""


def _marked(viewer: UserId) -> ColumnElement[bool]:
    marks = select(MarkRow.id).join(EntryRow, EntryRow.id == MarkRow.entry_id)
    is_theirs = MarkRow.user_id == viewer, MarkRow.is_on
    found = marks.where(*_OF_ENTRIES, _NO_STEP, _COUNTS, *is_theirs)
    return found.correlate(IncidentRow).exists()


def _stands(viewer: UserId, *, is_added: bool) -> ColumnElement[bool]:
    stance = ParticipantRow.stance
    return _exists(
        ParticipantRow.user_id,
        ParticipantRow.review_id == ReviewRow.id,
        ParticipantRow.user_id == viewer,
        stance == Stance.ADDED if is_added else stance != Stance.ADDED,
    )


def _exists(
    column: InstrumentedAttribute[int] | InstrumentedAttribute[str],
    *conditions: ColumnElement[bool],
    inside: type[EntryRow] | None = None,
) -> ColumnElement[bool]:
    """Whether a row of another table is there for the incident or review of the list; `inside`: for
    the entry of the question around it.
    """
    around = (inside,) if inside else (IncidentRow, ReviewRow)
    return select(column).where(*conditions).correlate(*around).exists()
