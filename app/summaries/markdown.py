"""The summary as a Markdown file."""

import re
from collections.abc import Iterator

import emoji

from app.slack.mrkdwn import Mrkdwn, plain
from app.summaries.rules_document import Document, Section, SectionKey, Statement
from app.summaries.rules_words import clock

_MARKUP = re.compile(r"([\\`*_\[\]~|#])")
_BLOCK_START = re.compile(r"^(\s*)([-+=])")
_NUMBERED_START = re.compile(r"^(\s*\d+)([.)])(?=\s|$)")
_INLINE = re.compile(r"(<[^<>]*>|`[^`\n]+`)")
_UNSAFE_IN_URL = str.maketrans({"(": "%28", ")": "%29", " ": "%20", "\\": "%5C", "<": "%3C"})


def markdown(document: Document) -> str:
    """The whole document in CommonMark, ending with a newline. People's text is escaped: nothing in
    it becomes markup or HTML, except code and links to web pages.
    """
    parts = ["\n".join(_section(section, document)).rstrip() for section in document.shown()]
    return "\n\n".join(parts) + "\n"


def _section(section: Section, document: Document) -> Iterator[str]:
    yield _heading(section)
    if section.aside:
        yield f"*({section.aside})*\n"
    yield from _body(section, document)
    if section.note:
        yield ("\n" if section.statements else "") + f"*{text_of(Mrkdwn(section.note))}*"


def _heading(section: Section) -> str:
    if section.key is SectionKey.FOOTER:
        return "---\n"
    level = "#" if section.key is SectionKey.TITLE else "##"
    return f"{level} {text_of(section.heading)}\n"


def _body(section: Section, document: Document) -> Iterator[str]:
    if section.key in (SectionKey.TITLE, SectionKey.IN_SHORT, SectionKey.FOOTER):
        told = ((text_of(each.text), _evidence(each, document)) for each in section.statements)
        yield " ".join(word for words in told for word in words if word)
        return
    days = section.days()
    for n, (day, statement) in enumerate(zip(days, section.statements, strict=True)):
        if day:
            yield f"{chr(10) if n else ''}**{day}**\n"
        yield item(section, n + 1, statement, document)


def item(section: Section, number: int, statement: Statement, document: Document) -> str:
    """A statement of a section, which is its first, second or so."""
    lead_in = statement.lead_in()
    words = [
        # Changes refer to factors by their numbers.
        f"{number}." if section.key is SectionKey.FACTORS else "-",
        f"`{clock(statement.at)}`" if statement.at else "",
        f"**{text_of(Mrkdwn(lead_in))}:**" if lead_in else "",
        text_of(statement.text),
        _evidence(statement, document),
    ]
    return " ".join(word for word in words if word)


def _evidence(statement: Statement, document: Document) -> str:
    urls = document.permalinks()
    return "".join(
        f"[\\[{number}\\]]({_address(urls[number])})" if number in urls else f"\\[{number}\\]"
        for number in statement.evidence
    )


def text_of(text: Mrkdwn) -> str:
    """Mrkdwn as Markdown; each line of it stays a line."""
    return "\\\n  ".join(_line(line) for line in text.splitlines())


def _line(line: str) -> str:
    return "".join(_piece(piece) for piece in _INLINE.split(line))


def _piece(piece: str) -> str:
    if piece.startswith("`") and len(piece) > 2:
        return f"`{plain(Mrkdwn(piece[1:-1]))}`"
    if piece.startswith("<"):
        return _link(piece)
    return _escaped(plain(Mrkdwn(piece)))


def _link(token: str) -> str:
    url = token[1:-1].partition("|")[0]
    label = _escaped(plain(Mrkdwn(token)))
    return f"[{label}]({_address(url)})" if url.startswith(("http://", "https://")) else label


def _address(url: str) -> str:
    return plain(Mrkdwn(url)).translate(_UNSAFE_IN_URL)


def _escaped(words: str) -> str:
    escaped = _MARKUP.sub(r"\\\1", emoji.emojize(words, language="alias"))
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _NUMBERED_START.sub(r"\1\\\2", _BLOCK_START.sub(r"\1\\\2", escaped))
