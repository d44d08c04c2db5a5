"""Deleting all that a workspace stored, in steps that may be cut off anywhere."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, select, tuple_, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import OutboxRow, Table, WorkspaceRow
from app.privacy import queries
from app.privacy.rules_ledger import LEDGER, Part
from app.slack.ids import TeamId, UserId
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service

DELETE_WORKSPACE = "privacy.delete_workspace"
ROWS_AT_ONCE = 500

_OUTBOX = Table.metadata.tables[OutboxRow.__tablename__]
_WORKSPACES = Table.metadata.tables[WorkspaceRow.__tablename__]


def ask_deletion(
    session: Session, team: TeamId, *, due_at: datetime, is_installed: bool = True
) -> None:
    """Have everything of a workspace deleted, at `due_at`. Where the app stays installed, the
    workspace then begins anew with nothing chosen; else nothing is left of it.
    """
    outbox.again(
        session, team, DELETE_WORKSPACE, key=team, due_at=due_at, is_installed=is_installed
    )


def delete_some(session: Session, team: TeamId) -> bool:
    """Delete a bounded number of rows of a workspace; True while there is more. First what waits to
    be done, so that nothing is made from what is half gone.
    """
    is_other_work = _OUTBOX.c.effect != DELETE_WORKSPACE
    if _delete(session, _OUTBOX, queries.of_workspace(_OUTBOX, team) & is_other_work):
        return True
    return any(
        _unlink(session, table, team) or _delete(session, table, queries.of_workspace(table, team))
        for table in queries.deepest_first()
        if table not in (_OUTBOX, _WORKSPACES) and LEDGER[table.name].part is not Part.INSTALLATION
    )


def end_deletion(session: Session, team: TeamId, *, is_installed: bool, now: datetime) -> None:
    """The workspace itself goes last, with the order to delete it."""
    row = session.get(WorkspaceRow, team)
    described = None
    if row is not None and is_installed:
        described = {"name": row.name, "url": row.url, "bot_user": UserId(row.bot_user_id)}
    session.execute(delete(_OUTBOX).where(_OUTBOX.c.team_id == team))
    if row is not None:
        session.delete(row)
        session.flush()
    if not is_installed:
        _delete_installation(session, team)
    if described is not None:
        workspace_service.register(session, team, now=now, **described)


def _delete_installation(session: Session, team: TeamId) -> None:
    for table in queries.deepest_first():
        if LEDGER[table.name].part is Part.INSTALLATION:
            session.execute(delete(table).where(queries.of_workspace(table, team)))


def _unlink(session: Session, table: SqlTable, team: TeamId) -> int:
    """Rows that refer to one another cannot go one after the other."""
    return sum(
        _changed(
            session,
            update(table)
            .where(_some(table, queries.of_workspace(table, team) & column.is_not(None)))
            .values({column.name: None}),
        )
        for column in queries.to_themselves(table)
    )


def _delete(session: Session, table: SqlTable, condition: ColumnElement[bool]) -> int:
    return _changed(session, delete(table).where(_some(table, condition)))


def _some(table: SqlTable, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    keys = list(table.primary_key)
    return tuple_(*keys).in_(select(*keys).where(condition).limit(ROWS_AT_ONCE))


def _changed(session: Session, statement: Any) -> int:  # noqa: ANN401 - DELETE or UPDATE
    result = session.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0
