"""What the facilitator's brief says: with one entry, with hundreds, and never ranking anybody."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.reviews.rules_brief import (
    MOST_PEOPLE,
    MOST_THEMES,
    awaits_brief,
    briefs_at,
    gaps,
    half_handoffs,
    people_to_talk_to,
    themes,
    unanswered,
    unexplained,
)
from app.reviews.views_brief import brief_letter
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules import Decision, Entry, Handoff
from app.vocabulary import EntryKind, Meaning, Phase, ReviewState, Source
from app.workspace.rules_calendar import WorkingCalendar
from tests.factories import ALICE, BOB, CAROL, NOW
from tests.samples import a_brief, a_review, an_entry, an_incident, sent, texts

BERLIN = WorkingCalendar(zone=ZoneInfo("Europe/Berlin"))
MONDAY = datetime(2026, 3, 9, 13, 0, tzinfo=UTC)
HALF = Handoff(giver=ALICE, receiver=CAROL, state_given=Mrkdwn("half"))
WHOLE = replace(HALF, read_back=Mrkdwn("half"), received_at=NOW)


def minutes(*at: int, **changes: object) -> list[Entry]:
    return [
        an_entry(id=n, number=n, occurred_at=NOW + timedelta(minutes=each), **changes)
        for n, each in enumerate(at, start=1)
    ]


def said(**changes: object) -> str:
    letter = brief_letter(a_brief(**changes))
    return "\n".join(text["text"] for text in texts(sent(letter)["blocks"]))


def test_what_happens_once_is_no_theme() -> None:
    assert themes([an_entry(kind=EntryKind.DECISION), an_entry(kind=EntryKind.HELP)]) == []


def test_what_recurs_is_a_theme_the_most_frequent_first_and_few_of_them() -> None:
    kinds = [EntryKind.DECISION] * 2 + [EntryKind.HYPOTHESIS] * 3 + [EntryKind.HELP] * 2
    kinds += [EntryKind.CHANGE] * 2 + [EntryKind.SIGNAL] * 2
    found = themes([an_entry(kind=kind) for kind in kinds])
    assert (found[0].count, found[0].what) == (3, "explanations tried")
    assert len(found) == MOST_THEMES


def test_marks_make_a_theme_too() -> None:
    marked = [an_entry(marks={Meaning.LUCK: 3}), an_entry(marks={Meaning.LUCK: 1})]
    assert [(theme.count, theme.what) for theme in themes(marked)] == [(2, "strokes of luck")]


def test_a_hand_off_with_one_end_and_a_decision_without_assumption_are_found() -> None:
    half, whole = an_entry(id=1, handoff=HALF), an_entry(id=2, handoff=WHOLE)
    told = an_entry(id=3, kind=EntryKind.DECISION, decision=Decision(assumed=Mrkdwn("They hang.")))
    untold = an_entry(id=4, kind=EntryKind.DECISION, decision=Decision(intent=Mrkdwn("Fresh.")))
    assert half_handoffs([half, whole, told]) == [half]
    assert unexplained([half, told, untold]) == [untold]


def test_a_silence_of_more_than_half_an_hour_is_a_gap_while_it_lasted() -> None:
    assert [(gap.before.number, gap.minutes) for gap in gaps(minutes(0, 30, 61, 62))] == [(3, 31)]
    assert gaps(minutes(0, 50, phase=Phase.BEFORE)) == []
    assert gaps(minutes(0, 50, phase=Phase.AFTER)) == []


def test_what_the_bot_noted_breaks_no_silence() -> None:
    first, _, last = minutes(0, 20, 45)
    joined = replace(first, source=Source.SYSTEM, occurred_at=NOW + timedelta(minutes=20))
    assert [gap.minutes for gap in gaps([first, joined, last])] == [45]


def test_people_stand_in_the_order_of_their_moments_and_are_not_counted_by_them() -> None:
    decided = [an_entry(number=n, author=BOB, kind=EntryKind.DECISION) for n in (2, 3, 4)]
    given = an_entry(number=1, author=ALICE, handoff=HALF)
    found = people_to_talk_to(
        [*decided, given], {ALICE: "lead", BOB: "responder"}, without={UserId("U0GUIDE")}
    )
    assert [(talk.user, talk.role) for talk in found] == [
        (ALICE, "lead"),
        (CAROL, "colleague"),
        (BOB, "responder"),
    ]


def test_nobody_is_sent_to_themselves_to_bots_or_to_a_crowd() -> None:
    crowd = [UserId(f"U0P{n}") for n in range(60)]
    moments = [an_entry(number=n, author=user) for n, user in enumerate([*crowd, BOB])]
    found = people_to_talk_to(
        moments, dict.fromkeys(crowd, "responder"), without={crowd[0], crowd[2]}
    )
    assert [talk.user for talk in found] == [crowd[1], *crowd[3 : MOST_PEOPLE + 2]]


def test_what_nobody_has_told_is_asked() -> None:
    bare = an_incident(impact=None, eased_by=None)
    assert len(unanswered(bare, [])) == 5
    entries = [
        an_entry(kind=EntryKind.SIGNAL, phase=Phase.BEFORE),
        an_entry(kind=EntryKind.DECISION),
    ]
    assert unanswered(an_incident(eased_by=Mrkdwn("A pause.")), entries) == []


@pytest.mark.parametrize(
    ("now", "due_at"),
    [
        ("2026-03-02T09:00", "2026-03-05T08:00"),
        ("2026-03-06T10:00", "2026-03-06T10:00"),
        ("2026-03-06T19:00", "2026-03-09T08:00"),
    ],
)
def test_it_comes_two_working_mornings_before_or_at_the_next_moment(now: str, due_at: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert briefs_at(BERLIN, MONDAY, now=at) == datetime.fromisoformat(due_at).replace(tzinfo=UTC)


def test_nobody_is_briefed_for_what_has_begun() -> None:
    ahead = a_review(meets_at=MONDAY, state=ReviewState.SCHEDULED)
    assert awaits_brief(ahead, now=NOW)
    assert not awaits_brief(ahead, now=MONDAY)
    assert not awaits_brief(replace(ahead, state=ReviewState.SKIPPED), now=NOW)


def test_with_nothing_kept_it_says_what_to_do() -> None:
    told = said(
        entries=0,
        themes=(),
        half_handoffs=(),
        unexplained=(),
        gaps=(),
        accounts=(),
        people=(),
        unanswered=(),
        stops=(),
    )
    assert "no entries are kept" in told
    assert ":pushpin:" in told
    assert "What recurs" not in told


def test_of_many_it_lists_a_few_and_says_how_many_there_are() -> None:
    told = said(entries=500, unexplained=minutes(*range(80)))
    assert "500 entries are kept" in told
    assert "and 75 more" in told


@pytest.mark.parametrize(
    ("answers", "says"), [(0, "no answers"), (1, "1 answer to"), (7, "7 answers to")]
)
def test_it_says_how_many_answers_there_are_and_nothing_about_them(answers: int, says: str) -> None:
    assert says in said(answers=answers)
