"""Every SELECT about hand-offs."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.db.tables import EntryRow, HandoffRow, MarkRow, ReviewRow
from app.slack.ids import MessageTs, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules import Handoff
from app.timeline.rules_handoffs import Given, Handshake
from app.vocabulary import EntryKind, Meaning, Source

_Answer = aliased(EntryRow)


def handoffs_of(session: Session, entry_ids: Sequence[int]) -> Mapping[int, Handoff]:
    """The hand-offs among these entries. What only answers one is none of its own."""
    answering = aliased(HandoffRow)
    is_answer = exists().where(answering.answer_entry_id == HandoffRow.entry_id)
    rows = session.execute(_with_answers().where(HandoffRow.entry_id.in_(entry_ids), ~is_answer))
    return {row.entry_id: _handoff(row, entry, answer) for row, entry, answer in rows}


def half_done(session: Session, review_ids: Select[tuple[int]]) -> Mapping[int, int]:
    """How many hand-offs of these reviews' incidents lack an end: nobody said where things stood,
    or nobody said that they have it. By review; those with none are left out.
    """
    answering = aliased(HandoffRow)
    is_answer = exists().where(answering.answer_entry_id == HandoffRow.entry_id)
    is_read = and_(EntryRow.source == Source.MESSAGE, EntryRow.filled_at.is_not(None))
    says = func.coalesce(case((is_read, EntryRow.text), else_=HandoffRow.state_given), "")
    is_received = or_(_Answer.id.is_not(None), HandoffRow.received_at.is_not(None))
    rows = session.execute(
        _with_answers()
        .with_only_columns(ReviewRow.id, func.count())
        .join(ReviewRow, ReviewRow.incident_id == EntryRow.incident_id)
        .where(
            ReviewRow.id.in_(review_ids),
            EntryRow.removed_at.is_(None),
            EntryRow.kind == EntryKind.HANDOFF,
            or_(says == "", ~is_received),
            ~is_answer,
            ~_is_replaced(),
        )
        .group_by(ReviewRow.id)
    )
    return {row[0]: row[1] for row in rows}


def given(session: Session, entry_id: int) -> Given | None:
    """The hand-off of this entry where it stands now; None when it is none."""
    found = session.execute(
        _with_answers().add_columns(_is_replaced()).where(HandoffRow.entry_id == entry_id)
    ).one_or_none()
    if found is None:
        return None
    row, entry, answer, is_replaced = found
    return Given(
        entry_id=entry.id,
        incident_id=entry.incident_id,
        text=Mrkdwn(entry.text),
        source=entry.source,
        given_by=UserId(entry.recorded_by),
        handoff=_handoff(row, entry, answer),
        is_removed=entry.removed_at is not None,
        is_replaced=is_replaced,
    )


def handshakes(session: Session, incident_id: int) -> Sequence[Handshake]:
    """Every kept entry of the incident that gives something to somebody, or may answer that."""
    is_marked = exists().where(
        MarkRow.entry_id == EntryRow.id, MarkRow.meaning == Meaning.HANDOFF, MarkRow.is_on
    )
    rows = session.execute(
        select(HandoffRow, EntryRow)
        .join(EntryRow, EntryRow.id == HandoffRow.entry_id)
        .where(
            EntryRow.incident_id == incident_id,
            EntryRow.removed_at.is_(None),
            or_(EntryRow.source != Source.MESSAGE, is_marked),
        )
    )
    return [_handshake(row, entry) for row, entry in rows]


def replaced_by(session: Session, entry_id: int) -> Sequence[int]:
    """Earlier hand-offs of the same thing that nobody had answered when this one was made."""
    made = aliased(HandoffRow)
    rows = session.scalars(
        select(HandoffRow.entry_id)
        .join(EntryRow, EntryRow.id == HandoffRow.entry_id)
        .join(made, made.entry_id == entry_id)
        .where(
            EntryRow.incident_id
            == select(EntryRow.incident_id).where(EntryRow.id == entry_id).scalar_subquery(),
            EntryRow.source != Source.MESSAGE,
            HandoffRow.entry_id < entry_id,
            HandoffRow.received_at.is_(None),
            HandoffRow.answer_entry_id.is_(None),
            _is_same(made),
        )
    )
    return rows.all()


def _with_answers() -> Select[HandoffRow, EntryRow, EntryRow]:
    return (
        select(HandoffRow, EntryRow, _Answer)
        .join(EntryRow, EntryRow.id == HandoffRow.entry_id)
        .outerjoin(
            _Answer,
            and_(_Answer.id == HandoffRow.answer_entry_id, _Answer.removed_at.is_(None)),
        )
    )


def _is_replaced() -> ColumnElement[bool]:
    """Whether the same was handed on since, by a later entry that is still kept."""
    later, its_entry = aliased(HandoffRow), aliased(EntryRow)
    return (
        exists()
        .where(
            its_entry.id == later.entry_id,
            its_entry.incident_id == EntryRow.incident_id,
            its_entry.removed_at.is_(None),
            later.entry_id > HandoffRow.entry_id,
            _is_same(later),
        )
        .correlate(HandoffRow, EntryRow)
    )


def _is_same(other: type[HandoffRow]) -> ColumnElement[bool]:
    """Whether another hand-off is of the same role, or the same thing by the same giver."""
    is_same_thing = and_(other.giver_id == HandoffRow.giver_id, other.subject == HandoffRow.subject)
    return or_(other.role == HandoffRow.role, is_same_thing)


def _handoff(row: HandoffRow, entry: EntryRow, answer: EntryRow | None) -> Handoff:
    """Of marked messages the words are those of the messages as they are now."""
    is_told = entry.source is Source.MESSAGE and entry.filled_at is not None
    return Handoff(
        subject=_words(row.subject),
        role=row.role,
        giver=UserId(row.giver_id) if row.giver_id else None,
        receiver=UserId(row.receiver_id) if row.receiver_id else None,
        state_given=_words(entry.text if is_told else row.state_given),
        open_questions=_words(row.open_questions),
        given_at=row.given_at,
        read_back=_words(answer.text if answer else row.read_back),
        received_at=answer.occurred_at if answer else row.received_at,
        answer_id=answer.id if answer else None,
    )


def _handshake(row: HandoffRow, entry: EntryRow) -> Handshake:
    return Handshake(
        entry_id=entry.id,
        at=row.given_at or entry.occurred_at,
        author=UserId(entry.author_id) if entry.author_id else None,
        receiver=UserId(row.receiver_id) if row.receiver_id else None,
        ts=MessageTs(entry.message_ts) if entry.message_ts else None,
        thread=MessageTs(entry.thread_ts) if entry.thread_ts else None,
        is_marked=entry.source is Source.MESSAGE,
        has_answer=row.received_at is not None,
    )


def _words(stored: str | None) -> Mrkdwn | None:
    return Mrkdwn(stored) if stored else None
