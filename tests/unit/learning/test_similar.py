"""Which earlier incidents a new one is like, by its title."""

import pytest

from app.learning.rules import telling_words
from app.learning.rules_hits import Match
from app.learning.rules_similar import KEPT, most_alike
from app.slack.mrkdwn import Mrkdwn


def titled(incident_id: int, title: str) -> Match:
    return Match(incident_id=incident_id, text=Mrkdwn(title))


def said(incident_id: int, text: str) -> Match:
    return Match(incident_id=incident_id, text=Mrkdwn(text), what="Summary", is_told=True)


@pytest.mark.parametrize(
    ("title", "match", "is_alike"),
    [
        ("Search is down", titled(1, "Search shows yesterday's prices"), True),
        ("Search is down", said(1, "Somebody had to search for the runbook"), False),
        ("Search is down", titled(1, "Checkout is down"), False),
        ("Searches fail", titled(1, "Search is down"), True),
        ("Import queue grows", titled(1, "Mail queue"), False),
        ("Import queue grows", titled(1, "Import into the catalogue stopped"), False),
        ("Import queue grows", titled(1, "Queue of the import"), True),
        ("Import queue grows", said(1, "The import queue grew; it grows each night"), True),
        ("Import queue", titled(1, "The queue stopped"), True),
    ],
)
def test_alike_is_what_has_enough_telling_words_in_common(
    title: str, match: Match, *, is_alike: bool
) -> None:
    assert bool(most_alike(telling_words(Mrkdwn(title)), [match])) is is_alike


def test_words_of_title_and_summary_count_together_and_each_once() -> None:
    words = ("import", "queue", "catalogue")
    assert most_alike(words, [titled(1, "import"), said(1, "catalogue")]) == [1]
    assert most_alike(words, [titled(1, "import"), said(1, "import import")]) == []


def test_those_that_say_most_come_first_and_ten_at_most_are_kept() -> None:
    some = [titled(n, "queue") for n in range(1, 20)]
    assert most_alike(("import", "queue"), [*some, titled(99, "import queue")]) == [
        99,
        *range(1, KEPT),
    ]
