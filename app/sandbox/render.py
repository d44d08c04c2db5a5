"""The world as the JSON that methods return and events carry."""

from zoneinfo import ZoneInfo

from app.sandbox.slack import CHANNEL_TYPES, Slack
from app.sandbox.world import SLACKBOT, Channel, File, Json, Label, Message, User, View, Whisper


def user(slack: Slack, someone: User, *, with_email: bool) -> Json:
    """A user object, as in users.info."""
    zone = ZoneInfo(someone.tz)
    now = slack.clock.now().astimezone(zone)
    offset = now.utcoffset()
    return {
        "id": someone.id,
        "team_id": slack.world.team_id,
        "name": someone.name,
        "deleted": someone.deleted,
        "color": "9f69e7",
        "real_name": someone.real_name,
        "tz": someone.tz,
        "tz_label": now.tzname() or someone.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile(slack, someone, with_email=with_email),
        "is_admin": someone.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": someone.is_restricted,
        "is_ultra_restricted": False,
        "is_bot": someone.is_bot,
        "is_app_user": False,
        "updated": someone.updated,
        "is_email_confirmed": not someone.is_bot,
    }


def profile(slack: Slack, someone: User, *, with_email: bool) -> Json:
    """The `profile` of a user; the e-mail address only for a token with `users:read.email`."""
    facts: Json = {
        "title": someone.title,
        "real_name": someone.real_name,
        "real_name_normalized": someone.real_name,
        "display_name": "" if someone.is_bot else someone.real_name.split()[0],
        "display_name_normalized": "" if someone.is_bot else someone.real_name.split()[0],
        "status_text": "",
        "status_emoji": "",
        "team": slack.world.team_id,
        "image_72": f"{slack.host}/avatars/{someone.id}.png",
    }
    if someone.is_bot:
        facts |= {"bot_id": someone.bot_id, "api_app_id": someone.app_id}
    elif someone.email and with_email:
        facts["email"] = someone.email
    return facts


def channel(slack: Slack, place: Channel, *, with_count: bool = False) -> Json:
    """A conversation object, seen by the bot."""
    facts: Json = {
        "id": place.id,
        "created": place.created,
        "is_archived": place.is_archived,
        "is_im": place.kind == "im",
        "is_org_shared": False,
        "context_team_id": slack.world.team_id,
        "updated": place.created * 1000,
    }
    if place.kind == "im":
        other = next((m for m in place.members if m != slack.app.bot_user), slack.app.bot_user)
        return facts | {"user": other, "is_open": True, "is_user_deleted": False, "priority": 0}
    facts |= _named(place) | {"is_member": slack.app.bot_user in place.members}
    canvas = slack.world.canvases.get(place.canvas_id or "")
    if canvas is not None:
        shown = {"file_id": canvas.id, "is_empty": not canvas.markdown, "quip_thread_id": canvas.id}
        facts["properties"] = {"canvas": shown}
    if with_count:
        facts["num_members"] = len(place.members)
    return facts


def _named(place: Channel) -> Json:
    return {
        "name": place.name,
        "name_normalized": place.name,
        "is_channel": place.kind == "public",
        "is_group": place.kind == "private",
        "is_mpim": place.kind == "mpim",
        "is_private": place.is_private,
        "is_general": place.is_general,
        "is_shared": False,
        "is_ext_shared": False,
        "unlinked": 0,
        "creator": place.creator,
        "topic": label(place.topic),
        "purpose": label(place.purpose),
        "previous_names": list(place.previous_names),
    }


def label(text: Label) -> Json:
    """A topic or purpose."""
    return {"value": text.value, "creator": text.creator, "last_set": text.last_set}


def message(slack: Slack, sent: Message, *, with_metadata: bool = False) -> Json:
    """A message object as in history. Metadata shows only to those who ask for it."""
    facts: Json = {"type": "message", "user": sent.user, "ts": sent.ts, "text": sent.text}
    if sent.subtype:
        facts["subtype"] = sent.subtype
    if sent.user == slack.app.bot_user and sent.subtype in {None, "thread_broadcast", "file_share"}:
        facts |= {"bot_id": slack.app.bot_id, "app_id": slack.app.id, "bot_profile": bot(slack)}
    facts["team"] = slack.world.team_id
    if sent.blocks:
        facts["blocks"] = sent.blocks
    if sent.attachments:
        facts["attachments"] = sent.attachments
    if sent.files:
        facts["files"] = [file(slack, slack.world.files[f]) for f in sent.files]
    if sent.edited:
        facts["edited"] = {"user": sent.edited[0], "ts": sent.edited[1]}
    if sent.is_pinned:
        facts["pinned_to"] = [sent.channel]
    if sent.reactions:
        facts["reactions"] = reactions(sent)
    if with_metadata and sent.metadata:
        facts["metadata"] = sent.metadata
    return facts | sent.extra | _thread(slack.world.channels[sent.channel], sent)


