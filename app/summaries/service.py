"""Writing a summary: a new version whenever what is stored tells something new."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import PictureRow, SummaryRow, UploadRow
from app.db.upsert import insert_once, upsert
from app.reviews import queries as review_queries
from app.reviews.rules import Review
from app.reviews.service import write_summary
from app.slack.ids import FileId, TeamId
from app.slack.mrkdwn import Mrkdwn
from app.summaries import queries, service_corrections, service_draft
from app.summaries.plain_text import search_text
from app.summaries.rules_document import Document, from_json, to_json
from app.summaries.service_canvas import show_canvas
from app.timeline.service import FORGET
from app.timeline.service_system import record_step

SHOW = "summaries.show"
PIN = "summaries.pin"
SEND_FILE = "summaries.send_file"
DELETE_FILES = "summaries.delete_files"
SHOW_PICTURE = "summaries.show_picture"
FILE_WAITS = timedelta(minutes=15)


def store(
    session: Session,
    team: TeamId,
    review_id: int,
    document: Document,
    *,
    now: datetime,
    asks_model: bool = False,
) -> None:
    """Store the summary as it is told now, unless nothing has changed, and have it shown. It does
    not wait for a model that is asked.

    One that rests on a message deleted meanwhile is not stored but told anew; likewise of two
    stored at once the later one.
    """
    is_outdated = queries.tells_deleted(session, document)
    if is_outdated or not _add_if_new(session, review_id, document, now=now):
        write_summary(session, team, review_id, now=now)
        return
    service_corrections.keep_told(session, review_id, document)
    outbox.again(session, team, SHOW, key=review_id, due_at=now, review=review_id)
    if asks_model:
        service_draft.want_draft(session, team, review_id, now=now)


def forget(
    session: Session, team: TeamId, review: Review, document: Document, *, now: datetime
) -> None:
    """A message was deleted that versions may quote: only what is told without it stays."""
    is_outdated = queries.tells_deleted(session, document)
    if is_outdated or not _add_if_new(session, review.id, document, now=now):
        incident_id = review.incident_id
        outbox.again(session, team, FORGET, key=incident_id, due_at=now, incident=incident_id)
        return
    service_corrections.keep_told(session, review.id, document)
    service_draft.forget_draft(session, review.id, document)
    newest = _last_version(session, review.id)
    session.execute(
        delete(SummaryRow).where(SummaryRow.review_id == review.id, SummaryRow.version < newest)
    )
    _delete_files(session, team, review.id, now=now)
    show_canvas(session, team, review.id, due_at=now)
    outbox.again(session, team, SHOW, key=review.id, due_at=now, review=review.id)


def renew(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Versions were changed where they are stored: the newest stays, with a number of its own, and
    is shown; those before go, with the files of all.
    """
    newest = session.scalars(
        select(SummaryRow)
        .where(SummaryRow.review_id == review_id)
        .order_by(SummaryRow.version.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one()
    is_before = SummaryRow.review_id == review_id, SummaryRow.id != newest.id
    session.execute(delete(SummaryRow).where(*is_before))
    newest.version += 1
    newest.search_text = search_text(from_json(newest.document))
    _delete_files(session, team, review_id, now=now)
    outbox.again(session, team, SHOW, key=review_id, due_at=now, review=review_id)


def shown(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """The summary stands: have it pinned, and recorded as a step of the review."""
    incident_id = review_queries.review(session, review_id).incident_id
    record_step(session, team, incident_id, "summary", Mrkdwn("The summary was posted."), at=now)
    outbox.again(session, team, PIN, key=review_id, due_at=now, review=review_id)


def send_files(
    session: Session, team: TeamId, review_id: int, version: int, *, now: datetime
) -> None:
    """Have this version left as a file, once, and its picture shown. The first come at once; of
    later ones only what stands for a while, since findings and changes come one after the other.
    """
    key, due_at = f"{review_id}:{version}", now if version == 1 else now + FILE_WAITS
    outbox.once(session, team, SEND_FILE, key=key, due_at=due_at, review=review_id, version=version)
    outbox.again(session, team, SHOW_PICTURE, key=review_id, due_at=due_at, review=review_id)
    show_canvas(session, team, review_id, due_at=due_at)


def picture_shown(session: Session, review_id: int, file: FileId, digest: str) -> None:
    """This file shows it now, in the place of any other."""
    shown = {"file_id": file, "digest": digest}
    upsert(
        session,
        PictureRow,
        {"review_id": review_id, **shown},
        unique=("review_id",),
        update=shown,
    )


def picture_gone(session: Session, review_id: int) -> None:
    """There is nothing to see any more."""
    session.execute(delete(PictureRow).where(PictureRow.review_id == review_id))


def file_sent(
    session: Session, team: TeamId, review_id: int, version: int, file: FileId, *, now: datetime
) -> None:
    """Keep which file it is. If its version was taken back while it was sent, it follows."""
    sent = {"review_id": review_id, "version": version, "file_id": file}
    insert_once(session, UploadRow, sent, unique=("review_id", "version"))
    if queries.outdated_files(session, review_id):
        _delete_files(session, team, review_id, now=now)


def file_deleted(session: Session, review_id: int, version: int) -> None:
    """It is in Slack no more."""
    is_it = UploadRow.review_id == review_id, UploadRow.version == version
    session.execute(delete(UploadRow).where(*is_it))


def _delete_files(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    outbox.again(session, team, DELETE_FILES, key=review_id, due_at=now, review=review_id)


def _last_version(session: Session, review_id: int) -> int:
    last = select(func.max(SummaryRow.version)).where(SummaryRow.review_id == review_id)
    return session.scalar(last) or 0


def _add_if_new(session: Session, review_id: int, document: Document, *, now: datetime) -> bool:
    """Whether the newest version says this now; False when another one was added meanwhile."""
    newest = queries.newest_summary(session, review_id)
    if newest is not None and newest.document == document:
        return True
    values = {
        "review_id": review_id,
        "version": _last_version(session, review_id) + 1,
        "document": to_json(document),
        "search_text": search_text(document),
        "made_at": now,
    }
    added = insert_once(session, SummaryRow, values, unique=("review_id", "version"))
    if added is not None:
        is_before = SummaryRow.review_id == review_id, SummaryRow.id != added
        session.execute(update(SummaryRow).where(*is_before).values(search_text=""))
    return added is not None
