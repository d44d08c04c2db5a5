"""A section as lines of plain text that somebody edits, and the statements that come back: a line a
statement, with the time and what it is in front and the numbers of entries in brackets at its end.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from app.slack.mrkdwn import Mrkdwn, esc, plain
from app.summaries.rules_document import SectionKey, Statement
from app.summaries.rules_words import clock

_NUMBERS = re.compile(r"(?:\s*\[\d{1,9}\])+$")
_NUMBER = re.compile(r"\[(\d+)\]")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?:\s+|$)")
_BULLETS = re.compile(r"^(?:[•*–-]\s+)+")
_TOKEN = re.compile(r"<[^<>]*>")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """What lines of a section may mean: the statements that stand there and those that would be
    told, and when each entry was. `began_at` gives the day where nothing else does.
    """

    key: SectionKey
    began_at: datetime
    statements: Sequence[Statement] = ()
    times: Mapping[int, datetime] = field(default_factory=dict)

    def has_times(self) -> bool:
        return self.key is SectionKey.WHAT_HAPPENED or any(one.at for one in self.statements)


class LineError(ValueError):
    """A line that cannot be kept; its sentence is for whoever wrote it."""


def line_of(statement: Statement) -> str:
    """`09:22 Decision (lead): Restart the indexers. [2][3]`."""
    lead_in = statement.lead_in()
    words = [
        clock(statement.at) if statement.at else "",
        f"{lead_in}:" if lead_in else "",
        plain(statement.text),
        "".join(f"[{number}]" for number in statement.evidence),
    ]
    return " ".join(" ".join(words).split())


def lines_of(statements: Sequence[Statement]) -> str:
    """A line for each."""
    return "\n".join(map(line_of, statements))


def statements_of(text: str, known: Known) -> tuple[Statement, ...]:
    """What these lines say. One that was left as it was is the statement it came from, with its
    links. Raises LineError for a number without words, and for one that no entry has.
    """
    lines = [" ".join(plain(esc(line)).split()) for line in text.splitlines()]
    return tuple(_read([line for line in lines if line], known))


def _read(lines: Sequence[str], known: Known) -> Iterator[Statement]:
    as_they_were = {line_of(one): one for one in reversed(known.statements)}
    changed = [one for line, one in as_they_were.items() if line not in lines]
    before = known.began_at
    for line in lines:
        told = as_they_were.get(line) or _new(line, known, changed, before)
        before = told.at or before
        yield told


def _new(line: str, known: Known, changed: Sequence[Statement], before: datetime) -> Statement:
    words, numbers = _split(_BULLETS.sub("", line))
    missing = [number for number in numbers if number not in known.times]
    if missing:
        raise LineError(
            f"There is no entry [{missing[0]}]. Take a number that stands at the end of another "
            "line, or leave it out."
        )
    at, words = _timed(words, known, numbers, before)
    lead, words = _led_in(words, known)
    if not words:
        raise LineError(f"What does {line} show? Please put some words in front.")
    return Statement(
        text=_with_tokens(esc(words), changed),
        evidence=numbers,
        at=at,
        label=lead.label if lead else None,
        said_by=lead.said_by if lead else None,
    )


def _split(line: str) -> tuple[str, tuple[int, ...]]:
    found = _NUMBERS.search(line)
    if found is None:
        return line, ()
    numbers = dict.fromkeys(int(each) for each in _NUMBER.findall(found[0]))
    return line[: found.start()].strip(), tuple(numbers)


def _timed(
    words: str, known: Known, numbers: Sequence[int], before: datetime
) -> tuple[datetime | None, str]:
    """A time in front, on the day of the entry that the line rests on, else of the line before."""
    found = _TIME.match(words) if known.has_times() else None
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None, words
    near = next((known.times[number] for number in numbers), before).astimezone(UTC)
    if clock(near) == f"{int(found[1]):02}:{found[2]}":
        return near, words[found.end() :]
    at = near.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    days = (at, at - _DAY, at + _DAY)
    nearest = min(days, key=lambda day: abs(day - near)) if numbers else at
    return nearest, words[found.end() :]


def _led_in(words: str, known: Known) -> tuple[Statement | None, str]:
    """What a line says that it is, in the words in which others of the section say so."""
    for one in known.statements:
        lead_in = f"{one.lead_in()}: " if one.lead_in() else ""
        if lead_in and words.startswith(lead_in):
            return one, words[len(lead_in) :]
    return None, words


def _with_tokens(words: Mrkdwn, changed: Sequence[Statement]) -> Mrkdwn:
    """Links and mentions of the statements that were changed lead where they led, if their words
    are still there.
    """
    tokens = dict.fromkeys(token for one in changed for token in _TOKEN.findall(one.text))
    spoken = {esc(plain(Mrkdwn(token))): token for token in tokens}
    labels = sorted((label for label in spoken if label), key=len, reverse=True)
    if not labels:
        return words
    is_label = re.compile("|".join(rf"(?<!\w){re.escape(label)}(?!\w)" for label in labels))
    return Mrkdwn(is_label.sub(lambda found: spoken[Mrkdwn(found[0])], words))
