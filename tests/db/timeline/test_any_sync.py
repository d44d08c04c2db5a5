"""Whatever happens to the events of messages' lives: after one reading of the channel the timeline
says what the channel shows.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.db import outbox
from app.slack.ids import ChannelId, EmojiName, MessageTs, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries, queries_sync, service
from app.timeline.rules import (
    ANYBODY,
    NATIVE_PIN,
    FoundMessage,
    Mark,
    found_message,
    kind_of,
)
from app.vocabulary import EntryKind, Meaning
from app.workspace.rules_marks import DEFAULT_MARKS, base_emoji, meaning_of
from tests.channel import LEASE, ChannelModel, Sent, deliver, deps_for, is_ticked, read_back
from tests.factories import ALICE, BOB, BOT, CAROL, NOW, TEAM, Stored, ts

LATER = NOW + timedelta(hours=2)
TICKED = "white_check_mark"
EMOJI = ("pushpin", "scales", "handshake::skin-tone-3", "tada")
_numbers = count(1)

Event = Callable[[Stored], None]


class Life:
    """A head with two replies, and another message: what happens to them, and what is heard of
    it.
    """

    def __init__(self) -> None:
        self.place = ChannelId(f"C0LIFE{next(_numbers)}")
        self.channel = ChannelModel()
        self.events: list[Event] = []
        self._seconds = count(60)
        # What stands before everything else stays: Slack may hide what is older than it shows.
        self.channel.say(Sent(ts(NOW - timedelta(hours=1)), "joined", BOT, subtype="channel_join"))
        head = self._sent()
        self.everything = [head, self._sent(head.ts), self._sent(head.ts), self._sent()]
        for one in self.everything:
            self.channel.say(one)

    def happen(self, what: str, number: int, who: UserId, emoji: str) -> None:
        sent = self.everything[number]
        if not sent.is_deleted:
            getattr(self, f"_{what}")(sent, who, emoji)

    def _sent(self, thread: MessageTs | None = None) -> Sent:
        number = next(_numbers)
        return Sent(ts(NOW, number), f"words {number}", CAROL, thread)

    def _now(self) -> str:
        return ts(NOW + timedelta(seconds=next(self._seconds)))

    def _react(self, sent: Sent, who: UserId, emoji: str) -> None:
        users = sent.reactions.setdefault(emoji, [])
        is_on = who not in users
        if is_on and any(
            who in others and base_emoji(name) == base_emoji(emoji)
            for name, others in sent.reactions.items()
        ):
            return
        users.append(who) if is_on else users.remove(who)
        meaning = meaning_of(base_emoji(emoji), DEFAULT_MARKS)
        if meaning is not None:
            self._marked(sent, who, base_emoji(emoji), meaning, is_on=is_on)

    def _pin(self, sent: Sent, _who: UserId, _emoji: str) -> None:
        is_on = sent.ts not in self.channel.pins
        self.channel.pins.append(sent.ts) if is_on else self.channel.pins.remove(sent.ts)
        self._marked(sent, ANYBODY, NATIVE_PIN, Meaning.KEEP, is_on=is_on)

    def _marked(
        self, sent: Sent, who: UserId, emoji: EmojiName, meaning: Meaning, *, is_on: bool
    ) -> None:
        mark = Mark(
            channel=self.place,
            ts=sent.ts,
            user=who,
            emoji=emoji,
            meaning=meaning,
            is_on=is_on,
            event_ts=self._now(),
        )
        self.events.append(lambda stored: stored.mark(mark))

    def _edit(self, sent: Sent, _who: UserId, _emoji: str) -> None:
        sent.edited_ts = self._now()
        sent.text = f"{sent.text}, said better"
        as_it_is = found_message(sent.payload())
        self.events.append(lambda stored: self._edited(stored, as_it_is))

    def _delete(self, sent: Sent, _who: UserId, _emoji: str) -> None:
        sent.is_deleted = True
        if sent.ts in self.channel.pins:
            self.channel.pins.remove(sent.ts)
        self.events.append(lambda stored: self._deleted(stored, sent.ts))

    def _edited(self, stored: Stored, message: FoundMessage) -> None:
        stored.do(service.follow_edit, TEAM, self.place, message, now=NOW)

    def _deleted(self, stored: Stored, message: MessageTs) -> None:
        stored.do(service.follow_deletion, TEAM, self.place, message, now=NOW)


def _hydrated(stored: Stored, life: Life) -> None:
    """What is waiting is read as it is by now."""
    waiting = {one.ts for one in stored.do(queries.waiting_messages, TEAM, life.place)}
    there = [one for one in life.everything if one.ts in waiting and not one.is_deleted]
    gone = waiting - {one.ts for one in there}
    found = [found_message(one.payload()) for one in there]
    stored.do(service.fill, TEAM, life.place, found, sorted(gone), now=NOW)


Shown = Mapping[MessageTs, tuple[Mrkdwn, EntryKind, Mapping[Meaning, int]]]


def _shown_by(life: Life) -> Shown:
    """What the timeline should be, by the channel alone."""
    shown = {}
    for one in life.everything:
        people = {
            (meaning, who)
            for name, users in one.reactions.items()
            for who in users
            if (meaning := meaning_of(base_emoji(name), DEFAULT_MARKS)) is not None
        }
        people |= {(Meaning.KEEP, ANYBODY)} if one.ts in life.channel.pins else set()
        meanings = [meaning for meaning, _ in people]
        if people and not one.is_deleted:
            counts = {meaning: meanings.count(meaning) for meaning in set(meanings)}
            shown[one.ts] = (Mrkdwn(one.text), kind_of(meanings), counts)
    return shown


def _finish_everything(stored: Stored) -> None:
    """Work that was due came to nothing: the process was away."""
    while jobs := stored.do(outbox.claim, worker="w", now=NOW, lease_for=LEASE, limit=50):
        for job in jobs:
            stored.do(outbox.finish, job, now=NOW)


@dataclass
class _Work:
    """What the worker does besides: the bot's ✓, and reading what was kept without words."""

    stored: Stored
    life: Life

    async def tick(self, _deps: object, job: outbox.Job) -> None:
        wanted = self.stored.do(queries.tick, job.arguments["entry"])
        assert wanted is not None
        sent = self.life.channel.messages[wanted.ts]
        sent.reactions[TICKED] = [BOT] if wanted.is_due else []

    async def hydrate(self, _deps: object, _job: outbox.Job) -> None:
        _hydrated(self.stored, self.life)


