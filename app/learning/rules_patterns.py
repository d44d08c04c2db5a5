"""What reviews have in common: what contributed and when, what no change answers yet, what was
named again. Counts are of reviews; nobody and no team is in it. No I/O.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from app.learning.rules import stem, telling_words
from app.learning.rules_spans import Bucket, Span, buckets
from app.reviews.rules_findings import CATEGORY_LABELS, COUNTS_SHOWN_FROM
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import Category, FindingKind, Holds, Strength
from app.workspace.rules_people import Cast
from app.workspace.rules_quoting import quotable

ENOUGH = 3
"""Reviews: what fewer have in common is their own story."""
LISTED = 6
"""Lines under a heading; how many more there are is said."""
PAGE = 14
"""Lines on a page."""
BLIND_SPOTS_COMPARED = 200
"""The latest; each is compared with each."""
_ALIKE = 2
"""Telling words that two texts share at least, and half of those of the shorter one."""
_EVERYBODY = frozenset(
    {"colleague", "lead", "responder", "participant", "scribe", "communications"}
)


class Pattern(StrEnum):
    """What is looked for, in the order in which it is shown."""

    CATEGORIES = "categories"
    UNANSWERED = "unanswered"
    NOT_HELD = "not_held"
    BYPASSED = "bypassed"
    BLIND_SPOTS = "blind_spots"
    HANDOFFS = "handoffs"
    LEARNINGS = "learnings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A review that was shared, and where it can be read."""

    id: int
    label: str
    url: str | None
    shared_on: date
    half_handoffs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A finding of a shared review as it is told, with the strengths of the changes that answer it
    and to how many people it was new.
    """

    review_id: int
    kind: FindingKind
    text: Mrkdwn
    category: Category | None = None
    reasonable: Mrkdwn | None = None
    answered_by: frozenset[Strength] = frozenset()
    new_to: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the last look back said of a change that did not hold, or only in part."""

    review_id: int
    text: Mrkdwn
    holds: Holds
    days: int
    note: Mrkdwn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What somebody may see of a span of time, the latest first. A change is here by the day on
    which it was looked at, so its review may be older than those of `reviews`.
    """

    span: Span
    today: date
    reviews: Sequence[Reviewed]
    findings: Sequence[Named] = ()
    kept: Sequence[Kept] = ()
    older: Sequence[Reviewed] = ()
    """Reviews that only `kept` speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line: what it is, what there is to say of it, and the reviews behind it."""

    text: Mrkdwn
    note: Mrkdwn
    reviews: tuple[Reviewed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The lines of a pattern, and how many there are beyond."""

    pattern: Pattern
    items: tuple[Item, ...]
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A category, and in how many reviews it contributed in each stretch of time."""

    category: Category
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """All of it. Without `is_enough` there are no sections."""

    span: Span
    reviews: int
    sections: tuple[Section, ...] = ()
    buckets: tuple[Bucket, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def is_enough(self) -> bool:
        return self.reviews >= ENOUGH

    @property
    def pages(self) -> Sequence[Sequence[Section]]:
        """The sections as they fit on pages; one page at least."""
        found: list[list[Section]] = [[]]
        for section in self.sections:
            lines = sum(len(one.items) for one in found[-1])
            if found[-1] and lines + len(section.items) > PAGE:
                found.append([])
            found[-1].append(section)
        return found


def patterns(material: Material, cast: Cast) -> Patterns:
    """What these have in common, told without names. Words that judge are left out."""
    span, reviews = material.span, material.reviews
    if len(reviews) < ENOUGH:
        return Patterns(span=span, reviews=len(reviews))
    over = buckets(span, material.today)
    reader = _Reader(material, cast)
    sections = (
        _section(Pattern.CATEGORIES, reader.categories(over), most=len(Category)),
        _section(Pattern.UNANSWERED, reader.unanswered()),
        _section(Pattern.NOT_HELD, reader.not_held()),
        _section(Pattern.BYPASSED, reader.bypassed()),
        _section(Pattern.BLIND_SPOTS, reader.blind_spots()),
        _section(Pattern.HANDOFFS, reader.handoffs()),
        _section(Pattern.LEARNINGS, reader.learnings()),
    )
    return Patterns(
        span=span,
        reviews=len(reviews),
        sections=tuple(one for one in sections if one.items),
        buckets=over,
        rows=tuple(reader.rows(over)),
    )


def alike(one: Mrkdwn, other: Mrkdwn) -> tuple[str, ...]:
    """The telling words that two texts share, as the first has them; none where those are too few
    to say that both mean the same.
    """
    first, second = _stems(one), _stems(other)
    shared = [word for root, word in first.items() if root in second]
    is_much = 2 * len(shared) >= min(len(first), len(second))
    return tuple(shared) if len(shared) >= _ALIKE and is_much else ()


def _stems(text: Mrkdwn) -> dict[str, str]:
    return {stem(word): word for word in telling_words(text) if word not in _EVERYBODY}


_Told = Item | Callable[[], Item | None]
"""An item, or how to put one in words: None where they judge."""


def _section(pattern: Pattern, told: Iterable[_Told], *, most: int = LISTED) -> Section:
    """Only what is shown is put in words, which takes seconds for thousands; the rest is counted,
    whatever its words.
    """
    items, more = list[Item](), 0
    for one in told:
        if len(items) == most:
            more += 1
        elif item := one() if callable(one) else one:
            items.append(item)
    return Section(pattern=pattern, items=tuple(items), more=more)


class _Reader:
    """Reads the patterns out of what there is."""

    def __init__(self, material: Material, cast: Cast) -> None:
        self._material = material
        self._cast = cast
        self._by_id = {one.id: one for one in (*material.older, *material.reviews)}
        self._factors = [one for one in material.findings if one.kind is FindingKind.FACTOR]

    def rows(self, over: Sequence[Bucket]) -> Iterator[Row]:
        """The categories that contributed, the most frequent first."""
        for category, reviews in self._by_category():
            days = [one.shared_on for one in reviews]
            counts = tuple(sum(day in bucket for day in days) for bucket in over)
            yield Row(category=category, counts=counts)

    def categories(self, over: Sequence[Bucket]) -> Iterator[Item]:
        total = len(self._material.reviews)
        for category, reviews in self._by_category():
            days = [one.shared_on for one in reviews]
            counts = [(bucket.words, sum(day in bucket for day in days)) for bucket in over]
            when = ", ".join(f"{count} in {words}" for words, count in counts if count)
            yield Item(
                text=Mrkdwn(CATEGORY_LABELS[category]),
                note=Mrkdwn(f"{len(reviews)} of {total} reviews: {when}"),
                reviews=tuple(reviews),
            )

    def unanswered(self) -> Iterator[_Told]:
        """Reminders alone do not answer a factor."""
        for one in self._factors:
            if not one.answered_by - {Strength.REMIND}:
                note = "reminders only" if one.answered_by else "no change yet"
                yield partial(self._item, one.text, note, one.review_id)

    def not_held(self) -> Iterator[_Told]:
        for one in self._material.kept:
            yield partial(self._not_held, one)

    def bypassed(self) -> Iterator[_Told]:
        for one in self._factors:
            if one.category is Category.PROCESS_BYPASSED:
                yield partial(self._bypassed, one)

    def blind_spots(self) -> Iterator[Item]:
        """Those that more than one review names, in words that are alike."""
        for told, shared, reviews in self._alike_blind_spots():
            words = ", ".join(shared[:4])
            note = f"named in {len(reviews)} reviews; what they say alike: {words}"
            yield Item(text=told, note=Mrkdwn(note), reviews=tuple(reviews))

    def handoffs(self) -> Iterator[Item]:
        behind = tuple(one for one in self._material.reviews if one.half_handoffs)
        count = sum(one.half_handoffs for one in behind)
        if count:
            what = "hand-off has" if count == 1 else "hand-offs have"
            where = "1 review" if len(behind) == 1 else f"{len(behind)} reviews"
            yield Item(
                text=Mrkdwn(f"{count} {what} one end only, in {where}"),
                note=Mrkdwn("either where things stood or “I have it” is missing"),
                reviews=behind,
            )

    def learnings(self) -> Iterator[_Told]:
        new = [one for one in self._material.findings if one.new_to >= COUNTS_SHOWN_FROM]
        for one in sorted(new, key=lambda each: -each.new_to):
            yield partial(self._item, one.text, f"new to {one.new_to} people", one.review_id)

    def _by_category(self) -> Sequence[tuple[Category, Sequence[Reviewed]]]:
        behind: dict[Category, dict[int, Reviewed]] = defaultdict(dict)
        for one in self._factors:
            if one.category is not None:
                behind[one.category][one.review_id] = self._by_id[one.review_id]
        found = [(category, list(behind[category].values())) for category in Category]
        return sorted((each for each in found if each[1]), key=lambda each: -len(each[1]))

    def _alike_blind_spots(self) -> Iterator[tuple[Mrkdwn, Sequence[str], Sequence[Reviewed]]]:
        """Each joins the first one that it is like."""
        groups: list[tuple[Mrkdwn, dict[str, None], dict[int, Reviewed]]] = []
        for one in [one for one in self._material.findings if _is_blind_spot(one)][
            :BLIND_SPOTS_COMPARED
        ]:
            told = self._told(one.text)
            if told is None:
                continue
            for first, shared, reviews in groups:
                if words := alike(first, told):
                    shared.update(dict.fromkeys(words))
                    reviews[one.review_id] = self._by_id[one.review_id]
                    break
            else:
                groups.append((told, {}, {one.review_id: self._by_id[one.review_id]}))
        again = [each for each in groups if len(each[2]) > 1]
        for told, shared, reviews in sorted(again, key=lambda each: -len(each[2])):
            yield told, tuple(shared), tuple(reviews.values())

    def _not_held(self, one: Kept) -> Item | None:
        held = "did not hold" if one.holds is Holds.NO else "held in part"
        because = self._told(one.note) if one.note else None
        note = f"{held} after {one.days} days" + (f": {because}" if because else "")
        return self._item(one.text, note, one.review_id)

    def _bypassed(self, one: Named) -> Item | None:
        because = self._told(one.reasonable) if one.reasonable else None
        note = f"what made it reasonable: {because}" if because else "nobody has said why yet"
        return self._item(one.text, note, one.review_id)

    def _item(self, text: Mrkdwn, note: str, review_id: int) -> Item | None:
        told = self._told(text)
        if not told:
            return None
        return Item(text=told, note=Mrkdwn(note), reviews=(self._by_id[review_id],))

    def _told(self, text: Mrkdwn) -> Mrkdwn | None:
        return quotable(text, self._cast)


def _is_blind_spot(one: Named) -> bool:
    return one.kind is FindingKind.BLIND_SPOT or one.category is Category.BLIND_SPOT
