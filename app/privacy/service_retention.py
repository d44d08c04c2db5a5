"""Keeping no longer than a workspace wants: a night's work, an incident after the other."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import (
    AccountRow,
    CanvasRow,
    ContributionRow,
    DecisionRow,
    EntryRow,
    EntryVersionRow,
    FileCopyRow,
    HandoffRow,
    IncidentRow,
    PictureRow,
    PostRow,
    QuoteRow,
    ReflectionRow,
    ReviewRow,
    SectionTextRow,
    StopRow,
    UploadRow,
    WorkspaceRow,
)
from app.privacy import queries, queries_retention
from app.privacy.rules_retention import Keeping, Kept, next_night
from app.reviews.service_stops import show_again
from app.slack.ids import TeamId, UserId
from app.slack.mrkdwn import NOTHING
from app.timeline import service_files
from app.workspace import queries as workspace_queries
from app.workspace.service import TIDY
from app.workspace.service_log import logged

TAKE_BACK = "privacy.take_back"
INCIDENTS_AT_ONCE = 4
"""In a transaction."""
PLACES_AT_ONCE = 20
"""Slack lets fifty messages a minute be deleted."""


def choose(
    session: Session, team: TeamId, keeping: Keeping, *, now: datetime, by: UserId | None = None
) -> None:
    """Keep each thing for so many days from now on; what is older goes in the coming night."""
    row = session.get_one(WorkspaceRow, team)
    with logged(session, row, by=by, now=now):
        row.keeps_texts_days = keeping.get(Kept.TEXTS)
        row.keeps_answers_days = keeping.get(Kept.ANSWERS)
        row.keeps_incidents_days = keeping.get(Kept.INCIDENTS)
    session.flush()
    plan(session, team, now=now)


def plan(session: Session, team: TeamId, *, now: datetime) -> None:
    """Have the next thing go in the night in which it is due."""
    night = next_night(
        team,
        queries_retention.keeping(session, team),
        queries_retention.oldest(session, team),
        workspace_queries.workspace(session, team).zone,
        now,
    )
    if night is not None:
        outbox.again(session, team, TIDY, key=team, due_at=night)


def tidy_some(session: Session, team: TeamId, *, now: datetime) -> bool:
    """Let go of what is too old, in a few more incidents; True while there may be more."""
    for kind, days in queries_retention.keeping(session, team).items():
        if days is None:
            continue
        than = now - timedelta(days=days)
        due = queries_retention.older(session, team, kind, than, limit=INCIDENTS_AT_ONCE)
        for incident_id in due:
            _LET_GO[kind](session, team, incident_id, now)
        if due:
            return True
    return False


def _let_go_texts(session: Session, team: TeamId, incident_id: int, now: datetime) -> None:
    """Times, kinds and people stay, so that the story can still be counted. What was told of the
    texts is told anew without them.
    """
    of_it = select(EntryRow.id).where(EntryRow.incident_id == incident_id)
    session.execute(
        update(EntryRow)
        .where(EntryRow.incident_id == incident_id)
        .values(text=NOTHING, files=[], link=None)
    )
    for gone in (EntryVersionRow, FileCopyRow, AccountRow):
        session.execute(delete(gone).where(gone.entry_id.in_(of_it)))
    for row, texts in _EMPTIED.items():
        nothing = dict.fromkeys(texts)
        session.execute(update(row).where(row.entry_id.in_(of_it)).values(**nothing))
    stops = select(StopRow.id).join(ReviewRow).where(ReviewRow.incident_id == incident_id)
    session.execute(
        update(ContributionRow)
        .where(ContributionRow.stop_id.in_(stops))
        .values(text=NOTHING, is_deleted=True)
    )
    reviews = select(ReviewRow.id).where(ReviewRow.incident_id == incident_id)
    session.execute(
        update(SectionTextRow)
        .where(SectionTextRow.review_id.in_(reviews))
        .values(based_on=[], told=[])
    )
    is_it = IncidentRow.id == incident_id
    session.execute(update(IncidentRow).where(is_it).values(texts_removed_at=now))
    service_files.retell(session, team, incident_id, now=now)


_EMPTIED: dict[type[DecisionRow] | type[HandoffRow], tuple[str, ...]] = {
    DecisionRow: ("intent", "known", "assumed", "alternatives", "pressure", "outcome"),
    HandoffRow: ("subject", "state_given", "open_questions", "read_back"),
}


def _let_go_answers(session: Session, team: TeamId, incident_id: int, now: datetime) -> None:
    """How many there were is still told."""
    review = session.scalars(
        select(ReviewRow).where(ReviewRow.incident_id == incident_id).with_for_update()
    ).one()
    of_it = ReflectionRow.review_id == review.id
    ids = select(ReflectionRow.id).where(of_it)
    quotes = delete(QuoteRow).where(QuoteRow.reflection_id.in_(ids)).returning(QuoteRow.stop_id)
    if session.scalars(quotes).all():
        show_again(session, team, [review.id], now=now)
    gone = select(func.count()).select_from(ReflectionRow).where(of_it)
    review.answers_removed += session.scalar(gone) or 0
    session.execute(delete(ReflectionRow).where(of_it))


def _let_go_incident(session: Session, team: TeamId, incident_id: int, now: datetime) -> None:
    """All of it, and what the bot put into Slack of it, as far as Slack lets it."""
    _take_back(session, team, incident_id, now)
    for table in queries.deepest_first():
        if queries.is_of_incidents(table):
            within = queries.of_incident(table, incident_id)
            for column in queries.to_themselves(table):
                session.execute(update(table).where(within).values({column.name: None}))
            session.execute(delete(table).where(within))


_LET_GO = {
    Kept.TEXTS: _let_go_texts,
    Kept.ANSWERS: _let_go_answers,
    Kept.INCIDENTS: _let_go_incident,
}


def _take_back(session: Session, team: TeamId, incident_id: int, now: datetime) -> None:
    posts = _posts(session, team, incident_id)
    places = [[post.channel_id, post.message_ts] for post in posts]
    parts: dict[str, dict[str, object]] = {
        f"{incident_id}:{start}": {"messages": places[start : start + PLACES_AT_ONCE]}
        for start in range(0, len(places), PLACES_AT_ONCE)
    }
    reviews = select(ReviewRow.id).where(ReviewRow.incident_id == incident_id)
    files = [
        *session.scalars(select(UploadRow.file_id).where(UploadRow.review_id.in_(reviews))),
        *session.scalars(select(PictureRow.file_id).where(PictureRow.review_id.in_(reviews))),
    ]
    canvases = session.scalars(select(CanvasRow.canvas_id).where(CanvasRow.review_id.in_(reviews)))
    parts[f"{incident_id}:files"] = {"files": files, "canvases": list(canvases)}
    outbox.once_each(session, team, TAKE_BACK, due_at=now, arguments=parts)
    for post in posts:
        session.delete(post)


def _posts(session: Session, team: TeamId, incident_id: int) -> list[PostRow]:
    """In its own channel, and elsewhere what is about it by its key."""
    incident = session.get_one(IncidentRow, incident_id)
    review = session.scalar(select(ReviewRow.id).where(ReviewRow.incident_id == incident_id))
    keys = [f"card:{incident_id}", f"announcement:{incident_id}"]
    if review is not None:
        keys += [f"{kind}:{review}" for kind in ("review", "summary", "changes", "shared")]
    is_own = [PostRow.channel_id == incident.channel_id] if incident.has_own_channel else []
    begins = [PostRow.key.startswith(f"{key}{sign}") for key in keys for sign in ".:"]
    is_its = or_(PostRow.key.in_(keys), *begins, *is_own)
    return list(session.scalars(select(PostRow).where(PostRow.team_id == team, is_its)))
