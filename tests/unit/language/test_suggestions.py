import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.language.detection import findings, judges, reworded
from app.language.lexicon import lines
from app.language.report import labelled
from tests.unit.language.sentences import JUDGING

TEXTS = [each.text for each in JUDGING]
LABELLED = Path(__file__).parents[3] / "training" / "labelled"
LEARNED = [
    each.text
    for file in sorted(LABELLED.glob("*.jsonl"))
    for each in list(labelled(file.read_text("utf-8").splitlines()))[::10]
    if each.category
]


def words(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[^\W_]+", text)}


@cache
def words_of_ours() -> set[str]:
    ours = words(" ".join(lines("english", "questions.txt")))
    return ours | words(" ".join(lines("english", "acts.txt"))) | {"the", "were"}


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        (
            "They should have looked at the dashboard.",
            "What did the dashboard show at that moment?",
        ),
    ],
)
def test_a_suggestion_asks_about_what_the_text_speaks_of(text: str, suggestion: str) -> None:
    assert [each.suggestion for each in findings(text)] == [suggestion]


def test_sentences_that_do_not_judge_stay() -> None:
    (found,) = findings("The queue grew to 40k at 09:20. Maya should have checked the dashboard.")
    assert found.suggestion.startswith("The queue grew to 40k at 09:20. ")


def test_a_deed_stays_as_a_fact_about_the_thing() -> None:
    (found,) = findings("Sorry but Kenji took down the API again, typical.")
    assert "The API went down." in found.suggestion


@pytest.mark.parametrize("text", TEXTS)
def test_a_suggestion_judges_nobody_wherever_it_is_put(text: str) -> None:
    for each in findings(text):
        assert not judges(each.suggestion)
        assert not judges(reworded(text, each))
        assert not judges(f"{text[: each.start]}{each.suggestion}{text[each.end :]}")


@pytest.mark.parametrize("text", TEXTS)
def test_a_suggestion_asks_one_question_and_never_why_or_who(text: str) -> None:
    for each in findings(text):
        question = re.split(r"(?<=[.!?…]) ", each.suggestion)[-1]
        assert question.startswith(("What ", "How ")), each.suggestion
        assert question.endswith("?")


@pytest.mark.parametrize("text", TEXTS)
def test_a_suggestion_invents_nothing(text: str) -> None:
    for each in findings(text):
        assert words(each.suggestion) <= words(text) | words_of_ours()


@pytest.mark.parametrize("text", LEARNED)
def test_so_do_those_for_the_sentences_that_were_learned(text: str) -> None:
    """A tenth of them."""
    for each in findings(text):
        assert words(each.suggestion) <= words(text) | words_of_ours()
        assert not judges(each.suggestion)
        assert not judges(reworded(text, each))
        assert not judges(f"{text[: each.start]}{each.suggestion}{text[each.end :]}")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The gateway team should have checked the archive.", "the archive"),
        ("They should have read what it says, and test the restore.", "the restore"),
        ("A better filter would have shown it, nobody looked.", "the filter"),
    ],
)
def test_a_question_is_about_a_thing_and_about_nobody(text: str, name: str) -> None:
    (found,) = findings(text)
    assert f" {name} " in found.suggestion


def test_half_a_sentence_is_no_fact() -> None:
    (found,) = findings("We all saw the flood coming and stood on the bank admiring it.")
    assert "tood" not in found.suggestion


@settings(max_examples=50)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=5), st.sampled_from([" ", "\n"]))
def test_taking_every_suggestion_leaves_nothing_to_note(texts: list[str], between: str) -> None:
    text = between.join(texts)
    for _ in range(20):
        found = findings(text)
        if not found:
            return
        text = reworded(text, found[0])
    raise AssertionError(text)
