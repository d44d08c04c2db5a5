"""The meeting of a review as its calendar file has it."""

from sqlalchemy.orm import Session

from app.incidents.rules import Incident
from app.reviews import queries
from app.reviews.invitation import Meeting
from app.reviews.rules import Review
from app.reviews.rules_rewind import named_guide
from app.slack.mrkdwn import plain
from app.vocabulary import ReviewDepth
from app.workspace import queries as workspace_queries


def meeting_of(session: Session, incident: Incident, review: Review) -> Meeting:
    """As it is known now; cancelled when nobody meets."""
    taking_part = queries.participants(session, incident, review)
    organizer = named_guide(review, incident)
    known = workspace_queries.people(session, incident.team, taking_part | {organizer})
    workspace = workspace_queries.workspace(session, incident.team)
    return Meeting(
        uid=review.calendar_uid,
        sequence=review.calendar_sequence,
        title=f"Review of {incident.label}: {plain(incident.title)}",
        starts_at=review.meets_at,
        length=review.length,
        url=workspace.choices.meeting_link,
        description="We walk through the timeline together and look for what made this possible.",
        organizer=known[organizer].name if organizer in known else "Onward",
        attendees=sorted(known[user].name for user in taking_part if user in known),
        is_cancelled=review.is_off or review.depth is ReviewDepth.LIGHT,
    )
