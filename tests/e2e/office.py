"""The office of the end-to-end tests: who works there, and the short stories that tests begin with.

Everything goes through the sandbox over real sockets: people type, press and submit; what they see
is read from the workspace.
"""

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.reviews.views import POST_SUMMARY
from app.sandbox.people import Person
from app.sandbox.world import Channel, File, Message
from app.stage import Stage

START = datetime(2026, 3, 3, 14, 0, tzinfo=UTC)
"""A Tuesday: nine in New York, three in Berlin, half past seven in the evening in Kolkata."""

SIGNS = (
    ("cards", "Update state"),
    ("closed cards", "*Ended*"),
    ("state lines", "*Resolved* · <@"),
    ("dates", "*Review · "),
    ("agendas", "begins now"),
    ("waiting lines", "The rewind waits"),
    ("summaries", "*In short*"),
    ("group questions", "nothing was found under these"),
    ("changes", "*Building forward · "),
    ("polls", "Two questions to end with"),
    ("notes of changes", "The summary was brought up to date"),
)
"""What each of the bot's messages says and no other does."""

DECLARED = {
    "channels": 1,
    "announcements": 1,
    "pins": 1,
    "bookmarks": 1,
    "invitations": 0,
    "documents": 0,
    "cards": 1,
    "closed cards": 0,
    "state lines": 0,
    "dates": 0,
    "agendas": 0,
    "waiting lines": 0,
    "summaries": 0,
    "group questions": 0,
    "changes": 0,
    "polls": 0,
    "notes of changes": 0,
    "other messages": 0,
}
RESOLVED = DECLARED | {
    "cards": 0,
    "closed cards": 1,
    "state lines": 1,
    "dates": 1,
    "invitations": 1,
    "pins": 2,
}
REVIEWED = RESOLVED | {
    "agendas": 1,
    "waiting lines": 1,
    "summaries": 1,
    "group questions": 1,
    "polls": 1,
    "documents": 1,
    "pins": 3,
}
"""What `Office.tally` says at three points of an incident's life: one of everything."""

_DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)


async def sketched(_: Mapping[str, Any]) -> bytes:
    """A dot, in the place of a picture that takes a second to draw."""
    return _DOT


CROWD = re.compile(r"<!(channel|here|everyone|subteam)")


