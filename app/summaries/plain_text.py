"""The summary as plain text: for a terminal, and for finding it again."""

from collections.abc import Iterator
from dataclasses import replace

import emoji

from app.slack.mrkdwn import Mrkdwn, plain, without_mentions
from app.summaries.rules_document import Document, Section, SectionKey, Statement
from app.summaries.rules_words import clock


def plain_text(document: Document) -> str:
    """The whole document without marks of any kind, ending with a newline."""
    return "\n\n".join("\n".join(_section(each)) for each in document.shown()) + "\n"


def search_text(document: Document) -> str:
    """What it is found by: what anybody may read of it, and nobody's name; without the footer,
    which says the same of every review.
    """
    told = [_unnamed(each) for each in document.shown() if each.key is not SectionKey.FOOTER]
    return "\n".join(line for section in told for line in _section(section))


def _unnamed(section: Section) -> Section:
    """Without the owners of changes; without what stands in for words that are missing yet."""
    told = tuple(
        replace(one, text=without_mentions(one.text, lambda _: "somebody"))
        for one in section.statements
        if not one.is_withheld
    )
    return replace(section, statements=told, note=None)


def _section(section: Section) -> Iterator[str]:
    if section.key is not SectionKey.FOOTER:
        heading = _words(section.heading)
        yield f"{heading} ({section.aside})" if section.aside else heading
    for number, (day, statement) in enumerate(
        zip(section.days(), section.statements, strict=True), start=1
    ):
        if day:
            yield day
        yield spoken(section, number, statement)
    if section.note:
        yield _words(Mrkdwn(section.note))


def spoken(section: Section, number: int, statement: Statement) -> str:
    """A statement of a section, which is its first, second or so."""
    lead_in = statement.lead_in()
    words = [
        f"{number}." if section.key is SectionKey.FACTORS else "",  # changes refer to them
        clock(statement.at) if statement.at else "",
        f"{lead_in}:" if lead_in else "",
        _words(statement.text),
        "".join(f"[{each}]" for each in statement.evidence),
    ]
    return " ".join(word for word in words if word)


def _words(text: Mrkdwn) -> str:
    return emoji.emojize(plain(text), language="alias")
