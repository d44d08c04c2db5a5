"""What differs between two texts, word by word, as Slack can show it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain, groupby, pairwise
from typing import TypeVar

from app.slack.mrkdwn import Mrkdwn, esc

_WORD = re.compile(r"\n|\S+")
_MARKS = str.maketrans({"*": "∗", "~": "∼", "_": "ˍ", "`": "ˋ"})
"""Signs that look alike, and do not end the bold or strike the words."""
_AROUND = 4
"""Words that are left of what both say, beside what differs."""
_ROOM = 40_000
"""Pairs of words up to which lines are compared word by word; beyond, they are told apart whole."""
Words = tuple[str, ...]
T = TypeVar("T")


def words_changed(before: str, now: str, limit: int) -> Mrkdwn:
    """`before` as it became `now`: words that went are struck out, new ones bold; long stretches of
    what both say are left out. At most about `limit` characters, ending in `…` when there is more.
    """
    told = ""
    for piece in _pieces(_WORD.findall(before), _WORD.findall(now)):
        if len(told) + len(piece) > limit:
            return Mrkdwn(f"{told.rstrip()} …")
        is_apart = told and "\n" not in (piece, told[-1])
        told = f"{told} {piece}" if is_apart else f"{told}{piece}"
    return Mrkdwn(told.strip())


def _pieces(before: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    """Of one line each, or the end of one."""
    for went, came in _joined(_differences(before, now)):
        if went == came:
            yield from _by_line(_shortened(went), "")
        else:
            yield from _by_line([word for word in went if word != "\n"], "~")
            yield from _by_line(came, "*")


def _differences(before: Sequence[str], now: Sequence[str]) -> Iterator[tuple[Words, Words]]:
    """Line by line, and word by word where lines differ: to compare all the words of two long texts
    with each other takes seconds.
    """
    for went, came in _compared(_lines(before), _lines(now)):
        old, new = tuple(chain.from_iterable(went)), tuple(chain.from_iterable(came))
        if went == came or len(old) * len(new) > _ROOM:
            yield old, new
        else:
            yield from _compared(old, new)


def _compared(
    before: Sequence[T], now: Sequence[T]
) -> Iterator[tuple[tuple[T, ...], tuple[T, ...]]]:
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    for _, a, a_end, b, b_end in matcher.get_opcodes():
        yield tuple(before[a:a_end]), tuple(now[b:b_end])


def _lines(words: Sequence[str]) -> list[Words]:
    """Each with the end of the line, where it has one."""
    ends = [at + 1 for at, word in enumerate(words) if word == "\n"]
    return [tuple(words[a:b]) for a, b in pairwise([0, *ends, len(words)]) if a < b]


def _joined(differences: Iterable[tuple[Words, Words]]) -> Iterator[tuple[Words, Words]]:
    """What both say in one piece, although it was found in several."""
    for is_equal, run in groupby(differences, key=lambda each: each[0] == each[1]):
        if is_equal:
            alike = tuple(chain.from_iterable(went for went, _ in run))
            yield alike, alike
        else:
            yield from run


def _shortened(words: Sequence[str]) -> Sequence[str]:
    if len(words) <= 3 * _AROUND:
        return words
    return [*words[:_AROUND], "…", *words[-_AROUND:]]


def _by_line(words: Sequence[str], mark: str) -> Iterator[str]:
    for number, line in enumerate(" ".join(words).split("\n")):
        if number:
            yield "\n"
        if line.strip():
            yield f"{mark}{esc(line.strip()).translate(_MARKS)}{mark}"