@dataclass
class Office:
    """Alice (New York, an admin), Bob (Berlin), Carol (Kolkata), Dora (Berlin), and Onward."""

    stage: Stage
    alice: Person = field(init=False)
    bob: Person = field(init=False)
    carol: Person = field(init=False)
    dora: Person = field(init=False)
    expected_faults: list[str] = field(default_factory=list)
    """Errors that the bot is meant to log in this test, by event."""
    logs: Sequence[Mapping[str, Any]] = ()
    """What it logged so far."""

    async def open(self) -> None:
        slack = self.stage.slack
        await slack.start()
        self.move_in()
        await self.stage.start_bot()
        await self.stage.settled()

    def move_in(self) -> None:
        """The people and the channels that were there before Onward."""
        slack = self.stage.slack
        slack.add_channel("general", is_general=True)
        self.alice = slack.add_person("Alice Archer", tz="America/New_York", is_admin=True)
        self.bob = slack.add_person("Bob Brandt", tz="Europe/Berlin")
        self.carol = slack.add_person("Carol Chandra", tz="Asia/Kolkata")
        self.dora = slack.add_person("Dora Dietz", tz="Europe/Berlin")
        slack.add_channel("incidents", members=[self.alice, self.bob])

    async def declare(
        self, title: str = "Search is down", *, by: Person | None = None, **fields: object
    ) -> Channel:
        """`/incident start`, the form, and the channel that opened."""
        person = by or self.alice
        known = set(self.channel_ids())
        await person.command(f"/incident start {title}", channel="general")
        assert await person.submit(fields) == {}
        await self.stage.settled()
        opened = [one for one in self.stage.slack.channels if one.id not in known]
        (channel,) = [one for one in opened if not one.is_direct]
        return channel

    async def resolve(
        self,
        channel: Channel,
        fields: Mapping[str, object] | None = None,
        *,
        by: Person | None = None,
    ) -> dict[str, str]:
        """`/incident resolve` and its form; what the form complained about."""
        person = by or self.alice
        await person.command("/incident resolve", channel=channel.id)
        problems = await person.submit(fields)
        await self.stage.settled()
        return problems

    async def meet_everybody(self) -> None:
        """Let Onward read everybody's profile, as it has after a day's work."""
        channel = await self.declare("An earlier one")
        for person in (self.bob, self.carol, self.dora):
            await person.join(channel.id)
        await self.stage.settled()
        await self.alice.command("/incident status cancelled", channel=channel.id)
        await self.stage.settled()

    async def keep(self, channel: Channel, person: Person, text: str) -> str:
        """Somebody says something and keeps it; the message's ts."""
        if person.id not in channel.members:
            await person.join(channel.id)
        ts = await person.say(channel.id, text)
        await person.react(channel.id, ts, "pushpin")
        await self.stage.settled()
        return ts

    async def typed(self, person: Person, line: str, channel: Channel | str) -> str:
        """A command and what it answered."""
        place = channel if isinstance(channel, str) else channel.id
        if not isinstance(channel, str) and person.id not in channel.members:
            await person.join(channel.id)
        answer = await person.command(line, channel=place)
        assert answer.is_acked, answer.problem
        await self.stage.settled()
        return words(answer.blocks) or answer.text

    async def timeline(self, channel: Channel, person: Person | None = None) -> str:
        """The timeline's last page, as the person sees it."""
        reader = person or self.alice
        assert await self.typed(reader, "/incident timeline", channel) == ""
        assert reader.modal is not None
        page = words(reader.modal.blocks)
        await reader.close_modal(whole_stack=True)
        return page

    async def preview(self, channel: Channel, person: Person | None = None) -> str:
        """How the summary reads now, as the person sees it."""
        reader = person or self.alice
        assert await self.typed(reader, "/incident summary", channel) == ""
        assert reader.modal is not None
        page = words(reader.modal.blocks)
        await reader.close_modal(whole_stack=True)
        return page

    async def post_summary(self, channel: Channel, person: Person | None = None) -> None:
        """The button of that page."""
        reader = person or self.alice
        assert await self.typed(reader, "/incident summary", channel) == ""
        await reader.click_in_modal(POST_SUMMARY)
        await self.stage.settled()
        await reader.close_modal(whole_stack=True)

    async def pass_time(self, duration: timedelta) -> None:
        await self.stage.move_to(self.stage.clock.now() + duration)

    async def restart(self) -> None:
        """The process ends and another one begins on the same database."""
        await self.stage.onward.stop()
        await self.stage.start_bot()
        await self.stage.settled()

    def channel_ids(self) -> Iterable[str]:
        return [channel.id for channel in self.stage.slack.channels]

    def incident_channel(self, number: int) -> Channel:
        """The incident's channel, by how its name begins; there is one."""
        begins = f"inc-{number}-"
        (channel,) = [one for one in self.stage.slack.channels if one.name.startswith(begins)]
        return channel

    def said(self, channel: Channel | str) -> list[Message]:
        """What the bot posted in a channel, threads included, oldest first."""
        place = self.stage.slack.channel(channel) if isinstance(channel, str) else channel
        bot = self.stage.slack.bot_user_id
        spoken = {None, "file_share"}
        return [one for one in place.in_order() if one.user == bot and one.subtype in spoken]

    def card(self, channel: Channel) -> Message:
        """The first pinned message."""
        return channel.messages[channel.pins[0].ts]

    def announcements(self) -> list[str]:
        return [words(message.blocks) for message in self.said("incidents")]

    def files(self, channel: Channel) -> list[File]:
        world = self.stage.slack.slack.world
        return [file for file in world.files.values() if channel.id in file.channels]

    def direct(self, person: Person) -> list[str]:
        """What the bot wrote to somebody directly."""
        return [words(message.blocks) for message in person.hears_from_app()]

    def tally(self, channel: Channel) -> dict[str, int]:
        """How many of each thing that belongs to an incident there are; nothing else is counted
        away: `other messages` are those of the bot that are none of these.
        """
        messages = self.said(channel)
        named = {
            name: [one for one in messages if sign in words(one.blocks)] for name, sign in SIGNS
        }
        with_files = [one for one in messages if one.files]
        known = {one.ts for some in (*named.values(), with_files) for one in some}
        return {
            "channels": len([one for one in self.stage.slack.channels if one.name[:4] == "inc-"]),
            "announcements": len(self.said("incidents")),
            "pins": len(channel.pins),
            "bookmarks": len(channel.bookmarks),
            "invitations": len([one for one in self.files(channel) if one.name[-4:] == ".ics"]),
            "documents": len([one for one in self.files(channel) if one.name[-3:] == ".md"]),
            **{name: len(some) for name, some in named.items()},
            "other messages": len({one.ts for one in messages} - known),
        }

    def calls(self, since: int = 0) -> list[str]:
        """The Web API methods that were called, from the call number `since` on."""
        return [call.method for call in self.stage.slack.calls[since:]]

    @property
    def calls_so_far(self) -> int:
        return len(self.stage.slack.calls)


def ticks(channel: Channel, ts: str) -> int:
    """How many ✓ a message has; there is but one bot."""
    reactions = channel.messages[ts].reactions if ts in channel.messages else []
    return sum(len(one.users) for one in reactions if one.name == "white_check_mark")


def words(blocks: Sequence[Any]) -> str:
    """Every text in these blocks, a line each, as the app sent it."""
    return "\n".join(text["text"] for text in _texts(list(blocks)))


def markup(blocks: Sequence[Any]) -> str:
    """Those texts in which Slack reads mentions."""
    return "\n".join(text["text"] for text in _texts(list(blocks)) if text["type"] == "mrkdwn")


def _texts(part: object) -> list[dict[str, str]]:
    if isinstance(part, list):
        return [text for each in part for text in _texts(each)]
    if not isinstance(part, dict):
        return []
    if isinstance(part.get("text"), str):
        return [part]
    return [
        text
        for key in ("text", "fields", "elements", "accessory", "label")
        for text in _texts(part.get(key))
    ]


def buttons(message_blocks: Sequence[Any]) -> dict[str, str]:
    """The buttons of a message: label to action id."""
    return {
        element["text"]["text"]: element["action_id"]
        for block in message_blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    }


def menu(message_blocks: Sequence[Any]) -> dict[str, str]:
    """The options of a message's overflow menu: label to value."""
    return {
        option["text"]["text"]: option["value"]
        for block in message_blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "overflow"
        for option in element["options"]
    }
