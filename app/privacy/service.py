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
from app.workspace import queries_installation
from app.workspace import service as workspace_service

DELETE_WORKSPACE = "privacy.delete_workspace"
COPY = "privacy.copy"
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


def ask_copy(session: Session, team: TeamId, user: UserId, key: str, *, now: datetime) -> None:
    """Have somebody sent all that they may know of, as files."""
    outbox.once(session, team, COPY, key=key, due_at=now, user=user)


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


def end_ordered_deletion(session: Session, team: TeamId, *, ordered: bool, now: datetime) -> None:
    """`ordered` is whether the app was installed when this was asked for; it may be so again."""
    is_there = ordered or queries_installation.is_installed(session, team)
    end_deletion(session, team, is_installed=is_there, now=now)


def end_deletion(session: Session, team: TeamId, *, is_installed: bool, now: datetime) -> None:
    """The workspace itself goes last, with the order to delete it."""
    row = session.get(WorkspaceRow, team)
    session.execute(delete(_OUTBOX).where(queries.of_workspace(_OUTBOX, team)))
    session.execute(delete(_WORKSPACES).where(queries.of_workspace(_WORKSPACES, team)))
    if not is_installed:
        _delete_installation(session, team)
    elif row is not None:
        _begin_anew(session, row, now=now)


def _begin_anew(session: Session, row: WorkspaceRow, *, now: datetime) -> None:
    """Numbers go on, so that nobody takes a new incident for one whose card still stands."""
    team, name, url = TeamId(row.team_id), row.name, row.url
    bot_user, number = UserId(row.bot_user_id), row.next_number
    session.expunge(row)
    workspace_service.register(session, team, name=name, url=url, bot_user=bot_user, now=now)
    session.execute(
        update(_WORKSPACES).where(_WORKSPACES.c.team_id == team).values(next_number=number)
    )


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
