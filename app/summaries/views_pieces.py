"""Long text in pieces that Slack takes, without losing a character of what people wrote."""

import re
from collections.abc import Iterable, Iterator

from app.slack.mrkdwn import Mrkdwn

_ATOM = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);|.", re.DOTALL)


def packed(lines: Iterable[str], limit: int) -> list[Mrkdwn]:
    """The lines in as few texts of at most `limit` characters as their order allows."""
    texts: list[str] = []
    for piece in (piece for line in lines for piece in pieces(line, limit)):
        if texts and len(texts[-1]) + 1 + len(piece) <= limit:
            texts[-1] += f"\n{piece}"
        else:
            texts.append(piece)
    return [Mrkdwn(text) for text in texts]


def pieces(text: str, limit: int) -> Iterator[str]:
    """A text in pieces of at most `limit` characters, split after a space where there is one, and
    not inside a link, a mention or an escape.
    """
    piece = ""
    for atom in _atoms(text, limit):
        if len(piece) + len(atom) > limit:
            cut = _last_gap(piece)
            yield piece[:cut]
            piece = piece[cut:]
        piece += atom
    yield piece


def _atoms(text: str, limit: int) -> Iterator[str]:
    """What must not be split; only a link longer than a whole piece is, by its characters."""
    for atom in _ATOM.findall(text):
        yield from [atom] if len(atom) * 2 <= limit else atom


def _last_gap(piece: str) -> int:
    """Where to cut: after the last space that lies outside of angle brackets, in the second
    half.
    """
    gap = max(piece.rfind(" "), piece.rfind("\n")) + 1
    is_inside = piece.rfind("<", 0, gap) > piece.rfind(">", 0, gap)
    return len(piece) if is_inside or gap < len(piece) // 2 else gap
