"""`views.*` and `blocks.validate`: modals, home tabs, and Slack's own checker."""

from collections.abc import Mapping

from app.sandbox import drafts, modals
from app.sandbox.blocks import view_problems
from app.sandbox.calls import Call, Handler
from app.sandbox.errors import SlackError
from app.sandbox.world import Json, View


def open_view(call: Call) -> Json:
    """A modal for whoever caused the trigger."""
    user = call.slack.triggers.redeem(_trigger(call))
    return _answer(call, modals.open_modal(call.slack, user, call.args.get("view")))


def push(call: Call) -> Json:
    """A modal on top of the one in which the trigger arose."""
    user = call.slack.triggers.redeem(_trigger(call), only_in_modal=True)
    return _answer(call, modals.push(call.slack, user, call.args.get("view")))


def update(call: Call) -> Json:
    """Replace an open view."""
    shown = modals.find(call.slack, call.text("view_id"), call.text("external_id"))
    given = call.args.get("view")
    return _answer(call, modals.update(call.slack, shown, given, call.text("hash")))


def publish(call: Call) -> Json:
    """Show a person's home tab."""
    user = call.slack.user(call.required("user_id"))
    given = call.args.get("view")
    return _answer(call, modals.publish(call.slack, user.id, given, call.text("hash")))


def validate(call: Call) -> Json:
    """What is wrong with blocks, a message or a view; needs no token."""
    view, message = call.args.get("view"), call.args.get("message")
    if view is not None:
        drafts.refuse(view_problems(view))
        return {}
    blocks = message.get("blocks") if isinstance(message, dict) else call.args.get("blocks")
    drafts.check_blocks(blocks)
    return {}


def _trigger(call: Call) -> str:
    trigger = call.text("trigger_id") or call.text("interactivity_pointer")
    if not trigger:
        raise SlackError("invalid_arguments")
    return trigger


def _answer(call: Call, shown: View) -> Json:
    return {"view": modals.rendered(call.slack, shown)}


METHODS: Mapping[str, Handler] = {
    "views.open": open_view,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
    "blocks.validate": validate,
}
