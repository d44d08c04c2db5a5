"""Words as they are typed and as they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.learning.rules import (
    LINE_MAX,
    alone,
    around,
    beginnings,
    count_in,
    edits,
    line_with,
    near_words,
    stem,
    telling_words,
    typed_words,
    with_near,
    words_in,
)
from app.slack.mrkdwn import Mrkdwn


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("index queue", ("index", "queue")),
        ("Index  INDEX, index!", ("index",)),
        ("the queue of the import", ("queue", "import")),
        ("who was it", ("who", "was", "it")),
        ("Zürich naïve", ("zurich", "naive")),
        ("payments-api/v2 &amp; <https://x.example|the board>", ("payments", "api", "v2", "board")),
        ('"queue" AND NOT (index*) OR col:x', ("queue", "index", "col", "x")),
        ("<@U0BOB|bob> restarted it", ("restarted",)),
        ("... :-) !!!", ()),
        ("   ", ()),
    ],
)
def test_words_are_what_is_left_of_signs_fillers_and_mentions(
    typed: str, words: tuple[str, ...]
) -> None:
    assert typed_words(Mrkdwn(typed)) == words


@given(st.text())
def test_whatever_is_typed_words_are_letters_and_digits(typed: str) -> None:
    assert all(word.isalnum() for word in typed_words(Mrkdwn(typed)))


@pytest.mark.parametrize(
    ("title", "telling"),
    [
        ("Search is down", ("search",)),
        ("Payments are slow for some users", ("payments",)),
        ("Error 503 on 3 pages", ("pages",)),
        ("Something is broken", ("something",)),
        ("Outage", ()),
    ],
)
def test_what_every_title_says_tells_nothing(title: str, telling: tuple[str, ...]) -> None:
    assert telling_words(Mrkdwn(title)) == telling


@pytest.mark.parametrize(
    "forms",
    [
        ("database", "databases"),
        ("query", "queries"),
        ("index", "indexes", "indexing", "indexed"),
        ("cache", "caches", "cached", "caching"),
        ("run", "runs", "running"),
        ("process", "processes", "processing"),
        ("migrate", "migrates", "migration", "migrations", "migrated"),
        ("failure", "failures"),
        ("deploy", "deploys", "deployed"),
    ],
)
def test_forms_of_a_word_are_one(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other", "times"),
    [
        ("index", "index", 0),
        ("indx", "index", 1),
        ("idnex", "index", 1),
        ("imdex", "index", 1),
        ("indexx", "index", 1),
        ("databsae", "database", 1),
        ("dtabsae", "database", 2),
        ("", "abc", 3),
    ],
)
def test_edits_are_counted(one: str, other: str, times: int) -> None:
    assert edits(one, other) == edits(other, one) == times


def test_a_misspelled_word_stands_for_the_nearest_ones() -> None:
    texts = ["The database is full", "databases and data", "The index"]
    assert near_words(["databse", "indxe", "queue"], texts) == {
        "databse": ("database",),
        "indxe": ("index",),
    }


def test_a_word_that_is_written_somewhere_and_a_short_one_stand_for_themselves() -> None:
    assert near_words(["index", "dbs"], ["indexes index db"]) == {}


@pytest.mark.parametrize("typed", ["databse", "datbase", "adtabase", "ddatabase", "dtaabase"])
def test_a_misspelled_word_begins_like_the_one_that_was_meant(typed: str) -> None:
    assert any("database".startswith(begins) for begins in beginnings([typed]))


def test_short_words_have_no_beginnings() -> None:
    assert beginnings(["db", "503", "abc"]) == ()


def test_the_line_with_most_of_the_words_is_shown() -> None:
    words = alone(["import", "queue"])
    text = Mrkdwn("The import ran\n\nThe queue grew with each import\nThe queue fell")
    assert line_with(words, text) == "The queue grew with each import"
    assert line_with(words, Mrkdwn(" \n")) == ""


def test_a_group_counts_once_by_whichever_of_its_words() -> None:
    words = with_near(["databse", "queue"], {"databse": ("database", "databases")})
    assert count_in(words, "Database of databases") == 1
    assert count_in(words, "the databases' queues") == 2


def test_of_a_long_line_the_part_with_the_words_is_shown() -> None:
    line = "never ends " * 60 + "until the queue grew " + "and on " * 60
    shown = around(alone(["queues"]), line)
    assert len(shown) <= LINE_MAX
    assert shown.startswith("…")
    assert "the queue grew" in shown
    assert shown.endswith("…")


def test_words_are_compared_in_lower_case_without_accents() -> None:
    assert words_in("Straße ÉTÉ naïve_x 7b") == ["strasse", "ete", "naive", "x", "7b"]
