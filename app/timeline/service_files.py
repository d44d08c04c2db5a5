"""Use cases of kept messages' files: copies where the workspace wants them, and letting go of what
was deleted.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Text, cast, delete, select
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import EntryRow, FileCopyRow, IncidentRow
from app.db.upsert import AGAINST_CHANGES, insert_once
from app.slack.ids import FileId, TeamId
from app.timeline import queries_files
from app.timeline.queries_files import WantedCopy
from app.workspace import queries as workspace_queries

COPY_FILES = "timeline.copy_files"
FORGET = "summaries.forget"
"""The last is an effect of the summaries, which stand above this feature and may name a file."""


def follow_files(
    session: Session, team: TeamId, rows: Sequence[EntryRow], *, now: datetime
) -> None:
    """Entries whose messages have other files than before: copies follow."""
    if not rows:
        return
    _drop_copies(session, {row.id: [file.get("id") for file in row.files] for row in rows})
    have_files = [row.id for row in rows if row.files]
    if have_files and workspace_queries.workspace(session, team).choices.keeps_files:
        each = {entry_id: {"entry": entry_id} for entry_id in have_files}
        outbox.again_each(session, team, COPY_FILES, due_at=now, arguments=each)


def store_copy(session: Session, entry_id: int, wanted: WantedCopy, content: bytes) -> None:
    """Keep a copy, unless the message or the file was let go while it was read."""
    session.get_one(EntryRow, entry_id, populate_existing=True, with_for_update=AGAINST_CHANGES)
    if wanted in queries_files.wanted_copies(session, entry_id):
        copy = {
            "entry_id": entry_id,
            "file_id": wanted.file,
            "name": wanted.name,
            "type": wanted.type,
            "content": content,
        }
        insert_once(session, FileCopyRow, copy, unique=("entry_id", "file_id"))


def forget_file(session: Session, team: TeamId, file: FileId, *, now: datetime) -> None:
    """A file was deleted: neither its name nor a copy stays."""
    rows = session.scalars(
        select(EntryRow)
        .join(IncidentRow, IncidentRow.id == EntryRow.incident_id)
        .where(IncidentRow.team_id == team, cast(EntryRow.files, Text).contains(f'"{file}"'))
        .order_by(EntryRow.id)
        .with_for_update(of=EntryRow, **AGAINST_CHANGES)
    ).all()
    for row in rows:
        row.files = [one for one in row.files if one.get("id") != file]
        retell(session, team, row.incident_id, now=now)
    _drop_copies(session, {row.id: [one.get("id") for one in row.files] for row in rows})


def forget_copies(session: Session, entry_id: int) -> None:
    """The message is gone, and its files with it."""
    session.execute(delete(FileCopyRow).where(FileCopyRow.entry_id == entry_id))


def retell(session: Session, team: TeamId, incident_id: int, *, now: datetime) -> None:
    """Have nothing of what was deleted stay in any version of the summary."""
    outbox.again(session, team, FORGET, key=incident_id, due_at=now, incident=incident_id)


def _drop_copies(session: Session, kept: Mapping[int, Collection[str | None]]) -> None:
    """Delete the copies of files that these entries do not have any more."""
    copies = session.execute(
        select(FileCopyRow.id, FileCopyRow.entry_id, FileCopyRow.file_id).where(
            FileCopyRow.entry_id.in_(kept)
        )
    )
    gone = [copy_id for copy_id, entry_id, file in copies if file not in kept[entry_id]]
    if gone:
        session.execute(delete(FileCopyRow).where(FileCopyRow.id.in_(gone)))