def _thread(place: Channel, sent: Message) -> Json:
    if sent.is_reply and sent.thread_ts is not None:
        parent = place.messages.get(sent.thread_ts)
        author = parent.user if parent else SLACKBOT
        return {"thread_ts": sent.thread_ts, "parent_user_id": author}
    replies = place.replies(sent.ts)
    if not replies:
        return {}
    authors = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": sent.ts,
        "reply_count": len(replies),
        "reply_users_count": len(authors),
        "latest_reply": replies[-1].ts,
        "reply_users": authors[:5],
        "is_locked": False,
        "subscribed": False,
    }


def reactions(sent: Message) -> list[Json]:
    """The emoji under a message, in the order in which they first appeared."""
    return [{"name": r.name, "users": list(r.users), "count": len(r.users)} for r in sent.reactions]


def bot(slack: Slack) -> Json:
    """The `bot_profile` of what the app posts."""
    return {
        "id": slack.app.bot_id,
        "app_id": slack.app.id,
        "user_id": slack.app.bot_user,
        "name": slack.app.name,
        "deleted": False,
        "updated": 0,
        "team_id": slack.world.team_id,
    }


def whisper(slack: Slack, heard: Whisper) -> Json:
    """An ephemeral message as an interaction with it carries it."""
    facts: Json = {
        "type": "message",
        "user": slack.app.bot_user,
        "bot_id": slack.app.bot_id,
        "ts": heard.ts,
        "text": heard.text,
        "is_ephemeral": True,
        "blocks": heard.blocks,
    }
    return facts | ({"thread_ts": heard.thread_ts} if heard.thread_ts else {})


def file(slack: Slack, upload: File) -> Json:
    """A file object. Downloads are served by the sandbox under /files-pri/."""
    if upload.deleted:
        return {"id": upload.id, "mode": "tombstone"}
    url = f"{slack.host}/files-pri/{upload.id}/{upload.name}"
    domain = slack.world.domain
    return {
        "id": upload.id,
        "created": upload.created,
        "timestamp": upload.created,
        "name": upload.name,
        "title": upload.title,
        "mimetype": upload.mimetype,
        "filetype": upload.filetype,
        "user": upload.user,
        "size": len(upload.content),
        "mode": "hosted",
        "is_external": False,
        "is_public": any(not slack.world.channels[c].is_private for c in upload.channels),
        "url_private": url,
        "url_private_download": f"{url}?download=1",
        "permalink": f"https://{domain}.slack.com/files/{upload.user}/{upload.id}/{upload.name}",
        "channels": list(upload.channels),
        **({"alt_txt": upload.alt_txt} if upload.alt_txt else {}),
    }


def view(slack: Slack, shown: View, state: Json) -> Json:
    """A view object as methods return it and interactions carry it."""
    home = shown.given["type"] == "home"
    return {
        "id": shown.id,
        "team_id": slack.world.team_id,
        "type": shown.given["type"],
        "blocks": shown.blocks,
        "private_metadata": shown.given.get("private_metadata", ""),
        "callback_id": shown.given.get("callback_id", ""),
        "state": {"values": state},
        "hash": shown.hash,
        "title": shown.given.get("title")
        or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": bool(shown.given.get("clear_on_close", False)),
        "notify_on_close": bool(shown.given.get("notify_on_close", False)),
        "close": shown.given.get("close"),
        "submit": None if home else shown.given.get("submit"),
        "previous_view_id": shown.previous_id,
        "root_view_id": shown.root_id,
        "app_id": slack.app.id,
        "external_id": shown.given.get("external_id", ""),
        "app_installed_team_id": slack.world.team_id,
        "bot_id": slack.app.bot_id,
    }


def channel_type(place: Channel) -> str:
    """`channel`, `group`, `im` or `mpim`."""
    return CHANNEL_TYPES[place.kind]


def permalink(slack: Slack, sent: Message) -> str:
    """The address of a message; a reply's names its thread."""
    archive = f"https://{slack.world.domain}.slack.com/archives/{sent.channel}"
    path = f"{archive}/p{sent.ts.replace('.', '')}"
    if sent.is_reply:
        return f"{path}?thread_ts={sent.thread_ts}&cid={sent.channel}"
    return path
