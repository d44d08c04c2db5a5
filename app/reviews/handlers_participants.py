"""Slack in, for who takes part in a review."""

from slack_sdk.models.views import View

from app.deps import Deps
from app.incidents.rules import Incident
from app.reviews import queries, queries_rewind, service, service_participants, views_participants
from app.reviews.rules import Review
from app.reviews.rules_rewind import steers
from app.slack.ids import UserId
from app.slack.listeners import (
    Command,
    Form,
    Help,
    Listener,
    Press,
    Problems,
    Reply,
    Whisper,
    on_command,
    on_form,
    on_press,
)
from app.workspace import queries as workspace_queries

NO_REVIEW = "Who takes part is chosen once the review is scheduled: `/incident resolve`."


async def on_participants(deps: Deps, command: Command) -> Reply:
    incident, review = await deps.db.read(
        service.required_in_channel, command.team, command.channel, lacking=NO_REVIEW
    )
    form = await participants_form(deps, incident, review, command.user)
    await deps.slack(command.team).open_form(command.trigger, form)
    return None


async def participants_form(deps: Deps, incident: Incident, review: Review, viewer: UserId) -> View:
    """Who takes part, as one person may change it."""
    users = await deps.db.read(queries.participants, incident, review)
    declined = await deps.db.read(queries.has_declined, review.id, viewer)
    return views_participants.participants_form(
        incident, review, sorted(users), has_declined=declined
    )


async def on_participants_form(deps: Deps, form: Form) -> Reply:
    review_id, added, removed = views_participants.parse_participants(form.values, form.context)
    incident, review = await deps.db.read(queries.with_incident, review_id)
    rewind = await deps.db.read(queries_rewind.rewind, review_id)
    if removed - {form.user} and not steers(form.user, review, incident, rewind):
        return Problems({"people": "Only who steers the review takes somebody else out."})
    if await deps.db.read(workspace_queries.bots, form.team, added):
        return Problems({"people": "A bot can't take part. Please choose people."})
    now = deps.clock.now()
    await deps.db.commit(
        service_participants.change, incident, review_id, added=added, removed=removed, now=now
    )
    return None


async def on_decline(deps: Deps, press: Press) -> Reply:
    incident, review = await deps.db.read(queries.with_incident, int(press.value))
    now = deps.clock.now()
    await deps.db.commit(service_participants.decline, incident, review.id, press.user, now=now)
    return Whisper(views_participants.declined(review))


async def on_come_back(deps: Deps, press: Press) -> Reply:
    incident, review = await deps.db.read(queries.with_incident, int(press.value))
    now = deps.clock.now()
    await deps.db.commit(service_participants.come_back, incident, review.id, press.user, now=now)
    return Whisper(views_participants.came_back(), replaces=bool(press.whisper))


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "participants",
        on_participants,
        help_line=Help("participants", "change who takes part in the review, or stay away"),
    ),
    on_form(views_participants.PARTICIPANTS_FORM, on_participants_form),
    on_press(views_participants.DECLINE, on_decline),
    on_press(views_participants.COME_BACK, on_come_back),
)
