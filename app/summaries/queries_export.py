"""What files of an incident are made from."""

from sqlalchemy.orm import Session

from app.incidents.rules import Incident
from app.reviews import queries as review_queries
from app.reviews.invitation import Meeting
from app.reviews.queries_meeting import meeting_of
from app.reviews.rules import Review
from app.summaries import queries, queries_checklist
from app.summaries.rules_checklist import Facts
from app.summaries.rules_story import Story


def all_of(session: Session, incident: Incident) -> tuple[Story, Facts | None, Meeting | None]:
    """The story as it is known now; what its checklist needs and the meeting, once there is a
    review. A review that was skipped has none of the two.
    """
    review = review_queries.review_of(session, incident.id)
    story = queries.story_of(session, incident, review)
    if review is None:
        return story, None, None
    meeting = meeting_of(session, incident, review)
    return story, _facts(session, review), None if meeting.is_cancelled else meeting


def _facts(session: Session, review: Review) -> Facts | None:
    """Before the rewind a summary is not expected to be complete."""
    return queries_checklist.facts(session, review.id) if review.closed_at else None
