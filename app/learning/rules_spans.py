"""How far back patterns look, and the stretches in which that time is told. No I/O."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import UserError

SHORTEST, LONGEST = 7, 5 * 366
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
_TYPED = re.compile(r"(\d{1,5})\s*(d|w|m|y)(?:ays?|eeks?|onths?|ears?)?", re.IGNORECASE)
_WEEKS_UP_TO, _MONTHS_UP_TO, _QUARTERS_UP_TO = 62, 400, 1100
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class Span:
    """So many of a unit, back from today."""

    count: int
    unit: str

    @property
    def days(self) -> int:
        return self.count * _DAYS[self.unit]

    @property
    def words(self) -> str:
        unit = _UNITS[self.unit]
        return f"the last {unit[:-1]}" if self.count == 1 else f"the last {self.count} {unit}"

    def since(self, today: date) -> date:
        return today - timedelta(days=self.days - 1)

    def dump(self) -> str:
        return f"{self.count}{self.unit}"


USUAL = Span(90, "d")


@dataclass(frozen=True, slots=True)
class Bucket:
    """A stretch of days, both included: its label, and what it is called in a sentence."""

    label: str
    words: str
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def parse_span(text: str) -> Span:
    """`90d`, `12w`, `6m` or `1y`; the usual one when nothing was typed. Raises UserError."""
    typed = text.strip()
    if not typed:
        return USUAL
    found = _TYPED.fullmatch(typed)
    span = Span(int(found[1]), found[2].lower()) if found else None
    if span is None or not SHORTEST <= span.days <= LONGEST:
        raise UserError(
            "How far back shall I look? Type days, weeks, months or years, from `7d` to `5y`, like "
            "`/incident patterns 6m`."
        )
    return span


def buckets(span: Span, today: date) -> tuple[Bucket, ...]:
    """Weeks, months, quarters or years, the earliest first; the first one may have begun before."""
    found, day = list[Bucket](), span.since(today)
    while day <= today:
        found.append(_week(day) if span.days <= _WEEKS_UP_TO else _months(span.days, day, today))
        day = found[-1].last + timedelta(days=1)
    return tuple(found)


def _week(day: date) -> Bucket:
    monday = day - timedelta(days=day.weekday())
    label = f"{monday.day} {_MONTHS[monday.month - 1]}"
    return Bucket(label, f"the week of {label}", monday, monday + timedelta(days=6))


def _months(days: int, day: date, today: date) -> Bucket:
    """The month, the quarter or the year around this day; with the year where it is not this
    one.
    """
    length = 1 if days <= _MONTHS_UP_TO else 3 if days <= _QUARTERS_UP_TO else 12
    month = (day.month - 1) // length * length
    ends = month + length
    after = date(day.year + ends // 12, ends % 12 + 1, 1)
    year = "" if day.year == today.year else f" {day.year}"
    names = {1: f"{_MONTHS[month]}{year}", 3: f"Q{month // 3 + 1}{year}", 12: f"{day.year}"}
    first = date(day.year, month + 1, 1)
    return Bucket(names[length], names[length], first, after - timedelta(days=1))
