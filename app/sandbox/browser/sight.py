"""The workspace as the browser of one person is shown it: the shapes of the protocol.

Nothing here is sent that Slack would not show to that person's client.
"""

import hashlib
from urllib.parse import quote
from zoneinfo import ZoneInfo

from app.sandbox import modals, render
from app.sandbox.browser.marks import ReadMarks
from app.sandbox.slack import Slack
from app.sandbox.world import SLACKBOT, Channel, File, Json, Message, User, View, Whisper

FILES = "/browser/files"
COLORS = (
    "#1f6feb", "#8250df", "#bf3989", "#cf222e", "#bc4c00", "#9a6700", "#1a7f37", "#1b7c83",
)  # fmt: skip


def people(slack: Slack) -> dict[str, Json]:
    """Everybody, the deactivated and the bots included, by id."""
    return {user.id: person(slack, user) for user in slack.world.users.values()}


def person(slack: Slack, user: User) -> Json:
    """A User of the protocol."""
    offset = slack.clock.now().astimezone(ZoneInfo(user.tz)).utcoffset()
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "title": user.title,
        "tz": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_bot": user.is_bot or user.id == SLACKBOT,
        "deleted": user.deleted,
        "color": COLORS[hashlib.sha256(user.id.encode()).digest()[0] % len(COLORS)],
    }


def is_visible(place: Channel, user: str) -> bool:
    """Public channels are everybody's to look at, the others their members'."""
    return not place.is_private or user in place.members


def channels(slack: Slack, marks: ReadMarks, user: str) -> dict[str, Json]:
    """Every conversation that the person could open, by id."""
    return {
        place.id: channel(slack, marks, place, user)
        for place in slack.world.channels.values()
        if is_visible(place, user)
    }


def channel(slack: Slack, marks: ReadMarks, place: Channel, user: str) -> Json:
    """A Channel of the protocol."""
    unread = marks.unread(user, place)
    canvas = slack.world.canvases.get(place.canvas_id or "")
    facts: Json = {
        "id": place.id,
        "name": place.name,
        "kind": place.kind,
        "topic": place.topic.value,
        "purpose": place.purpose.value,
        "members": list(place.members),
        "archived": place.is_archived,
        "is_member": user in place.members,
        "is_general": place.is_general,
        "unread": unread.messages,
        "mentions": unread.mentions,
        "pins": [kept.ts for kept in place.pins],
        "bookmarks": [
            {key: str(kept.get(key) or "") for key in ("id", "title", "link", "emoji")}
            for kept in place.bookmarks
        ],
        "canvas": {"title": canvas.title, "markdown": canvas.markdown} if canvas else None,
    }
    if place.kind == "im":
        facts["with"] = next((member for member in place.members if member != user), user)
    return facts


def messages(slack: Slack, place: Channel, user: str) -> list[Json]:
    """All that is said in a channel, replies and the person's whispers among it, oldest first."""
    said = [message(slack, place, sent) for sent in place.in_order()]
    said += [
        whisper(slack, heard) for heard in whispers_of(slack, user) if heard.channel == place.id
    ]
    return sorted(said, key=lambda one: str(one["ts"]))


def message(slack: Slack, place: Channel, sent: Message) -> Json:
    """A Message of the protocol: the same for everybody who sees it."""
    return {
        **_plain(place.id),
        **render.message(slack, sent),
        "files": [file(slack.world.files[file_id]) for file_id in sent.files],
        "is_deleted": sent.subtype == "tombstone",
        "pinned": any(kept.ts == sent.ts for kept in place.pins),
    }


def whispers_of(slack: Slack, user: str) -> list[Whisper]:
    """Everything that only this person sees."""
    return [heard for heard in slack.world.whispers if heard.viewer == user]


def whisper(slack: Slack, heard: Whisper) -> Json:
    """A whisper as a Message of the protocol."""
    attachments = {"attachments": list(heard.attachments)} if heard.attachments else {}
    return {
        **_plain(heard.channel),
        **render.whisper(slack, heard),
        **attachments,
        "is_whisper": True,
    }


def file(upload: File) -> Json:
    """A file of a message; its address is on this host and needs no token."""
    return {
        "id": upload.id,
        "name": upload.name,
        "title": upload.title,
        "alt": upload.alt_txt,
        "mimetype": upload.mimetype,
        "size": len(upload.content),
        "deleted": upload.deleted,
        "url": f"{FILES}/{upload.id}/{quote(upload.name, safe='')}",
    }


def view(slack: Slack, shown: View, errors: dict[str, str] | None = None) -> Json:
    """A modal or home tab; the app's private metadata stays private."""
    facts = modals.rendered(slack, shown)
    del facts["private_metadata"]
    return facts | ({"errors": dict(errors)} if errors else {})


def _plain(channel_id: str) -> Json:
    """What every Message has, as it is while nothing has happened to it."""
    return {
        "channel": channel_id,
        "subtype": None,
        "bot_id": None,
        "blocks": [],
        "files": [],
        "thread_ts": None,
        "edited": None,
        "reactions": [],
        "reply_count": 0,
        "reply_users": [],
        "is_whisper": False,
        "is_deleted": False,
        "pinned": False,
    }
