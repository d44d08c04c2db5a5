"""Keeping who changed which setting."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.db.tables import SettingChangeRow, WorkspaceRow
from app.slack.ids import UserId
from app.workspace.rules_log import NAMES, differing


@contextmanager
def logged(
    session: Session, row: WorkspaceRow, *, by: UserId | None, now: datetime
) -> Iterator[None]:
    """What is set in the row within is kept as changed by this person."""
    before = _settings(row)
    yield
    for name, (was, became) in differing(before, _settings(row)).items():
        session.add(
            SettingChangeRow(
                team_id=row.team_id, setting=name, was=was, became=became, by=by, at=now
            )
        )


def _settings(row: WorkspaceRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in NAMES}
