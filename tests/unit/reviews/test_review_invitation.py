from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from app.reviews.invitation import Meeting, file_name, invitation

STAMPED = datetime(2026, 3, 2, 15, 4, 5, tzinfo=UTC)
MEETING = Meeting(
    uid="review-7@onward",
    sequence=2,
    title="Review of INC-7: search, slow; stale",
    starts_at=datetime(2026, 3, 30, 10, 0, tzinfo=ZoneInfo("Europe/Stockholm")),
    length=timedelta(minutes=60),
    url="https://example.slack.com/archives/C1",
    description="First line\nSecond, with a comma",
)


def event_of(meeting: Meeting) -> Event:
    calendar = Calendar.from_ical(invitation(meeting, stamped_at=STAMPED))
    assert str(calendar["METHOD"]) == "PUBLISH"
    [event] = calendar.events
    return event


def test_the_event_reads_back_as_it_was_written() -> None:
    event = event_of(MEETING)
    assert str(event["UID"]) == MEETING.uid
    assert event.sequence == 2
    assert str(event["SUMMARY"]) == MEETING.title
    assert str(event["DESCRIPTION"]) == MEETING.description
    assert str(event["URL"]) == MEETING.url
    assert event.DTSTAMP == STAMPED


def test_times_are_in_utc() -> None:
    raw = invitation(MEETING, stamped_at=STAMPED).decode()
    assert "DTSTART:20260330T080000Z" in raw
    assert "DTEND:20260330T090000Z" in raw


def test_the_same_meeting_gives_the_same_file() -> None:
    assert invitation(MEETING, stamped_at=STAMPED) == invitation(MEETING, stamped_at=STAMPED)


def test_the_organizer_has_a_name_and_an_address_that_nothing_reaches() -> None:
    organizer = event_of(replace(MEETING, organizer='Ha"na'))["ORGANIZER"]
    assert organizer == "mailto:onward@onward.invalid"
    assert organizer.params["CN"] == "Ha'na"


def test_who_takes_part_is_named_in_the_description_and_asked_for_no_answer() -> None:
    event = event_of(replace(MEETING, attendees=["Hana", "Ibo"]))
    assert "Taking part: Hana, Ibo" in str(event["DESCRIPTION"])
    assert "ATTENDEE" not in event


def test_a_standing_link_is_where_the_meeting_is() -> None:
    event = event_of(replace(MEETING, url="https://meet.example/reviews"))
    assert event["URL"] == event["LOCATION"] == "https://meet.example/reviews"


def test_a_cancelled_meeting_takes_the_same_event_out_of_the_calendar() -> None:
    content = invitation(replace(MEETING, is_cancelled=True, sequence=3), stamped_at=STAMPED)
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert (event["UID"], event["SEQUENCE"]) == (MEETING.uid, 3)


def test_the_file_is_named_after_the_incident() -> None:
    assert file_name(7) == "INC-7-review.ics"
    assert file_name(7, 1) == "INC-7-review-2.ics"


@given(st.text(), st.text())
def test_any_text_gives_a_file_that_reads_back(title: str, description: str) -> None:
    event = event_of(replace(MEETING, title=title, description=description))
    assert str(event["UID"]) == MEETING.uid
    assert len([line for line in event.to_ical().splitlines() if line.startswith(b"UID")]) == 1
