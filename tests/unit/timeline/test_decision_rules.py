"""What a message itself assumes, and answers that two people give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slack.mrkdwn import Mrkdwn, esc
from app.timeline.rules import Decision
from app.timeline.rules_decisions import fingerprint, known_decision, merged, stated_assumption

ANSWERS = st.none() | st.text(min_size=1, max_size=40).map(str.strip).map(esc).filter(bool)


@pytest.mark.parametrize(
    ("text", "assumed"),
    [
        ("We restart them.", None),
        ("We restart them, assuming they hang. Back at 9.", "We restart them, assuming they hang."),
        ("At 1.5 GB/s it takes 2 h. That assumes a steady rate.", "That assumes a steady rate."),
        ("Fail over\nAssumption: writes are few\nGo", "Assumption: writes are few"),
        ("Do we assume that it holds?", None),
        ("He was presumed away.", None),
        ("", None),
    ],
)
def test_a_sentence_that_assumes_something_is_found(text: str, assumed: str | None) -> None:
    assert stated_assumption(Mrkdwn(text)) == assumed


def test_what_somebody_told_goes_before_what_the_message_says() -> None:
    text = Mrkdwn("We restart, assuming they hang.")
    told = Decision(assumed=Mrkdwn("A restart is quick."), intent=Mrkdwn("Fresh prices."))
    assert known_decision(told, text) == told
    half = Decision(intent=Mrkdwn("Fresh prices."))
    assert known_decision(half, text) == Decision(assumed=text, intent=half.intent)
    assert known_decision(None, Mrkdwn("We restart.")) is None


@given(stored=ANSWERS, typed=ANSWERS)
def test_an_answer_replaces_the_one_it_was_shown(
    stored: Mrkdwn | None, typed: Mrkdwn | None
) -> None:
    assert merged(stored, typed, fingerprint(stored)) == typed


@given(shown=ANSWERS, stored=ANSWERS, typed=ANSWERS)
def test_an_answer_never_loses_another_one_given_meanwhile(
    shown: Mrkdwn | None, stored: Mrkdwn | None, typed: Mrkdwn | None
) -> None:
    result = merged(stored, typed, fingerprint(shown))
    if stored and stored != shown:
        assert result
        assert stored in result
    if typed and typed != shown:
        assert typed in (result or "")
    assert merged(result, typed, fingerprint(shown)) == result, "sent twice it is the same"
