"""The rewind as it stands: its stops, where one is, who steers it, what is asked. No I/O.

Which entries become stops is in `rules_stops`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.rules_reflections import Answer
from app.slack.ids import ChannelId, MessageTs, UserId
from app.slack.mrkdwn import NOTHING, Mrkdwn, harmless, moment, user_mention
from app.timeline.rules import Entry
from app.vocabulary import ReviewDepth, ReviewState, StopReason
from app.workspace.rules_people import Cast

WAITS_FOR = timedelta(minutes=10)
"""How long the meeting waits for the facilitator before anybody may start the rewind."""

MOST_STOPS = 15
"""More than a facilitator would add, and few enough for a form and for one delivery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop of a rewind. `place` counts from 0. `ts` is its message's, once that stands."""

    id: int
    entry_id: int
    place: int
    reason: StopReason
    measure: int = 0
    arrived_at: datetime | None = None
    channel: ChannelId | None = None
    ts: MessageTs | None = None
    shown: str | None = None
    """What its message says, as a digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewind:
    """How far a rewind is; `stops` in their order, none before it was prepared.

    `position` is the place of the stop one is at, or the number of stops when one is past the last.
    `reached` is the furthest place that was visited, -1 before the first.
    """

    review_id: int
    stops: Sequence[Stop] = ()
    position: int = 0
    reached: int = -1
    started_at: datetime | None = None
    started_by: UserId | None = None
    finished_at: datetime | None = None

    @property
    def is_under_way(self) -> bool:
        return self.started_at is not None and self.finished_at is None

    @property
    def is_at_end(self) -> bool:
        """Past the last stop, or there is none."""
        return self.position >= len(self.stops)

    @property
    def current(self) -> Stop | None:
        """The stop one is at, while the rewind is under way."""
        return self.stops[self.position] if self.is_under_way and not self.is_at_end else None

    @property
    def visited(self) -> Sequence[Stop]:
        """The stops whose messages stand, or are about to."""
        return self.stops[: self.reached + 1]


@dataclass(frozen=True, slots=True)
class Account:
    """How somebody else saw what an entry tells."""

    text: Mrkdwn
    said_by: UserId
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What there is to see at a stop. `before` are the entries that precede its own."""

    stop: Stop
    entry: Entry
    before: Sequence[Entry] = ()
    accounts: Sequence[Account] = ()
    quotes: Sequence[Answer] = ()
    """Answers from before the review, whose authors agreed to be quoted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """A rewind with everything that its messages show."""

    review: Review
    incident: Incident
    rewind: Rewind
    sights: Sequence[Sight]
    """Of the visited stops, in their order."""
    cast: Cast
    workspace_url: str


def guide(review: Review, incident: Incident) -> UserId:
    """Who steers the rewind: the facilitator, else the lead."""
    return review.facilitator or incident.lead or incident.declared_by


def named_guide(review: Review, incident: Incident) -> UserId:
    """Whom others are told to steer it: a facilitator from their yes on, else the lead."""
    facilitator = review.facilitator if review.accepted_at else None
    return facilitator or incident.lead or incident.declared_by


def steers(user: UserId, review: Review, incident: Incident, rewind: Rewind) -> bool:
    """Whether somebody may prepare the rewind and move it on: whoever started it may, too."""
    return user in {guide(review, incident), rewind.started_by}


def may_start(
    user: UserId, review: Review, incident: Incident, rewind: Rewind, *, now: datetime
) -> bool:
    """Whoever steers may until it is shared; everybody may once the meeting has waited long enough,
    until it is closed.
    """
    if review.state is ReviewState.SHARED:
        return False
    has_waited = review.closed_at is None and now >= review.meets_at + WAITS_FOR
    return has_waited or steers(user, review, incident, rewind)


def steering_sentence(review: Review, incident: Incident, rewind: Rewind) -> str:
    """For somebody who cannot move the rewind on: who can, and what everybody can do."""
    who = rewind.started_by or named_guide(review, incident)
    return (
        f"{user_mention(who)} steers the rewind. What you saw counts: reply in the thread of a "
        "stop, park an idea, or put a second account beside it."
    )


def minute_of(rewind: Rewind, review: Review, at: datetime) -> int:
    """How many minutes of the meeting have passed: from its hour, or from the start of a rewind
    that began before or after it.
    """
    begins_at = review.meets_at
    if rewind.started_at is not None and not review.meets_at <= rewind.started_at < review.ends_at:
        begins_at = rewind.started_at
    return max(at - begins_at, timedelta()) // timedelta(minutes=1)


def prompt(stop: Stop) -> str:
    """The one question at a stop: how or what, never why or who."""
    match stop.reason:
        case StopReason.DECISION:
            return "What did you know then, and what else seemed possible?"
        case StopReason.HANDOFF | StopReason.HALF_HANDOFF:
            return "What was handed over here, and what did each side take it to mean?"
        case StopReason.ACCOUNTS:
            return "What did each of you see, from where you sat?"
        case StopReason.GAP:
            return f"What was happening in these {stop.measure} minutes?"
        case _:
            return "What did this look like from where you sat?"


def called(role: str | None) -> str:
    """Somebody by their role, within a sentence."""
    if role is None:
        return "a colleague"
    return f"a {role}" if role == "responder" else f"the {role}"


def is_reply(message: Mapping[str, Any]) -> bool:
    """Whether somebody says this in a thread; what apps post and the head itself do not count."""
    is_in_thread = message.get("thread_ts") not in {None, message["ts"]}
    return is_in_thread and "bot_id" not in message and message.get("user") is not None


def rearranged(stops: Sequence[Stop], moved: Stop, by: int, *, reached: int) -> Sequence[Stop]:
    """The stops in a new order, with one moved by some places; visited ones stay where they are."""
    target = moved.place + by
    if moved.place <= reached or not reached < target < len(stops):
        return stops
    others = [stop for stop in stops if stop.id != moved.id]
    return [*others[:target], moved, *others[target:]]


def start_comes_later(incident: Incident, review: Review) -> str:
    """For somebody who pressed too early, or too late."""
    who = user_mention(named_guide(review, incident))
    if review.closed_at is not None:
        return f"The review is over. If the rewind is still to be walked, {who} starts it."
    opens = moment(review.meets_at + WAITS_FOR)
    return f"{who} starts the rewind. If nobody has by {opens}, anybody may."


_STANDINGS = {
    ReviewState.SCHEDULED: "Scheduled",
    ReviewState.REWINDING: "The rewind is about to start",
    ReviewState.BUILDING_FORWARD: "Building forward: the summary stands in the channel",
    ReviewState.SHARED: "Shared: the summary stands in the channel",
    ReviewState.CALLED_OFF: "The date was called off; the review waits for another one",
}


def standing(review: Review, rewind: Rewind) -> str:
    """Where a review stands, in a few words."""
    if rewind.is_under_way and review.depth is ReviewDepth.LIGHT:
        return f"In threads until {moment(review.ends_at)}"
    if rewind.is_under_way:
        number = min(rewind.position + 1, len(rewind.stops))
        place = f"at stop {number} of {len(rewind.stops)}"
        return f"Rewinding, {'past the last stop' if rewind.is_at_end else place}"
    if review.state is ReviewState.SKIPPED:
        return f"Skipped: {harmless(review.reason or NOTHING)}"
    return _STANDINGS[review.state]
