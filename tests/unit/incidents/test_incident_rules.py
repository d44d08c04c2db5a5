import re
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.incidents.rules import (
    CHANNEL_NAME_MAX,
    SEVERITY_LABELS,
    SEVERITY_MEANINGS,
    STATE_LABELS,
    channel_names,
    declaration_problems,
    severity_named,
    slug,
    spoken_title,
    state_named,
)
from app.slack.mrkdwn import Mrkdwn, esc
from app.vocabulary import Severity, State

SLACK_TAKES = re.compile(r"[a-z0-9_-]{1,80}")
"""https://docs.slack.dev/reference/methods/conversations.create#naming"""


@given(st.integers(1, 10**9), st.text().map(esc))
def test_any_title_gives_channel_names_that_slack_takes(number: int, title: Mrkdwn) -> None:
    names = list(channel_names(number, title))
    assert len(names) == 99
    assert len(set(names)) == len(names)
    for name in names:
        assert SLACK_TAKES.fullmatch(name)
        assert name.startswith(f"inc-{number}")
        assert not name.endswith("-")
        assert "--" not in name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Search shows old prices", "inc-7-search-shows-old-prices"),
        ("Käse & Brötchen &lt;down&gt;", "inc-7-kase-brotchen-down"),
        ("<https://a.example|the board> is red", "inc-7-the-board-is-red"),
        ("検索が止まった", "inc-7"),
        ("🔥🔥🔥", "inc-7"),
    ],
)
def test_a_channel_is_named_after_number_and_title(title: str, name: str) -> None:
    assert list(islice(channel_names(7, Mrkdwn(title)), 2)) == [name, f"{name}-2"]


def test_the_number_keeps_channels_of_one_title_apart() -> None:
    title = Mrkdwn("Search is down")
    assert not set(channel_names(1, title)) & set(channel_names(2, title))


def test_a_slug_ends_with_a_whole_word_where_it_can() -> None:
    assert slug(Mrkdwn("one two three"), limit=9) == "one-two"
    assert slug(Mrkdwn("x" * 60)) == "x" * 50
    assert slug(Mrkdwn("?!")) == ""


@given(st.text().map(esc), st.integers(1, CHANNEL_NAME_MAX))
def test_a_slug_has_only_letters_digits_and_single_dashes(title: Mrkdwn, limit: int) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(title, limit))
    assert len(slug(title, limit)) <= limit


@pytest.mark.parametrize(
    ("typed", "severity"),
    [
        ("sev1", Severity.SEV1),
        ("SEV-2", Severity.SEV2),
        ("Sev 3", Severity.SEV3),
        ("3", Severity.SEV3),
        ("near miss", Severity.NEAR_MISS),
        ("near_miss", Severity.NEAR_MISS),
        ("Near-Miss", Severity.NEAR_MISS),
        ("sev4", None),
        ("severe", None),
        ("", None),
    ],
)
def test_a_severity_is_known_by_its_usual_names(typed: str, severity: Severity | None) -> None:
    assert severity_named(typed) is severity


@pytest.mark.parametrize("severity", Severity)
def test_a_severity_is_known_by_the_name_that_is_shown(severity: Severity) -> None:
    assert severity_named(SEVERITY_LABELS[severity]) is severity
    assert SEVERITY_MEANINGS[severity]


@pytest.mark.parametrize("state", State)
def test_a_state_is_known_by_its_name_and_by_what_is_shown(state: State) -> None:
    assert state_named(state.value) is state
    assert state_named(STATE_LABELS[state].upper()) is state


@pytest.mark.parametrize("typed", ["", "fine", "investigating:", "CLOSED"])
def test_another_word_is_no_state(typed: str) -> None:
    assert state_named(typed) is None


@pytest.mark.parametrize(
    ("typed", "title", "severity"),
    [
        ("Search is down", "Search is down", None),
        ('"Search is down"', "Search is down", None),
        ("“Search is down” sev1", "Search is down", Severity.SEV1),
        ("Search is down SEV-2", "Search is down", Severity.SEV2),
        ("Login broken for several", "Login broken for several", None),
        ("Old index on search 3", "Old index on search 3", None),
        ("sev2", "sev2", None),
        ("Search is down\nsince nine", "Search is down since nine", None),
        ("  Search   is down ", "Search is down", None),
        ("", "", None),
    ],
)
def test_a_spoken_title_is_one_line_without_quotes_and_severity(
    typed: str, title: str, severity: Severity | None
) -> None:
    assert spoken_title(Mrkdwn(typed)) == (title, severity)


@given(st.text().map(esc))
def test_any_spoken_title_fits_on_a_line(typed: Mrkdwn) -> None:
    title, _ = spoken_title(typed)
    assert len(title.splitlines()) <= 1


def test_only_a_missing_title_keeps_an_incident_from_being_declared() -> None:
    assert declaration_problems(Mrkdwn("Search is down")) == {}
    [(field, sentence)] = declaration_problems(None).items()
    assert field == "title"
    assert "few words" in sentence
