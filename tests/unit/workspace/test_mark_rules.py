"""Which emoji are marks, and understanding the ones that people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.browser.emoji_list import emoji_list
from app.slack.ids import EmojiName
from app.vocabulary import Meaning
from app.workspace.rules_marks import (
    DEFAULT_MARKS,
    STORED,
    base_emoji,
    marks_of,
    marks_problems,
    meaning_of,
    picture,
    typed_emoji,
)

JOINED = "\u200d"


def chosen(**names: str) -> dict[Meaning, tuple[EmojiName, ...]]:
    return {
        Meaning(meaning): tuple(map(EmojiName, typed.split())) for meaning, typed in names.items()
    }


@pytest.mark.parametrize(
    ("reaction", "name"),
    [
        ("pushpin", "pushpin"),
        ("handshake::skin-tone-2", "handshake"),
        ("handshake::skin-tone-6", "handshake"),
        ("skin-tone-3", "skin-tone-3"),
    ],
)
def test_a_skin_tone_makes_no_other_emoji(reaction: str, name: str) -> None:
    assert base_emoji(reaction) == name


def test_six_emoji_are_marks_by_default_and_the_bots_own_is_not() -> None:
    assert len([name for names in DEFAULT_MARKS.values() for name in names]) == len(Meaning) == 6
    assert meaning_of(EmojiName("scales"), DEFAULT_MARKS) is Meaning.DECISION
    assert meaning_of(STORED, DEFAULT_MARKS) is None
    assert meaning_of(EmojiName("joy"), DEFAULT_MARKS) is None


def test_what_a_workspace_did_not_choose_is_as_usual() -> None:
    marks = marks_of({"keep": ["fire", "memo"], "luck": []})
    assert marks == {**DEFAULT_MARKS, **chosen(keep="fire memo")}
    assert meaning_of(EmojiName("pushpin"), marks) is None
    assert meaning_of(EmojiName("memo"), marks) is Meaning.KEEP


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        (":pushpin:", ["pushpin"]),
        ("pushpin", ["pushpin"]),
        ("📌", ["pushpin"]),
        ("⚖️", ["scales"]),
        ("⚖", ["scales"]),
        (" :Pushpin: ", ["pushpin"]),
        ("📌⚖️ 🍀", ["pushpin", "scales", "four_leaf_clover"]),
        (":a::b:, c", ["a", "b", "c"]),
        (":party-parrot:", ["party-parrot"]),
        ("🛑", ["octagonal_sign"]),
        ("🟢", ["large_green_circle"]),
        ("🇩🇪 🇳🇱", ["de", "flag-nl"]),
        (":+1::skin-tone-3:", ["+1"]),
        ("🤝🏽", ["handshake"]),
        (":pushpin: 📌 pushpin", ["pushpin"]),
        (":thumbsup: :+1:", ["thumbsup"]),
    ],
)
def test_emoji_are_understood_however_they_are_typed(typed: str, names: list[str]) -> None:
    assert typed_emoji(typed) == tuple(names)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "at least one emoji"),
        (" , ", "at least one emoji"),
        ("hello world!", "I don't know the emoji “world!”"),
        ("<@U1>", "I don't know the emoji"),
        ("x" * 101, "I don't know the emoji"),
        ("👩‍🚒", "name in Slack"),
        ("a b c d e f", "5 at most"),
    ],
)
def test_what_is_no_emoji_is_asked_for_again(typed: str, says: str) -> None:
    problem = typed_emoji(typed)
    assert isinstance(problem, str)
    assert says in problem


@given(st.text())
def test_nothing_is_too_odd_to_be_typed(typed: str) -> None:
    typed_emoji(typed)


@given(st.sampled_from(emoji_list()))
def test_a_picture_is_the_emoji_that_slack_means_by_it(known: dict[str, str]) -> None:
    """Slack's names are those of the sandbox, which has its own list of them."""
    typed = typed_emoji(known["picture"])
    if JOINED in known["picture"]:
        assert isinstance(typed, str)  # asked for by its name, which is Slack's own
        return
    assert not isinstance(typed, str)
    assert meaning_of(EmojiName(known["name"]), {Meaning.KEEP: typed}) is Meaning.KEEP


@given(st.sampled_from(emoji_list()))
def test_the_name_that_slack_sends_is_understood_when_it_is_typed(known: dict[str, str]) -> None:
    assert typed_emoji(f":{known['name']}:") == (known["name"],)


def test_a_topic_shows_the_picture_and_an_emoji_of_the_workspace_by_its_name() -> None:
    assert picture(EmojiName("pushpin")) == "📌"
    assert picture(EmojiName("octagonal_sign")) == "🛑"
    assert picture(EmojiName("party-parrot")) == ":party-parrot:"


def test_two_meanings_cannot_share_an_emoji_whatever_it_is_called() -> None:
    problems = marks_problems(chosen(keep="thumbsup", luck="fire", helped="+1"))
    assert problems.keys() == {Meaning.HELPED}
    assert "another meaning" in problems[Meaning.HELPED]


def test_the_bots_own_emoji_cannot_be_a_mark() -> None:
    problems = marks_problems(chosen(keep="pushpin", luck="white_check_mark"))
    assert problems.keys() == {Meaning.LUCK}


def test_what_could_not_be_understood_is_told_beside_the_other_problems() -> None:
    problems = marks_problems({**chosen(keep="fire", luck="fire"), Meaning.HELPED: "No idea."})
    assert problems.keys() == {Meaning.LUCK, Meaning.HELPED}


def test_the_usual_marks_have_no_problem() -> None:
    assert marks_problems({meaning: tuple(names) for meaning, names in DEFAULT_MARKS.items()}) == {}
