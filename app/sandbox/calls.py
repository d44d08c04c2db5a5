"""One call of a Web API method: who calls, with what, and typed access to the arguments."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.sandbox.errors import SlackError, invalid_arguments
from app.sandbox.slack import Slack
from app.sandbox.tokens import Token
from app.sandbox.world import Channel, Json, Message

TIMESTAMP = re.compile(r"\d+\.\d+")
TRUE = frozenset({"1", "true"})
FALSE = frozenset({"0", "false", ""})


@dataclass(frozen=True, slots=True)
class Call:
    """A method is a function from a Call to the answer's body, raising SlackError to refuse.

    Arguments come from query, form and JSON alike, so a number may be a string.
    """

    slack: Slack
    method: str
    args: Mapping[str, object]
    token: Token | None

    @property
    def bot(self) -> str:
        """The user id of the calling bot."""
        return self.slack.app.bot_user

    def may(self, scope: str) -> bool:
        """Whether the token was granted the scope."""
        return self.token is not None and scope in self.token.scopes

    def text(self, name: str) -> str | None:
        """A string argument; None when absent or null."""
        value = self.args.get(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, bool | dict | list):
            raise invalid_arguments(f"must be a string [json-pointer:/{name}]")
        return str(value)

    def required(self, name: str) -> str:
        """A string argument that may not be missing or empty."""
        value = self.text(name)
        if not value:
            raise invalid_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A boolean argument in any of Slack's spellings."""
        value = self.args.get(name)
        if value is None:
            return default
        word = str(value).lower()
        if word not in TRUE | FALSE:
            raise invalid_arguments(f"must be a boolean [json-pointer:/{name}]")
        return word in TRUE

    def number(self, name: str, *, default: int) -> int:
        """An integer argument."""
        value = self.args.get(name)
        if value is None or value == "":
            return default
        try:
            return int(str(value))
        except ValueError:
            raise invalid_arguments(f"must be an integer [json-pointer:/{name}]") from None

    def names(self, name: str) -> list[str]:
        """A list argument, given as a list or separated by commas."""
        value = self.args.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [item.strip() for item in (self.text(name) or "").split(",") if item.strip()]

    def channel(self, name: str = "channel") -> Channel:
        """The conversation named by id, if the bot may know of it; else `channel_not_found`."""
        channel = self.slack.channel(self.text(name) or "")
        if channel.is_private and self.bot not in channel.members:
            raise SlackError("channel_not_found")
        return channel

    def joined_channel(self, name: str = "channel") -> Channel:
        """The conversation, if the bot is in it; else `not_in_channel`."""
        channel = self.channel(name)
        if self.bot not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def open_channel(self, name: str = "channel") -> Channel:
        """The conversation, if the bot is in it and it is not archived."""
        channel = self.joined_channel(name)
        if channel.is_archived:
            raise SlackError("is_archived")
        return channel

    def message(self, channel: Channel, name: str = "timestamp") -> Message:
        """The message of `channel` named by ts; else `message_not_found`."""
        return self.slack.message(channel, self.text(name) or "")

    def item(self, channel: Channel) -> Message:
        """The message that a pin or reaction is about; a `timestamp` of its own kind of errors."""
        ts = self.text("timestamp")
        if not ts:
            raise SlackError("no_item_specified")
        if not TIMESTAMP.fullmatch(ts):
            raise SlackError("bad_timestamp")
        return self.slack.message(channel, ts)


Handler = Callable[[Call], Json]
