"""What the pages show on which the summary is corrected."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.incidents.rules import Incident
from app.reviews import queries as review_queries
from app.reviews import queries_rewind
from app.reviews.rules import Review
from app.reviews.rules_rewind import named_guide
from app.slack.ids import UserId
from app.summaries import queries, queries_checklist, queries_written
from app.summaries.rules_checklist import Facts
from app.summaries.rules_corrections import (
    Correction,
    OwnWords,
    SectionsPage,
    Version,
    may_correct,
)
from app.summaries.rules_document import SectionKey
from app.summaries.rules_story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionNow:
    """What a section is told from, and what somebody wrote in its place if anybody did."""

    incident: Incident
    review: Review
    story: Story
    facts: Facts
    correction: Correction | None
    earlier: Sequence[Version]
    """What the section said before, newest first."""


def section_now(session: Session, review_id: int, section: SectionKey) -> SectionNow:
    """All of it as of one moment."""
    incident, review = review_queries.with_incident(session, review_id)
    story, facts = queries_checklist.told(session, review_id)
    numbers = _numbers(story)
    written = queries_written.corrections(session, review_id, numbers)
    return SectionNow(
        incident=review_queries.told_incident(session, incident, review),
        review=review,
        story=story,
        facts=facts,
        correction=written.get(section),
        earlier=queries_written.versions(session, review_id, section, numbers),
    )


def sections_page(
    session: Session, review_id: int, reader: UserId, *, saved: SectionKey | None = None
) -> SectionsPage:
    """What this reader can correct."""
    incident, review = review_queries.with_incident(session, review_id)
    rewind = queries_rewind.rewind(session, review_id)
    story = queries.story(session, review_id)
    return SectionsPage(
        incident=review_queries.told_incident(session, incident, review),
        review_id=review_id,
        may_correct=may_correct(reader, incident, review, rewind),
        asked=review.owner or named_guide(review, incident),
        corrections=queries_written.corrections(session, review_id, _numbers(story)),
        own=_own_words(story, reader, _quoted(session, review_id)),
        saved=saved,
    )


def written(session: Session, review_id: int) -> Sequence[Correction]:
    """What people wrote, in the order of the sections."""
    found = queries_written.corrections(
        session, review_id, _numbers(queries.story(session, review_id))
    )
    return [found[key] for key in SectionKey if key in found]


def _own_words(
    story: Story, reader: UserId, quoted: Collection[int] | None
) -> tuple[OwnWords, ...]:
    return tuple(
        OwnWords(entry.entry_id, entry.number, entry.text)
        for entry in story.entries
        if entry.author == reader
        and entry.text.strip()
        and (quoted is None or entry.entry_id in quoted)
    )


def _quoted(session: Session, review_id: int) -> Collection[int] | None:
    """The entries that the summary as it stands rests on; None while there is none."""
    summary = queries.newest_summary(session, review_id)
    if summary is None:
        return None
    ids = {source.number: source.entry_id for source in summary.document.sources}
    return {
        ids[number]
        for section in summary.document.sections
        for statement in section.statements
        for number in statement.evidence
        if number in ids
    }


def _numbers(story: Story) -> dict[int, int]:
    return {entry.entry_id: entry.number for entry in story.entries}
