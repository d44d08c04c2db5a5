"""The arguments that make a message: text, blocks, attachments, metadata, and where it goes."""

import json

from app.sandbox import limits, membership
from app.sandbox.blocks import Problem, block_problems, text_size
from app.sandbox.calls import Call
from app.sandbox.errors import SlackError
from app.sandbox.messages import Draft
from app.sandbox.world import Channel, Json


def destination(call: Call) -> Channel:
    """Where to post: a conversation id, a `#name`, or a user id, which opens the DM."""
    target = call.text("channel") or ""
    world = call.slack.world
    if target in world.users:
        return membership.open_with_app(call.slack, [target])[0]
    named = world.channel_named(target.removeprefix("#"))
    place = named if named is not None else call.slack.channel(target)
    if call.bot in place.members:
        return place
    if place.is_private:
        raise SlackError("channel_not_found")
    if not call.may("chat:write.public"):
        raise SlackError("not_in_channel")
    return place


def draft(call: Call, place: Channel) -> Draft:
    """The message to post; `no_text` when there is nothing to see."""
    blocks = _given_blocks(call) or []
    attachments = check_attachments(call.args.get("attachments") or [])
    text = (call.text("text") or "")[: limits.MESSAGE_TEXT]
    if not (blocks or attachments or text.strip()):
        raise SlackError("no_text")
    if place.is_archived:
        raise SlackError("is_archived")
    return Draft(
        user=call.bot,
        text=text,
        blocks=blocks,
        attachments=attachments,
        thread_ts=call.text("thread_ts") or None,
        is_broadcast=call.flag("reply_broadcast"),
        metadata=_metadata(call),
    )


def changes(call: Call) -> Json:
    """What an update changes; what it does not name stays."""
    named: Json = {}
    text = call.text("text")
    if text is not None:
        if len(text) > limits.UPDATED_MESSAGE_TEXT:
            raise SlackError("msg_too_long")
        named["text"] = text
    blocks = _given_blocks(call)
    if blocks is not None:
        named["blocks"] = blocks
    if call.args.get("attachments") is not None:
        named["attachments"] = check_attachments(call.args["attachments"] or [])
    if call.args.get("metadata") is not None:
        named["metadata"] = _metadata(call)
    if not named or (named.get("text") == "" and not named.get("blocks")):
        raise SlackError("no_text")
    return named


def check_blocks(blocks: object) -> list[Json]:
    """The blocks of a message, or `invalid_blocks` with every problem and where it is."""
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    _refuse_blocks(block_problems(blocks, "message"))
    if text_size(blocks) > limits.BLOCK_TEXT_IN_ALL:
        raise SlackError("msg_blocks_too_long")
    return blocks


def check_answer_blocks(blocks: object) -> list[Json]:
    """The blocks of an answer, which may have none and is not held to the total size (3.1)."""
    _refuse_blocks(block_problems(blocks or [], "message"))
    return blocks if isinstance(blocks, list) else []


def check_attachments(attachments: object) -> list[Json]:
    """The attachments of a message, each an object whose blocks are as sound as a message's."""
    if not isinstance(attachments, list):
        raise SlackError("invalid_attachments")
    if len(attachments) > limits.ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for index, attachment in enumerate(attachments):
        if not isinstance(attachment, dict):
            raise SlackError("invalid_attachments")
        pointer = f"/attachments/{index}/blocks"
        problems = block_problems(attachment.get("blocks", []), "message", pointer)
        if problems:
            metadata = {"messages": [f"[ERROR] {problem.located}" for problem in problems]}
            raise SlackError("invalid_attachments", response_metadata=metadata)
    return attachments


def _given_blocks(call: Call) -> list[Json] | None:
    """The blocks argument; `markdown_text` counts as one markdown block."""
    markdown = call.text("markdown_text")
    blocks = call.args.get("blocks")
    if markdown is not None:
        if call.args.get("text") or blocks:
            raise SlackError("markdown_text_conflict")
        return check_blocks([{"type": "markdown", "text": markdown}])
    if blocks in (None, ""):
        return None
    return check_blocks(blocks)


def _metadata(call: Call) -> Json | None:
    metadata = call.args.get("metadata")
    if metadata in (None, "", {}):
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_schema")
    if not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > limits.METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return metadata


def _refuse_blocks(problems: list[Problem]) -> None:
    if problems:
        said = [problem.located for problem in problems]
        metadata = {"messages": [f"[ERROR] {each}" for each in said]}
        raise SlackError("invalid_blocks", errors=said, response_metadata=metadata)
