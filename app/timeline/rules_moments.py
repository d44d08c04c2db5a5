"""When something happened, as people type it: `14:05`, `yesterday 23:50`, `10 min ago`,
`2018-10-21 22:52 UTC`. No I/O.

Nothing is guessed that the person could not see: what can be meant in two ways, or never was, is
asked back with what was understood.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from app.errors import UserError
from app.slack.mrkdwn import Mrkdwn

LONGEST_PHRASE = 40
EARLIEST_YEAR = 1990
LONGEST_AGO = timedelta(days=366)
"""Further back people think in dates, not in hours or weeks."""
_STILL_TODAY = timedelta(hours=18)
"""After the end of an incident. The next day somebody may still mean this morning."""

EXAMPLES = "14:05, yesterday 23:50, 10 min ago or 2026-03-03 14:05 UTC"


def _unnamed(pattern: str) -> str:
    """The same, so that it can stand twice in one expression."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_WORDED_AMOUNTS = {"a": 1.0, "an": 1.0, "one": 1.0, "half an": 0.5}

_NUMBER = r"[0-9]{1,4}(?:\.[0-9]{1,2})?"
_UNIT = r"(?:seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)"
_PART = rf"(?:(?P<digits>{_NUMBER})\s*|(?P<worded>half an|an?|one)\s+)(?P<unit>{_UNIT})(?![a-z])"
_AGO = "{0}(?:\\s*(?:and\\s+)?{0})?\\s+ago".format(_unnamed(_PART))
_MONTH = "(?:{})".format("|".join(rf"{name[:3]}(?:{name[3:]})?\.?" for name in _MONTHS))
_ORDINAL = "(?:st|nd|rd|th)?"
_DATE = (
    r"(?:(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})"
    r"|(?P<first>[0-9]{1,2})[-/.](?P<second>[0-9]{1,2})(?:[-/.](?P<third>[0-9]{4}))?\.?"
    r"|(?P<word>today|yesterday|tomorrow)"
    r"|(?:last\s+)?(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?"
    r"|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
    rf"|(?P<named>{_MONTH})\s*(?P<named_day>[0-9]{{1,2}}){_ORDINAL}(?:,?\s+(?P<named_year>[0-9]{{4}}))?"
    rf"|(?P<day_of>[0-9]{{1,2}}){_ORDINAL}\.?\s+(?P<of>{_MONTH})(?:,?\s+(?P<of_year>[0-9]{{4}}))?)"
)
_HALF = r"[ap]\.?m\.?(?![a-z])"
_COLON_CLOCK = (
    r"(?:(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<sec>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    rf"(?:\s*(?P<half>{_HALF}))?"
    rf"|(?P<hour_only>[0-9]{{1,2}})\s*(?P<half_only>{_HALF}))"
)
_DOT_CLOCK = r"(?P<dot_hour>[0-9]{1,2})\.(?P<dot_minute>[0-9]{2})"
_CLOCK = rf"(?:{_COLON_CLOCK}|{_DOT_CLOCK})"
_OFFSET = r"[0-9]{1,2}(?::?[0-9]{2})?"
_FULL_OFFSET = "[0-9]{2}:[0-9]{2}"
_ZONE = (
    rf"(?:\s*(?:utc|gmt)(?P<utc_offset>[-+]{_OFFSET})(?![\w:])"
    r"|\s*(?P<utc>utc|gmt|z)(?![\w-])"
    # A minus right behind a time is that of a range, unless the time has seconds.
    rf"|(?P<offset>\s*\+{_FULL_OFFSET}|\s+-{_FULL_OFFSET}|(?<=:[0-9][0-9]:[0-9][0-9])-{_FULL_OFFSET})"
    r"(?![\w:])"
    r"|\s+(?P<abbreviated>cest|cet|mesz|mez|bst|ist|e[ds]t|c[ds]t|m[ds]t|p[ds]t|jst|ae[ds]t|nz[ds]t)"
    r"(?![\w-]))?"
)
_LATER_WORD = r"(?:\s+(?P<later_word>today|yesterday|tomorrow)\b)?"
_BETWEEN = r"(?:,?\s+(?:at\s+)?|t(?=[0-9]))"
_FLAGS = re.IGNORECASE | re.ASCII

_RELATIVE = re.compile(_AGO, _FLAGS)
_ABSOLUTE = re.compile(rf"(?:{_DATE}{_BETWEEN})?(?:at\s+)?{_CLOCK}{_ZONE}{_LATER_WORD}", _FLAGS)
_DATE_ONLY = re.compile(_DATE, _FLAGS)
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2212": "-"})


_LEADING = re.compile(
    # A clock time with a dot is a number as often, so in front of words it needs its date.
    rf"(?P<phrase>{_AGO}|{_unnamed(_DATE + _BETWEEN + _CLOCK + _ZONE)}"
    rf"|{_unnamed(_COLON_CLOCK + _ZONE + _LATER_WORD)})"
    r"(?:\s*[,;:\u2013\u2014-])?(?:\s+(?P<words>\S.*))?\s*\Z",
    _FLAGS | re.DOTALL,
)


