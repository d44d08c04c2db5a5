from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, esc, plain
from app.summaries.rules_quotes import headline, sentences_of, shortened
from app.summaries.rules_words import dates, lasting, span
from app.workspace.rules_names import Names
from app.workspace.rules_people import Cast
from app.workspace.rules_quoting import one_line, quotable

LEAD, OTHER_LEAD, RESPONDER, COMMS, MARK = (UserId(f"U{n}") for n in "12345")
CAST = Cast(
    roles={
        LEAD: "lead",
        OTHER_LEAD: "lead",
        RESPONDER: "responder",
        COMMS: "communications",
        MARK: "scribe",
    },
    names=Names(
        {
            LEAD: ("Mira Halvorsen",),
            RESPONDER: ("Teo Marchetti", "teo.m"),
            COMMS: ("Renske West",),
            MARK: ("Mark May", "Émile O'Neil & Co"),
        }
    ),
)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(hours=24, minutes=11, seconds=20), "24 h 11 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(minutes=43, seconds=59), "43 min"),
        (timedelta(seconds=43), "under a minute"),
        (timedelta(seconds=-5), "under a minute"),
        (timedelta(days=4, hours=6, minutes=30), "4 days 6 h"),
    ],
)
def test_a_span_is_told_in_words(length: timedelta, words: str) -> None:
    assert span(length) == words


def test_how_long_it_lasted_agrees_with_the_minutes_that_are_shown() -> None:
    start = datetime(2026, 2, 27, 23, 9, 20, tzinfo=UTC)
    assert lasting(start, start + timedelta(minutes=54, seconds=-1)) == "54 min"
    assert lasting(start, start + timedelta(minutes=54, seconds=1)) == "54 min"
    assert lasting(start, start + timedelta(seconds=50)) == "under a minute"


def test_dates_are_told_once_when_it_ended_on_the_same_day() -> None:
    start = datetime(2026, 2, 27, 9, tzinfo=UTC)
    assert dates(start, None) == "Fri 27 February 2026"
    assert dates(start, start + timedelta(hours=3)) == "Fri 27 February 2026"
    assert dates(start, start + timedelta(days=1)) == "Fri 27 to Sat 28 February 2026"
    assert dates(start, start + timedelta(days=3)) == "Fri 27 February to Mon 2 March 2026"


@pytest.mark.parametrize(
    "text",
    [
        "Mira forgot the flag",
        "<@U1> forgot the flag",
        "honestly the network guys should have warned somebody. amateur hour.",
        "Cause: human error",
        "so, human error then",
        "Teo's fault",
    ],
)
def test_judgement_of_people_is_not_quoted(text: str) -> None:
    assert quotable(Mrkdwn(text), CAST) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("neither side can simply be thrown away", "neither side can be thrown away"),
        ("we can't just restart", "we can't just restart"),
        ("it is just under 5%", "it is just under 5%"),
        ("post-mortem tomorrow", "review tomorrow"),
        ("node 7 failed to rejoin", "node 7 failed to rejoin"),
        ("- one\n- two.\n\n&gt; three", "one; two. three"),
        ("```\nselect 1\n  from t\n```", "`select 1 from t`"),
        ("`just` <https://x.example|just a page>", "`just` <https://x.example|just a page>"),
    ],
)
def test_a_quote_keeps_the_fact_on_one_line(text: str, told: str) -> None:
    assert quotable(Mrkdwn(text), CAST) == told


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three? four", 4),
        ("Version 1.2.3 of e.g. this, approx. 5 items.", 1),
        ("See <https://x.example/a. b|A. B> now.", 1),
        ("Run `a. b` now. Then wait.", 2),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_sees_an_end(text: str, count: int) -> None:
    assert len(sentences_of(Mrkdwn(text))) == count


def test_a_short_text_loses_only_its_fillers() -> None:
    assert shortened(Mrkdwn("Alerts since 22:52. Looking.")) == "Alerts since 22:52."


def test_sentences_with_numbers_and_reasons_are_kept_before_others() -> None:
    text = Mrkdwn(
        "The queue grew. " + "Much was said about the weather of that day. " * 8 + "We dropped "
        "200,000 payloads because the limit was low. Then it was quiet again."
    )
    told = shortened(text)
    assert told.startswith("The queue grew.")
    assert "… We dropped 200,000 payloads because the limit was low." in told
    assert len(told) <= 320


def test_a_sentence_without_an_end_is_cut_between_words_never_inside_a_number() -> None:
    told = shortened(Mrkdwn("about 200,000 " * 100))
    assert told.endswith("about …")
    assert len(told) < 310


def test_a_headline_is_the_beginning() -> None:
    assert headline(Mrkdwn("We pause builds. " + "Then it went on. " * 20)).startswith("We pause")
    assert len(headline(Mrkdwn("word " * 200))) <= 172
    assert headline(Mrkdwn("Short.")) == "Short."


PEOPLE_TEXT = st.text(max_size=2000).map(esc)


@given(PEOPLE_TEXT)
def test_any_text_shortens_to_what_a_reader_takes_in(text: Mrkdwn) -> None:
    line = one_line(text)
    assert "\n" not in line
    assert len(plain(shortened(line))) <= 450
    assert len(plain(headline(line))) <= 215


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=60))
def test_shortening_never_changes_a_number(numbers: list[int]) -> None:
    text = Mrkdwn(" ".join(f"Counter {n:,} rose to {n + 1:,} items" for n in numbers))
    known = set(text.split())
    for short in (shortened(text), headline(text)):
        assert set(short.split()) - {"…"} <= known
