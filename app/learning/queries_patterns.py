"""What patterns are read from: shared reviews that somebody may know of, in a handful of statements
however many there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, String, cast, literal, select
from sqlalchemy.orm import Session

from app.db.tables import (
    AnswersRow,
    FindingRow,
    FollowUpRow,
    IncidentRow,
    LookBackRow,
    NewToRow,
    PostRow,
    ReviewRow,
)
from app.incidents.queries import is_public, may_know
from app.learning.rules_patterns import Kept, Material, Named, Patterns, Reviewed, patterns
from app.learning.rules_spans import Span
from app.slack.ids import ChannelId, MessageTs, TeamId, UserId
from app.slack.links import permalink
from app.slack.mrkdwn import Mrkdwn
from app.timeline.queries_handoffs import half_done
from app.vocabulary import FindingKind, FollowUpState, Holds, ReviewState, Strength
from app.workspace import queries as workspace_queries
from app.workspace.rules_names import Names
from app.workspace.rules_people import Cast

_S = TypeVar("_S", bound=Select[*tuple[Any, ...]])
_NOT_HELD = Holds.NO, Holds.PARTLY
_KEPT_AT_MOST = 200
_TOLD = FindingKind.FACTOR, FindingKind.BLIND_SPOT, FindingKind.LEARNING


def patterns_for(
    session: Session, team: TeamId, viewer: UserId | None, span: Span, *, now: datetime
) -> Patterns:
    """What this person may see of it; without one, what everybody may."""
    workspace = workspace_queries.workspace(session, team)
    today = now.astimezone(workspace.zone).date()
    since = _midnight(span.since(today), workspace.zone)
    is_seen = (
        IncidentRow.team_id == team,
        ReviewRow.state == ReviewState.SHARED,
        may_know(viewer) if viewer else is_public(),
    )
    is_recent = *is_seen, ReviewRow.shared_at >= since
    kept = _kept(session, *is_seen, LookBackRow.answered_at >= since)
    half = half_done(session, _of_reviews(select(ReviewRow.id), *is_recent))
    rows = _reviews(session, team, *is_seen, _is_listed(since, kept))
    told = [_reviewed(row, half, workspace.url, workspace.zone) for row in rows]
    first = span.since(today)
    material = Material(
        span=span,
        today=today,
        reviews=[one for one in told if one.shared_on >= first],
        findings=_findings(session, *is_recent),
        kept=kept,
        older=[one for one in told if one.shared_on < first],
    )
    return patterns(material, Cast({}, Names(workspace_queries.names(session, team))))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _is_listed(since: datetime, kept: Sequence[Kept]) -> ColumnElement[bool]:
    """Shared since then, or spoken of by a look back."""
    return (ReviewRow.shared_at >= since) | ReviewRow.id.in_({one.review_id for one in kept})


def _of_reviews(statement: _S, *conditions: ColumnElement[bool]) -> _S:
    """Of a statement about reviews, those whose incidents are seen."""
    return statement.join(IncidentRow, IncidentRow.id == ReviewRow.incident_id).where(*conditions)


def _reviews(
    session: Session, team: TeamId, *conditions: ColumnElement[bool]
) -> Sequence[Row[*tuple[Any, ...]]]:
    summary = literal("summary:") + cast(ReviewRow.id, String)
    return session.execute(
        _of_reviews(
            select(
                ReviewRow.id,
                ReviewRow.shared_at,
                IncidentRow.number,
                PostRow.channel_id,
                PostRow.message_ts,
            ),
            *conditions,
        )
        .outerjoin(PostRow, (PostRow.team_id == team) & (PostRow.key == summary))
        .order_by(ReviewRow.shared_at.desc(), ReviewRow.id.desc())
    ).all()


def _reviewed(
    row: Row[*tuple[Any, ...]], half: Mapping[int, int], url: str, zone: ZoneInfo
) -> Reviewed:
    place = ChannelId(row.channel_id), MessageTs(row.message_ts)
    return Reviewed(
        id=row.id,
        label=f"INC-{row.number}",
        url=permalink(url, *place) if row.channel_id else None,
        shared_on=row.shared_at.astimezone(zone).date(),
        half_handoffs=half.get(row.id, 0),
    )


def _findings(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Named]:
    """As they are told: what was merged counts for the one that tells it, what was removed not."""
    rows = session.execute(
        _of_reviews(
            select(
                FindingRow.id,
                FindingRow.review_id,
                FindingRow.kind,
                FindingRow.category,
                FindingRow.text,
                FindingRow.reasonable,
                FindingRow.merged_into_id,
                FindingRow.removed_at,
            ).join(ReviewRow, ReviewRow.id == FindingRow.review_id),
            *conditions,
        )
        .where(FindingRow.kind.in_(_TOLD))
        .order_by(ReviewRow.shared_at.desc(), FindingRow.id)
    ).all()
    teller = _tellers({row.id: row.merged_into_id for row in rows})
    answered = _by_teller(teller, _answers(session, *conditions))
    new_to = _by_teller(teller, _new_to(session, *conditions))
    return [
        Named(
            review_id=row.review_id,
            kind=row.kind,
            text=Mrkdwn(row.text),
            category=row.category,
            reasonable=Mrkdwn(row.reasonable) if row.reasonable else None,
            answered_by=frozenset(map(Strength, answered.get(row.id, ()))),
            new_to=len(new_to.get(row.id, ())),
        )
        for row in rows
        if row.merged_into_id is None and row.removed_at is None
    ]


def _tellers(into: Mapping[int, int | None]) -> Mapping[int, int]:
    """For each finding the one that tells it now."""

    def teller(finding_id: int) -> int:
        seen = {finding_id}
        while (merged := into.get(finding_id)) is not None and merged not in seen:
            seen.add(finding_id := merged)
        return finding_id

    return {finding_id: teller(finding_id) for finding_id in into}


def _by_teller(
    teller: Mapping[int, int], pairs: Iterable[tuple[int, str]]
) -> Mapping[int, frozenset[str]]:
    found = defaultdict[int, set[str]](set)
    for finding_id, each in pairs:
        found[teller.get(finding_id, finding_id)].add(each)
    return {finding_id: frozenset(each) for finding_id, each in found.items()}


def _answers(session: Session, *conditions: ColumnElement[bool]) -> Iterable[tuple[int, str]]:
    """Which changes answer what; what was decided against answers nothing."""
    rows = session.execute(
        _of_reviews(
            select(AnswersRow.finding_id, FollowUpRow.strength)
            .join(FollowUpRow, FollowUpRow.id == AnswersRow.followup_id)
            .join(ReviewRow, ReviewRow.id == FollowUpRow.review_id),
            *conditions,
        ).where(FollowUpRow.state != FollowUpState.DECIDED_NOT)
    )
    return [(row.finding_id, row.strength.value) for row in rows]


def _new_to(session: Session, *conditions: ColumnElement[bool]) -> Iterable[tuple[int, str]]:
    """Whoever said so, only to be counted."""
    rows = session.execute(
        _of_reviews(
            select(NewToRow.finding_id, NewToRow.user_id)
            .join(FindingRow, FindingRow.id == NewToRow.finding_id)
            .join(ReviewRow, ReviewRow.id == FindingRow.review_id),
            *conditions,
        ).where(FindingRow.kind.in_(_TOLD))
    )
    return [(row.finding_id, row.user_id) for row in rows]


def _kept(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Kept]:
    """The last look back at each change that did not hold, the latest first."""
    rows = session.execute(
        _of_reviews(
            select(
                FollowUpRow.id,
                FollowUpRow.review_id,
                FollowUpRow.text,
                LookBackRow.holds,
                LookBackRow.days,
                LookBackRow.note,
            )
            .join(FollowUpRow, FollowUpRow.id == LookBackRow.followup_id)
            .join(ReviewRow, ReviewRow.id == FollowUpRow.review_id),
            *conditions,
        ).order_by(LookBackRow.answered_at.desc(), LookBackRow.days.desc(), FollowUpRow.id)
    )
    last: dict[int, Kept] = {}
    for row in rows:
        one = Kept(
            review_id=row.review_id,
            text=Mrkdwn(row.text),
            holds=row.holds,
            days=row.days,
            note=Mrkdwn(row.note) if row.note else None,
        )
        last.setdefault(row.id, one)
    return [one for one in last.values() if one.holds in _NOT_HELD][:_KEPT_AT_MOST]
