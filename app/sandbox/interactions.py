"""What a person's commands, clicks and forms look like to the app, and what its answer does.

`people.Person` finds what is clicked and checks that it can be; here are payload and consequence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.sandbox import inputs, messages, modals, render, response_urls
from app.sandbox.delivery import Ack, Parcel
from app.sandbox.drafts import check_answer_blocks
from app.sandbox.errors import SlackError
from app.sandbox.forms import chosen_option, entered, options
from app.sandbox.inputs import KINDS, Placed
from app.sandbox.messages import Draft
from app.sandbox.slack import Slack
from app.sandbox.world import Channel, Json, Message, User, View, Whisper


class NoAnswerError(Exception):
    """The app did not acknowledge in time, so the person's client shows a warning sign."""


@dataclass(frozen=True, slots=True)
class CommandAnswer:
    """What a person sees right after a slash command; `problem` when the app did not answer."""

    is_acked: bool
    text: str = ""
    blocks: Sequence[Json] = ()
    is_public: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One click: who, on what, and where the state of the surrounding fields is kept."""

    user: User
    placed: Placed
    value: object = None
    entries: dict[tuple[str, str], Json] = field(default_factory=dict)


async def command(slack: Slack, user: User, place: Channel, name: str, text: str) -> CommandAnswer:
    """Send a slash command and show its immediate answer."""
    payload = {
        "token": slack.app.verification_token,
        "team_id": slack.world.team_id,
        "team_domain": slack.world.domain,
        "channel_id": place.id,
        "channel_name": _channel_name(place),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": slack.app.id,
        "is_enterprise_install": "false",
        "response_url": response_urls.issue(slack, "commands", place.id, user.id),
        "trigger_id": slack.triggers.issue(user.id),
    }
    ack = await slack.delivery.ask(Parcel("slash_commands", payload))
    if not ack.is_ok:
        return CommandAnswer(False, problem=ack.reason)
    return _answered(slack, user, place, ack.body)


async def shortcut(slack: Slack, user: User, callback_id: str) -> None:
    """Run a global shortcut."""
    payload = _base(slack, user, "shortcut") | {
        "action_ts": slack.ts(),
        "callback_id": callback_id,
        "trigger_id": slack.triggers.issue(user.id),
    }
    await _ask(slack, payload)


async def message_shortcut(
    slack: Slack, user: User, place: Channel, sent: Message, callback_id: str
) -> None:
    """Run a shortcut on a message."""
    payload = _base(slack, user, "message_action") | {
        "action_ts": slack.ts(),
        "callback_id": callback_id,
        "trigger_id": slack.triggers.issue(user.id),
        "channel": {"id": place.id, "name": _channel_name(place)},
        "message_ts": sent.ts,
        "message": render.message(slack, sent),
        "response_url": response_urls.issue(slack, "app", place.id, user.id, sent.ts),
    }
    await _ask(slack, payload)


async def click_in_message(slack: Slack, deed: Deed, place: Channel, on: Message | Whisper) -> None:
    """Use a button or menu of a message, or of a whisper."""
    is_whisper = isinstance(on, Whisper)
    shown = render.whisper(slack, on) if isinstance(on, Whisper) else render.message(slack, on)
    actions = [_action(slack, deed)]
    container = {
        "type": "message",
        "message_ts": on.ts,
        "channel_id": place.id,
        "is_ephemeral": is_whisper,
    }
    if on.thread_ts:
        container["thread_ts"] = on.thread_ts
    payload = _base(slack, deed.user, "block_actions") | {
        "container": container,
        "trigger_id": slack.triggers.issue(deed.user.id),
        "channel": {"id": place.id, "name": _channel_name(place)},
        "message": shown,
        "state": {"values": inputs.values(on.blocks, deed.entries)},
        "response_url": response_urls.issue(slack, "actions", place.id, deed.user.id, on.ts),
        "actions": actions,
    }
    await _ask(slack, payload)


async def click_in_view(slack: Slack, deed: Deed, view: View) -> None:
    """Use a button or menu of a modal or home tab."""
    actions = [_action(slack, deed)]
    is_modal = view.given["type"] == "modal"
    payload = _base(slack, deed.user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": slack.triggers.issue(deed.user.id, in_modal=is_modal),
        "view": modals.rendered(slack, view),
        "actions": actions,
    }
    await _ask(slack, payload)


async def submit(slack: Slack, user: User, view: View) -> dict[str, str]:
    """Submit the modal as it is filled in; the errors by block_id that the app found."""
    payload = _base(slack, user, "view_submission") | {
        "trigger_id": slack.triggers.issue(user.id, in_modal=True),
        "response_urls": [],
        "view": modals.rendered(slack, view),
    }
    body = (await _ask(slack, payload)).body
    match body.get("response_action"):
        case None:
            _take_away(slack, user, view)
        case "errors":
            return _field_errors(view, body)
        case "update":
            modals.update(slack, view, body.get("view"))
        case "push":
            modals.push(slack, user.id, body.get("view"))
        case "clear":
            modals.clear(slack, user.id)
        case other:
            raise SlackError("invalid_arguments", response_action=other)
    return {}


async def close(slack: Slack, user: User, *, whole_stack: bool) -> None:
    """Close the top modal, or all of them; the app hears of those that want it."""
    top = slack.world.modals[user.id][-1]
    if whole_stack or top.given.get("clear_on_close"):
        closed, is_cleared = modals.clear(slack, user.id), True
    else:
        closed, is_cleared = [modals.close_top(slack, user.id)], False
    for view in reversed(closed):
        if view.given.get("notify_on_close"):
            payload = _base(slack, user, "view_closed")
            payload |= {"view": modals.rendered(slack, view), "is_cleared": is_cleared}
            await slack.delivery.ask(Parcel("interactive", payload))


async def suggestions(
    slack: Slack, user: User, view: View, placed: Placed, typed: str
) -> list[Json]:
    """The options an external menu offers for what was typed."""
    block_id, action_id = placed.address
    payload = _base(slack, user, "block_suggestion") | {
        "container": {"type": "view", "view_id": view.id},
        "view": modals.rendered(slack, view),
        "block_id": block_id,
        "action_id": action_id,
        "value": typed,
    }
    return options((await _ask(slack, payload)).body)


async def _ask(slack: Slack, payload: Json) -> Ack:
    ack = await slack.delivery.ask(Parcel("interactive", payload))
    if not ack.is_ok:
        raise NoAnswerError(f"{payload['type']}: {ack.reason}")
    return ack


def _base(slack: Slack, user: User, kind: str) -> Json:
    team = slack.world.team_id
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": team},
        "api_app_id": slack.app.id,
        "token": slack.app.verification_token,
        "team": {"id": team, "domain": slack.world.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel_name(place: Channel) -> str:
    """The name as payloads give it: the real one for public channels only."""
    return {"public": place.name, "im": "directmessage"}.get(place.kind, "privategroup")


def _answered(slack: Slack, user: User, place: Channel, body: Json) -> CommandAnswer:
    blocks = check_answer_blocks(body.get("blocks"))
    text = str(body.get("text") or "")
    if not text and not blocks:
        return CommandAnswer(True)
    draft = Draft(user=slack.app.bot_user, text=text, blocks=blocks)
    is_public = body.get("response_type") == "in_channel"
    if is_public:
        messages.post(slack, place, draft)
    else:
        messages.whisper(slack, place, user.id, draft)
    return CommandAnswer(True, text, blocks, is_public)


def _action(slack: Slack, deed: Deed) -> Json:
    """The action as `actions[0]` carries it; what was chosen stays in the surrounding state."""
    element = deed.placed.element
    block_id, action_id = deed.placed.address
    action: Json = {
        "type": element["type"],
        "action_id": action_id,
        "block_id": block_id,
        "action_ts": slack.ts(),
    }
    if element["type"] in KINDS:
        state = entered(slack, element, deed.value)
        deed.entries[deed.placed.address] = state
        return action | state
    if element["type"] == "overflow":
        return action | {"selected_option": chosen_option(element, deed.value)}
    kept = {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    return action | kept


def _take_away(slack: Slack, user: User, view: View) -> None:
    """Close the submitted view, unless the app did while it answered."""
    stack = slack.world.modals.get(user.id, [])
    if view in stack:
        stack.remove(view)
        slack.notice()


def _field_errors(view: View, body: Json) -> dict[str, str]:
    """The errors to show; Slack refuses an answer that names a block which is not an input."""
    errors: dict[str, str] = body.get("errors") or {}
    fields = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not errors or not set(errors) <= fields:
        raise SlackError("invalid_arguments", errors=errors, inputs=sorted(fields))
    return dict(errors)
