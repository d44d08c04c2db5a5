"""Modals and home tabs: opening, updating, pushing, publishing and closing views."""

import json

from app.sandbox import inputs, limits, render
from app.sandbox.blocks import view_problems
from app.sandbox.errors import SlackError, invalid_arguments
from app.sandbox.slack import Slack
from app.sandbox.world import Json, View


def open_modal(slack: Slack, user: str, given: object) -> View:
    """Show a modal; it starts a new stack."""
    view = _new(slack, user, _checked(slack, given, "modal"))
    slack.world.modals[user] = [view]
    slack.notice()
    return view


def push(slack: Slack, user: str, given: object) -> View:
    """Put a modal on top of the one that is open."""
    stack = slack.world.modals.get(user, [])
    checked = _checked(slack, given, "modal")
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= limits.MODAL_STACK:
        raise SlackError("push_limit_reached")
    view = _new(slack, user, checked)
    view.root_id, view.previous_id = stack[0].id, stack[-1].id
    stack.append(view)
    slack.notice()
    return view


def update(slack: Slack, view: View, given: object, expected_hash: str | None = None) -> View:
    """Replace what a view shows. Fields that keep their ids and kind keep what was entered."""
    checked = _checked(slack, given, view.given["type"], replacing=view)
    if expected_hash and expected_hash != view.hash:
        raise SlackError("hash_conflict")
    view.given = checked
    view.hash = _hash(slack)
    slack.notice()
    return view


def publish(slack: Slack, user: str, given: object, expected_hash: str | None = None) -> View:
    """Show a home tab, replacing the one before."""
    known = slack.world.homes.get(user)
    if known is not None:
        return update(slack, known, given, expected_hash)
    view = _new(slack, user, _checked(slack, given, "home"))
    slack.world.homes[user] = view
    slack.notice()
    return view


def close_top(slack: Slack, user: str) -> View:
    """Take the top view away; the one below shows again."""
    view = slack.world.modals[user].pop()
    slack.notice()
    return view


def clear(slack: Slack, user: str) -> list[View]:
    """Close the whole stack."""
    closed = slack.world.modals.pop(user, [])
    slack.notice()
    return closed


def find(slack: Slack, view_id: str | None, external_id: str | None) -> View:
    """The open view by its own id or the app's; `not_found` once it is closed."""
    for view in slack.world.views():
        if view_id and view.id == view_id:
            return view
        if external_id and view.given.get("external_id") == external_id:
            return view
    raise SlackError("not_found")


def rendered(slack: Slack, view: View) -> Json:
    """The view object, with its state."""
    return render.view(slack, view, inputs.view_values(view))


def _checked(slack: Slack, given: object, kind: str, replacing: View | None = None) -> Json:
    if not isinstance(given, dict):
        raise invalid_arguments("must provide an object [json-pointer:/view]")
    if given.get("type") != kind:
        raise invalid_arguments(f"view must be of type {kind} [json-pointer:/view/type]")
    problems = view_problems(given)
    if problems:
        raise invalid_arguments(*(problem.located for problem in problems))
    if len(json.dumps(given).encode()) > limits.VIEW_BYTES:
        raise SlackError("view_too_large")
    external_id = given.get("external_id")
    for other in slack.world.views() if external_id else ():
        if other is not replacing and other.given.get("external_id") == external_id:
            raise SlackError("duplicate_external_id")
    blocks = [{"block_id": slack.ids.next("b"), **block} for block in given["blocks"]]
    return {**given, "blocks": _with_action_ids(slack, blocks)}


def _with_action_ids(slack: Slack, blocks: list[Json]) -> list[Json]:
    for placed in inputs.elements(blocks):
        placed.element.setdefault("action_id", slack.ids.next("a"))
    return blocks


def _new(slack: Slack, user: str, given: Json) -> View:
    view_id = slack.ids.next("V")
    return View(id=view_id, user=user, hash=_hash(slack), given=given, root_id=view_id)


def _hash(slack: Slack) -> str:
    return f"{slack.seconds()}.{slack.ids.next('h').lower()}"
