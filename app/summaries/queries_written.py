"""Every SELECT about what people wrote in the place of sections."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import SectionTextRow, SectionTextVersionRow, SummaryNoteRow
from app.slack.ids import UserId
from app.summaries.rules_corrections import Correction, Version, renumbered
from app.summaries.rules_document import SectionKey, Statement, statement_from

Numbers = Mapping[int, int]
"""The numbers of entries by their ids."""


def corrections(
    session: Session, review_id: int, numbers: Numbers
) -> Mapping[SectionKey, Correction]:
    """By section; evidence that is in no story any more is left out."""
    rows = session.scalars(select(SectionTextRow).where(SectionTextRow.review_id == review_id))
    return {SectionKey(row.section): _correction(row, numbers) for row in rows}


def versions(
    session: Session, review_id: int, section: SectionKey, numbers: Numbers
) -> Sequence[Version]:
    """What the section said before, newest first."""
    rows = session.scalars(
        select(SectionTextVersionRow)
        .where(
            SectionTextVersionRow.review_id == review_id,
            SectionTextVersionRow.section == section.value,
        )
        .order_by(SectionTextVersionRow.revision.desc())
    )
    return [
        Version(
            id=row.id,
            statements=_statements(row.statements, numbers),
            written_at=row.written_at,
            written_by=UserId(row.written_by),
        )
        for row in rows
    ]


def known_to_readers(session: Session, review_id: int, number: int) -> Mapping[str, str] | None:
    """The digests of the sections as they were told of; None once the note with this number is."""
    row = session.get(SummaryNoteRow, review_id, populate_existing=True)
    return row.sections if row is not None and row.number == number else None


def _correction(row: SectionTextRow, numbers: Numbers) -> Correction:
    return Correction(
        section=SectionKey(row.section),
        statements=_statements(row.statements, numbers),
        based_on=_statements(row.based_on, numbers),
        told=_statements(row.told, numbers),
        dropped=row.dropped,
        revision=row.revision,
        key=row.key,
    )


def _statements(stored: Sequence[Mapping[str, Any]], numbers: Numbers) -> tuple[Statement, ...]:
    return renumbered([statement_from(each) for each in stored], numbers)
