"""Use cases of people's words in the place of sections: writing them, and taking what is told
again. Every earlier text stays.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import ReviewRow, SectionTextRow, SectionTextVersionRow
from app.db.upsert import AGAINST_CHANGES, insert_once
from app.errors import UserError
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.reviews import queries as review_queries
from app.reviews.rules import Review
from app.reviews.service import write_summary
from app.slack.ids import TeamId
from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_corrections import Wording, renumbered
from app.summaries.rules_document import Document, SectionKey, Statement, statement_json
from app.timeline.rules_runs import repeats
from app.timeline.service_files import retell
from app.workspace import service as workspace_service


class SectionChangedError(UserError):
    """Somebody else wrote this section meanwhile: nothing was changed, and the person is asked
    again.
    """

    def __init__(self) -> None:
        super().__init__(
            "Somebody changed this section meanwhile. Open it again to see how it reads."
        )


def write_section(
    session: Session, team: TeamId, review_id: int, wording: Wording, gesture: Gesture
) -> None:
    """Have a section say what somebody wrote. The same gesture writes it once.

    Raises SectionChangedError when it is not at the wording's revision any more.
    """
    row = _locked(session, review_id, wording.section)
    if _is_done(session, row, gesture):
        return
    _keep_version(session, row, wording.revision)
    beneath = _stored(wording.told, wording.ids)
    statements = _stored(wording.statements, wording.ids)
    said = {"statements": statements, "based_on": beneath, "told": beneath}
    if row is None:
        row = SectionTextRow(review_id=review_id, section=wording.section.value, revision=0)
        session.add(row)
    _say(row, said, gesture)
    workspace_service.meet(session, team, {gesture.by}, now=gesture.at)
    tell_anew(session, team, review_id, now=gesture.at)


def take_told(
    session: Session,
    team: TeamId,
    review_id: int,
    section: SectionKey,
    revision: int,
    gesture: Gesture,
) -> None:
    """Have a section say what is told again; what somebody wrote stays as a version."""
    row = _locked(session, review_id, section)
    if row is None or not row.statements or _is_done(session, row, gesture):
        return
    _keep_version(session, row, revision)
    _say(row, {"statements": []}, gesture)
    tell_anew(session, team, review_id, now=gesture.at)


def retitle(
    session: Session, incident: Incident, review_id: int, title: Mrkdwn, gesture: Gesture
) -> None:
    """Have the incident be called this, and with it the summary. Raises UserError when somebody
    has called it something else meanwhile.
    """
    was = incident.title
    incident_service.reword(session, incident, "title", title, gesture, was=was)
    tell_anew(session, incident.team, review_id, now=gesture.at)


def keep_told(session: Session, review_id: int, document: Document) -> None:
    """What would be told now where people wrote something, so that they see what has changed."""
    ids = {source.number: source.entry_id for source in document.sources}
    for section in document.sections:
        if section.is_written:
            row = _row(session, review_id, section.key)
            if row is not None:
                row.told = _stored(section.beneath, ids)


def forget_words(
    session: Session, team: TeamId, review: Review, runs: Collection[str], *, now: datetime
) -> None:
    """A message was deleted that said these runs of words: what people wrote keeps no statement
    that repeats one, now or before.
    """
    _hold(session, review.id)
    rows = _rows(session, review.id)
    changed = [_let_go(row, runs) for row in rows]
    for version in _versions(session, review.id):
        version.statements = _without(version.statements, runs)
    if any(changed):
        retell(session, team, review.incident_id, now=now)


def _let_go(row: SectionTextRow, runs: Collection[str]) -> bool:
    """Whether that has changed what it says. Whoever has it open is shown what is left."""
    kept = _without(row.statements, runs)
    gone = len(row.statements) - len(kept)
    row.based_on, row.told = _without(row.based_on, runs), _without(row.told, runs)
    if gone:
        row.statements = kept
        row.dropped += gone
        row.revision += 1
    return gone > 0


def _without(statements: Sequence[dict[str, Any]], runs: Collection[str]) -> list[dict[str, Any]]:
    return [one for one in statements if not repeats(one["text"], runs)]


def tell_anew(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Once there is a summary, it follows."""
    if review_queries.review(session, review_id).closed_at is not None:
        write_summary(session, team, review_id, now=now)


def _locked(session: Session, review_id: int, section: SectionKey) -> SectionTextRow | None:
    """What is written there, which nobody else changes until this is stored."""
    _hold(session, review_id)
    return _row(session, review_id, section)


def _hold(session: Session, review_id: int) -> None:
    session.get_one(ReviewRow, review_id, populate_existing=True, with_for_update=AGAINST_CHANGES)


def _row(session: Session, review_id: int, section: SectionKey) -> SectionTextRow | None:
    rows = _rows(session, review_id)
    return next((row for row in rows if row.section == section.value), None)


def _rows(session: Session, review_id: int) -> Sequence[SectionTextRow]:
    return session.scalars(
        select(SectionTextRow)
        .where(SectionTextRow.review_id == review_id)
        .execution_options(populate_existing=True)
    ).all()


def _versions(session: Session, review_id: int) -> Sequence[SectionTextVersionRow]:
    is_its = SectionTextVersionRow.review_id == review_id
    return session.scalars(select(SectionTextVersionRow).where(is_its)).all()


def _is_done(session: Session, row: SectionTextRow | None, gesture: Gesture) -> bool:
    if row is None or row.key == gesture.key:
        return row is not None
    known = select(SectionTextVersionRow.id).where(
        SectionTextVersionRow.review_id == row.review_id,
        SectionTextVersionRow.section == row.section,
        SectionTextVersionRow.key == gesture.key,
    )
    return session.scalar(known) is not None


def _keep_version(session: Session, row: SectionTextRow | None, revision: int) -> None:
    if (row.revision if row else 0) != revision:
        raise SectionChangedError
    if row is None or not row.statements:
        return
    version = {
        "review_id": row.review_id,
        "section": row.section,
        "revision": row.revision,
        "statements": row.statements,
        "key": row.key,
        "written_at": row.written_at,
        "written_by": row.written_by,
    }
    unique = ("review_id", "section", "revision")
    insert_once(session, SectionTextVersionRow, version, unique=unique)


def _say(row: SectionTextRow, said: Mapping[str, Any], gesture: Gesture) -> None:
    by = {"key": gesture.key, "written_at": gesture.at, "written_by": gesture.by}
    for name, value in {**said, **by, "dropped": 0}.items():
        setattr(row, name, value)
    row.revision += 1


def _stored(statements: Sequence[Statement], ids: Mapping[int, int]) -> list[dict[str, Any]]:
    return [statement_json(one) for one in renumbered(statements, ids)]
