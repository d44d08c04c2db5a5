"""`canvases.*` and `conversations.canvases.create`: markdown documents.

On `world.plan == "free"` a canvas needs a channel, and a channel takes one. What else a plan or an
admin may forbid (`canvas_disabled_user_team`, `team_tier_cannot_create_channel_canvases`) a test
arms with `Faults.refuse`.
"""

from collections.abc import Mapping

from app.sandbox import documents
from app.sandbox.calls import Call, Handler
from app.sandbox.errors import SlackError, invalid_arguments
from app.sandbox.world import Canvas, Channel, Json

INSERTS = frozenset({"insert_at_start", "insert_at_end", "insert_before", "insert_after"})
HEADINGS = frozenset({"h1", "h2", "h3"})


def create(call: Call) -> Json:
    """A canvas of the bot's own, or a tab of a channel."""
    place = call.open_channel("channel_id") if call.text("channel_id") else None
    if call.slack.world.plan == "free":
        if place is None:
            raise SlackError("free_teams_cannot_create_non_tabbed_canvases")
        if _has_tab(call, place):
            raise SlackError("free_team_canvas_tab_already_exists")
    return {"canvas_id": _new(call, place).id}


def create_for_channel(call: Call) -> Json:
    """The channel's canvas; there is only one."""
    place = call.open_channel("channel_id")
    if place.canvas_id is not None:
        raise SlackError("channel_canvas_already_exists")
    if call.slack.world.plan == "free" and _has_tab(call, place):
        raise SlackError("free_team_canvas_tab_already_exists")
    place.canvas_id = _new(call, place).id
    return {"canvas_id": place.canvas_id}


def edit(call: Call) -> Json:
    """Make one change; Slack takes no more than one a call."""
    canvas = _canvas(call)
    changes = call.args.get("changes")
    if not isinstance(changes, list) or not changes:
        raise invalid_arguments("missing required field: changes")
    if len(changes) > 1:
        raise invalid_arguments("no more than 1 items allowed [json-pointer:/changes]")
    _change(canvas, changes[0] if isinstance(changes[0], dict) else {})
    return {}


def delete(call: Call) -> Json:
    """Remove the canvas, from its channel too."""
    canvas = _canvas(call)
    del call.slack.world.canvases[canvas.id]
    place = call.slack.world.channels.get(canvas.channel_id or "")
    if place is not None and place.canvas_id == canvas.id:
        place.canvas_id = None
    return {}


def lookup(call: Call) -> Json:
    """The ids of the sections that meet every criterion."""
    canvas = _canvas(call)
    criteria = call.args.get("criteria")
    if not isinstance(criteria, dict) or not criteria.keys() & {"section_types", "contains_text"}:
        raise invalid_arguments("missing required field: criteria")
    found = documents.sections(canvas.id, canvas.markdown)
    return {"sections": [{"id": one.id} for one in found if _matches(one, criteria)]}


def set_access(call: Call) -> Json:
    """Share a canvas with channels or with people, not with both at once."""
    canvas = _canvas(call)
    if call.required("access_level") not in {"read", "write", "owner"}:
        raise invalid_arguments("must be a valid enum value [json-pointer:/access_level]")
    channels, users = call.names("channel_ids"), call.names("user_ids")
    if bool(channels) == bool(users):
        raise invalid_arguments("must provide either channel_ids or user_ids")
    if canvas.channel_id is not None:
        raise SlackError("invalid_arguments", detail="access follows the channel")
    for channel_id in channels:
        call.slack.channel(channel_id)
    for user in users:
        call.slack.user(user)
    return {"failed_to_update_channel_ids": [], "failed_to_update_user_ids": []}


def _new(call: Call, place: Channel | None) -> Canvas:
    canvas = Canvas(
        id=call.slack.ids.next("F"),
        title=call.text("title") or "Untitled",
        markdown=_content(call.args.get("document_content"), "canvas_creation_failed"),
        user=call.bot,
        created=call.slack.seconds(),
        channel_id=place.id if place else None,
    )
    call.slack.world.canvases[canvas.id] = canvas
    return canvas


def _has_tab(call: Call, place: Channel) -> bool:
    return any(canvas.channel_id == place.id for canvas in call.slack.world.canvases.values())


def _canvas(call: Call) -> Canvas:
    """The canvas, if it is the bot's or of a channel it is in; else `canvas_not_found`."""
    canvas = call.slack.world.canvases.get(call.required("canvas_id"))
    if canvas is None:
        raise SlackError("canvas_not_found")
    place = call.slack.world.channels.get(canvas.channel_id or "")
    if canvas.user != call.bot and (place is None or call.bot not in place.members):
        raise SlackError("canvas_not_found")
    return canvas


def _change(canvas: Canvas, change: Json) -> None:
    operation = change.get("operation")
    if operation == "rename":
        canvas.title = _content(change.get("title_content"), "canvas_editing_failed")
        return
    if operation not in INSERTS | {"replace", "delete"}:
        raise invalid_arguments("must be a valid enum value [json-pointer:/changes/0/operation]")
    new = "" if operation == "delete" else _given(change)
    canvas.markdown = _edited(canvas, str(operation), change.get("section_id"), new)


def _given(change: Json) -> str:
    if "document_content" not in change:
        pointer = "[json-pointer:/changes/0]"
        raise invalid_arguments(f"missing required field: document_content {pointer}")
    return _content(change["document_content"], "canvas_editing_failed")


def _edited(canvas: Canvas, operation: str, section_id: object, new: str) -> str:
    """The markdown after the change; without a section, `replace` means the whole canvas."""
    found = documents.sections(canvas.id, canvas.markdown)
    texts = [section.text for section in found]
    match operation:
        case "insert_at_start":
            return documents.joined([new, *texts])
        case "insert_at_end":
            return documents.joined([*texts, new])
        case "replace" if section_id is None:
            return new
    at = next((index for index, one in enumerate(found) if one.id == section_id), None)
    if at is None:
        raise SlackError("canvas_editing_failed", detail="Invalid section_id")
    after = at if operation == "insert_before" else at + 1
    kept_until = at + 1 if operation == "insert_after" else at
    return documents.joined([*texts[:kept_until], new, *texts[after:]])


def _content(content: object, failure: str) -> str:
    """The markdown of a `document_content`; what Slack cannot read is a failure with a detail."""
    if content is None:
        return ""
    if not isinstance(content, dict) or content.get("type") != "markdown":
        raise invalid_arguments("must be of type markdown [json-pointer:/document_content/type]")
    markdown = str(content.get("markdown") or "")
    if (detail := documents.problem(markdown)) is not None:
        raise SlackError(failure, detail=detail)
    return markdown


def _matches(section: documents.Section, criteria: Json) -> bool:
    wanted = set(criteria.get("section_types") or ())
    if "any_header" in wanted:
        wanted |= HEADINGS
    if wanted and section.heading not in wanted:
        return False
    return str(criteria.get("contains_text") or "").lower() in section.text.lower()


METHODS: Mapping[str, Handler] = {
    "canvases.create": create,
    "canvases.edit": edit,
    "canvases.delete": delete,
    "canvases.access.set": set_access,
    "canvases.sections.lookup": lookup,
    "conversations.canvases.create": create_for_channel,
}
