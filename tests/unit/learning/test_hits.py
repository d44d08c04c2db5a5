"""Which lines of what was found are shown, and how."""

from collections.abc import Mapping
from typing import Any

from app.learning.rules import alone
from app.learning.rules_hits import (
    IMPACT,
    LINES_OF_ONE,
    SHOWN_AT_MOST,
    TITLE_SOUGHT,
    About,
    Match,
    Results,
    results,
)
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.workspace.rules_names import Names
from app.workspace.rules_people import Cast

CAST = Cast({}, Names({UserId("U0DANA"): ("Dana Archer",)}))


def a_match(text: str, incident_id: int = 1, **changes: Any) -> Match:  # noqa: ANN401 - any field
    values: dict[str, Any] = {"incident_id": incident_id, "text": Mrkdwn(text), "what": "Timeline"}
    return Match(**values | changes)


def shown(*matches: Match, words: str = "queue", title: str = "Search is down") -> Results:
    abouts: Mapping[int, About] = {
        one.incident_id: About(label=f"INC-{one.incident_id}", title=Mrkdwn(title), url=None)
        for one in matches
    }
    return results(matches, abouts, alone(words.split()), CAST)


def lines(found: Results) -> list[tuple[str, str]]:
    return [(line.what, line.text) for hit in found.hits for line in hit.lines]


def test_the_line_is_shown_without_names() -> None:
    found = shown(a_match("Good morning.\nDana Archer drained the queue."))
    assert lines(found) == [("Timeline", "A colleague drained the queue.")]


def test_a_text_that_judges_anywhere_is_held_back_as_a_whole() -> None:
    judged = "The queue grew.\nDana was careless and lazy, as always."
    assert shown(a_match(judged)).hits == ()


def test_a_text_in_which_only_a_name_was_found_is_not_shown() -> None:
    assert shown(a_match("Dana drained it."), words="dana").hits == ()


def test_a_title_needs_no_line_and_impact_says_what_it_is() -> None:
    about = "Queue is stuck\nNo results in the search"
    (hit,) = shown(a_match(about, what="")).hits
    assert hit.lines == ()
    assert lines(shown(a_match(about, what=""), words="results")) == [
        (IMPACT, "No results in the search")
    ]


def test_a_title_that_judges_waits_while_its_entries_are_shown() -> None:
    (hit,) = shown(a_match("The queue grew."), title="Dana was careless and broke it again").hits
    assert hit.about.title == TITLE_SOUGHT
    assert [line.text for line in hit.lines] == ["The queue grew."]


def test_what_people_wrote_comes_before_the_summary_that_repeats_it() -> None:
    told = a_match("09:20 First signal: The queue grew. [1]", what="Summary", is_told=True)
    assert lines(shown(told, a_match("The queue grew."))) == [("Timeline", "The queue grew.")]


def test_one_incident_has_some_lines_and_all_together_ten() -> None:
    of_one = [a_match(f"Queue number {n} grew.") for n in range(9)]
    others = [a_match("The queue grew.", n) for n in range(2, 15)]
    found = shown(*of_one, *others)
    assert len(found.hits[0].lines) == LINES_OF_ONE
    assert len(lines(found)) == SHOWN_AT_MOST
    assert found.more == len(of_one) + len(others) - SHOWN_AT_MOST


def test_what_is_held_back_or_told_already_is_not_counted_as_more() -> None:
    again = a_match("The queue grew.", what="Summary", is_told=True)
    held = a_match("Dana was careless with the queue, as always.")
    assert shown(a_match("The queue grew."), again, held).more == 0
