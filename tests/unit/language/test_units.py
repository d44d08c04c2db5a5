import pytest

from app.language.lexicon import lexicon
from app.language.spans import spans, whole_clauses
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


def test_a_span_is_the_run_that_shares_most_with_what_is_likely() -> None:
    tokens = tokens_of("it grew, well they quit early, and we waited")
    units = units_of(tokens, lexicon("english"))
    worth = {"any": -400, "0w they": 900, "0w quit": 900, "0w early": 900}
    run = next(spans(tokens, units, "any", lambda names: sum(worth.get(each, 0) for each in names)))
    assert [unit.word for unit in units[run[0] : run[1] + 1]] == ["they", "quit", "early"]


def test_a_span_has_no_mark_at_its_ends() -> None:
    tokens = tokens_of("well, they quit.")
    units = units_of(tokens, lexicon("english"))
    run = next(spans(tokens, units, "any", lambda names: 10 * len(list(names))))
    assert units[run[1]].word == "quit"


def test_what_is_said_beside_a_span_is_said_beside_its_whole_clauses() -> None:
    units = units_of(tokens_of("it grew, they quit early, and we waited"), lexicon("english"))
    assert whole_clauses(units, (4, 4)) == (3, 5)
