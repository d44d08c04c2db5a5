"""What somebody sees of the workspace on their own screen."""

from app.sandbox.errors import SlackError
from app.sandbox.slack import Slack
from app.sandbox.world import Channel, Message, User, View, Whisper


class Screen:
    """One member's view of Slack. Channels are given by name or id.

    SlackError for what Slack would not show them, LookupError for what is not there.
    """

    def __init__(self, slack: Slack, user: User) -> None:
        self._slack = slack
        self.user = user

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def modal(self) -> View | None:
        """The modal on top, if one is open."""
        stack = self._slack.world.modals.get(self.id)
        return stack[-1] if stack else None

    @property
    def home(self) -> View | None:
        """The app's home tab, once it was published."""
        return self._slack.world.homes.get(self.id)

    def sees(self, channel: str) -> list[Message]:
        """Everything said in the channel, thread replies included, oldest first."""
        return self._visible(channel).in_order()

    def whispers(self, channel: str) -> list[Whisper]:
        """What only they see there."""
        place = self._visible(channel)
        heard = self._slack.world.whispers
        return [w for w in heard if w.channel == place.id and w.viewer == self.id]

    def hears_from_app(self) -> list[Message]:
        """Their direct messages with the app, oldest first."""
        place = self._slack.world.direct_channel({self.id, self._slack.app.bot_user})
        return place.in_order() if place else []

    def _visible(self, channel: str) -> Channel:
        """A channel they can look at: any public one, and those they are in."""
        named = self._slack.world.channel_named(channel.removeprefix("#"))
        place = named if named is not None else self._slack.channel(channel)
        if place.is_private and self.id not in place.members:
            raise SlackError("channel_not_found")
        return place

    def _joined(self, channel: str) -> Channel:
        """A channel they can speak in."""
        place = self._visible(channel)
        if self.id not in place.members:
            raise SlackError("not_in_channel")
        return place

    def _open_modal(self) -> View:
        if self.modal is None:
            raise LookupError(f"{self.user.real_name} has no modal open.")
        return self.modal

    def _message_or_whisper(self, place: Channel, ts: str) -> Message | Whisper:
        heard = next((w for w in self.whispers(place.id) if w.ts == ts), None)
        return heard if heard is not None else self._slack.message(place, ts)
