"""Slack in, for the checklist: reading it, letting a gate pass, sharing the review."""

import asyncio
from collections.abc import Sequence

from slack_sdk.models.views import View

from app.deps import Deps
from app.errors import UserError
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.reviews import queries as review_queries
from app.reviews import queries_rewind
from app.reviews import service as review_service
from app.reviews.rules import Review
from app.reviews.rules_rewind import named_guide, steers
from app.reviews.views_page import OPEN_CHECKLIST
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
    on_command,
    on_form,
    on_press,
)
from app.slack.mrkdwn import user_mention
from app.summaries import (
    queries,
    queries_checklist,
    queries_corrections,
    service_checklist,
    views_checklist,
)
from app.summaries.mending import Asked, form_to_mend
from app.summaries.rules_checklist import Item
from app.summaries.rules_held import Held, held_back
from app.summaries.telling import generate
from app.vocabulary import ReviewState
from app.workspace import queries as workspace_queries

NO_REVIEW = "The review is scheduled when the incident is resolved: `/incident resolve`."


async def on_checklist(deps: Deps, command: Command) -> Reply:
    incident, review = await deps.db.read(
        review_service.required_in_channel, command.team, command.channel, lacking=NO_REVIEW
    )
    return await _open(deps, incident, review, command.user, command.trigger)


async def on_checklist_button(deps: Deps, press: Press) -> Reply:
    incident, review = await deps.db.read(review_queries.with_incident, int(press.value))
    return await _open(deps, incident, review, press.user, press.trigger)


async def on_mend(deps: Deps, press: Press) -> Reply:
    incident, review = await finished_by(deps, int(press.context), press.user)
    form = await form_to_mend(deps, Item(press.value), Asked(incident, review, press.user))
    await deps.slack(press.team).push_form(press.trigger, form)
    return None


async def on_look_again(deps: Deps, press: Press) -> Reply:
    _, review = await finished_by(deps, int(press.value), press.user)
    return await _redrawn(deps, press, review.id)


async def on_waive(deps: Deps, press: Press) -> Reply:
    _, review = await finished_by(deps, int(press.context), press.user)
    form = views_checklist.waive_form(review.id, Item(press.value))
    await deps.slack(press.team).push_form(press.trigger, form)
    return None


async def on_waive_form(deps: Deps, form: Form) -> Reply:
    review_id, item = views_checklist.parse_waived(form.context)
    reason = views_checklist.parse_reason(form.values)
    if reason is None:
        return Problems({"reason": "Please say in a line what speaks for it."})
    await finished_by(deps, review_id, form.user)
    gesture = Gesture(by=form.user, at=deps.clock.now(), key=form.key)
    await deps.db.commit(service_checklist.waive, form.team, review_id, item, reason, gesture)
    page = await page_of(deps, review_id)
    return Redrawn({form.beneath: page} if form.beneath else {})


async def on_unwaive(deps: Deps, press: Press) -> Reply:
    _, review = await finished_by(deps, int(press.context), press.user)
    item, now = Item(press.value), deps.clock.now()
    await deps.db.commit(service_checklist.unwaive, press.team, review.id, item, now=now)
    return await _redrawn(deps, press, review.id)


async def on_owner(deps: Deps, press: Press) -> Reply:
    """Only a person can own it: a bot that was picked changes nothing, and the page says who is."""
    _, review = await finished_by(deps, int(press.context), press.user)
    owner = UserId(press.value)
    if not await deps.db.read(workspace_queries.is_bot, press.team, owner):
        name, now = service_checklist.name_owner, deps.clock.now()
        await deps.db.commit(name, press.team, review.id, owner, now=now)
    return await _redrawn(deps, press, review.id)


async def on_share(deps: Deps, press: Press) -> Reply:
    incident, review = await finished_by(deps, int(press.value), press.user)
    gesture = Gesture(by=press.user, at=deps.clock.now(), key=press.key)
    await deps.db.commit(service_checklist.share, incident, review, gesture)
    return await _redrawn(deps, press, review.id)


async def on_take_back(deps: Deps, press: Press) -> Reply:
    incident, review = await finished_by(deps, int(press.value), press.user)
    now = deps.clock.now()
    await deps.db.commit(service_checklist.take_back, incident, review, now=now)
    return await _redrawn(deps, press, review.id)


async def _open(
    deps: Deps, incident: Incident, review: Review, user: UserId, trigger: TriggerId
) -> Reply:
    await _check(deps, incident, review, user)
    if review.state is ReviewState.SKIPPED:
        raise UserError("The review was skipped, so there is nothing to complete.")
    await deps.slack(incident.team).open_form(trigger, await page_of(deps, review.id))
    return None


async def finished_by(deps: Deps, review_id: int, user: UserId) -> tuple[Incident, Review]:
    """The review, for somebody who finishes it; UserError for everybody else."""
    incident, review = await deps.db.read(review_queries.with_incident, review_id)
    await _check(deps, incident, review, user)
    return incident, review


async def _check(deps: Deps, incident: Incident, review: Review, user: UserId) -> None:
    rewind = await deps.db.read(queries_rewind.rewind, review.id)
    if user != review.owner and not steers(user, review, incident, rewind):
        who = user_mention(review.owner or named_guide(review, incident))
        raise UserError(
            f"The checklist is for whoever finishes the review: {who}. What you miss in the "
            "summary can be added by `/incident finding`."
        )


async def _redrawn(deps: Deps, press: Press, review_id: int) -> Reply:
    return Redrawn({press.view: await page_of(deps, review_id)} if press.view else {})


async def page_of(deps: Deps, review_id: int) -> View:
    """The checklist as it stands now."""
    incident, review = await deps.db.read(review_queries.with_incident, review_id)
    found = await deps.db.read(queries_checklist.checklist_now, review_id)
    owner = review.owner or named_guide(review, incident)
    told = await deps.db.read(review_queries.told_incident, incident, review)
    held = await held_now(deps, review_id)
    written = await deps.db.read(queries_corrections.written, review_id)
    return views_checklist.checklist_page(told, review, found, owner, held, written)


async def held_now(deps: Deps, review_id: int) -> Sequence[Held]:
    """What the summary leaves out for its wording, as people have worded it by now."""
    story = await deps.db.read(queries.story, review_id)
    document = await asyncio.to_thread(generate, story)
    return held_back(document, story.cast())


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "checklist",
        on_checklist,
        help_line=Help("checklist", "show what the review's summary still lacks, and share it"),
    ),
    on_press(OPEN_CHECKLIST, on_checklist_button),
    on_press(views_checklist.MEND, on_mend),
    on_press(views_checklist.LOOK_AGAIN, on_look_again),
    on_press(views_checklist.WAIVE, on_waive),
    on_form(views_checklist.WAIVE_FORM, on_waive_form),
    on_press(views_checklist.UNWAIVE, on_unwaive),
    on_press(views_checklist.OWNER, on_owner),
    on_press(views_checklist.SHARE, on_share),
    on_press(views_checklist.TAKE_BACK, on_take_back),
)
