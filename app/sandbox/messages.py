"""What can be done with messages: post, whisper, edit, delete, and the system's own remarks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from app.sandbox import render, rich_text
from app.sandbox.errors import SlackError
from app.sandbox.slack import Slack
from app.sandbox.world import SLACKBOT, Channel, Json, Message, Whisper


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message before it is posted. `subtype` and `extra` are for the system's own messages."""

    user: str
    text: str = ""
    blocks: Sequence[Json] = ()
    attachments: Sequence[Json] = ()
    files: Sequence[str] = ()
    thread_ts: str | None = None
    is_broadcast: bool = False
    metadata: Json | None = None
    subtype: str | None = None
    extra: Json = field(default_factory=dict)


def post(slack: Slack, place: Channel, draft: Draft) -> Message:
    """Put the message into the channel and tell the app."""
    if place.is_archived:
        raise SlackError("is_archived")
    _check_thread(slack, place, draft.thread_ts)
    sent = Message(
        ts=slack.ts(),
        channel=place.id,
        user=draft.user,
        text=rich_text.stored(draft.text),
        blocks=_blocks(slack, draft),
        attachments=list(draft.attachments),
        files=list(draft.files),
        thread_ts=draft.thread_ts,
        subtype=_subtype(draft),
        metadata=draft.metadata,
        extra=_extra(slack, draft),
    )
    place.add(sent)
    _announce(slack, place, sent)
    for file_id in sent.files:
        _share(slack, place, sent, file_id)
    return sent


def whisper(slack: Slack, place: Channel, viewer: str, draft: Draft) -> Whisper:
    """Show the message to one person; nobody else and no event hears of it."""
    heard = Whisper(
        ts=slack.ts(),
        channel=place.id,
        viewer=viewer,
        text=rich_text.stored(draft.text),
        blocks=with_ids(slack, draft.blocks),
        attachments=list(draft.attachments),
        thread_ts=draft.thread_ts,
    )
    slack.world.whispers.append(heard)
    slack.notice()
    return heard


def remark(
    slack: Slack, place: Channel, user: str, subtype: str, text: str, **extra: object
) -> None:
    """A system message: somebody joined, set the topic, renamed or archived the channel."""
    post(slack, place, Draft(user=user, text=text, subtype=subtype, extra=extra))


def edit(slack: Slack, place: Channel, sent: Message, editor: str, changes: Json) -> Message:
    """Change a message and tell the app what it was before.

    As in chat.update: text without blocks takes the blocks away, everything else stays.
    """
    before = render.message(slack, sent)
    if "text" in changes:
        sent.text = rich_text.stored(changes["text"])
        sent.blocks = []
    if "blocks" in changes:
        sent.blocks = with_ids(slack, changes["blocks"])
    if not sent.blocks and sent.text:
        sent.blocks = [rich_text.block(slack.ids, sent.text)]
    sent.attachments = changes.get("attachments", sent.attachments)
    sent.files = changes.get("files", sent.files)
    sent.metadata = changes.get("metadata", sent.metadata)
    ts = slack.ts()
    sent.edited = (editor, ts)
    changed(slack, place, sent, before, ts)
    return sent


def delete(slack: Slack, place: Channel, sent: Message) -> None:
    """Remove the message; a parent with replies leaves a tombstone, since the thread stays."""
    before = render.message(slack, sent)
    place.pins = [pin for pin in place.pins if pin.ts != sent.ts]
    if place.replies(sent.ts):
        _bury(sent)
        changed(slack, place, sent, before, slack.ts())
        return
    place.remove(sent)
    _clear_tomb(place, sent)
    ts = slack.ts()
    slack.happened(
        {
            "type": "message",
            "subtype": "message_deleted",
            "previous_message": before,
            "channel": place.id,
            "hidden": True,
            "deleted_ts": sent.ts,
            "ts": ts,
            "event_ts": ts,
            "channel_type": render.channel_type(place),
        },
        place,
    )


def changed(slack: Slack, place: Channel, sent: Message, before: Json, ts: str) -> None:
    """Tell the app that a message is no longer what it was."""
    slack.happened(
        {
            "type": "message",
            "subtype": "message_changed",
            "message": render.message(slack, sent),
            "previous_message": before,
            "channel": place.id,
            "hidden": True,
            "ts": ts,
            "event_ts": ts,
            "channel_type": render.channel_type(place),
        },
        place,
    )


def with_ids(slack: Slack, blocks: Sequence[Json]) -> list[Json]:
    """The blocks, each with a block_id."""
    return [{"block_id": slack.ids.next("b"), **block} for block in blocks]


def is_only_text(sent: Message) -> bool:
    """Whether the blocks are merely what Slack made of the text."""
    return all(block["type"] == "rich_text" for block in sent.blocks)


def _announce(slack: Slack, place: Channel, sent: Message) -> None:
    event = render.message(slack, sent)
    event |= {
        "channel": place.id,
        "event_ts": sent.ts,
        "channel_type": render.channel_type(place),
    }
    slack.happened(event, place)
    if f"<@{slack.app.bot_user}" in sent.text and sent.user != slack.app.bot_user:
        slack.happened({**event, "type": "app_mention"}, place)


def _check_thread(slack: Slack, place: Channel, thread_ts: str | None) -> None:
    if thread_ts is None:
        return
    parent = slack.message(place, thread_ts)
    if parent.is_reply or parent.is_tombstone:
        raise SlackError("cannot_reply_to_message")


def _subtype(draft: Draft) -> str | None:
    if draft.subtype:
        return draft.subtype
    if draft.thread_ts and draft.is_broadcast:
        return "thread_broadcast"
    return "file_share" if draft.files else None


def _blocks(slack: Slack, draft: Draft) -> list[Json]:
    if draft.blocks:
        return with_ids(slack, draft.blocks)
    if draft.text and draft.subtype is None:
        return [rich_text.block(slack.ids, rich_text.stored(draft.text))]
    return []


def _extra(slack: Slack, draft: Draft) -> Json:
    if draft.subtype or draft.user == slack.app.bot_user:
        return dict(draft.extra)
    return {"client_msg_id": str(uuid4()), **draft.extra}


def _share(slack: Slack, place: Channel, sent: Message, file_id: str) -> None:
    upload = slack.world.files[file_id]
    upload.shares.append((place.id, sent.ts))
    if place.id not in upload.channels:
        upload.channels.append(place.id)
    event = {"type": "file_shared", "channel_id": place.id, "file_id": file_id}
    slack.happened(event | {"user_id": sent.user, "file": {"id": file_id}}, place)


def _clear_tomb(place: Channel, gone: Message) -> None:
    """The tombstone of a thread goes with its last reply."""
    parent = place.messages.get(gone.thread_ts or "")
    if parent is not None and parent.is_tombstone and not place.replies(parent.ts):
        place.remove(parent)


def _bury(sent: Message) -> None:
    sent.text = "This message was deleted."
    sent.user, sent.subtype, sent.metadata, sent.edited = SLACKBOT, "tombstone", None, None
    sent.is_pinned = False
    sent.blocks, sent.attachments, sent.files, sent.reactions = [], [], [], []
    sent.extra = {"hidden": True}
