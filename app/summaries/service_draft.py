"""Use cases around a language model: what it was asked, what it answered, and that somebody has
read it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import DraftRow
from app.db.upsert import upsert
from app.errors import UserError
from app.reviews.service import write_summary
from app.slack.ids import TeamId
from app.slack.mrkdwn import esc
from app.summaries import queries, queries_draft
from app.summaries.rules_document import Document, digest_of
from app.summaries.rules_draft import DraftLine, lines_from, lines_json, with_newer

DRAFT = "summaries.draft"


def want_draft(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Have a model asked, if there is anything new to ask about; the effect finds out."""
    outbox.again(session, team, DRAFT, key=review_id, due_at=now, review=review_id)


def asked(session: Session, review_id: int, digest: str, *, now: datetime) -> None:
    """Keep that it is asked now, before it is: whoever repeats this after a crash asks no sooner
    than anybody may.
    """
    last = queries_draft.asked_for(session, review_id)
    tries = last.tries + 1 if last and last.digest == digest else 1
    question = {"asked_for": digest, "asked_at": now, "tries": tries, "is_answered": False}
    upsert(
        session,
        DraftRow,
        {"review_id": review_id, **question, "lines": [], "read": []},
        unique=("review_id",),
        update=question,
    )


def answered(
    session: Session,
    team: TeamId,
    review_id: int,
    lines: Sequence[DraftLine],
    document: Document,
    *,
    now: datetime,
) -> None:
    """Keep what of an answer may be told, and have the summary say it. Nothing of it if a message
    was deleted since `document` was told, whose words it may have.
    """
    row = session.get_one(DraftRow, review_id, with_for_update=True)
    row.is_answered = True
    if lines and not queries.tells_deleted(session, document):
        row.lines = lines_json(with_newer(lines_from(row.lines), lines))
        write_summary(session, team, review_id, now=now)


def read(
    session: Session, team: TeamId, review_id: int, seen: str, role: str, *, now: datetime
) -> None:
    """Keep that somebody of this role has read what was drafted of the summary. Raises UserError if
    that is not what they saw.
    """
    summary = queries.newest_summary(session, review_id)
    document = summary.document if summary else None
    if document is None or document.drafted_digest() != seen:
        raise UserError(
            "The draft has changed since you saw it. Please read what stands there now, and press "
            "once more."
        )
    is_it = DraftRow.review_id == review_id
    texts = sorted(document.drafted_digests())
    reading = {"read": texts, "read_by": role, "read_at": now}
    session.execute(update(DraftRow).where(is_it).values(**reading))
    write_summary(session, team, review_id, now=now)


def forget_draft(session: Session, review_id: int, document: Document) -> None:
    """Keep no line but those that a document tells, which was made without what was deleted."""
    row = session.get(DraftRow, review_id, with_for_update=True)
    if row is None:
        return
    told = {digest_of(part.key, each.text) for part in document.sections for each in part.told}
    lines = lines_from(row.lines)
    kept = [each for each in lines if digest_of(each.section, esc(each.text)) in told]
    row.lines = lines_json(kept)
    row.read = [each for each in row.read if each in told]
