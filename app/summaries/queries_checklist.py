"""Every SELECT about what the checklist needs to know besides the story."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.tables import EntryRow, ReflectionRow, WaiverRow
from app.incidents import queries as incident_queries
from app.incidents.rules import Incident
from app.reviews import queries as review_queries
from app.reviews import queries_calibration, queries_findings
from app.reviews.rules import Review
from app.slack.mrkdwn import Mrkdwn
from app.summaries import queries
from app.summaries.rules_checklist import Checklist, Facts, Item, checklist
from app.summaries.rules_story import Story
from app.vocabulary import Source
from app.workspace import queries as workspace_queries
from app.workspace.rules_calendar import calendar_of

_SAID = (Source.MESSAGE, Source.NOTE)


def checklist_now(session: Session, review_id: int) -> Checklist:
    """The checklist, with the summary as it stands."""
    story, known = told(session, review_id)
    summary = queries.newest_summary(session, review_id)
    return checklist(story, known, summary.document if summary else None)


def told(session: Session, review_id: int) -> tuple[Story, Facts]:
    """What a summary is told from, and what its checklist needs besides."""
    return queries.story(session, review_id), facts(session, review_id)


def facts(session: Session, review_id: int) -> Facts:
    """What is so now."""
    review = review_queries.review(session, review_id)
    incident = incident_queries.incident(session, review.incident_id)
    return Facts(
        answered_groups=queries_findings.group_answers(session, review_id),
        facilitates=review.facilitator is not None,
        took_part=_took_part(session, incident, review),
        facilitator_reason=review.facilitator_reason,
        participants=len(review_queries.participants(session, incident, review)),
        reflected=_reflected(session, review_id),
        in_timeline=len(queries_calibration.people_to_ask(session, incident, review)),
        working_days=_working_days(session, incident, review),
        waivers=_waivers(session, review_id),
    )


def _took_part(session: Session, incident: Incident, review: Review) -> bool:
    """Whether whoever facilitates said something while it lasted, or held a role. Marks alone are
    no part in it: they are how a facilitator prepares.
    """
    held = {one.user for one in incident_queries.roles_held(session, incident.id)}
    said = select(EntryRow.author_id).where(
        EntryRow.incident_id == incident.id,
        EntryRow.removed_at.is_(None),
        EntryRow.source.in_(_SAID),
        EntryRow.occurred_at <= (incident.resolved_at or review.meets_at),
        EntryRow.author_id == review.facilitator,
    )
    return review.facilitator in held or session.scalar(said.limit(1)) is not None


def _reflected(session: Session, review_id: int) -> int:
    """How many people answered at least. Answers without a name do not tell, so it is the number of
    answers to the question that most people answered.
    """
    answers = (
        select(func.count().label("answers"))
        .where(ReflectionRow.review_id == review_id)
        .group_by(ReflectionRow.question)
        .subquery()
    )
    return session.scalar(select(func.max(answers.c.answers))) or 0


def _working_days(session: Session, incident: Incident, review: Review) -> int:
    """From the end of the incident to the review, in the workspace's calendar."""
    if incident.resolved_at is None:
        return 0
    workspace = workspace_queries.workspace(session, incident.team)
    calendar = calendar_of(workspace, review.meets_at)
    return calendar.working_days_between(incident.resolved_at, review.meets_at)


def _waivers(session: Session, review_id: int) -> Mapping[Item, Mrkdwn]:
    rows = session.execute(
        select(WaiverRow.item, WaiverRow.reason).where(WaiverRow.review_id == review_id)
    )
    return {Item(row.item): Mrkdwn(row.reason) for row in rows if row.item in set(Item)}
