"""Every SELECT about findings and the poll. Their number does not grow with the review."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from app.db.tables import (
    EntryRow,
    EvidenceRow,
    FindingRow,
    GroupAnswerRow,
    NewToRow,
    PollRow,
    ReviewRow,
    WordingRow,
)
from app.incidents import queries as incident_queries
from app.incidents.rules import Incident
from app.reviews import queries, queries_rewind
from app.reviews.rules_finding_forms import PER_PAGE, FindingPage, FindingsPage, in_order
from app.reviews.rules_findings import Finding, Part, Poll, Tally
from app.reviews.rules_rewind import steers
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries as timeline_queries
from app.timeline.rules import Entry
from app.vocabulary import FactorGroup, FindingKind, PollQuestion
from app.workspace import queries as workspace_queries

_PARKED = FindingRow.kind == FindingKind.PARKED_IDEA
_TOLD = FindingRow.removed_at.is_(None), FindingRow.merged_into_id.is_(None)


@dataclass(frozen=True, slots=True)
class _Details:
    """What belongs to findings, by their id; of those merged into them, too."""

    merged: Mapping[int, Sequence[Part]]
    evidence: Mapping[int, Sequence[int]]
    new_to: Mapping[int, int]
    first_wordings: Mapping[int, str]


def findings(session: Session, review_id: int) -> Sequence[Finding]:
    """What the review has found and tells, in the order in which it was found; no parked ideas."""
    return _findings(session, FindingRow.review_id == review_id, ~_PARKED, *_TOLD)


def removed_findings(session: Session, review_id: int) -> Sequence[Finding]:
    """What was taken off and can be brought back."""
    is_removed = FindingRow.removed_at.is_not(None)
    return _findings(session, FindingRow.review_id == review_id, ~_PARKED, is_removed)


def ideas(session: Session, review_id: int) -> Sequence[Finding]:
    """The parked ideas, in the order in which they were had."""
    return _findings(session, FindingRow.review_id == review_id, _PARKED, *_TOLD)


def rested_on(session: Session, review_id: int) -> frozenset[int]:
    """The entries that its findings and parked ideas rest on, by id."""
    entries = select(EvidenceRow.entry_id).join(FindingRow, FindingRow.id == EvidenceRow.finding_id)
    return frozenset(session.scalars(entries.where(FindingRow.review_id == review_id, *_TOLD)))


def finding(session: Session, finding_id: int) -> Finding | None:
    """The finding or parked idea with this id, also one that is merged or removed."""
    found = _findings(session, FindingRow.id == finding_id)
    return found[0] if found else None


def findings_page(session: Session, review_id: int, page: int) -> FindingsPage:
    """A page of the list; the last one where there are not so many."""
    found = in_order([*findings(session, review_id), *removed_findings(session, review_id)])
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(page, 1), pages)
    incident, entries, url = _surroundings(session, review_id)
    return FindingsPage(
        incident=incident,
        review_id=review_id,
        findings=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        page=page,
        pages=pages,
        entries=entries,
        workspace_url=url,
    )


def finding_page(session: Session, finding_id: int, viewer: UserId) -> FindingPage | None:
    """One finding as somebody sees it; None when there is none."""
    found = finding(session, finding_id)
    if found is None:
        return None
    review = queries.review(session, found.review_id)
    incident, entries, url = _surroundings(session, review.id)
    rewind = queries_rewind.rewind(session, review.id)
    may_merge = steers(viewer, review, incident, rewind)
    parts = [found.id, *(part.id for part in found.merged)]
    is_theirs = NewToRow.finding_id.in_(parts), NewToRow.user_id == viewer
    return FindingPage(
        finding=found,
        into=finding(session, found.merged_into) if found.merged_into else None,
        entries=entries,
        workspace_url=url,
        may_reword=may_merge or viewer == found.found_by,
        may_merge=may_merge,
        is_new_to_viewer=session.scalar(select(exists().where(*is_theirs))) or False,
    )


def kept_entries(session: Session, review_id: int, ids: Collection[int]) -> Collection[int]:
    """Those of these entries that belong to the review's incident and are kept."""
    return session.scalars(
        select(EntryRow.id)
        .join(ReviewRow, ReviewRow.incident_id == EntryRow.incident_id)
        .where(ReviewRow.id == review_id, EntryRow.id.in_(ids), EntryRow.removed_at.is_(None))
    ).all()


