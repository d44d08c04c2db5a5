"""Use cases of findings: adding, rewording, evidence, merging, taking off, what was new to whom."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.db.tables import EvidenceRow, FindingRow, NewToRow, ReviewRow, WordingRow
from app.db.upsert import AGAINST_CHANGES, insert_all_once, insert_once
from app.errors import UserError
from app.incidents.service import Gesture
from app.reviews import queries, queries_findings
from app.reviews.rules_finding_forms import Wording, fingerprint
from app.reviews.rules_findings import Finding
from app.reviews.service import ask_groups, write_summary
from app.slack.ids import TeamId, UserId
from app.workspace import service as workspace_service

CHANGED = "Somebody changed this finding while you had it open. `/incident findings` shows it."


def add_finding(
    session: Session,
    team: TeamId,
    review_id: int,
    wording: Wording,
    evidence: Collection[int],
    gesture: Gesture,
    *,
    stop_id: int | None = None,
) -> None:
    """Keep what somebody found, once."""
    values = {
        "review_id": review_id,
        "key": gesture.key,
        **_said(wording),
        "stop_id": stop_id,
        "found_by": gesture.by,
        "found_at": gesture.at,
    }
    finding_id = insert_once(session, FindingRow, values, unique=("review_id", "key"))
    if finding_id is None:
        return
    _support(session, review_id, finding_id, evidence)
    workspace_service.meet(session, team, {gesture.by}, now=gesture.at)
    tell_change(session, team, review_id, now=gesture.at)


def reword(
    session: Session, team: TeamId, finding_id: int, wording: Wording, seen: str, gesture: Gesture
) -> None:
    """Have a finding say something else. What it said before stays; sending it twice is once.

    Raises UserError when it no longer says what was `seen`: see `rules_findings.fingerprint`.
    """
    found = _existing(session, finding_id)
    before = {
        "finding_id": finding_id,
        "key": gesture.key,
        "text": found.text,
        "replaced_by": gesture.by,
        "replaced_at": gesture.at,
    }
    if insert_once(session, WordingRow, before, unique=("finding_id", "key")) is None:
        return
    changed = session.scalar(
        update(FindingRow)
        .where(FindingRow.id == finding_id, FindingRow.text == found.text)
        .values(**_said(wording))
        .returning(FindingRow.id)
    )
    if changed is None or fingerprint(found) != seen:
        raise UserError(CHANGED)
    tell_change(session, team, found.review_id, now=gesture.at)


def change_evidence(
    session: Session,
    team: TeamId,
    finding_id: int,
    chosen: Collection[int],
    seen: Collection[int],
    *,
    now: datetime,
) -> None:
    """Have a finding rest on what was chosen. What others chose meanwhile stays: only what differs
    from `seen` changes.
    """
    found = _existing(session, finding_id)
    parts = [found.id, *(part.id for part in found.merged)]
    gone = set(seen) - set(chosen)
    is_gone = EvidenceRow.finding_id.in_(parts), EvidenceRow.entry_id.in_(gone)
    session.execute(delete(EvidenceRow).where(*is_gone))
    _support(session, found.review_id, finding_id, set(chosen) - set(seen))
    tell_change(session, team, found.review_id, now=now)


def merge(session: Session, team: TeamId, finding_id: int, into_id: int, *, now: datetime) -> None:
    """Have another finding tell this one as well, and whatever this one told. Done again it
    changes nothing. Raises UserError when one of them is not told by itself any more.
    """
    found = _existing(session, finding_id)
    _hold(session, found.review_id)
    found, into = _existing(session, finding_id), _existing(session, into_id)
    if found.merged_into == into_id:
        return
    is_told = all(each.merged_into is None and not each.is_removed for each in (found, into))
    if not is_told or found.id == into.id or found.review_id != into.review_id:
        raise UserError(
            "One of the two was merged or taken off meanwhile. `/incident findings` shows what "
            "there is now."
        )
    parts = [found.id, *(part.id for part in found.merged)]
    is_part = FindingRow.id.in_(parts)
    session.execute(update(FindingRow).where(is_part).values(merged_into_id=into_id))
    tell_change(session, team, found.review_id, now=now)


def split_off(session: Session, team: TeamId, finding_id: int, *, now: datetime) -> None:
    """Have a merged finding told by itself again, with the evidence it came with."""
    found = _existing(session, finding_id)
    _hold(session, found.review_id)
    session.execute(
        update(FindingRow).where(FindingRow.id == finding_id).values(merged_into_id=None)
    )
    tell_change(session, team, found.review_id, now=now)


def remove(session: Session, team: TeamId, finding_id: int, *, now: datetime) -> None:
    """Take a finding off. Its words stay, so that it can be brought back."""
    _set_removed(session, team, finding_id, now, now=now)


def restore(session: Session, team: TeamId, finding_id: int, *, now: datetime) -> None:
    """Bring a finding back."""
    _set_removed(session, team, finding_id, None, now=now)


def mark_new(
    session: Session, team: TeamId, finding_id: int, user: UserId, *, is_new: bool, now: datetime
) -> None:
    """Count somebody among those to whom it was new, or no longer."""
    found = _existing(session, finding_id)
    row = {"finding_id": finding_id, "user_id": user}
    if is_new:
        insert_all_once(session, NewToRow, [row], unique=("finding_id", "user_id"))
    else:
        parts = [found.id, *(part.id for part in found.merged)]
        is_theirs = NewToRow.finding_id.in_(parts), NewToRow.user_id == user
        session.execute(delete(NewToRow).where(*is_theirs))
    tell_change(session, team, found.review_id, now=now)


def tell_change(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """What is found after the end still gets into what stands in the channel."""
    if queries.review(session, review_id).closed_at is not None:
        write_summary(session, team, review_id, now=now)
        ask_groups(session, team, review_id, now=now)


def _said(wording: Wording) -> dict[str, object]:
    return {
        "kind": wording.kind,
        "category": wording.category,
        "text": wording.text,
        "reasonable": wording.reasonable,
    }


def _existing(session: Session, finding_id: int) -> Finding:
    found = queries_findings.finding(session, finding_id)
    if found is None:
        raise UserError("This finding is gone. `/incident findings` shows what there is.")
    return found


def _support(session: Session, review_id: int, finding_id: int, evidence: Collection[int]) -> None:
    """Only entries of the review's own incident that are kept can show anything."""
    kept = queries_findings.kept_entries(session, review_id, evidence)
    rows = [{"finding_id": finding_id, "entry_id": entry_id} for entry_id in sorted(kept)]
    insert_all_once(session, EvidenceRow, rows, unique=("finding_id", "entry_id"))


def _hold(session: Session, review_id: int) -> None:
    """Of two who merge or split at once, one waits."""
    session.get_one(ReviewRow, review_id, with_for_update=AGAINST_CHANGES)


def _set_removed(
    session: Session, team: TeamId, finding_id: int, at: datetime | None, *, now: datetime
) -> None:
    found = _existing(session, finding_id)
    is_otherwise = FindingRow.removed_at.is_(None) if at else FindingRow.removed_at.is_not(None)
    session.execute(
        update(FindingRow).where(FindingRow.id == finding_id, is_otherwise).values(removed_at=at)
    )
    tell_change(session, team, found.review_id, now=now)
