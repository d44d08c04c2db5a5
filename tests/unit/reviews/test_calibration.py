"""Which entries concern whom, when somebody is asked about them, and the forms to say so in."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.reviews.rules_calibration import (
    Part,
    Reading,
    awaits_calibration,
    calibrates_at,
    may_read,
    most_telling,
    people_concerned,
)
from app.reviews.views_calibration import (
    Place,
    calibration_letter,
    check_page,
    correct_form,
    parse_beside,
    parse_correction,
)
from app.slack.ids import ChannelId
from app.slack.mrkdwn import NOTHING, Mrkdwn
from app.timeline.rules import Handoff
from app.vocabulary import EntryKind, Meaning, ReviewDepth, ReviewState, Source
from app.workspace.rules_calendar import WorkingCalendar
from tests.factories import ALICE, BOB, CAROL, CHANNEL, NOW
from tests.samples import a_review, an_entry, an_incident, sent, texts

BERLIN = WorkingCalendar(zone=ZoneInfo("Europe/Berlin"))
KIRITIMATI = WorkingCalendar(zone=ZoneInfo("Pacific/Kiritimati"))
MONDAY = datetime(2026, 3, 9, 13, 0, tzinfo=UTC)
GIVEN = Handoff(giver=ALICE, receiver=CAROL, state_given=Mrkdwn("half"))


def part(*readings: Reading) -> Part:
    return Part(incident=an_incident(), review=a_review(), readings=readings)


def reading(number: int, **changes: object) -> Reading:
    words = Mrkdwn(f"Entry {number}.")
    return Reading(entry=an_entry(id=number, number=number, text=words, **changes))


def test_an_entry_concerns_who_said_it_and_whom_it_names() -> None:
    named = an_entry(text=Mrkdwn("<@U0CAROL> restarts it, says <@U0ALICE|alice>."))
    assert people_concerned(named) == {ALICE, BOB, CAROL}


def test_a_hand_off_concerns_both_ends_also_where_the_bot_noted_it() -> None:
    given = an_entry(author=None, source=Source.SYSTEM, kind=EntryKind.HANDOFF, handoff=GIVEN)
    assert people_concerned(given) == {ALICE, CAROL}


@pytest.mark.parametrize(
    "changes",
    [
        {"source": Source.SYSTEM},
        {"kind": EntryKind.STATUS},
        {"is_filled": False},
        {"text": NOTHING},
        {"author": None, "author_label": "Alertmanager"},
    ],
)
def test_what_the_bot_noted_and_what_has_no_words_or_author_concerns_nobody(
    changes: dict[str, object],
) -> None:
    assert people_concerned(an_entry(**changes)) == frozenset()


def test_a_private_incident_is_not_opened_by_a_mention() -> None:
    private = an_incident(is_private=True, channel=CHANNEL)
    names_carol = an_entry(text=Mrkdwn("Ask <@U0CAROL>."))
    elsewhere = an_entry(author=CAROL, channel=ChannelId("C0OTHER"))
    assert not may_read([names_carol, elsewhere], private, {ALICE}, CAROL)
    assert may_read([names_carol], private, {ALICE}, BOB)
    assert may_read([names_carol], private, {ALICE}, ALICE)
    assert may_read([names_carol], replace(private, is_private=False), (), CAROL)


@pytest.mark.parametrize(
    ("now", "due_at"),
    [
        ("2026-03-03T09:00", "2026-03-06T08:00"),
        ("2026-03-06T08:00", "2026-03-06T08:00"),
        ("2026-03-06T11:30", "2026-03-06T11:30"),
        ("2026-03-06T16:30", None),
        ("2026-03-09T08:30", None),
    ],
)
def test_the_letter_comes_on_the_last_working_day_before_or_not_at_all(
    now: str, due_at: str | None
) -> None:
    found = calibrates_at(BERLIN, MONDAY, now=datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found == (datetime.fromisoformat(due_at).replace(tzinfo=UTC) if due_at else None)


def test_the_day_before_is_that_of_the_persons_own_zone() -> None:
    assert calibrates_at(KIRITIMATI, MONDAY, now=NOW) == datetime(2026, 3, 8, 19, tzinfo=UTC)


def test_only_a_meeting_that_lies_ahead_is_prepared_for() -> None:
    ahead = a_review(meets_at=MONDAY, state=ReviewState.SCHEDULED)
    assert awaits_calibration(ahead, now=NOW)
    assert not awaits_calibration(ahead, now=MONDAY)
    assert not awaits_calibration(replace(ahead, depth=ReviewDepth.LIGHT), now=NOW)
    for state in set(ReviewState) - {ReviewState.SCHEDULED}:
        assert not awaits_calibration(replace(ahead, state=state), now=NOW)


def test_the_letter_shows_ten_the_most_telling_in_the_order_of_time() -> None:
    readings = [reading(number) for number in range(1, 31)]
    readings[24] = reading(25, kind=EntryKind.DECISION)
    readings[27] = reading(28, marks={Meaning.KEEP: 4})

    shown = [each.entry.number for each in most_telling(readings)]

    assert shown == [1, 2, 3, 4, 5, 6, 7, 8, 25, 28]


def test_what_is_read_already_makes_room_for_the_rest() -> None:
    readings = [replace(reading(n), is_confirmed=n <= 10) for n in range(1, 21)]
    assert [each.entry.number for each in most_telling(readings)] == list(range(11, 21))


def test_the_letter_says_how_many_more_there_are_and_reveals_nothing() -> None:
    letter = calibration_letter(
        part(*(reading(n) for n in range(1, 13))), None, workspace_url="https://acme.slack.com/"
    )
    said = "\n".join(text["text"] for text in texts(sent(letter)["blocks"]))
    assert "and 2 more" in said
    assert "If you already answered without your name, there is nothing to do" in said


def test_somebody_without_entries_is_told_what_to_do() -> None:
    assert "/incident note" in str(check_page(part(), 1).to_dict())


def test_a_page_has_five_entries_and_there_is_none_past_the_last() -> None:
    many = part(*(reading(n) for n in range(1, 13)))
    assert "Entry 11." in str(check_page(many, 99).to_dict())
    assert "Entry 6." in str(check_page(many, 2).to_dict())
    assert "Entry 11." not in str(check_page(many, 2).to_dict())


def test_a_form_remembers_where_it_was_opened_and_what_it_showed() -> None:
    entry = an_entry(id=7, kind=EntryKind.DECISION, text=Mrkdwn("We restart &amp; wait."))
    place = Place(review_id=3, page=2)

    form = correct_form(place, entry, entry.text)

    carried = Place.load(form.private_metadata or "")
    assert (carried.review_id, carried.page, carried.entry_id) == (3, 2, 7)
    assert carried.seen is not None
    draft = parse_correction({"text": {"value": "x"}}, carried.seen)
    assert draft is not None
    assert (draft.kind, draft.when) == (EntryKind.DECISION, "")
    untouched = parse_correction({"text": {"value": "We restart & wait."}}, carried.seen)
    assert untouched is not None
    assert not carried.seen.is_reworded_in(untouched)
    assert not carried.seen.is_retimed_in(untouched)


def test_nothing_typed_is_nothing() -> None:
    carried = Place.load(
        correct_form(Place(review_id=3), an_entry(), NOTHING).private_metadata or ""
    )
    assert carried.seen is not None
    assert parse_correction({"text": {"value": "  "}}, carried.seen) is None
    assert parse_beside({"account": {"value": "\n"}}) is None
    assert parse_beside({"account": {"value": " I saw it. "}}) == "I saw it."


def test_only_its_author_reads_that_the_summary_leaves_a_line_out() -> None:
    line = "The summary leaves this out until it is reworded."
    judging = an_entry(text=Mrkdwn("You should have checked the queue, as always."))
    own, of_others = Reading(entry=judging, is_own=True), Reading(entry=judging)
    assert line in str(check_page(part(own), 1).to_dict())
    assert line not in str(check_page(part(of_others), 1).to_dict())
    assert line not in str(check_page(part(replace(reading(1), is_own=True)), 1).to_dict())
