import pytest

from app.language.lexicon import lexicon
from app.language.spans import heaviest
from app.language.tokens import tokens_of
from app.language.units import sentences_of, units_of


def signs(text: str) -> dict[str, str]:
    return {unit.word: unit.sign for unit in units_of(tokens_of(text), lexicon("english"))}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Maya restarted it.", "maya"),
        ("maya restarted it.", "maya"),
        ("Zorblin forgot it.", "zorblin"),
        ("We asked Zorblin about it.", "zorblin"),
        ("<@U77AB> restarted it.", "MENTION"),
    ],
)
def test_names_are_told_by_a_list_a_capital_or_what_only_people_do(text: str, word: str) -> None:
    assert signs(text)[word] == "NAME"


@pytest.mark.parametrize(
    ("text", "word"), [("Zorblin is up.", "zorblin"), ("Forklifts checked.", "forklifts")]
)
def test_a_capital_at_the_beginning_is_no_name_by_itself(text: str, word: str) -> None:
    assert signs(text)[word] != "NAME"


@pytest.mark.parametrize("who", ["us", "him", "everybody"])
def test_an_idiom_may_stand_for_any_pronoun(who: str) -> None:
    units = units_of(tokens_of(f"They let {who} down today"), lexicon("english"))
    assert [unit.word for unit in units] == ["they", "let", "today"]


def test_a_sentence_of_a_word_or_two_is_not_looked_at_by_itself() -> None:
    units = units_of(tokens_of("Well. The queue grew. It is fine now"), lexicon("english"))
    assert sentences_of(units) == [(2, 6), (6, 10)]


def test_a_span_is_the_clauses_that_weigh_most_without_light_ends() -> None:
    units = units_of(tokens_of("it grew, well they quit early, and we waited"), lexicon("english"))
    weights = [-1, -1, -1, -2, 3, 3, 3, 0, -1, -1, -1]
    assert heaviest(units, weights) == (4, 6)
