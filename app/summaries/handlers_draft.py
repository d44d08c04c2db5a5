"""Slack in, for what a language model drafted: that a person has read it."""

from app.deps import Deps
from app.errors import UserError
from app.incidents.rules import Incident
from app.reviews import queries as review_queries
from app.reviews.rules import Review
from app.reviews.rules_rewind import guide, named_guide
from app.slack.ids import UserId
from app.slack.listeners import Listener, Press, Reply, on_press
from app.slack.mrkdwn import user_mention
from app.summaries import service_draft, views


async def on_read(deps: Deps, press: Press) -> Reply:
    review_id, seen = views.parse_read(press.value)
    incident, review = await deps.db.read(review_queries.with_incident, review_id)
    role, now = _role(press.user, incident, review), deps.clock.now()
    await deps.db.commit(service_draft.read, press.team, review_id, seen, role, now=now)
    return None


def _role(user: UserId, incident: Incident, review: Review) -> str:
    """As whom somebody reads it. UserError for somebody who does not answer for the summary."""
    if user == review.facilitator:
        return "facilitator"
    if user == review.owner:
        return "owner of the write-up"
    if user in {incident.lead, guide(review, incident)}:
        return "lead"
    who = user_mention(review.owner or named_guide(review, incident))
    raise UserError(
        f"Thank you for reading it. That it reads right is for {who} to say; tell them what you "
        "would change."
    )


LISTENERS: tuple[Listener[Deps], ...] = (on_press(views.READ_DRAFT, on_read),)
