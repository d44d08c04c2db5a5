"""Slack in, for the page that says where a review stands, and one's next step."""

from app.deps import Deps
from app.errors import UserError
from app.incidents import queries as incident_queries
from app.incidents.rules import Incident
from app.reviews import (
    queries,
    queries_calibration,
    queries_reflections,
    queries_rewind,
    views_page,
)
from app.reviews.handlers_past import ask_for_past
from app.reviews.rules import Review
from app.reviews.rules_next_step import Besides
from app.slack.blocks import Message
from app.slack.ids import UserId
from app.slack.listeners import Command, Help, Listener, Reply, Whisper, on_command
from app.workspace import queries as workspace_queries


async def on_review(deps: Deps, command: Command) -> Reply:
    incident = await deps.db.read(
        incident_queries.incident_in_channel, command.team, command.channel
    )
    if incident is None:
        return await ask_for_past(deps, command)
    review = await deps.db.read(queries.review_of, incident.id)
    if review is None:
        raise UserError(
            "The review is scheduled when the incident is resolved: `/incident resolve`."
        )
    return Whisper(await page_for(deps, incident, review, command.user))


async def page_for(deps: Deps, incident: Incident, review: Review, viewer: UserId) -> Message:
    """Where it stands now, for one person."""
    workspace = await deps.db.read(workspace_queries.workspace, incident.team)
    part = await deps.db.read(queries_calibration.part, review.id, viewer)
    return views_page.review_page(
        incident,
        review,
        await deps.db.read(queries_rewind.rewind, review.id),
        viewer,
        workspace_url=workspace.url,
        now=deps.clock.now(),
        besides=Besides(
            answers=await deps.db.read(queries_reflections.how_many, review.id),
            has_unread=bool(part.unread) and review.closed_at is None,
            has_changes=await deps.db.read(queries.has_changes, review.id),
        ),
    )


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "review",
        on_review,
        help_line=Help(
            "review",
            "show where the review stands, and your next step; elsewhere, review a near miss",
        ),
    ),
)
