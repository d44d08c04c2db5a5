"""Every SELECT about summaries, and the story that one is made from."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import EntryRow, SummaryRow
from app.incidents import queries as incident_queries
from app.incidents.rules import SEVERITY_LABELS, STATE_LABELS, Incident
from app.reviews import queries as review_queries
from app.reviews.rules import Review
from app.slack.links import permalink
from app.summaries.rules_document import Document, from_json
from app.summaries.rules_story import KeptEntry, Story
from app.timeline import queries as timeline_queries
from app.timeline.rules import Entry
from app.vocabulary import Confidence
from app.workspace import queries as workspace_queries


@dataclass(frozen=True, slots=True)
class StoredSummary:
    """A version of a summary with the review and incident it belongs to."""

    version: int
    document: Document
    review: Review
    incident: Incident


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


def tells_deleted(session: Session, document: Document) -> bool:
    """Whether a message behind this document was deleted since it was told.

    None can be until the transaction ends: the deletion then finds what was stored.
    """
    entries = [each.entry_id for each in document.sources]
    are_deleted = (
        select(EntryRow.is_deleted)
        .where(EntryRow.id.in_(entries))
        .order_by(EntryRow.id)
        .with_for_update(read=True)
    )
    return any(session.scalars(are_deleted).all())


def story(session: Session, review_id: int) -> Story:
    """The incident as it is known now: kept entries, times, roles and the names they stand for."""
    review = review_queries.review(session, review_id)
    incident = incident_queries.incident(session, review.incident_id)
    workspace = workspace_queries.workspace(session, incident.team)
    people = workspace_queries.all_people(session, incident.team)
    return Story(
        incident_number=incident.number,
        title=incident.title,
        severity=SEVERITY_LABELS[incident.severity],
        state=STATE_LABELS[incident.state].lower(),
        review_state=review.state.value.replace("_", " "),
        started_at=incident.started_at,
        declared_at=incident.declared_at,
        resolved_at=incident.resolved_at,
        impact=incident.impact,
        eased_by=incident.eased_by,
        timeline_url=f"{workspace.url.rstrip('/')}/archives/{incident.channel}"
        if incident.channel
        else None,
        entries=tuple(
            _kept(entry, workspace.url)
            for entry in timeline_queries.timeline(session, incident.id)
            if entry.is_filled
        ),
        roles=review_queries.roles(session, incident, review),
        names={user: (person.name,) for user, person in people.items() if person.name},
    )


def _kept(entry: Entry, workspace_url: str) -> KeptEntry:
    has_message = entry.channel is not None and entry.ts is not None
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
        decision=entry.decision,
        handoff=entry.handoff,
        permalink=permalink(workspace_url, entry.channel, entry.ts, entry.thread)
        if has_message and entry.channel and entry.ts
        else entry.link,
    )
