"""What is held back until somebody rewords it, and what stands in its place meanwhile: that
something happened, without the words that judge.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_document import Document, Quote, Statement
from app.summaries.rules_words import capitalized, clock
from app.workspace.rules_people import Cast
from app.workspace.rules_quoting import quotable

SOUGHT = "the words for it are still being found"
WORDS_SOUGHT = Mrkdwn(f"Told in the review; {SOUGHT}.")


def told(quote: Quote, cast: Cast) -> Mrkdwn | None:
    """As it may be quoted; None while it is held back."""
    return quotable(quote.text, cast, quote.by)


LABELED_SOUGHT = Mrkdwn(f"{capitalized(SOUGHT)}.")
"""Where a label says already what it is."""


def moment_sought(quote: Quote, what: str = "A moment", *, has_time: bool = False) -> Mrkdwn:
    """`A moment at 10:40; the words for it are still being found.` Without the time where that
    stands before it.
    """
    when = f" at {clock(quote.at)}" if quote.at and not has_time else ""
    return Mrkdwn(f"{what}{when}; {SOUGHT}.")


@dataclass(frozen=True, slots=True)
class Held:
    """Words that wait to be reworded, and where the summary has a gap for them."""

    quote: Quote
    heading: Mrkdwn
    line: int

    @property
    def key(self) -> str:
        return self.quote.key


def held_back(document: Document, cast: Cast) -> tuple[Held, ...]:
    """What waits to be reworded, in the order of the summary, each once. `document` is one that was
    generated: a stored one knows no quotes.
    """
    found: dict[str, Held] = {}
    for section in document.sections:
        for line, statement in enumerate(section.statements, start=1):
            for quote in _held_of(statement, cast):
                found.setdefault(quote.key, Held(quote, section.heading, line))
    return tuple(found.values())


def sought(statement: Statement) -> Statement:
    """What stands in the place of one that judges; only what quotes people can."""
    if not statement.quotes:
        return statement
    first = statement.quotes[0]
    has_time = statement.at is not None
    text = moment_sought(first, has_time=has_time) if first.at else WORDS_SOUGHT
    return replace(statement, text=text, label=None, said_by=None, is_withheld=True)


def _held_of(statement: Statement, cast: Cast) -> Iterator[Quote]:
    held = [quote for quote in statement.quotes if told(quote, cast) is None]
    if statement.is_withheld and not held:
        held = list(statement.quotes[:1])
    yield from held
