"""How well the findings agree with labelled sentences: numbers, and each miss."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.language.detection import Finding, findings


@dataclass(frozen=True, slots=True)
class Labelled:
    text: str
    category: str | None = None
    """None: neutral."""
    span: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    labelled: Labelled
    found: tuple[Finding, ...]

    @property
    def is_overlapped(self) -> bool:
        """Span and finding share at least half of what they cover together."""
        start = self.labelled.text.find(self.labelled.span)
        end = start + len(self.labelled.span)
        return any(
            2 * (min(end, each.end) - max(start, each.start))
            >= max(end, each.end) - min(start, each.start)
            for each in self.found
        )

    @property
    def is_named(self) -> bool:
        return any(each.category == self.labelled.category for each in self.found)


@dataclass(frozen=True, slots=True)
class Figures:
    precision: float
    recall: float
    wrong_notes: float
    """Of the neutral sentences, how many have a finding."""
    overlap: float
    """Of the findings that are right, how many cover what was marked."""
    recall_by_category: dict[str, float]
    """Found at all, whatever the category that it was given."""
    named_by_category: dict[str, float]
    """Of those found, how many with this category."""


class UnreadableLineError(Exception):
    """Says which line, and what was expected there."""


def rows(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """JSON objects with a `text`, one a line; empty lines are passed over."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _row(line, number)


def _row(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise UnreadableLineError(f"Line {number} is not JSON: {error.msg}.") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise UnreadableLineError(f'Line {number} has no text: {{"text": "…"}} is expected.')
    return row


def labelled(lines: Iterable[str]) -> Iterator[Labelled]:
    """From JSON lines with `text`, and with `category` and `span` where they judge."""
    for row in rows(lines):
        yield Labelled(row["text"], row.get("category"), row.get("span", ""))


def judged(sentences: Iterable[Labelled]) -> list[Judged]:
    return [Judged(each, findings(each.text)) for each in sentences]


def figures(of: Sequence[Judged]) -> Figures:
    judging = [each for each in of if each.labelled.category]
    neutral = [each for each in of if not each.labelled.category]
    right = [each for each in judging if each.found]
    wrong = [each for each in neutral if each.found]
    kinds = sorted({each.labelled.category for each in judging if each.labelled.category})
    by_kind = {kind: [each for each in judging if each.labelled.category == kind] for kind in kinds}
    return Figures(
        precision=_share(len(right), len(right) + len(wrong)),
        recall=_share(len(right), len(judging)),
        wrong_notes=_share(len(wrong), len(neutral)),
        overlap=_share(sum(each.is_overlapped for each in right), len(right)),
        recall_by_category={
            kind: _share(sum(bool(each.found) for each in rows), len(rows))
            for kind, rows in by_kind.items()
        },
        named_by_category={
            kind: _share(
                sum(each.is_named for each in rows), sum(bool(each.found) for each in rows)
            )
            for kind, rows in by_kind.items()
        },
    )


def told(of: Sequence[Judged]) -> Iterator[str]:
    """The report, line by line."""
    reached = figures(of)
    yield f"{len(of)} sentences"
    yield f"precision    {reached.precision:.3f}"
    yield f"recall       {reached.recall:.3f}"
    yield f"wrong notes  {reached.wrong_notes:.3f} of neutral sentences"
    yield f"overlap      {reached.overlap:.3f} of right findings cover half of what was marked"
    yield ""
    yield f"{'category':22} recall  named so"
    for kind, recall in reached.recall_by_category.items():
        yield f"{kind:22} {recall:6.2f}  {reached.named_by_category[kind]:6.2f}"
    yield ""
    for each in of:
        if each.labelled.category and not each.found:
            yield f"missed {each.labelled.category}: {each.labelled.text}"
        elif each.found and not each.labelled.category:
            found = each.found[0]
            text = each.labelled.text
            yield f"wrong {found.category}: {text[found.start : found.end]!r} in {text}"


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