happenings = st.lists(
    st.tuples(
        st.sampled_from(["react", "react", "react", "pin", "edit", "delete"]),
        st.integers(0, 3),
        st.sampled_from([ALICE, BOB]),
        st.sampled_from(EMOJI),
    ),
    max_size=14,
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(what=happenings, data=st.data())
def test_after_one_reading_the_timeline_says_what_the_channel_shows(
    stored: Stored, what: Sequence[tuple[str, int, UserId, str]], data: st.DataObject
) -> None:
    life = Life()
    incident = stored.incident(key=life.place, channel=life.place)
    for each in what:
        life.happen(*each)
    heard = [event for event in life.events if data.draw(st.booleans(), label="heard")]
    again = data.draw(st.lists(st.sampled_from(heard), max_size=4) if heard else st.just([]))
    arriving: list[Event] = [*heard, *again, lambda stored: _hydrated(stored, life)]
    for event in data.draw(st.permutations(arriving), label="arriving"):
        event(stored)
    _finish_everything(stored)
    for one in life.everything:
        if data.draw(st.booleans(), label="ticked"):
            one.reactions[TICKED] = [BOT]

    work = _Work(stored, life)
    others = {service.TICK: work.tick, service.HYDRATE: work.hydrate}
    asyncio.run(read_back(stored, incident, life.channel, LATER, others))
    late = data.draw(st.lists(st.sampled_from(heard), max_size=4) if heard else st.just([]))
    for event in late:
        event(stored)
    asyncio.run(deliver(stored, others, deps_for(stored, life.channel, LATER), LATER))

    kept = {
        entry.ts: (entry.text, entry.kind, entry.marks)
        for entry in stored.timeline(incident)
        if entry.ts is not None
    }
    assert kept == _shown_by(life)
    known = stored.do(queries_sync.kept_of, incident.id, life.channel.messages)
    there = [one for one in life.everything if one.ts in known and not one.is_deleted]
    assert {one.ts for one in there if is_ticked(one)} == kept.keys()
