"""The way out to Slack: every Web API call the bot makes, typed, with a timeout, failing in one
way.

A method returns what its caller needs of Slack's answer and raises SlackFailure otherwise. It never
retries by itself: the outbox does, and a person who waits is told. Being asked for what is already
so (a second pin, a second invitation) counts as done.
"""

import asyncio
import json
from collections.abc import Awaitable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from app.slack.blocks import Message
from app.slack.client import error_in
from app.slack.gone import is_stand_in, people_among
from app.slack.ids import (
    CanvasId,
    ChannelId,
    EmojiName,
    FileId,
    MessageTs,
    TriggerId,
    UserId,
    ViewId,
)
from app.slack.retry import SlackFailure

EVENT_TYPE = "onward_post"
"""Our messages carry their post key as metadata, so that a repeated delivery can find them."""

HISTORY_PAGE = 200
_INVITES_PER_CALL = 100
_PIECE = 64 * 1024
_PAGE = "text/html"


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose token this is, and which scopes it was granted."""

    team_id: str
    team_name: str
    team_url: str
    bot_user_id: UserId
    bot_id: str
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NewToken:
    """What a refresh token was spent for, with the next one. `expires_in` counts from now."""

    token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_in: timedelta | None


@dataclass(frozen=True, slots=True)
class Profile:
    """A person, as Slack describes them now. `time_zone` is an IANA name. Of `names` the first is
    shown; the others are what people may call them: the full name, the handle.
    """

    user_id: UserId
    names: tuple[str, ...]
    time_zone: str | None
    is_bot: bool
    is_active: bool
    is_admin: bool
    is_guest: bool
    """Of one channel or of several."""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, and whether the bot is in it."""

    name: str
    is_private: bool
    is_member: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Messages of a channel, newest first, and whether there are more beyond them."""

    messages: Sequence[Mapping[str, Any]]
    has_more: bool


class Gateway:
    """One workspace's Web API, over a client whose session is shared by all."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client

    async def who_am_i(self) -> Identity:
        answer = await _asked("auth.test", self.client.auth_test())
        return Identity(
            answer["team_id"],
            answer["team"],
            answer["url"],
            answer["user_id"],
            answer["bot_id"],
            frozenset(filter(None, str(answer.headers.get("X-OAuth-Scopes", "")).split(","))),
        )

    async def renew_token(
        self, *, client_id: str, client_secret: str, refresh_token: str
    ) -> NewToken:
        """Works once for each refresh token."""
        call = self.client.oauth_v2_access(
            client_id=client_id,
            client_secret=client_secret,
            grant_type="refresh_token",
            refresh_token=refresh_token,
        )
        answer = await _asked("oauth.v2.access", call)
        expires_in = answer.get("expires_in")
        return NewToken(
            answer["access_token"],
            answer.get("refresh_token"),
            timedelta(seconds=int(expires_in)) if expires_in else None,
        )

    async def can_open_socket(self, app_token: str) -> None:
        """Raises SlackFailure when Socket Mode does not accept this token."""
        call = self.client.apps_connections_open(app_token=app_token)
        await _asked("apps.connections.open", call)

    async def profile(self, user: UserId) -> Profile:
        answer = await _asked("users.info", self.client.users_info(user=user))
        member = answer["user"]
        shown = member.get("profile", {})
        known = (shown.get("display_name"), shown.get("real_name"), member.get("name"))
        return Profile(
            user,
            tuple(dict.fromkeys(name for name in known if name)),
            member.get("tz"),
            is_bot=bool(member.get("is_bot")),
            is_active=not member.get("deleted"),
            is_admin=bool(member.get("is_admin")),
            is_guest=bool(member.get("is_restricted") or member.get("is_ultra_restricted")),
        )

    async def create_channel(self, name: str, *, is_private: bool) -> ChannelId:
        call = self.client.conversations_create(name=name, is_private=is_private)
        answer = await _asked("conversations.create", call)
        return ChannelId(answer["channel"]["id"])

    async def place(self, channel: ChannelId) -> Place:
        """A channel as it is now; Slack knows of no private one that the bot is not in."""
        answer = await _asked("conversations.info", self.client.conversations_info(channel=channel))
        found = answer["channel"]
        return Place(
            found["name"],
            is_private=bool(found.get("is_private")),
            is_member=bool(found.get("is_member")),
        )

    async def create_channel_canvas(
        self, channel: ChannelId, title: str, markdown: str, *, is_repeated: bool
    ) -> CanvasId | None:
        """The tab beside a channel's messages. None where the plan, an admin or an older
        installation does not allow it, or the channel has one already; `is_repeated` says that
        that one may be ours.
        """
        content = {"type": "markdown", "markdown": markdown}
        call = self.client.conversations_canvases_create(
            channel_id=channel, title=title, document_content=content
        )
        answer = await _asked("conversations.canvases.create", call, fine=_NO_CANVAS)
        if answer["ok"]:
            return CanvasId(answer["canvas_id"])
        if answer["error"] != _HAS_CANVAS or not is_repeated:
            return None
        found = await _asked("conversations.info", self.client.conversations_info(channel=channel))
        canvas = (found["channel"].get("properties") or {}).get("canvas") or {}
        return CanvasId(canvas["file_id"]) if "file_id" in canvas else None

    async def write_canvas(self, canvas: CanvasId, markdown: str) -> bool:
        """Have a canvas say this from now on; False when somebody removed it."""
        content = {"type": "markdown", "markdown": markdown}
        call = self.client.canvases_edit(
            canvas_id=canvas,
            changes=[{"operation": "replace", "document_content": content}],
        )
        answer = await _asked("canvases.edit", call, fine={"canvas_not_found"})
        return bool(answer["ok"])

    async def delete_canvas(self, canvas: CanvasId) -> None:
        call = self.client.canvases_delete(canvas_id=canvas)
        await _asked("canvases.delete", call, fine={"canvas_not_found"})

    async def own_channel_named(self, name: str, me: UserId) -> ChannelId | None:
        """A channel of this name that the bot itself created, archived ones included."""
        every_type = "public_channel,private_channel"
        for channel in await self._all_channels(every_type, exclude_archived=False):
            if channel["name"] == name and channel.get("creator") == me:
                return ChannelId(channel["id"])
        return None

    async def usual_channel(self, *names: str) -> ChannelId | None:
        """The first of these public channels that exists, else the workspace's general one."""
        channels = await self._all_channels("public_channel", exclude_archived=True)
        by_name = {channel["name"]: channel["id"] for channel in channels}
        general = [channel["id"] for channel in channels if channel.get("is_general")]
        found = [by_name[name] for name in names if name in by_name] + general
        return ChannelId(found[0]) if found else None

    async def group_members(self, handle: str) -> Sequence[UserId]:
        """Who is in the user group of this handle; nobody when there is none, or when the workspace
        has no user groups.
        """
        answer = await _asked("usergroups.list", self.client.usergroups_list(), fine=_NO_GROUPS)
        groups = answer.get("usergroups") or ()
        group = next((one["id"] for one in groups if one.get("handle") == handle), None)
        if group is None:
            return ()
        call = self.client.usergroups_users_list(usergroup=group)
        answer = await _asked("usergroups.users.list", call, fine=_NO_GROUPS)
        return tuple(map(UserId, answer.get("users") or ()))

    async def set_topic(self, channel: ChannelId, topic: str) -> None:
        call = self.client.conversations_setTopic(channel=channel, topic=topic)
        await _asked("conversations.setTopic", call)

    async def add_bookmark(self, channel: ChannelId, title: str, url: str) -> None:
        call = self.client.bookmarks_add(channel_id=channel, title=title, type="link", link=url)
        await _asked("bookmarks.add", call)

    async def has_bookmark(self, channel: ChannelId, title: str) -> bool:
        call = self.client.bookmarks_list(channel_id=channel)
        answer = await _asked("bookmarks.list", call)
        return any(bookmark["title"] == title for bookmark in answer["bookmarks"])

    async def invite(self, channel: ChannelId, users: Sequence[UserId]) -> None:
        """Invite these people; who is in already, or cannot be, does not keep the others out."""
        users = people_among(users)
        for start in range(0, len(users), _INVITES_PER_CALL):
            batch = list(users[start : start + _INVITES_PER_CALL])
            call = self.client.conversations_invite(channel=channel, users=batch, force=True)
            await _asked("conversations.invite", call, fine=_FINE_INVITES)

    async def members(self, channel: ChannelId) -> Collection[UserId]:
        """Everybody in a channel."""
        found: set[UserId] = set()
        cursor = ""
        while True:
            call = self.client.conversations_members(
                channel=channel, limit=999, cursor=cursor or None
            )
            answer = await _asked("conversations.members", call)
            found.update(UserId(user) for user in answer["members"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return found

    async def join(self, channel: ChannelId) -> None:
        await _asked("conversations.join", self.client.conversations_join(channel=channel))

    async def direct_channel(self, user: UserId) -> ChannelId:
        """The bot's direct messages with a person. Who was forgotten is nobody Slack knows."""
        if is_stand_in(user):
            raise SlackFailure("conversations.open", "user_not_found")
        answer = await _asked("conversations.open", self.client.conversations_open(users=[user]))
        return ChannelId(answer["channel"]["id"])

    async def post(
        self,
        channel: ChannelId,
        message: Message,
        *,
        key: str,
        thread: MessageTs | None = None,
    ) -> MessageTs:
        call = self.client.chat_postMessage(
            channel=channel,
            text=message.text,
            blocks=list(message.blocks),
            thread_ts=thread,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            unfurl_links=False,
            unfurl_media=False,
        )
        answer = await _asked("chat.postMessage", call)
        return MessageTs(answer["ts"])

    async def update(self, channel: ChannelId, ts: MessageTs, message: Message) -> None:
        call = self.client.chat_update(
            channel=channel, ts=ts, text=message.text, blocks=list(message.blocks)
        )
        await _asked("chat.update", call)

    async def delete(self, channel: ChannelId, ts: MessageTs) -> None:
        call = self.client.chat_delete(channel=channel, ts=ts)
        await _asked("chat.delete", call, fine={"message_not_found"})

    async def whisper(self, channel: ChannelId, user: UserId, message: Message) -> None:
        """Show a message to one person only, in a channel that they and the bot can see; to nobody
        if they were forgotten.
        """
        if is_stand_in(user):
            return
        call = self.client.chat_postEphemeral(
            channel=channel, user=user, text=message.text, blocks=list(message.blocks)
        )
        await _asked("chat.postEphemeral", call)

    async def respond(self, url: str, message: Message, *, replaces: bool) -> None:
        """Whisper where a person acted; it needs no membership, unlike chat.postEphemeral."""
        client = AsyncWebhookClient(url, session=self.client.session, retry_handlers=[])
        try:
            answer = await client.send(
                text=message.text,
                blocks=list(message.blocks),
                response_type="ephemeral",
                replace_original=replaces,
            )
        except _ODD_ANSWERS as fault:
            raise SlackFailure("response_url", "request_timeout") from fault
        if answer.status_code != 200:
            raise SlackFailure("response_url", f"status_{answer.status_code}")

    async def pin(self, channel: ChannelId, ts: MessageTs) -> None:
        call = self.client.pins_add(channel=channel, timestamp=ts)
        await _asked("pins.add", call, fine={"already_pinned"})

    async def react(self, channel: ChannelId, ts: MessageTs, emoji: EmojiName) -> None:
        call = self.client.reactions_add(channel=channel, timestamp=ts, name=emoji)
        await _asked("reactions.add", call, fine={"already_reacted", "message_not_found"})

    async def take_reaction_off(self, channel: ChannelId, ts: MessageTs, emoji: EmojiName) -> None:
        call = self.client.reactions_remove(channel=channel, timestamp=ts, name=emoji)
        await _asked("reactions.remove", call, fine={"no_reaction", "message_not_found"})

    async def open_form(self, trigger: TriggerId, view: View) -> ViewId:
        answer = await _asked("views.open", self.client.views_open(trigger_id=trigger, view=view))
        return ViewId(answer["view"]["id"])

    async def push_form(self, trigger: TriggerId, view: View) -> None:
        """On top of the form that a button was pressed in; Slack stacks three at most."""
        await _asked("views.push", self.client.views_push(trigger_id=trigger, view=view))

    async def update_form(self, form: ViewId, view: View) -> None:
        """Draw an open form anew; fields that keep their ids keep what was entered."""
        await _asked("views.update", self.client.views_update(view_id=form, view=view))

    async def show_home(self, user: UserId, view: View) -> None:
        if is_stand_in(user):
            return
        await _asked("views.publish", self.client.views_publish(user_id=user, view=view))

    async def history(
        self, channel: ChannelId, *, oldest: MessageTs, latest: MessageTs, limit: int = HISTORY_PAGE
    ) -> Page:
        """Messages between two of them, both included; replies in threads are not among them."""
        call = self.client.conversations_history(
            channel=channel, oldest=oldest, latest=latest, inclusive=True, limit=limit
        )
        answer = await _asked("conversations.history", call)
        return Page(answer["messages"], bool(answer.get("has_more")))

    async def thread(
        self, channel: ChannelId, ts: MessageTs, *, oldest: MessageTs, latest: MessageTs
    ) -> Sequence[Mapping[str, Any]]:
        """The message `ts` names, and, when it heads a thread, the replies between the two
        times.
        """
        call = self.client.conversations_replies(
            channel=channel, ts=ts, oldest=oldest, latest=latest, inclusive=True, limit=HISTORY_PAGE
        )
        answer = await _asked("conversations.replies", call, fine={"thread_not_found"})
        return list(answer.get("messages") or ())

    async def replies(
        self, channel: ChannelId, head: MessageTs, *, cursor: str | None
    ) -> tuple[Sequence[Mapping[str, Any]], str]:
        """A thread from its head on, oldest first: a page of it, and the cursor of the next one,
        empty after the last. Nothing when there is no such thread.
        """
        call = self.client.conversations_replies(
            channel=channel, ts=head, cursor=cursor, limit=HISTORY_PAGE
        )
        answer = await _asked("conversations.replies", call, fine={"thread_not_found"})
        more = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        return list(answer.get("messages") or ()), str(more)

    async def pinned(self, channel: ChannelId) -> Sequence[Mapping[str, Any]]:
        """The pins of messages, each with the message and who made it; a hundred at most."""
        answer = await _asked("pins.list", self.client.pins_list(channel=channel))
        return [item for item in answer.get("items") or () if item.get("type") == "message"]

    async def own_post(
        self, channel: ChannelId, key: str, *, thread: MessageTs | None = None
    ) -> MessageTs | None:
        """The message that was posted with this key, if one was, among the latest of the place."""
        for message in await self._recent(channel, thread):
            metadata = message.get("metadata") or {}
            if metadata.get("event_payload", {}).get("key") == key:
                return MessageTs(message["ts"])
        return None

    async def own_file(
        self, channel: ChannelId, name: str, *, thread: MessageTs | None = None
    ) -> FileId | None:
        """The file of this name that stands among the latest messages of the place, if one does."""
        for message in await self._recent(channel, thread):
            for file in message.get("files", ()):
                if file.get("name") == name:
                    return FileId(file["id"])
        return None

    async def file_content(self, file: FileId, *, at_most: int) -> bytes | None:
        """What is in a file; None when it is gone, longer than `at_most` bytes, or not Slack's."""
        call = self.client.files_info(file=file)
        answer = await _asked("files.info", call, fine={"file_not_found", "file_deleted"})
        shown = answer.get("file") or {}
        url = str(shown.get("url_private") or "")
        if shown.get("size", 0) > at_most or not _is_slacks(url, self.client.base_url):
            return None
        return await self._downloaded(url, str(shown.get("mimetype")), at_most)

    async def delete_file(self, file: FileId) -> None:
        call = self.client.files_delete(file=file)
        await _asked("files.delete", call, fine={"file_not_found", "file_deleted"})

    async def upload(
        self,
        channel: ChannelId,
        *,
        name: str,
        title: str,
        content: bytes,
        alt: str | None = None,
        comment: str | None = None,
        thread: MessageTs | None = None,
    ) -> FileId:
        """`alt` says in words what a picture shows."""
        call = self.client.files_upload_v2(
            channel=channel,
            filename=name,
            title=title,
            content=content,
            alt_txt=alt,
            initial_comment=comment,
            thread_ts=thread,
        )
        answer = await _asked("files.upload", call)
        return FileId(answer["files"][0]["id"])

    async def _downloaded(self, url: str, mimetype: str, at_most: int) -> bytes | None:
        """Slack shows a page to sign in, instead of a refusal, to those who may not see a file."""
        session = self.client.session
        if session is None:
            raise SlackFailure("url_private", "not_authed")
        headers = {"Authorization": f"Bearer {self.client.token}"}
        content = bytearray()
        try:
            async with session.get(url, headers=headers, allow_redirects=False) as answer:
                if answer.status == 429 or answer.status >= 500:
                    raise SlackFailure("url_private", "internal_error")
                is_page = answer.content_type == _PAGE and mimetype != _PAGE
                if answer.status != 200 or is_page:
                    return None
                async for piece in answer.content.iter_chunked(_PIECE):
                    content += piece
                    if len(content) > at_most:
                        return None
        except _ODD_ANSWERS as fault:
            raise SlackFailure("url_private", "request_timeout") from fault
        return bytes(content)

    async def _recent(
        self, channel: ChannelId, thread: MessageTs | None
    ) -> Sequence[Mapping[str, Any]]:
        if thread is None:
            call = self.client.conversations_history(
                channel=channel, limit=HISTORY_PAGE, include_all_metadata=True
            )
            return list((await _asked("conversations.history", call))["messages"])
        call = self.client.conversations_replies(
            channel=channel, ts=thread, limit=HISTORY_PAGE, include_all_metadata=True
        )
        return list((await _asked("conversations.replies", call))["messages"])

    async def _all_channels(self, types: str, *, exclude_archived: bool) -> list[Mapping[str, Any]]:
        channels: list[Mapping[str, Any]] = []
        cursor = ""
        while True:
            call = self.client.conversations_list(
                types=types, exclude_archived=exclude_archived, limit=999, cursor=cursor or None
            )
            answer = await _asked("conversations.list", call)
            channels += answer["channels"]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return channels


_NO_GROUPS = frozenset(
    {"plan_upgrade_required", "paid_teams_only", "no_such_subteam", "missing_scope"}
)
"""The last where the app was installed before it read user groups."""
_HAS_CANVAS = "channel_canvas_already_exists"
_NO_CANVAS = frozenset(
    {
        _HAS_CANVAS,
        "canvas_creation_failed",
        "canvas_disabled_user_team",
        "canvas_tab_creation_failed",
        "channel_canvas_creation_failed",
        "free_team_canvas_tab_already_exists",
        "missing_scope",
        "restricted_action",
        "team_tier_cannot_create_channel_canvases",
    }
)
_FINE_INVITES = frozenset(
    {"already_in_channel", "cant_invite_self", "user_not_found", "cant_invite", "no_user"}
)
_ODD_ANSWERS = (aiohttp.ClientError, asyncio.TimeoutError, OSError, json.JSONDecodeError)


def _is_slacks(url: str, api_url: str) -> bool:
    """Whether our token may be shown there: to Slack's own servers, over TLS, or to the API's."""
    place, api = urlsplit(url), urlsplit(api_url)
    if (place.scheme, place.netloc) == (api.scheme, api.netloc):
        return True
    return place.scheme == "https" and (place.hostname or "").endswith(".slack.com")


async def _asked(
    method: str,
    call: Awaitable[AsyncSlackResponse],
    *,
    fine: frozenset[str] | set[str] = frozenset(),
) -> AsyncSlackResponse:
    """Await a call. An error named in `fine` is an answer; every other one is a SlackFailure."""
    try:
        return await call
    except SlackApiError as refusal:
        answer, error = refusal.response, error_in(refusal.response)
        if not isinstance(answer, AsyncSlackResponse):
            raise SlackFailure(method, error) from refusal
        if error in fine:
            return answer
        raise SlackFailure(method, error, _retry_after(answer)) from refusal
    except _ODD_ANSWERS as fault:
        raise SlackFailure(method, "request_timeout") from fault


def _retry_after(answer: AsyncSlackResponse) -> timedelta | None:
    seconds = answer.headers.get("Retry-After", "")
    return timedelta(seconds=int(seconds)) if str(seconds).isdigit() else None
