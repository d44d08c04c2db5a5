"""Whether somebody repeats what a deleted message said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules_runs import RUN, repeats, runs_of

SAID = Mrkdwn("We restarted the indexers by hand, since the <https://a.example|queue> hung.")


@pytest.mark.parametrize(
    ("text", "is_repeated"),
    [
        ("Somebody restarted the indexers by hand since THE queue hung", True),
        ("By hand, since the queue hung: that is how it was.", True),
        ("We restarted the indexers by Monday.", False),
        ("The queue hung.", False),
        ("", False),
    ],
)
def test_six_words_in_a_row_repeat_it(text: str, is_repeated: bool) -> None:
    assert repeats(Mrkdwn(text), runs_of([SAID])) is is_repeated


@pytest.mark.parametrize(
    ("said", "text", "is_repeated"),
    [
        ("Pausing bulk import", "We tried pausing bulk import then.", True),
        ("Pausing bulk import", "We tried pausing the bulk import.", False),
        ("On it", "Somebody was on it.", False),
        ("", "Anything.", False),
    ],
)
def test_a_short_one_counts_as_a_whole(said: str, text: str, is_repeated: bool) -> None:
    assert repeats(Mrkdwn(text), runs_of([Mrkdwn(said)])) is is_repeated


def test_what_waits_to_be_done_does_not_say_it() -> None:
    assert not any("indexers" in run for run in runs_of([SAID]))


WORDS = st.lists(st.from_regex(r"\A[a-z0-9]{1,8}\Z"), min_size=RUN, max_size=20)


@given(WORDS, st.text(max_size=30), st.text(max_size=30), st.integers(0, 100))
def test_any_run_is_found_wherever_it_stands(
    words: list[str], before: str, after: str, at: int
) -> None:
    start = at % (len(words) - RUN + 1)
    part = " ".join(words[start : start + RUN])
    text = Mrkdwn(f"{before} {part} {after}".replace("<", "").replace("&", ""))
    assert repeats(text, runs_of([Mrkdwn(" ".join(words))]))