def split_note(text: Mrkdwn) -> tuple[str | None, Mrkdwn]:
    """The time that a note begins with, if any, and its words, which may be missing then."""
    found = _LEADING.match(text.translate(_SPACES))
    if found is None:
        return None, text
    words = text[found.start("words") :] if found["words"] else ""
    return _squeezed(found["phrase"]), Mrkdwn(words.strip())


def moment_typed(
    typed: str, zone: tzinfo | None, now: datetime, *, over_at: datetime | None = None
) -> datetime | None:
    """The instant that is meant, in UTC and never in the future; None while it depends on the
    typist's zone and that is not known. In a review days after an incident that was `over_at` some
    moment, a time alone is one of its last day.

    Raises UserError that asks back what cannot be, or can be meant in two ways.
    """
    phrase = _squeezed(typed)
    if phrase.lower() in {"now", "right now"}:
        return now
    if len(phrase) <= LONGEST_PHRASE:
        if found := _RELATIVE.fullmatch(phrase):
            return _before(found[0], now)
        if found := _ABSOLUTE.fullmatch(phrase):
            return _at(found, zone, now, _last_day(now, over_at))
        if _DATE_ONLY.fullmatch(phrase):
            raise UserError(f"At what time, {phrase}? Write it like {phrase} 14:05.")
    shown = phrase if len(phrase) <= LONGEST_PHRASE else phrase[: LONGEST_PHRASE - 1] + "…"
    raise UserError(f"I can't read “{shown}” as a time. Write it like {EXAMPLES}.")


def spelled(at: datetime, zone: tzinfo | None) -> str:
    """A moment as one could type it: to the minute, in this zone, or in UTC when it is unknown."""
    here = at.astimezone(zone or UTC)
    shown = f"{here:%Y-%m-%d %H:%M}"
    if zone is None:
        return f"{shown} UTC"
    is_twice = len(_shown(here.time().replace(tzinfo=None), here.date(), zone)) > 1
    return f"{shown} {_offset(here)}" if is_twice else shown


def _squeezed(typed: str) -> str:
    return " ".join(typed.translate(_SPACES).split())


def _before(phrase: str, now: datetime) -> datetime:
    ago = sum((_length(part) for part in re.finditer(_PART, phrase, _FLAGS)), timedelta())
    if ago > LONGEST_AGO:
        raise UserError(
            f"{phrase} is {ago.days:,} days back. Write the date for something that old, like "
            "2018-10-21 22:52 UTC."
        )
    return (now - ago).astimezone(UTC)


def _length(part: re.Match[str]) -> timedelta:
    amount = float(part["digits"] or _WORDED_AMOUNTS[part["worded"].lower()])
    return timedelta(seconds=amount * _SECONDS[part["unit"][0].lower()])


def _last_day(now: datetime, over_at: datetime | None) -> datetime | None:
    """When it was over, if that is so long ago that nobody means today by a time alone."""
    return over_at if over_at is not None and now - over_at > _STILL_TODAY else None


def _at(
    found: re.Match[str], zone: tzinfo | None, now: datetime, over_at: datetime | None
) -> datetime | None:
    clock = _clock(found)
    where = _zone_of(found) or zone
    # Without a zone, a day off does no harm: it shows which dates cannot be.
    here = now.astimezone(where or UTC)
    last = over_at.astimezone(where or UTC).date() if over_at else here.date()
    days = list(_days(found, here.date(), last))
    return None if where is None else _latest(days, clock, where, now, found[0])


def _clock(found: re.Match[str]) -> time:
    """Raises UserError when no clock shows that."""
    hour = int(found["hour"] or found["hour_only"] or found["dot_hour"])
    minute = int(found["minute"] or found["dot_minute"] or 0)
    half = (found["half"] or found["half_only"] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    elif half:
        hour = 24
    with suppress(ValueError):
        return time(hour, minute, int(found["sec"] or 0))
    typed = (found["hour"] and f"{found['hour']}:{found['minute']}") or found[0]
    raise UserError(
        f"{typed}{half and f' {half}' if found['hour'] else ''} is not a time of day. Write it "
        "like 14:05."
    )


def _zone_of(found: re.Match[str]) -> tzinfo | None:
    """The zone that was typed along. Raises UserError when it could be several."""
    if found["abbreviated"]:
        raise UserError(
            f"{found['abbreviated']} is not the same everywhere and all year. Write the offset "
            "instead, like 14:05 +01:00, or 13:05 UTC."
        )
    if found["utc"]:
        return UTC
    offset = (found["offset"] or found["utc_offset"] or "").strip()
    if not offset:
        return None
    hours, minutes = offset[1:].partition(":")[::2] if ":" in offset else (offset[1:3], offset[3:])
    if int(hours) > 14 or int(minutes or 0) > 59:
        raise UserError(f"No place on earth is at UTC{offset}. Write an offset like +02:00.")
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-size if offset[0] == "-" else size)


