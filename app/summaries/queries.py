"""Every SELECT about summaries, and the story that one is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.db.tables import EntryRow, IncidentRow, PictureRow, SummaryRow, UploadRow
from app.followups import queries as followup_queries
from app.followups.rules import FollowUp
from app.incidents import queries as incident_queries
from app.incidents.rules import SEVERITY_LABELS, STATE_LABELS, Incident
from app.reviews import queries as review_queries
from app.reviews import queries_calibration, queries_findings, queries_reflections
from app.reviews import queries_rewind as rewind_queries
from app.reviews.rules import Review
from app.reviews.rules_findings import Finding
from app.reviews.rules_rewind import Account
from app.slack.ids import FileId
from app.slack.mrkdwn import plain
from app.summaries import queries_draft, queries_written
from app.summaries.rules_document import Document, from_json
from app.summaries.rules_draft import ModelDraft
from app.summaries.rules_story import NOT_SCHEDULED, Change, Found, KeptEntry, Story, Told
from app.timeline import queries as timeline_queries
from app.timeline.rules import Entry, message_of
from app.vocabulary import Confidence, EntryKind, Source
from app.workspace import queries as workspace_queries


@dataclass(frozen=True, slots=True)
class StoredSummary:
    """A version of a summary with the review and incident it belongs to."""

    version: int
    document: Document
    review: Review
    incident: Incident


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A file in Slack, and the digest of the picture in it."""

    file: FileId
    digest: str


def newest_summary(session: Session, review_id: int) -> StoredSummary | None:
    """The last version that was written."""
    row = session.scalar(
        select(SummaryRow)
        .where(SummaryRow.review_id == review_id)
        .order_by(SummaryRow.version.desc())
        .limit(1)
    )
    if row is None:
        return None
    review = review_queries.review(session, review_id)
    incident = incident_queries.incident(session, review.incident_id)
    return StoredSummary(row.version, from_json(row.document), review, incident)


def has_version(session: Session, review_id: int, version: int) -> bool:
    """Whether this version is still stored."""
    is_it = SummaryRow.review_id == review_id, SummaryRow.version == version
    return session.scalar(select(SummaryRow.id).where(*is_it)) is not None


def tells_deleted(session: Session, document: Document) -> bool:
    """Whether a message behind this document was deleted, or taken off, since it was told.

    None can be until the transaction ends: the deletion then finds what was stored.
    """
    entries = [each.entry_id for each in document.sources]
    are_deleted = (
        select(or_(EntryRow.is_deleted, EntryRow.removed_at.is_not(None)))
        .where(EntryRow.id.in_(entries))
        .order_by(EntryRow.id)
        .with_for_update(read=True)
    )
    return any(session.scalars(are_deleted).all())


def outdated_files(session: Session, review_id: int) -> Sequence[tuple[int, FileId]]:
    """Files in Slack, by version, of versions that are stored no more."""
    is_stored = select(SummaryRow.version).where(SummaryRow.review_id == review_id)
    rows = session.execute(
        select(UploadRow.version, UploadRow.file_id)
        .where(UploadRow.review_id == review_id, UploadRow.version.not_in(is_stored))
        .order_by(UploadRow.version)
    )
    return [(version, FileId(file)) for version, file in rows]


def shown_picture(session: Session, review_id: int) -> ShownPicture | None:
    """The picture that stands below the summary."""
    row = session.get(PictureRow, review_id)
    return ShownPicture(FileId(row.file_id), row.digest) if row else None


def story(session: Session, review_id: int) -> Story:
    """The incident of a review as it is known now: kept entries, times, roles and the names they
    stand for, what the review found and what it asks for.
    """
    incident, review = review_queries.with_incident(session, review_id)
    return story_of(session, incident, review)