def group_answers(session: Session, review_id: int) -> frozenset[FactorGroup]:
    """The groups of which somebody said that there is nothing to find in them."""
    rows = select(GroupAnswerRow.group).where(GroupAnswerRow.review_id == review_id)
    return frozenset(session.scalars(rows))


def poll(session: Session, review_id: int) -> Poll:
    """How the two questions were answered so far."""
    rows = session.execute(
        select(PollRow.question, PollRow.yes, PollRow.no).where(PollRow.review_id == review_id)
    )
    return dict.fromkeys(PollQuestion, Tally()) | {
        row.question: Tally(row.yes, row.no) for row in rows
    }


def _surroundings(session: Session, review_id: int) -> tuple[Incident, Mapping[int, Entry], str]:
    """The incident, its numbered entries by id, and the workspace's address."""
    incident_id = queries.review(session, review_id).incident_id
    incident = incident_queries.incident(session, incident_id)
    entries = {entry.id: entry for entry in timeline_queries.timeline(session, incident_id)}
    return incident, entries, workspace_queries.workspace(session, incident.team).url


def _findings(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Finding]:
    rows = session.scalars(
        select(FindingRow)
        .where(*conditions)
        .order_by(FindingRow.id)
        .execution_options(populate_existing=True)
    ).all()
    details = _details(session, [row.id for row in rows])
    return [_finding(row, details) for row in rows]


def _details(session: Session, ids: Collection[int]) -> _Details:
    parts = session.execute(
        select(FindingRow.id, FindingRow.text, FindingRow.merged_into_id)
        .where(FindingRow.merged_into_id.in_(ids), FindingRow.removed_at.is_(None))
        .order_by(FindingRow.id)
    ).all()
    merged: dict[int, list[Part]] = defaultdict(list)
    told_by = {each: each for each in ids}
    for row in parts:
        merged[row.merged_into_id].append(Part(row.id, Mrkdwn(row.text)))
        told_by[row.id] = row.merged_into_id
    return _Details(
        merged=merged,
        evidence=_evidence(session, told_by),
        new_to=_new_to(session, told_by),
        first_wordings=_first_wordings(session, ids),
    )


def _evidence(session: Session, told_by: Mapping[int, int]) -> Mapping[int, Sequence[int]]:
    rows = session.execute(
        select(EvidenceRow.finding_id, EvidenceRow.entry_id)
        .join(EntryRow, EntryRow.id == EvidenceRow.entry_id)
        .where(EvidenceRow.finding_id.in_(told_by), EntryRow.removed_at.is_(None))
        .order_by(EntryRow.occurred_at, EntryRow.id)
    )
    found: dict[int, dict[int, None]] = defaultdict(dict)
    for finding_id, entry_id in rows:
        found[told_by[finding_id]][entry_id] = None
    return {finding_id: tuple(entries) for finding_id, entries in found.items()}


def _new_to(session: Session, told_by: Mapping[int, int]) -> Mapping[int, int]:
    """Whoever found two new that are one now counts once."""
    rows = session.execute(
        select(NewToRow.finding_id, NewToRow.user_id).where(NewToRow.finding_id.in_(told_by))
    )
    heads: dict[int, set[str]] = defaultdict(set)
    for finding_id, user in rows:
        heads[told_by[finding_id]].add(user)
    return {finding_id: len(users) for finding_id, users in heads.items()}


def _first_wordings(session: Session, ids: Collection[int]) -> Mapping[int, str]:
    firsts = (
        select(func.min(WordingRow.id))
        .where(WordingRow.finding_id.in_(ids))
        .group_by(WordingRow.finding_id)
    )
    rows = session.execute(
        select(WordingRow.finding_id, WordingRow.text).where(WordingRow.id.in_(firsts))
    )
    return {row.finding_id: row.text for row in rows}


def _finding(row: FindingRow, details: _Details) -> Finding:
    first = details.first_wordings.get(row.id)
    return Finding(
        id=row.id,
        review_id=row.review_id,
        kind=row.kind,
        category=row.category,
        text=Mrkdwn(row.text),
        reasonable=Mrkdwn(row.reasonable) if row.reasonable else None,
        found_by=UserId(row.found_by),
        found_at=row.found_at,
        evidence=tuple(details.evidence.get(row.id, ())),
        stop_id=row.stop_id,
        merged=tuple(details.merged.get(row.id, ())),
        merged_into=row.merged_into_id,
        first_wording=Mrkdwn(first) if first is not None and first != row.text else None,
        new_to=details.new_to.get(row.id, 0),
        is_removed=row.removed_at is not None,
    )
