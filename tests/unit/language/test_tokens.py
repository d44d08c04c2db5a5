import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.languages import ENGLISH, SPANISH, language_of
from app.language.passages import LONGEST, passages, sentences
from app.language.tokens import tokens_of


def words(text: str) -> list[str]:
    return [token.text for token in tokens_of(text)]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Ana didn't see it.", ["ana", "did", "n't", "see", "it", "."]),
        ("We should’ve", ["we", "should", "'ve"]),
        ("<@U77AB> and @joon", ["MENTION", "and", "MENTION"]),
        ("see <https://x.example/a|the fault>", ["see", "LINK"]),
        ("at https://x.example/whose-fault now", ["at", "LINK", "now"]),
        ("in <#C01|ops>", ["in", "LINK"]),
        ("run `rm idiot` now", ["run", "CODE", "now"]),
        ("```\nidiot\n```", ["CODE"]),
        ("&gt; who is to blame\nwell", ["QUOTE", "BREAK", "well"]),
        ('the word "human error" here', ["the", "word", "QUOTE", "here"]),
        ("the “rockstar” came", ["the", "SCARE", "came"]),
        ("well :clap: 👏", ["well", "EMOJI", "EMOJI"]),
        ("up 10.5% to 2,000", ["up", "0", "to", "0"]),
        ("copy-paste", ["copy-paste"]),
    ],
)
def test_markup_is_read_as_slack_shows_it(text: str, tokens: list[str]) -> None:
    assert words(text) == tokens


@given(st.text())
def test_tokens_stand_in_the_text_one_after_the_other(text: str) -> None:
    end = 0
    for token in tokens_of(text):
        assert end <= token.start < token.end <= len(text)
        end = token.end


def test_a_long_line_is_judged_in_sentences() -> None:
    line = "The queue grew to ten. " * LONGEST
    found = list(passages(tokens_of(line)))
    assert len(found) == LONGEST
    assert all(passage[-1].text == "." for passage in found)


def test_lines_are_judged_one_by_one() -> None:
    found = list(passages(tokens_of("First line.\n\nSecond. And third.")))
    assert [len(passage) for passage in found] == [3, 5]


def test_a_number_does_not_end_a_sentence() -> None:
    tokens = tokens_of("It was v2.1 then. We waited.")
    assert len(list(sentences(tokens))) == 2


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The cache was cold and we did not know.", ENGLISH),
        ("Fue un error humano y no se probó el despliegue.", SPANISH),
        ("12:04", ENGLISH),
        ("", ENGLISH),
        ("ok", ENGLISH),
    ],
)
def test_the_language_is_told_by_its_small_words(text: str, language: str) -> None:
    assert language_of(tokens_of(text)) == language
