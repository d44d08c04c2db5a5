"""The calendar file of a review meeting (RFC 5545), for people to open in their own calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

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
    raise NotImplementedError


def file_name(incident_number: int) -> str:
    return f"INC-{incident_number}-review.ics"
