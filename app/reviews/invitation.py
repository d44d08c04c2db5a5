"""The calendar file of a review meeting (RFC 5545), for people to open in their own calendar."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PRODUCT = "-//Onward//Incident reviews//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A review meeting as a calendar sees it. All text is plain, not Mrkdwn.

    `uid` stays the same for the life of the review and `sequence` grows with every change, so
    that opening a newer file moves the event instead of adding one.
    """

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    length: timedelta
    url: str | None = None
    description: str = ""
    organizer_name: str | None = None
    organizer_email: str | None = None


def invitation(meeting: Meeting, *, stamped_at: datetime) -> bytes:
    """The file's content: one event, times in UTC, published rather than requested, so that it
    needs no list of attendees and asks nobody for an answer (RFC 5546 §3.2.1).
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(meeting, stamped_at))
    return bytes(calendar.to_ical())


def file_name(incident_number: int) -> str:
    return f"INC-{incident_number}-review.ics"


def _event(meeting: Meeting, stamped_at: datetime) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", stamped_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", (meeting.starts_at + meeting.length).astimezone(UTC))
    event.add("summary", _readable(meeting.title))
    event.add("status", "CONFIRMED")
    if meeting.description:
        event.add("description", _readable(meeting.description))
    if meeting.url:
        event.add("url", meeting.url)
    if meeting.organizer_email:
        event.add("organizer", _organizer(meeting.organizer_name, meeting.organizer_email))
    return event


def _organizer(name: str | None, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    if name:
        address.params["CN"] = _readable(name).replace('"', "'")
    return address


def _readable(text: str) -> str:
    """Without control characters other than line ends: RFC 5545 §3.1 allows none."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", lines)
