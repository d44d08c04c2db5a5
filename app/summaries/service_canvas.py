"""Where a summary stands as the canvas of its channel."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import CanvasRow
from app.db.upsert import upsert
from app.slack.ids import CanvasId, TeamId

SHOW_CANVAS = "summaries.show_canvas"


@dataclass(frozen=True, slots=True)
class ShownCanvas:
    """A canvas, and the version of the summary that it shows."""

    canvas: CanvasId
    version: int


def show_canvas(session: Session, team: TeamId, review_id: int, *, due_at: datetime) -> None:
    """Have the channel's canvas say what the newest version says."""
    outbox.again(session, team, SHOW_CANVAS, key=review_id, due_at=due_at, review=review_id)


def shown_canvas(session: Session, review_id: int) -> ShownCanvas | None:
    """The canvas of this review, if it has one."""
    row = session.get(CanvasRow, review_id)
    return ShownCanvas(CanvasId(row.canvas_id), row.version) if row else None


def canvas_shown(session: Session, review_id: int, canvas: CanvasId, version: int) -> None:
    """It shows this version now."""
    shown = {"canvas_id": canvas, "version": version}
    values = {"review_id": review_id, **shown}
    upsert(session, CanvasRow, values, unique=("review_id",), update=shown)


def canvas_gone(session: Session, review_id: int) -> None:
    """There is none any more."""
    session.execute(delete(CanvasRow).where(CanvasRow.review_id == review_id))
