"""The files that an incident can be taken along as, and how somebody asks for them."""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.errors import UserError


class Format(StrEnum):
    """What a file is, by the ending of its name."""

    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"
    PNG = "png"
    ICS = "ics"


_ALL = "all"
_LABEL = re.compile(r"inc-(\d{1,9})", re.IGNORECASE)
_USAGE = "Write it like `/incident export md`, with md, html, json, png, ics or all."


@dataclass(frozen=True, slots=True)
class Asked:
    """Which files, and of which incident; without a number, of the one whose channel it is."""

    formats: tuple[Format, ...]
    number: int | None = None


def parse_export(text: str) -> Asked:
    """`INC-7 html, png`; nothing means all. Raises UserError for what is no format."""
    number: int | None = None
    formats: set[Format] = set()
    for word in text.replace(",", " ").split():
        label = _LABEL.fullmatch(word)
        if label:
            number = int(label[1])
        elif word.lower() == _ALL:
            formats |= set(Format)
        else:
            formats.add(_format(word))
    return Asked(tuple(each for each in Format if each in (formats or set(Format))), number)


def _format(word: str) -> Format:
    try:
        return Format(word.lower().removeprefix("."))
    except ValueError:
        raise UserError(f"There is no file of that kind. {_USAGE}") from None


def file_name(incident_number: int, form: Format) -> str:
    """`INC-7-review.html`; the picture is that of the timeline."""
    what = "timeline" if form is Format.PNG else "review"
    return f"INC-{incident_number}-{what}.{form}"
