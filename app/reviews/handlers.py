"""Slack in, for reviews."""

from app.deps import Deps
from app.errors import UserError
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.incidents.rules import STATE_LABELS, Incident
from app.incidents.service import Gesture
from app.incidents.views import RESOLVE
from app.reviews import queries, service, service_facilitator, views
from app.reviews.rules import Review, off_sentence
from app.slack.ids import TriggerId, UserId
from app.slack.listeners import (
    Command,
    Form,
    Help,
    Listener,
    Press,
    Problems,
    Redrawn,
    Reply,
    Whisper,
    on_command,
    on_form,
    on_press,
)
from app.slack.mrkdwn import moment, user_mention


async def on_resolve(deps: Deps, command: Command) -> Reply:
    incident = await deps.db.read(
        incident_service.required_in_channel, command.team, command.channel
    )
    return await _ask(deps, incident, command.trigger)


async def on_resolve_button(deps: Deps, press: Press) -> Reply:
    incident = await deps.db.read(incident_queries.incident, int(press.value))
    return await _ask(deps, incident, press.trigger)


async def on_resolve_form(deps: Deps, form: Form) -> Reply:
    now = deps.clock.now()
    incident = await deps.db.read(incident_queries.incident, int(form.context))
    resolution = views.parse_resolution(form.values, incident, now=now)
    if isinstance(resolution, dict):
        return Problems(resolution)
    if resolution.facilitator is not None:
        problems = await deps.db.read(
            service_facilitator.problems_of,
            incident,
            resolution.facilitator,
            resolution.facilitator_reason,
        )
        if problems:
            return Problems(problems)
    gesture = Gesture(by=form.user, at=now, key=form.key)
    await deps.db.commit(service.resolve, incident, resolution, gesture)
    return None


async def on_post_summary(deps: Deps, press: Press) -> Reply:
    await _summarize(deps, press)
    if press.view:
        return Redrawn({press.view: views.summary_on_its_way_page()})
    return Whisper(views.summary_on_its_way())


async def _summarize(deps: Deps, press: Press) -> None:
    """End a review under way, or bring a posted summary up to date."""
    incident, review = await deps.db.read(queries.with_incident, int(press.value))
    now = deps.clock.now()
    if review.is_off:
        raise UserError(off_sentence(review))
    if review.closed_at is not None:
        await deps.db.commit(service.write_summary, incident.team, review.id, now=now)
        return
    if now < review.meets_at:
        raise UserError(f"The summary comes at the end of the review, {moment(review.ends_at)}.")
    _check_may_end(incident, review, press.user)
    await deps.db.commit(service.close_meeting, incident.team, review.id, now=now)


async def _ask(deps: Deps, incident: Incident, trigger: TriggerId) -> Reply:
    if not incident.is_open:
        raise UserError(
            f"{incident.label} is already {STATE_LABELS[incident.state].lower()}."
            + await _review_hint(deps, incident)
        )
    now = deps.clock.now()
    proposal = await deps.db.read(service.propose, incident, now=now)
    form = views.resolve_form(incident, proposal, now=now)
    await deps.slack(incident.team).open_form(trigger, form)
    return None


async def _review_hint(deps: Deps, incident: Incident) -> str:
    review = await deps.db.read(queries.review_of, incident.id)
    return f" Its review is on {moment(review.meets_at)}." if review else ""


def _check_may_end(incident: Incident, review: Review, user: UserId) -> None:
    """The facilitator or the lead ends a review; others are told when it ends by itself."""
    if user in {review.facilitator, incident.lead}:
        return
    facilitator = review.facilitator if review.accepted_at else None
    who = user_mention(facilitator) if facilitator else "the lead"
    raise UserError(
        f"The summary is posted by {who}, or by itself at {moment(review.ends_at, '{time}')}."
    )


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "resolve", on_resolve, help_line=Help("resolve", "end the incident and schedule its review")
    ),
    on_press(RESOLVE, on_resolve_button),
    on_form(views.RESOLVE_FORM, on_resolve_form),
    on_press(views.POST_SUMMARY, on_post_summary),
)
