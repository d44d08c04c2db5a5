"""What a facilitator should know before the review, from what is kept. No I/O.

It ranks nobody: people stand in the order in which the moments come that they can tell about.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from app.incidents.rules import Incident
from app.reviews.rules import Review
from app.reviews.rules_agenda import StillOpen
from app.reviews.rules_stops import ChosenStop
from app.slack.ids import UserId
from app.slack.mrkdwn import plain
from app.timeline.rules import Entry
from app.vocabulary import EntryKind, Meaning, Phase, ReviewState, Source
from app.workspace.rules_calendar import WorkingCalendar

GAP = timedelta(minutes=30)
RECURS = 2
MOST_THEMES = 4
MOST_PEOPLE = 5

_WITHOUT_ROLE = "colleague"
_TELLING = {EntryKind.STATUS, EntryKind.DECISION, EntryKind.HANDOFF}
_WHILE_IT_LASTED = frozenset(Phase) - {Phase.BEFORE, Phase.AFTER}


@dataclass(frozen=True, slots=True)
class Theme:
    """Something that recurs, with the question that it raises."""

    count: int
    what: str
    asks: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A silence; `before` is the entry that ends it."""

    before: Entry
    minutes: int


@dataclass(frozen=True, slots=True)
class Talk:
    """Somebody whose view of these moments would help, in a few words each."""

    user: UserId
    role: str
    about: Sequence[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything that the facilitator's letter shows. Entries stand in the order of time."""

    incident: Incident
    review: Review
    workspace_url: str
    entries: int
    themes: Sequence[Theme]
    half_handoffs: Sequence[Entry]
    unexplained: Sequence[Entry]
    gaps: Sequence[Gap]
    accounts: Sequence[Entry]
    """Those that somebody saw differently."""
    people: Sequence[Talk]
    unanswered: Sequence[str]
    stops: Sequence[tuple[ChosenStop, Entry]]
    answers: int
    """Reflections there are; nobody knows more about them yet."""
    still_open: Sequence[StillOpen] = ()
    """What earlier reviews asked for."""


def briefs_at(calendar: WorkingCalendar, meets_at: datetime, *, now: datetime) -> datetime:
    """The morning two working days before the meeting, or as soon after it as can be."""
    return calendar.next_moment(max(calendar.morning_before(meets_at, 2), now))


def awaits_brief(review: Review, *, now: datetime) -> bool:
    """Whether it still lies ahead; a light review, too, has stops to look through."""
    is_ahead = review.state is ReviewState.SCHEDULED and now < review.meets_at
    return is_ahead and review.closed_at is None


def themes(entries: Sequence[Entry]) -> Sequence[Theme]:
    """What recurs, the most frequent first."""
    found = [
        Theme(count, what, asks)
        for what, asks, counts in _THEMES
        if (count := sum(1 for entry in entries if counts(entry))) >= RECURS
    ]
    return sorted(found, key=lambda theme: -theme.count)[:MOST_THEMES]


def half_handoffs(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Hand-offs of which one end is known."""
    return [each for each in entries if each.handoff and not each.handoff.is_complete]


def unexplained(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Decisions of which nobody has told yet what was assumed."""
    return [
        each
        for each in entries
        if each.kind is EntryKind.DECISION and not (each.decision and each.decision.assumed)
    ]


def gaps(entries: Sequence[Entry]) -> Sequence[Gap]:
    """Long silences while the incident lasted."""
    telling = [each for each in entries if _breaks_silence(each)]
    return [
        Gap(later, (later.occurred_at - earlier.occurred_at) // timedelta(minutes=1))
        for earlier, later in pairwise(telling)
        if later.phase in _WHILE_IT_LASTED and later.occurred_at - earlier.occurred_at > GAP
    ]


def people_to_talk_to(
    moments: Sequence[Entry], roles: Mapping[UserId, str], *, without: Collection[UserId]
) -> Sequence[Talk]:
    """Whose view of these moments is not known yet: both ends of hand-offs, who decided. In the
    order of time.
    """
    about: dict[UserId, list[Entry]] = {}
    for entry in sorted(moments, key=lambda each: each.number):
        for user in dict.fromkeys(_people_of(entry)):
            if user and user not in without and (user in roles or entry.handoff):
                about.setdefault(user, []).append(entry)
    found = [Talk(user, roles.get(user, _WITHOUT_ROLE), some) for user, some in about.items()]
    return found[:MOST_PEOPLE]


def unanswered(incident: Incident, entries: Sequence[Entry]) -> Sequence[str]:
    """What the summary would have to leave open by now."""
    phases = {entry.phase for entry in entries}
    kinds = {entry.kind for entry in entries}
    questions = {
        "What did users notice?": incident.impact is None,
        "What eased it?": incident.eased_by is None,
        "What was the first signal?": EntryKind.SIGNAL not in kinds,
        "What led up to it?": Phase.BEFORE not in phases,
        "Which decisions were made?": EntryKind.DECISION not in kinds,
    }
    return [question for question, is_open in questions.items() if is_open]


def _breaks_silence(entry: Entry) -> bool:
    return bool(plain(entry.text).strip()) and (
        entry.source is not Source.SYSTEM or entry.kind in _TELLING
    )


def _people_of(entry: Entry) -> Iterator[UserId | None]:
    if entry.handoff:
        yield entry.handoff.giver
        yield entry.handoff.receiver
    else:
        yield entry.author


def _is(kind: EntryKind) -> Callable[[Entry], bool]:
    return lambda entry: entry.kind is kind


def _carries(meaning: Meaning) -> Callable[[Entry], bool]:
    return lambda entry: meaning in entry.marks


_THEMES: Sequence[tuple[str, str, Callable[[Entry], bool]]] = (
    ("decisions", "What was assumed at each?", _is(EntryKind.DECISION)),
    ("hand-offs", "What did each end take them to mean?", _is(EntryKind.HANDOFF)),
    ("explanations tried", "What made each likely then?", _is(EntryKind.HYPOTHESIS)),
    ("signals", "What was each taken to mean?", _is(EntryKind.SIGNAL)),
    ("changes in the system", "What was known of them then?", _is(EntryKind.CHANGE)),
    ("calls for help", "Whose knowledge came in, and when?", _is(EntryKind.HELP)),
    ("insights or blind spots", "What was out of sight until then?", _carries(Meaning.INSIGHT)),
    ("strokes of luck", "What would a day without them look like?", _carries(Meaning.LUCK)),
)
