"""What reviews have in common, and what is too little to say."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.drawing import drawn
from app.errors import UserError
from app.learning.rules_pattern_picture import ALT_TEXT, picture
from app.learning.rules_patterns import (
    LISTED,
    Item,
    Kept,
    Material,
    Named,
    Pattern,
    Patterns,
    Reviewed,
    alike,
    patterns,
)
from app.learning.rules_spans import LONGEST, SHORTEST, USUAL, Span, buckets, parse_span
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import Category, FindingKind, Holds, Strength
from app.workspace.rules_names import Names
from app.workspace.rules_people import Cast

TODAY = date(2026, 3, 3)
CAST = Cast({}, Names({UserId("U0BOB"): ("Bob",)}))


def a_review(number: int, *, days_ago: int = 3, half_handoffs: int = 0) -> Reviewed:
    return Reviewed(
        id=number,
        label=f"INC-{number}",
        url=None,
        shared_on=TODAY - timedelta(days=days_ago),
        half_handoffs=half_handoffs,
    )


THREE = (a_review(1), a_review(2), a_review(3, days_ago=40))


def a_factor(
    review: int,
    text: str = "The queue grew",
    category: Category = Category.HANDOFF,
    *,
    reasonable: Mrkdwn | None = None,
    answered_by: frozenset[Strength] = frozenset(),
) -> Named:
    return Named(
        review_id=review,
        kind=FindingKind.FACTOR,
        text=Mrkdwn(text),
        category=category,
        reasonable=reasonable,
        answered_by=answered_by,
    )


def a_blind_spot(review: int, text: str) -> Named:
    return Named(review_id=review, kind=FindingKind.BLIND_SPOT, text=Mrkdwn(text))


def seen(
    *findings: Named, reviews: Sequence[Reviewed] = THREE, kept: Sequence[Kept] = ()
) -> Patterns:
    material = Material(span=USUAL, today=TODAY, reviews=reviews, findings=findings, kept=kept)
    return patterns(material, CAST)


def items(found: Patterns, pattern: Pattern) -> Sequence[Item]:
    return next((one.items for one in found.sections if one.pattern is pattern), ())


def told(found: Patterns, pattern: Pattern) -> list[tuple[str, str]]:
    return [(one.text, one.note) for one in items(found, pattern)]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_fewer_than_three_reviews_are_no_pattern(number: int) -> None:
    found = seen(a_factor(1), reviews=THREE[:number])
    assert not found.is_enough
    assert found.sections == ()
    assert picture(found) is None


def test_a_category_is_counted_by_reviews_over_time() -> None:
    found = seen(
        a_factor(1), a_factor(1, "Another one"), a_factor(3), a_factor(2, category=Category.DESIGN)
    )
    assert told(found, Pattern.CATEGORIES) == [
        ("A gap in a hand-off", "2 of 3 reviews: 1 in Jan, 1 in Feb"),
        ("How it is designed", "1 of 3 reviews: 1 in Feb"),
    ]
    first, _ = items(found, Pattern.CATEGORIES)
    assert [one.label for one in first.reviews] == ["INC-1", "INC-3"]


def test_reminders_alone_answer_no_factor() -> None:
    found = seen(
        a_factor(1, "Nobody saw the queue"),
        a_factor(1, "The limit is old", answered_by=frozenset({Strength.REMIND})),
        a_factor(2, "It was full", answered_by=frozenset({Strength.REMIND, Strength.ENGINEER})),
    )
    assert told(found, Pattern.UNANSWERED) == [
        ("Nobody saw the queue", "no change yet"),
        ("The limit is old", "reminders only"),
    ]


def test_a_change_that_did_not_hold_is_told_with_what_was_seen() -> None:
    gone = Kept(
        review_id=1,
        text=Mrkdwn("Reject large imports"),
        holds=Holds.NO,
        days=90,
        note=Mrkdwn("Imports are split now"),
    )
    partly = Kept(review_id=2, text=Mrkdwn("Alert on age"), holds=Holds.PARTLY, days=30)
    assert told(seen(kept=[gone, partly]), Pattern.NOT_HELD) == [
        ("Reject large imports", "did not hold after 90 days: Imports are split now"),
        ("Alert on age", "held in part after 30 days"),
    ]


def test_a_bypassed_process_is_told_with_what_made_it_reasonable() -> None:
    bypassed = Category.PROCESS_BYPASSED
    because = Mrkdwn("The mail was 40 minutes away")
    found = seen(
        a_factor(1, "The import calendar was skipped", bypassed, reasonable=because),
        a_factor(2, "The change went out without a review", bypassed),
    )
    assert told(found, Pattern.BYPASSED) == [
        (
            "The import calendar was skipped",
            "what made it reasonable: The mail was 40 minutes away",
        ),
        ("The change went out without a review", "nobody has said why yet"),
    ]


def test_blind_spots_that_are_alike_are_one_and_say_in_which_words() -> None:
    found = seen(
        a_blind_spot(1, "Freshness was measured where the queue begins"),
        a_blind_spot(2, "The freshness of the queues is out of sight"),
        a_blind_spot(3, "No board shows the age of backups"),
    )
    ((text, note),) = told(found, Pattern.BLIND_SPOTS)
    assert text == "Freshness was measured where the queue begins"
    assert note == "named in 2 reviews; what they say alike: freshness, queue"


def test_one_review_that_names_a_blind_spot_twice_does_not_make_it_a_pattern() -> None:
    twice = [a_blind_spot(1, "Freshness of the queue was out of sight")] * 2
    assert told(seen(*twice), Pattern.BLIND_SPOTS) == []


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("The queue of the index", "Index queues", ("queue", "index")),
        ("The queue grew", "The queue of backups", ()),
        ("A colleague saw the board", "A colleague left the board", ()),
        ("", "", ()),
    ],
)
def test_texts_are_alike_when_they_share_two_telling_words_and_half_of_the_shorter(
    one: str, other: str, words: tuple[str, ...]
) -> None:
    assert alike(Mrkdwn(one), Mrkdwn(other)) == words


def test_hand_offs_with_one_end_are_counted_with_the_reviews_behind_them() -> None:
    found = seen(reviews=[a_review(1, half_handoffs=2), a_review(2, half_handoffs=1), a_review(3)])
    (one,) = items(found, Pattern.HANDOFFS)
    assert one.text == "3 hand-offs have one end only, in 2 reviews"
    assert [each.label for each in one.reviews] == ["INC-1", "INC-2"]
    assert told(seen(), Pattern.HANDOFFS) == []


def test_a_learning_is_told_from_three_people_on() -> None:
    learnings = [
        Named(review_id=1, kind=FindingKind.LEARNING, text=Mrkdwn(f"Lesson {n}"), new_to=n)
        for n in (2, 3, 7)
    ]
    assert told(seen(*learnings), Pattern.LEARNINGS) == [
        ("Lesson 7", "new to 7 people"),
        ("Lesson 3", "new to 3 people"),
    ]


def test_nobody_is_named_and_what_judges_is_left_out() -> None:
    found = seen(
        a_factor(1, "Bob restarted the stack"), a_factor(2, "Bob was careless, what an idiot")
    )
    assert [text for text, _ in told(found, Pattern.UNANSWERED)] == [
        "A colleague restarted the stack"
    ]


def test_a_long_list_says_how_many_more_there_are() -> None:
    found = seen(*(a_factor(1, f"Factor {n}") for n in range(LISTED + 4)))
    (section,) = (one for one in found.sections if one.pattern is Pattern.UNANSWERED)
    assert (len(section.items), section.more) == (LISTED, 4)


def test_every_section_stands_on_one_page() -> None:
    found = seen(*(a_factor(n % 3 + 1, f"Factor {n}", c) for n, c in enumerate(Category)))
    paged = [section for page in found.pages for section in page]
    assert paged == list(found.sections)
    assert len(found.pages) > 1


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        ("", USUAL),
        ("90d", Span(90, "d")),
        (" 1Y ", Span(1, "y")),
        ("6 months", Span(6, "m")),
        ("2 weeks", Span(2, "w")),
    ],
)
def test_a_span_is_typed_in_days_weeks_months_or_years(typed: str, span: Span) -> None:
    assert parse_span(typed) == span
    assert parse_span(span.dump()) == span


@pytest.mark.parametrize("typed", ["1d", "9y", "0d", "99999d", "d90", "90", "-90d", "all", "٩d!"])
def test_any_other_span_gets_a_sentence(typed: str) -> None:
    with pytest.raises(UserError, match="How far back"):
        parse_span(typed)


@given(st.integers(SHORTEST, LONGEST), st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_every_day_of_a_span_lies_in_one_stretch(days: int, today: date) -> None:
    span = Span(days, "d")
    found = buckets(span, today)
    assert len({one.label for one in found}) == len(found) <= 15
    for ago in {0, 1, days // 2, days - 1}:
        assert sum(today - timedelta(days=ago) in one for one in found) == 1


async def test_the_picture_says_in_words_what_it_shows() -> None:
    grid = picture(seen(*(a_factor(n % 3 + 1, f"Factor {n}", c) for n, c in enumerate(Category))))
    assert grid is not None
    assert all(f"{row.replace(':', ',')}: 1 in " in grid.alt for row in grid.rows)
    assert len(grid.alt) <= ALT_TEXT
    assert (await drawn(grid.values())).startswith(b"\x89PNG")
