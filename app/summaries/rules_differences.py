"""What differs between two texts, word by word, as Slack can show it."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from app.slack.mrkdwn import Mrkdwn, esc

_WORD = re.compile(r"\n|\S+")
_MARKS = str.maketrans({"*": "∗", "~": "∼", "_": "ˍ", "`": "ˋ"})
"""Signs that look alike, and do not end the bold or strike the words."""
_AROUND = 4
"""Words that are left of what both say, beside what differs."""


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
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    for kind, a, a_end, b, b_end in matcher.get_opcodes():
        if kind == "equal":
            yield from _by_line(_shortened(before[a:a_end]), "")
        else:
            yield from _by_line([word for word in before[a:a_end] if word != "\n"], "~")
            yield from _by_line(now[b:b_end], "*")


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
