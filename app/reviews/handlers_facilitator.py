"""Slack in, for facilitating: naming somebody, and their answer."""

from app.deps import Deps
from app.errors import UserError
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.reviews import queries, service, service_facilitator
from app.reviews import views_facilitator as views
from app.reviews.handlers_page import page_for
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
from app.slack.mrkdwn import Mrkdwn, mentioned_users

NO_REVIEW = (
    "The review is scheduled when the incident is resolved, and so is its facilitator: "
    "`/incident resolve`."
)


async def on_facilitator(deps: Deps, command: Command) -> Reply:
    """Somebody of the response needs a reason, and therefore the form."""
    incident, review = await deps.db.read(
        service.required_in_channel, command.team, command.channel, lacking=NO_REVIEW
    )
    user = _one_person(command.text, command.user) if command.text else None
    if command.text and user is None:
        raise UserError(
            "Please name one person, like `/incident facilitator @maria`, or yourself: "
            "`/incident facilitator me`."
        )
    if user is None or "facilitator_reason" in await _problems(deps, incident, user):
        form = views.facilitator_form(incident, review, user)
        await deps.slack(command.team).open_form(command.trigger, form)
        return None
    gesture = _gesture(deps, command)
    await deps.db.commit(service_facilitator.name, incident, review.id, user, None, gesture)
    return Whisper(views.named(user, is_oneself=user == command.user))


async def on_change(deps: Deps, press: Press) -> Reply:
    incident, review = await deps.db.read(queries.with_incident, int(press.value))
    form = views.facilitator_form(incident, review)
    await deps.slack(press.team).open_form(press.trigger, form)
    return None


async def on_facilitator_form(deps: Deps, form: Form) -> Reply:
    incident, review = await deps.db.read(queries.with_incident, int(form.context))
    user, reason = views.parse_facilitator(form.values)
    if user is None:
        return Problems({"facilitator": "Please choose a person."})
    gesture = _gesture(deps, form)
    await deps.db.commit(service_facilitator.name, incident, review.id, user, reason, gesture)
    return None


async def on_accept(deps: Deps, press: Press) -> Reply:
    incident, review = await deps.db.read(queries.with_incident, int(press.value))
    now = deps.clock.now()
    await deps.db.commit(service_facilitator.accept, incident, review, press.user, now=now)
    return await _page_again(deps, press)


async def on_decline(deps: Deps, press: Press) -> Reply:
    incident, review = await deps.db.read(queries.with_incident, int(press.value))
    now = deps.clock.now()
    await deps.db.commit(service_facilitator.decline, incident, review, press.user, now=now)
    return await _page_again(deps, press)


async def _page_again(deps: Deps, press: Press) -> Reply:
    """Where it was pressed on the page of the review; a letter says by itself what became of it."""
    if not press.whisper:
        return None
    incident, review = await deps.db.read(queries.with_incident, int(press.value))
    page = await page_for(deps, incident, review, press.user)
    return Whisper(page, replaces=True)


async def _problems(deps: Deps, incident: Incident, user: UserId) -> dict[str, str]:
    return await deps.db.read(service_facilitator.problems_of, incident, user, None)


def _one_person(text: Mrkdwn, me: UserId) -> UserId | None:
    if text.lower() == "me":
        return me
    users = mentioned_users(text)
    return users[0] if len(users) == 1 else None


def _gesture(deps: Deps, asked: Command | Form) -> Gesture:
    return Gesture(by=asked.user, at=deps.clock.now(), key=asked.key)


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "facilitator",
        on_facilitator,
        help_line=Help("facilitator [@maria]", "ask somebody else to facilitate the review"),
    ),
    on_press(views.CHANGE_FACILITATOR, on_change),
    on_form(views.FACILITATOR_FORM, on_facilitator_form),
    on_press(views.ACCEPT, on_accept),
    on_press(views.DECLINE, on_decline),
)
