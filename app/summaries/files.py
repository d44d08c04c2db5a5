"""An incident as files: the same document in each, and the picture of its course."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.deps import Draw
from app.reviews.invitation import Meeting, invitation
from app.summaries.html import html
from app.summaries.markdown import markdown
from app.summaries.published import published
from app.summaries.rules_document import Document
from app.summaries.rules_export import Format, file_name
from app.summaries.rules_picture import picture
from app.summaries.rules_story import Story


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that files of an incident are made from. Without a meeting there is no calendar
    file.
    """

    story: Story
    document: Document
    meeting: Meeting | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file, and for a picture the words that say the same."""

    name: str
    content: bytes
    alt: str | None = None


async def files(told: Told, formats: Sequence[Format], draw: Draw) -> Sequence[NamedFile]:
    """Those of the formats that there is something for."""
    shown = picture(told.story)
    wants_picture = shown is not None and not {Format.PNG, Format.HTML}.isdisjoint(formats)
    image = await draw(shown.values()) if shown and wants_picture else None
    found = []
    for form in formats:
        content = await asyncio.to_thread(_content, form, told, image, shown.alt if shown else "")
        if content:
            alt = shown.alt if shown and form is Format.PNG else None
            found.append(NamedFile(file_name(told.story.incident_number, form), content, alt))
    return found


def _content(form: Format, told: Told, image: bytes | None, alt: str) -> bytes | None:
    match form:
        case Format.MARKDOWN:
            return markdown(told.document).encode()
        case Format.HTML:
            return html(told.document, image, alt).encode()
        case Format.JSON:
            return published(told.document, told.story).encode()
        case Format.PNG:
            return image
        case Format.ICS:
            return invitation(told.meeting, stamped_at=told.made_at) if told.meeting else None
