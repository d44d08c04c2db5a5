"""Times, spans and counts in words. All times are shown in UTC; that is said once, by a heading."""

from datetime import UTC, datetime, timedelta

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def span(length: timedelta) -> str:
    """`24 h 11 min`; from three days on `4 days 6 h`. Seconds are not told."""
    if length < _MINUTE:
        return "under a minute"
    if length >= 3 * _DAY:
        return _joined((length // _DAY, "days"), (length % _DAY // _HOUR, "h"))
    return _joined((length // _HOUR, "h"), (length % _HOUR // _MINUTE, "min"))


def lasting(start: datetime, end: datetime) -> str:
    """How long it was between two moments as a reader counts it, who sees their minutes only."""
    if end - start < _MINUTE:
        return span(end - start)
    return span(end.replace(second=0, microsecond=0) - start.replace(second=0, microsecond=0))


def clock(at: datetime) -> str:
    """`23:19`."""
    return f"{at.astimezone(UTC):%H:%M}"


def day(at: datetime) -> str:
    """`Sun 21 October`."""
    utc = at.astimezone(UTC)
    return f"{utc:%a} {utc.day} {utc:%B}"


def dated(at: datetime) -> str:
    """`Sun 21 October 2018`."""
    return f"{day(at)} {at.astimezone(UTC).year}"


def dates(start: datetime, end: datetime | None) -> str:
    """`Sun 21 October 2018`, or `Sun 21 to Mon 22 October 2018` when it ended on another day."""
    first, last = start.astimezone(UTC), (end or start).astimezone(UTC)
    if last.date() <= first.date():
        return dated(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%a} {first.day} to {dated(last)}"
    if first.year == last.year:
        return f"{day(first)} to {dated(last)}"
    return f"{dated(first)} to {dated(last)}"


def counted(number: int, one: str, many: str) -> str:
    """`no entries`, `1 entry`, `12 entries`."""
    return f"{number or 'no'} {one if number == 1 else many}"


def capitalized(text: str) -> str:
    """With a capital at the start, the rest as it is."""
    return text[:1].upper() + text[1:]


def _joined(*parts: tuple[int, str]) -> str:
    return " ".join(f"{number} {unit}" for number, unit in parts if number)
