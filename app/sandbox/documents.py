"""A canvas's markdown as the sections that edits address."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DEEPEST_HEADING = 3


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, paragraph, list or code block. The id stays while the text does."""

    id: str
    text: str

    @property
    def heading(self) -> str | None:
        """`h1`, `h2` or `h3`; None for anything that is no heading."""
        marks = re.match(r"(#{1,3}) ", self.text)
        return f"h{len(marks[1])}" if marks else None


def sections(canvas_id: str, markdown: str) -> list[Section]:
    """The sections in order. Equal texts are told apart by counting."""
    seen: Counter[str] = Counter()
    found = []
    for text in _blocks(markdown):
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        found.append(Section(f"temp:C:{canvas_id}{digest}{seen[digest]}", text))
        seen[digest] += 1
    return found


def joined(texts: Sequence[str]) -> str:
    """The markdown of these sections."""
    return "\n\n".join(text.strip("\n") for text in texts if text.strip())


def problem(markdown: str) -> str | None:
    """What Slack's reader would choke on; None when it understands everything."""
    for text in _blocks(markdown):
        depth = len(text) - len(text.lstrip("#"))
        if depth > DEEPEST_HEADING and text[depth : depth + 1] == " ":
            return f"Unsupported heading depth ({depth})"
    return None


def _blocks(markdown: str) -> Iterator[str]:
    """Split at blank lines and around headings, but never inside a code fence."""
    block: list[str] = []
    is_code = False
    for line in [*markdown.splitlines(), ""]:
        if line.startswith("```"):
            is_code = not is_code
        is_heading = not is_code and re.match(r"#+ ", line)
        if block and not is_code and (is_heading or not line.strip()):
            yield "\n".join(block)
            block = []
        if is_heading:
            yield line
        elif line.strip() or is_code:
            block.append(line)
    if block:
        yield "\n".join(block)
