"""A section as lines of text, and the statements that come back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.slack.mrkdwn import Mrkdwn, esc, link
from app.summaries.rules_corrections import CORRECTABLE
from app.summaries.rules_document import SectionKey, Statement
from app.summaries.rules_lines import Known, LineError, line_of, lines_of, statements_of
from app.summaries.rules_story import Change, Found
from app.summaries.telling import generate
from app.vocabulary import FindingKind, FollowUpState, Strength
from tests.unit.summaries.stories import (
    RESPONDER,
    START,
    entry,
    marks,
    recorded,
    recorded_story,
    story,
)

AT = START + timedelta(minutes=3)


def known(
    *statements: Statement, key: SectionKey = SectionKey.WHAT_HAPPENED, entries: int = 20
) -> Known:
    times = {n: START + timedelta(minutes=n) for n in range(1, entries + 1)}
    return Known(key=key, began_at=START, statements=statements, times=times)


def read(line: str, *statements: Statement) -> Statement:
    (one,) = statements_of(line, known(*statements))
    return one


FULL = story(
    [
        entry(1, "Queue grows.", marks=marks(bulb=1)),
        entry(2, "Restart the indexers.", marks=marks(scales=1)),
        entry(3, "It is yours.", marks=marks(handshake=1)),
        entry(4, "The dashboard of Teo helped.", marks=marks(star=1)),
    ],
    impact=Mrkdwn("Searches showed old prices."),
    findings=tuple(
        Found(id=n, kind=kind, text=Mrkdwn(f"Finding {n}."), by=RESPONDER, evidence=(n % 4 + 1,))
        for n, kind in enumerate(FindingKind)
    ),
    changes=(
        Change(
            text=Mrkdwn("Reject imports"),
            by=RESPONDER,
            strength=Strength.ENGINEER,
            state=FollowUpState.OPEN,
            owner=RESPONDER,
            ticket_url="https://tracker.example/1",
        ),
    ),
)


@pytest.mark.parametrize("key", CORRECTABLE)
@pytest.mark.parametrize("told", [FULL, recorded_story(recorded()), story()])
def test_what_is_left_as_it_was_comes_back_as_it_was(told: object, key: SectionKey) -> None:
    statements = generate(told).section(key).statements  # type: ignore[arg-type]
    times = dict.fromkeys(range(200), START)
    came = statements_of(lines_of(statements), Known(key, START, statements, times))
    assert came == statements


def test_a_line_reads_as_in_the_summary() -> None:
    one = Statement(
        text=Mrkdwn("Restart &amp; wait."), evidence=(2, 3), at=AT, label="Decision", said_by="lead"
    )
    assert line_of(one) == "09:23 Decision (lead): Restart & wait. [2][3]"


def test_a_reworded_line_keeps_its_time_what_it_is_and_its_numbers() -> None:
    before = Statement(text=Mrkdwn("Restart."), evidence=(3,), at=AT, label="Decision")
    after = read("09:23 Decision: Restarted the indexers. [3]", before)
    assert after == replace(before, text=Mrkdwn("Restarted the indexers."))


def test_links_and_owners_of_a_reworded_line_lead_where_they_led() -> None:
    owner = Mrkdwn("<@U2|Teo M>")
    text = Mrkdwn(f"Reject imports · {owner} · {link('https://tracker.example/1', 'ticket')}")
    before = Statement(text=text)
    after = read("Reject large imports · Teo M · ticket", before)
    assert after.text == text.replace("Reject", "Reject large")


@pytest.mark.parametrize(
    ("line", "text", "evidence"),
    [
        ("It grew. [1] [2][2]", "It grew.", (1, 2)),
        ("- It grew.", "It grew.", ()),
        ("• It grew [1] then. [3]", "It grew [1] then.", (3,)),
        ("A < B & C [1]", "A &lt; B &amp; C", (1,)),
    ],
)
def test_numbers_at_the_end_are_what_it_rests_on(
    line: str, text: str, evidence: tuple[int, ...]
) -> None:
    one = read(line)
    assert (one.text, one.evidence, one.at) == (text, evidence, None)


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("09:25 Grew. [5]", START + timedelta(minutes=5)),
        ("9:30 Grew. [5]", datetime(2026, 3, 4, 9, 30, tzinfo=UTC)),
        ("23:50 Grew.", datetime(2026, 3, 4, 23, 50, tzinfo=UTC)),
        ("24:10 Grew.", None),
    ],
)
def test_a_time_in_front_is_on_the_day_of_its_entry(line: str, at: datetime | None) -> None:
    assert read(line).at == at


def test_a_time_just_before_midnight_is_on_the_day_before_an_entry_just_after_it() -> None:
    after_midnight = datetime(2026, 3, 5, 0, 5, tzinfo=UTC)
    of_night = Known(SectionKey.WHAT_HAPPENED, START, (), {1: after_midnight})
    (one,) = statements_of("23:58 It began. [1]", of_night)
    assert one.at == datetime(2026, 3, 4, 23, 58, tzinfo=UTC)


def test_where_nothing_has_a_time_one_in_front_is_words() -> None:
    (one,) = statements_of("09:25 was late.", known(key=SectionKey.LEARNED))
    assert (one.text, one.at) == ("09:25 was late.", None)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("It grew. [99]", "There is no entry [99]"),
        ("[3]", "What does [3] show?"),
        ("09:25 [3]", "What does 09:25 [3] show?"),
    ],
)
def test_a_line_that_cannot_be_kept_gets_a_sentence(line: str, says: str) -> None:
    with pytest.raises(LineError) as problem:
        read(line)
    assert says in str(problem.value)


PARTS = st.sampled_from(
    ["09:25", "Decision:", "(lead)", "- ", "[1]", "[2]", "<b>", "*x*", "–", " "]
)
LINES = st.lists(PARTS | st.text(max_size=20), max_size=8).map(" ".join)
STATEMENTS = st.builds(
    Statement,
    text=st.text(min_size=1, max_size=80).map(esc).filter(lambda text: bool(text.split())),
    evidence=st.lists(st.integers(1, 20), max_size=3, unique=True).map(tuple),
    at=st.none() | st.integers(0, 2000).map(lambda minutes: START + timedelta(minutes=minutes)),
    label=st.none() | st.sampled_from(["Decision", "Luck"]),
    said_by=st.none() | st.sampled_from(["lead", "scribe"]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(STATEMENTS, max_size=6), st.sampled_from(CORRECTABLE))
def test_any_section_comes_back_with_the_same_lines(told: list[Statement], key: SectionKey) -> None:
    lines = lines_of(told)
    came = statements_of(lines, known(*told, key=key))
    assert lines_of(came) == lines


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=4).map("\n".join), st.sampled_from(CORRECTABLE))
def test_what_was_typed_reads_the_same_the_next_time(typed: str, key: SectionKey) -> None:
    beside = Statement(text=Mrkdwn("Else."), label="Decision", said_by="lead")
    try:
        once = statements_of(typed, known(beside, key=key))
    except LineError:
        return
    again = statements_of(lines_of(once), known(beside, key=key))
    assert lines_of(again) == lines_of(once)
