"""What a change is, which one can be kept, and where it stands. People say *change*; tables and
code say follow-up.
"""

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.rules_findings import Finding
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, plain
from app.vocabulary import FollowUpState, Holds, ReviewState, Strength
from app.workspace.rules_calendar import WorkingCalendar

TEXT_MAX = 300
REASON_MAX = 500
TICKET_MAX = 500
_USUAL = timedelta(days=14)
_DAY = timedelta(days=1)
_FURTHEST = timedelta(days=365)
"""As far as holidays are known, and as anybody can promise."""

STRENGTH_LABELS = {
    Strength.ELIMINATE: "Eliminate: it can no longer happen",
    Strength.ENGINEER: "Engineer: a guard, a limit, automation",
    Strength.RECOVER: "Recover: seen earlier, contained, undone",
    Strength.PROCESS: "Process: designed, and owned by somebody",
    Strength.REMIND: "Remind: training, or a warning text",
}
"""The strongest first, each with what it means; the word before the colon is its name."""


HOLDS_TOLD = {
    Holds.HOLDS: "it held",
    Holds.PARTLY: "it held in part",
    Holds.NO: "it did not hold",
    Holds.CANT_TELL: "nobody could tell whether it held",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """Whether a change held, so many days after it was done at this moment."""

    done_at: datetime
    days: int
    holds: Holds
    note: Mrkdwn | None
    answered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A change as it stands now, or what was decided against."""

    id: int
    review_id: int
    text: Mrkdwn
    factors: tuple[int, ...]
    """Ids of the findings that it answers: those that tell it now, where some were merged."""
    strength: Strength
    """Of one that was decided against it says nothing."""
    owner: UserId | None
    accepted_at: datetime | None
    declined_at: datetime | None
    due_on: date | None
    """In the workspace's time zone."""
    ticket_url: Mrkdwn | None
    state: FollowUpState
    reason: Mrkdwn | None
    """Why it was decided not to."""
    idea_id: int | None
    made_by: UserId
    closed_at: datetime | None = None
    """When it was done, or decided against."""
    how: Mrkdwn | None = None
    """How it was done: a line, or a link."""
    handed_to: UserId | None = None
    """Who was asked to take it over; until they say yes, it stays with its owner."""
    revision: int = 0
    looked: tuple[LookBack, ...] = ()
    """How it held, the first answer first."""

    @property
    def is_open(self) -> bool:
        return self.state is FollowUpState.OPEN

    @property
    def is_declined(self) -> bool:
        return self.declined_at is not None

    @property
    def awaits_owner(self) -> bool:
        """Somebody was named and has not answered yet."""
        is_unanswered = self.accepted_at is None and not self.is_declined
        return self.is_open and self.owner is not None and is_unanswered

    def asks(self, user: UserId) -> bool:
        """It waits for this person to say whether they take it, or take it over."""
        is_named = self.awaits_owner and self.owner == user
        return is_named or (self.is_open and self.handed_to == user)

    def is_owned_by(self, user: UserId) -> bool:
        """This person said that they take it, and nothing else since."""
        return self.owner == user and self.accepted_at is not None

    def needs_owner(self, away: Collection[UserId] = ()) -> bool:
        """Nobody owns it, `away` being those who left the workspace. It does not say why."""
        is_owned = self.owner is not None and not self.is_declined and self.owner not in away
        return self.is_open and not is_owned


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a form says of a change: open, or decided against."""

    text: Mrkdwn | None
    factors: tuple[int, ...] = ()
    strength: Strength | None = None
    owner: UserId | None = None
    due_on: date | None = None
    ticket_url: Mrkdwn | None = None
    reason: Mrkdwn | None = None
    state: FollowUpState = FollowUpState.OPEN
    idea_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A review's changes with everything that a screen shows of them."""

    incident: Incident
    review: Review
    followups: Sequence[FollowUp] = ()
    factors: Sequence[Finding] = ()
    """As they are told, in the order in which they are numbered."""
    ideas: Sequence[Finding] = ()
    """Parked ideas of which nobody has said yet what becomes of them."""
    ideas_left: int = 0
    away: frozenset[UserId] = frozenset()
    """Owners who left the workspace."""
    calendar: WorkingCalendar

    def numbers(self, followup: FollowUp) -> list[int]:
        """The numbers of the factors that it answers, from 1."""
        return [n for n, one in enumerate(self.factors, 1) if one.id in followup.factors]

    @property
    def is_under_way(self) -> bool:
        """The rewind is walked, for the first time or again: ideas wait until it is done."""
        return self.review.state in (ReviewState.SCHEDULED, ReviewState.REWINDING)


def draft_of(followup: FollowUp) -> Draft:
    """What a form would have said that left it as it stands."""
    return Draft(
        text=followup.text,
        factors=followup.factors,
        strength=followup.strength,
        owner=followup.owner,
        due_on=followup.due_on,
        ticket_url=followup.ticket_url,
        reason=followup.reason,
        state=followup.state,
        idea_id=followup.idea_id,
    )


def fingerprint(draft: Draft) -> str:
    """Of what a change says: two that are equal say the same."""
    said = (
        draft.text,
        sorted(draft.factors),
        draft.strength,
        draft.owner,
        draft.due_on,
        draft.ticket_url,
        draft.reason,
        draft.state,
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def problems(
    draft: Draft,
    *,
    has_factors: bool,
    calendar: WorkingCalendar,
    now: datetime,
    was_due_on: date | None = None,
) -> dict[str, str]:
    """What is missing before it can be kept: a sentence by field id. The day that it was due before
    may stay, whatever day it is.
    """
    found = {
        "text": None if draft.text else "Please say in a line what it is about.",
        "factors": _factors_problem(draft, has_factors=has_factors),
    }
    if draft.state is FollowUpState.DECIDED_NOT:
        asks = "One line is enough: what speaks against it, for now?"
        found["reason"] = None if draft.reason else asks
    else:
        asks = "Please choose how it works; it can be changed later."
        found["strength"] = None if draft.strength else asks
        asks = "Please name somebody to ask. They can say no; then it is offered again."
        found["owner"] = None if draft.owner else asks
        if draft.due_on is None or draft.due_on != was_due_on:
            found["due_on"] = due_problem(draft.due_on, calendar=calendar, now=now)
        found["ticket"] = ticket_problem(draft.ticket_url)
    return {name: problem for name, problem in found.items() if problem}


def _factors_problem(draft: Draft, *, has_factors: bool) -> str | None:
    if draft.factors or not has_factors:
        return None
    return "Please choose at least one factor that it answers."


def due_problem(due_on: date | None, *, calendar: WorkingCalendar, now: datetime) -> str | None:
    """Why a change cannot be due that day, with the nearest day that serves; None when it can."""
    today = now.astimezone(calendar.zone).date()
    if due_on is None:
        return f"Please pick a day, for example {spoken_day(usual_due_on(calendar, now))}."
    if due_on < today:
        nearest = spoken_day(working_day(calendar, today))
        return f"This day has passed. The next working day is {nearest}."
    if due_on - today > _FURTHEST:
        return "This is more than a year ahead. A first step that fits in a year serves better."
    nearest_day = working_day(calendar, due_on)
    if nearest_day != due_on:
        return f"Nobody works on that day here. The next working day is {spoken_day(nearest_day)}."
    return None


def ticket_problem(ticket_url: Mrkdwn | None) -> str | None:
    """Why this is no link to a ticket; None when it is one, or there is none."""
    if ticket_url is None:
        return None
    asks = "Please paste the whole link; it begins with https://."
    if re.search(r"[\s|\"<>]|&lt;|&gt;", ticket_url):
        return asks
    try:
        parts = urlsplit(plain(ticket_url))
    except ValueError:
        return asks
    return None if parts.scheme == "https" and parts.hostname else asks


def usual_due_on(calendar: WorkingCalendar, now: datetime) -> date:
    """A working day about two weeks on."""
    return working_day(calendar, now.astimezone(calendar.zone).date() + _USUAL)


def working_day(calendar: WorkingCalendar, day: date) -> date:
    """The day itself if it is a working day, else the next one that is."""
    before = datetime.combine(day - _DAY, time(12), calendar.zone).astimezone(UTC)
    return next(calendar.working_days_after(before))


def spoken_day(day: date) -> str:
    return f"{day:%a, %b} {day.day}"


def starts_with_verb(text: Mrkdwn) -> bool:
    """Whether it may begin with what to do. English alone decides that by a list of all words; so
    it says no to what is no verb for certain, and yes to the rest. For asking, never for refusing.
    """
    first = re.match(r"[^\W\d_]+(?:['’][^\W\d_]+)?", plain(text).strip(" \"'“”‘’*_-–•"))
    if first is None:
        return False
    word = first[0].lower().replace("’", "'")
    if word in _VERBS:
        return True
    return word not in _NO_VERBS and not word.endswith(_NOUN_ENDINGS)


_NO_VERBS_SPOKEN = """
a an the this that these those some any no each every all both more most less fewer better new
i we you he she it they somebody someone nobody everybody anyone everyone
my our your his her its their
i'll we'll you'll they'll we're they're it's that's there's we've i've i'd we'd
there here maybe perhaps in on at for from with without by of to
and or but if when while because since also who what why how which where
should could would can may might must shall will is are was were has had
"""
_VERBS_SPOKEN = """
implement document augment supplement experiment increment complement comment segment
position partition provision mention question function transition caution condition
commission decommission version harness witness balance rebalance enhance advance
finance fence reference sequence influence ship bring ring ping string
"""
"""Verbs that end like nouns."""
_NO_VERBS = frozenset(_NO_VERBS_SPOKEN.split())
_VERBS = frozenset(_VERBS_SPOKEN.split())
_NOUN_ENDINGS = ("tion", "sion", "ment", "ness", "ity", "ance", "ence", "ship", "ing")
