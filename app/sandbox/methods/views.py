"""`views.*`: modals and home tabs."""

from collections.abc import Mapping

from app.sandbox import modals
from app.sandbox.calls import Call, Handler
from app.sandbox.errors import invalid_arguments
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


def _trigger(call: Call) -> str:
    trigger = call.text("trigger_id") or call.text("interactivity_pointer")
    if not trigger:
        raise invalid_arguments("missing required field: trigger_id")
    return trigger


def _answer(call: Call, shown: View) -> Json:
    return {"view": modals.rendered(call.slack, shown)}


METHODS: Mapping[str, Handler] = {
    "views.open": open_view,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
