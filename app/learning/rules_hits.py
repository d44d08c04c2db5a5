"""What of a text that was found may be shown, and which texts: a line each, without names, and none
that judges. No I/O.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.learning.rules import Groups, around, count_in, line_with
from app.slack.mrkdwn import Mrkdwn, esc, plain
from app.workspace.rules_people import Cast
from app.workspace.rules_quoting import quotable, reads_as_judgement

SHOWN_AT_MOST = 10
LINES_OF_ONE = 3
"""Of one incident, so that it does not hide all the others."""
IMPACT = "What users noticed"
TITLE_SOUGHT = Mrkdwn("its title waits to be reworded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A text in which words were found, as it is stored. `what` says what it is, nothing where it
    is the incident's title with its impact in the lines below. What `is_told` was written by us,
    from what may be told.
    """

    incident_id: int
    text: Mrkdwn
    what: str = ""
    url: str | None = None
    is_told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The incident in which something was found."""

    label: str
    title: Mrkdwn
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line with the words that were looked for."""

    what: str
    text: Mrkdwn
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An incident with the lines that were found in it; none when it is the title that was."""

    about: About
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """What is shown of a search: hits with ten lines together, and at most how many `more` there
    are. `is_close` when nothing says all of the words as they were typed.
    """

    hits: tuple[Hit, ...] = ()
    more: int = 0
    is_close: bool = False


def results(
    matches: Sequence[Match],
    abouts: Mapping[int, About],
    words: Groups,
    cast: Cast,
    *,
    is_close: bool = False,
) -> Results:
    """The best of them, which come first: what people wrote before what a summary says of it; when
    they are only close, those with more of the words before all others.
    """
    ordered = sorted(matches, key=lambda one: one.is_told)
    if is_close:
        ordered.sort(key=lambda one: -count_in(words, plain(one.text)))
    found: dict[int, list[Line]] = {}
    shown = more = 0
    for match in ordered:
        lines = found.get(match.incident_id, [])
        if shown == SHOWN_AT_MOST or len(lines) == LINES_OF_ONE:
            more += 1
            continue
        line = _line(match, words, cast)
        if line is not None and not _is_told(line, lines):
            found.setdefault(match.incident_id, lines).append(line)
            shown += 1
    return Results(_hits(found, abouts, cast), more, is_close=is_close)


def told_title(title: Mrkdwn, cast: Cast) -> Mrkdwn:
    """Without names; something in its place when it judges."""
    return quotable(title, cast) or TITLE_SOUGHT


def _hits(
    found: Mapping[int, Sequence[Line]], abouts: Mapping[int, About], cast: Cast
) -> tuple[Hit, ...]:
    return tuple(
        Hit(
            about=replace(abouts[incident_id], title=told_title(abouts[incident_id].title, cast)),
            lines=tuple(line for line in lines if line.what),
        )
        for incident_id, lines in found.items()
    )


def _line(match: Match, words: Groups, cast: Cast) -> Line | None:
    """None of a text that is held back, and of one in which a name only was found."""
    is_one_text = bool(match.what) and not match.is_told
    if is_one_text and reads_as_judgement(match.text):
        return None
    line = line_with(words, match.text)
    told = quotable(line, cast)
    if not told:
        return None
    said = plain(told)
    if not count_in(words, said) and count_in(words, plain(match.text)):
        return None
    is_title = not match.what and match.text.startswith(line)
    what = "" if is_title else match.what or IMPACT
    return Line(what=what, text=esc(around(words, said)), url=match.url)


def _is_told(line: Line, lines: Sequence[Line]) -> bool:
    """A summary repeats entries and findings."""
    said = plain(line.text).lower()
    return any(said in plain(one.text).lower() or plain(one.text).lower() in said for one in lines)
