"""Which earlier incidents one is like, by the words of its title. No I/O."""

from collections.abc import Sequence

from app.learning.rules import stem, words_in
from app.learning.rules_hits import Match
from app.slack.mrkdwn import plain

KEPT = 10
_IN_TITLE = 2
_ELSEWHERE = 1


def most_alike(words: Sequence[str], matches: Sequence[Match]) -> Sequence[int]:
    """Incidents whose titles, findings and summaries say enough of these telling words, those that
    say most first. `matches` come best first.

    A word in the title counts twice. All together they have to count as much as there are words,
    and one word that stands somewhere below is too little.
    """
    points: dict[int, dict[str, int]] = {}
    for match in matches:
        said = {stem(word) for word in words_in(plain(match.text))}
        worth = _ELSEWHERE if match.what else _IN_TITLE
        counted = points.setdefault(match.incident_id, {})
        for word in words:
            if stem(word) in said:
                counted[word] = max(counted.get(word, 0), worth)
    totals = {incident_id: sum(counted.values()) for incident_id, counted in points.items()}
    enough = max(_IN_TITLE, len(words))
    alike = [incident_id for incident_id, total in totals.items() if total >= enough]
    return sorted(alike, key=lambda incident_id: -totals[incident_id])[:KEPT]
