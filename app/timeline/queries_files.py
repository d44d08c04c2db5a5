"""Every SELECT about copies of files."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import EntryRow, FileCopyRow, IncidentRow, WorkspaceRow
from app.slack.ids import FileId


@dataclass(frozen=True, slots=True)
class WantedCopy:
    """A file of a kept message of which a copy is missing."""

    file: FileId
    name: str
    type: str


def wanted_copies(session: Session, entry_id: int) -> Sequence[WantedCopy]:
    """None where the workspace wants no copies, or the entry was let go."""
    files = session.scalar(
        select(EntryRow.files)
        .join(IncidentRow, IncidentRow.id == EntryRow.incident_id)
        .join(WorkspaceRow, WorkspaceRow.team_id == IncidentRow.team_id)
        .where(EntryRow.id == entry_id, EntryRow.removed_at.is_(None), WorkspaceRow.keeps_files)
    )
    copied = set(
        session.scalars(select(FileCopyRow.file_id).where(FileCopyRow.entry_id == entry_id))
    )
    return [
        WantedCopy(FileId(one["id"]), one["name"], one["type"])
        for one in files or ()
        if one.get("id") and one["id"] not in copied
    ]
