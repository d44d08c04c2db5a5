"""Slack in, for looking at the summary before and after it is posted."""

import asyncio
from functools import partial

from slack_sdk.models.views import View

from app.deps import Deps
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.reviews import queries as review_queries
from app.reviews.rules import Review
from app.slack.ids import UserId
from app.slack.listeners import Command, Filled, Help, Listener, Reply, on_command
from app.summaries import queries_export, views_preview
from app.summaries.telling import generate


async def on_summary(deps: Deps, command: Command) -> Reply:
    """The page opens at once; what it shows takes as long as reading the timeline."""
    incident = await deps.db.read(
        incident_service.required_in_channel, command.team, command.channel
    )
    opening = views_preview.preview_opening(incident)
    form = await deps.slack(command.team).open_form(command.trigger, opening)
    return Filled(form, partial(_page, deps, incident, command.user))


async def _page(deps: Deps, incident: Incident, reader: UserId) -> View:
    story, facts, _ = await deps.db.read(queries_export.all_of, incident)
    document = await asyncio.to_thread(generate, story, facts)
    review = await deps.db.read(review_queries.review_of, incident.id)
    may_post = review is not None and _may_post(deps, incident, review, reader)
    return views_preview.preview_page(incident, review, document, may_post=may_post)


def _may_post(deps: Deps, incident: Incident, review: Review, reader: UserId) -> bool:
    """Once it stands everybody has it brought up to date; before, whoever may end the review."""
    if review.is_off:
        return False
    if review.closed_at is not None:
        return True
    is_due = deps.clock.now() >= review.meets_at
    return is_due and reader in {review.facilitator, incident.lead}


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "summary",
        on_summary,
        help_line=Help("summary", "show how the review's summary reads now, only to you"),
    ),
)
