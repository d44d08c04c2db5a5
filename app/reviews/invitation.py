"""The calendar file of a review meeting (RFC 5545), for people to open in their own calendar."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PRODUCT = "-//Onward//Incident reviews//EN"


_NOBODY = "mailto:onward@onward.invalid"
"""A published event has to name an organizer (RFC 5546 §3.2.1). Onward knows no e-mail addresses,
and nobody is to get an answer by mail: RFC 2606 keeps this domain free for good.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A review meeting as a calendar sees it. All text is plain, not Mrkdwn.

    `uid` stays the same for the life of the review and `sequence` grows with every change, so
    that opening a newer file moves the event instead of adding one, or takes it out when the
    meeting is cancelled.
    """

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    length: timedelta
    url: str | None = None
    description: str = ""
    organizer: str | None = None
    attendees: Sequence[str] = ()
    is_cancelled: bool = False


def invitation(meeting: Meeting, *, stamped_at: datetime) -> bytes:
    """The file's content: one event, times in UTC, published rather than requested, so that it asks
    nobody for an answer. Such an event may not list attendees (RFC 5546 §3.2.1): its description
    names them.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if meeting.is_cancelled else "PUBLISH")
    calendar.add_component(_event(meeting, stamped_at))
    return bytes(calendar.to_ical())


def file_name(incident_number: int, sequence: int = 0) -> str:
    """Each change of the date has a file of its own, numbered from the second on."""
    number = f"-{sequence + 1}" if sequence else ""
    return f"INC-{incident_number}-review{number}.ics"


def _event(meeting: Meeting, stamped_at: datetime) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", stamped_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", (meeting.starts_at + meeting.length).astimezone(UTC))
    event.add("summary", _readable(meeting.title))
    event.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    if description := _description(meeting):
        event.add("description", _readable(description))
    if meeting.url:
        event.add("url", _readable(meeting.url))
        event.add("location", _readable(meeting.url))
    event.add("organizer", _organizer(meeting.organizer))
    return event


def _description(meeting: Meeting) -> str:
    named = f"Taking part: {', '.join(meeting.attendees)}" if meeting.attendees else ""
    return "\n\n".join(part for part in (meeting.description, named) if part)


def _organizer(name: str | None) -> vCalAddress:
    address = vCalAddress(_NOBODY)
    if name:
        address.params["CN"] = _readable(name).replace('"', "'").replace("\n", " ")
    return address


def _readable(text: str) -> str:
    """Without control characters other than line ends: RFC 5545 §3.1 allows none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", lines)