def story_of(session: Session, incident: Incident, review: Review | None) -> Story:
    """The same, also while no review is scheduled yet."""
    workspace = workspace_queries.workspace(session, incident.team)
    timeline = timeline_queries.timeline(session, incident.id)
    accounts = rewind_queries.accounts_of_incident(session, incident.id)
    numbers = {entry.id: entry.number for entry in timeline}
    evidence = queries_findings.rested_on(session, review.id) if review else frozenset()
    told = Story(
        incident_number=incident.number,
        title=incident.title,
        severity=SEVERITY_LABELS[incident.severity],
        state=STATE_LABELS[incident.state].lower(),
        review_state=review.state.value.replace("_", " ") if review else NOT_SCHEDULED,
        started_at=incident.started_at,
        declared_at=incident.declared_at,
        resolved_at=incident.resolved_at,
        impact=incident.impact,
        eased_by=incident.eased_by,
        timeline_url=f"{workspace.url.rstrip('/')}/archives/{incident.channel}"
        if incident.channel
        else None,
        entries=tuple(
            _kept(entry, workspace.url, accounts.get(entry.id, ()))
            for entry in timeline
            if entry.is_filled and (entry.id in evidence or not _is_by_the_way(entry))
        ),
        roles=review_queries.roles(session, incident, review),
        names=workspace_queries.names(session, incident.team),
        is_thinned=session.get_one(IncidentRow, incident.id).texts_removed_at is not None,
    )
    return _reviewed(session, told, incident, review, numbers) if review else told


def _reviewed(
    session: Session,
    told: Story,
    incident: Incident,
    review: Review,
    numbers: Mapping[int, int],
) -> Story:
    """With what its review brought."""
    changes = followup_queries.followups(session, review.id)
    told_of = {entry.entry_id: entry.number for entry in told.entries}
    corrections = queries_written.corrections(session, review.id, told_of)
    return replace(
        told,
        reflections=queries_reflections.how_many(session, review.id),
        confirmed=queries_calibration.confirmed_count(session, review),
        parked=_parked(session, review.id, changes, numbers),
        findings=_found(session, review.id, numbers),
        changes=_changes(changes),
        written={key: one.statements for key, one in corrections.items()},
        draft=_draft(session, incident, review),
    )


def _draft(session: Session, incident: Incident, review: Review) -> ModelDraft | None:
    """Not where the workspace does not allow it any more."""
    if not queries_draft.is_allowed(session, incident):
        return None
    return queries_draft.draft(session, review.id)


def _is_by_the_way(entry: Entry) -> bool:
    """Who came in, what the channel was called, how the review went: no part of the story, unless
    somebody marked it or a finding rests on it.
    """
    return entry.source is Source.SYSTEM and entry.kind is EntryKind.CONTEXT and not entry.marks


def _parked(
    session: Session, review_id: int, changes: Sequence[FollowUp], numbers: Mapping[int, int]
) -> tuple[Told, ...]:
    """The ideas that did not become changes."""
    taken = {change.idea_id for change in changes}
    return tuple(
        Told(id=idea.id, text=idea.text, by=idea.found_by, evidence=_numbered(idea, numbers))
        for idea in queries_findings.ideas(session, review_id)
        if idea.id not in taken
    )


def _found(session: Session, review_id: int, numbers: Mapping[int, int]) -> tuple[Found, ...]:
    return tuple(
        Found(
            id=one.id,
            kind=one.kind,
            text=one.text,
            by=one.found_by,
            category=one.category,
            reasonable=one.reasonable,
            evidence=_numbered(one, numbers),
            new_to=one.new_to,
        )
        for one in queries_findings.findings(session, review_id)
    )


def _numbered(found: Finding, numbers: Mapping[int, int]) -> tuple[int, ...]:
    return tuple(numbers[each] for each in found.evidence if each in numbers)


def _changes(changes: Sequence[FollowUp]) -> tuple[Change, ...]:
    return tuple(
        Change(
            id=one.id,
            text=one.text,
            by=one.made_by,
            strength=one.strength,
            state=one.state,
            factors=one.factors,
            owner=one.owner if one.accepted_at else None,
            due_on=one.due_on,
            ticket_url=plain(one.ticket_url) if one.ticket_url else None,
            reason=one.reason,
        )
        for one in changes
    )


def _kept(entry: Entry, workspace_url: str, accounts: Sequence[Account]) -> KeptEntry:
    return KeptEntry(
        entry_id=entry.id,
        number=entry.number,
        occurred_at=entry.occurred_at,
        kind=entry.kind,
        phase=entry.phase,
        text=entry.text,
        author=entry.author,
        marks=entry.marks,
        is_recalled=entry.confidence is Confidence.RECALLED,
        source=entry.source,
        files=tuple(entry.files),
        decision=entry.decision,
        handoff=entry.handoff,
        accounts=tuple(Told(id=one.id, text=one.text, by=one.said_by) for one in accounts),
        permalink=message_of(entry, workspace_url) or entry.link,
    )