def _days(found: re.Match[str], today: date, last: date) -> Iterator[date]:
    """The days that can be meant, the likeliest first; `last` where no day was typed. Raises
    UserError for those that never were.
    """
    word = (found["word"] or found["later_word"] or "").lower()
    if word == "tomorrow":
        raise UserError(_ahead_sentence(found[0]))
    if found["year"]:
        yield _day(int(found["year"]), int(found["month"]), int(found["day"]), today)
    elif found["first"]:
        yield from _days_by_number(found, today)
    elif found["weekday"]:
        back = (today.weekday() - _WEEKDAYS.index(found["weekday"][:3].lower())) % 7
        yield today - timedelta(days=back)
        yield today - timedelta(days=back + 7)
    elif found["named"] or found["of"]:
        month = _month_named(found["named"] or found["of"])
        day = int(found["named_day"] or found["day_of"])
        year = found["named_year"] or found["of_year"]
        yield from _days_of_year(int(year) if year else None, month, day, today)
    else:
        likeliest = today if word else last
        if word != "yesterday":
            yield likeliest
        if word != "today":
            yield likeliest - timedelta(days=1)


def _days_by_number(found: re.Match[str], today: date) -> Sequence[date]:
    """`21/10` is a day in October; of `03/04` nobody can tell."""
    first, second = int(found["first"]), int(found["second"])
    year = int(found["third"]) if found["third"] else None
    if first > 12 or second > 12 or first == second:
        day, month = (first, second) if first > 12 else (second, first)
        return _days_of_year(year, month, day, today)
    wanted = f"{found['first']}/{found['second']}"
    meant = [_days_of_year(year, second, first, today), _days_of_year(year, first, second, today)]
    (one, *_), (other, *_) = ([day for day in days if day <= today] or days for days in meant)
    clock = _clock(found)
    raise UserError(
        f"Is {wanted} {_MONTHS[second - 1]} {first} or {_MONTHS[first - 1]} {second}? Write "
        f"{one} {clock:%H:%M} or {other} {clock:%H:%M}."
    )


def _days_of_year(year: int | None, month: int, day: int, today: date) -> Sequence[date]:
    """That day of the year, or of this year and the last."""
    if year is not None:
        return [_day(year, month, day, today)]
    days = []
    for each in (today.year, today.year - 1):
        with suppress(ValueError):
            days.append(date(each, month, day))
    if not days:
        raise UserError(_no_day_sentence(month, day))
    return days


def _day(year: int, month: int, day: int, today: date) -> date:
    if not EARLIEST_YEAR <= year <= today.year + 1:
        raise UserError(f"The year {year} looks odd. Check it, please, and write it once more.")
    try:
        return date(year, month, day)
    except ValueError:
        raise UserError(_no_day_sentence(month, day)) from None


def _no_day_sentence(month: int, day: int) -> str:
    if 1 <= month <= 12:
        return f"The calendar has no {_MONTHS[month - 1]} {day}. Check the date, please."
    return f"The calendar has no month {month}. Write the date like 2018-10-21 14:05."


def _month_named(name: str) -> int:
    return [month[:3].lower() for month in _MONTHS].index(name[:3].lower()) + 1


def _latest(
    days: Sequence[date], clock: time, zone: tzinfo, now: datetime, phrase: str
) -> datetime:
    """When a clock of the zone showed this time on the first of these days that it is past on."""
    here = now.astimezone(zone)
    for day in days:
        shown = _shown(clock, day, zone)
        past = [moment for moment in shown if moment <= now]
        if len(past) > 1:
            raise UserError(_twice_sentence(past, clock, zone))
        if past:
            return past[0]
        if not shown and (day, clock) < (here.date(), here.time()):
            raise UserError(
                f"{phrase} did not exist that day in your time zone: the clocks were put forward. "
                "Please give the time that the clocks showed."
            )
    raise UserError(_ahead_sentence(phrase))


def _ahead_sentence(phrase: str) -> str:
    return f"{phrase} is still ahead. Write when it happened, like {EXAMPLES}."


def _twice_sentence(past: Sequence[datetime], clock: time, zone: tzinfo) -> str:
    one, other = (moment.astimezone(zone) for moment in sorted(past))
    return (
        f"The clocks showed {clock:%H:%M} twice that night. Write {one:%Y-%m-%d %H:%M} "
        f"{_offset(one)} for the first time, or {other:%Y-%m-%d %H:%M} {_offset(other)}."
    )


def _offset(here: datetime) -> str:
    shown = f"{here:%z}"
    return f"{shown[:3]}:{shown[3:5]}"


def _shown(clock: time, day: date, zone: tzinfo) -> list[datetime]:
    """When the clocks of a zone showed this time that day: once, twice in autumn, or never."""
    wanted = datetime.combine(day, clock)
    moments = {wanted.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return [each for each in moments if each.astimezone(zone).replace(tzinfo=None) == wanted]
