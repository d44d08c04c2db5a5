"""A text in passages, each judged by itself: a line, or the sentences of a long one."""

from collections.abc import Iterator, Sequence

from app.language.tokens import BREAK, QUOTE, Token

LONGEST = 90
"""Tokens of a passage; a longer line is cut after its sentences, or here."""
_ENDS = frozenset(".!?…")


def passages(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """In order; together they are the text, without line breaks."""
    line: list[Token] = []
    for token in tokens:
        if token.text == BREAK:
            yield from _short(line)
            line = []
        else:
            line.append(token)
    yield from _short(line)


def _short(line: list[Token]) -> Iterator[Sequence[Token]]:
    if len(line) <= LONGEST:
        if line:
            yield line
        return
    start = 0
    for at, token in enumerate(line):
        if token.text in _ENDS or at - start + 1 == LONGEST:
            yield line[start : at + 1]
            start = at + 1
    if start < len(line):
        yield line[start:]


def sentences(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """First and last position of each sentence."""
    start = 0
    for at, token in enumerate(tokens):
        ends = token.text in _ENDS and (at + 1 == len(tokens) or tokens[at + 1].start > token.end)
        if ends or token.text == QUOTE == tokens[-1].text:
            yield start, at
            start = at + 1
    if start < len(tokens):
        yield start, len(tokens) - 1
