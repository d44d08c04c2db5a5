"""The workspace in motion: its state, its clock, its app, and the one place where things happen.

Deeds (`messages`, `reacting`, `channels`, `membership`, `pinning`, `modals`) change the world and
tell `Slack.happened`; methods and people call deeds. Nothing here knows HTTP.
"""

import asyncio
import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from app.sandbox.chores import Chores
from app.sandbox.clock import SandboxClock, Timestamps
from app.sandbox.delivery import Delivery
from app.sandbox.errors import SlackError
from app.sandbox.ids import Ids
from app.sandbox.tiers import EventQuota
from app.sandbox.tokens import InstalledApp, ResponseTicket, Triggers
from app.sandbox.world import Channel, Json, Message, User, World

CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
MESSAGE_EVENTS = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
HEARD_EVERYWHERE = frozenset(
    {"channel_created", "channel_archive", "channel_unarchive", "channel_rename", "channel_deleted"}
)
Watcher = Callable[[Json, Channel | None], None]


@dataclass(slots=True, kw_only=True)
class Slack:
    """Everything a deed or a method needs. `watchers` see every event, whoever is subscribed.

    `changes` counts what has happened, for those who have to know whether they missed anything.
    Without `event_quota` the app is told everything.
    """

    world: World
    clock: SandboxClock
    app: InstalledApp
    ids: Ids
    timestamps: Timestamps
    triggers: Triggers
    delivery: Delivery
    chores: Chores = field(default_factory=Chores)
    responses: dict[str, ResponseTicket] = field(default_factory=dict)
    scheduled: dict[str, Json] = field(default_factory=dict)
    watchers: list[Watcher] = field(default_factory=list)
    event_quota: EventQuota | None = None
    host: str = ""
    changes: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def seconds(self) -> int:
        """The workspace's time in Unix seconds."""
        return int(self.clock.now().timestamp())

    def ts(self) -> str:
        """The ts of what happens now."""
        return self.timestamps.next()

    def user(self, user_id: str) -> User:
        """The user, or `user_not_found`."""
        user = self.world.users.get(user_id)
        if user is None:
            raise SlackError("user_not_found")
        return user

    def channel(self, channel_id: str) -> Channel:
        """The conversation, or `channel_not_found`."""
        channel = self.world.channels.get(channel_id)
        if channel is None:
            raise SlackError("channel_not_found")
        return channel

    def message(self, channel: Channel, ts: str) -> Message:
        """The message, or `message_not_found`."""
        message = channel.messages.get(ts)
        if message is None:
            raise SlackError("message_not_found")
        return message

    def happened(self, event: Json, channel: Channel | None = None) -> None:
        """Tell the app, if it listens and may hear it, and everyone who watches."""
        event.setdefault("event_ts", self.ts())
        if self._is_heard(event, channel):
            self._tell_app(event)
        for watcher in self.watchers:
            watcher(event, channel)
        self.notice()

    def notice(self) -> None:
        """Wake whoever waits in `changed`."""
        self.changes += 1
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def changed(self) -> None:
        """Return after the next change."""
        await self._changed.wait()

    def _tell_app(self, event: Json) -> None:
        """Deliver the event; once there were too many, only that, every minute anew."""
        if self.event_quota is None or self.event_quota.has_room():
            self.delivery.send_event(self._event_callback(event))
            return
        minute = self.event_quota.untold_minute()
        if minute is not None:
            self.delivery.send_event(
                {
                    "token": self.app.verification_token,
                    "type": "app_rate_limited",
                    "team_id": self.world.team_id,
                    "minute_rate_limited": minute,
                    "api_app_id": self.app.id,
                }
            )

    def _is_heard(self, event: Json, channel: Channel | None) -> bool:
        if _subscription(event, channel) not in self.app.manifest.events:
            return False
        if channel is None or self.app.bot_user in channel.members:
            return True
        return event["type"] in HEARD_EVERYWHERE and not channel.is_private

    def _event_callback(self, event: Json) -> Json:
        team = self.world.team_id
        context = json.dumps({"et": event["type"], "tid": team, "aid": self.app.id})
        return {
            "token": self.app.verification_token,
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": self.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": self.ids.next("Ev"),
            "event_time": int(float(event["event_ts"])),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team,
                    "user_id": self.app.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": "4-" + base64.b64encode(context.encode()).decode(),
        }


def _subscription(event: Json, channel: Channel | None) -> str:
    """The manifest's name of an event: messages are subscribed to by kind of conversation."""
    event_type = str(event["type"])
    if event_type == "message" and channel is not None:
        return f"message.{MESSAGE_EVENTS[channel.kind]}"
    return event_type
