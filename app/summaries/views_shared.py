"""Where incidents are announced: the card of a review that was shared."""

from app.incidents.rules import Incident
from app.slack.blocks import Message, actions, button, context, section
from app.slack.mrkdwn import Mrkdwn, harmless, link
from app.summaries import views_anniversary
from app.summaries.rules_document import Document, SectionKey
from app.summaries.rules_quotes import shortened
from app.summaries.rules_words import counted

_IN_SHORT = 400
"""Characters: a card is looked at in passing."""


def shared_card(incident: Incident, review_id: int, document: Document, url: str) -> Message:
    """What was met, in short, where to read on, and a way to have it come back."""
    heading = document.section(SectionKey.TITLE).heading.removeprefix("Review: ")
    notice, read = f"{incident.label} was reviewed", link(url, "Read what we learned")
    told = Mrkdwn(" ".join(each.text for each in document.section(SectionKey.IN_SHORT).statements))
    return Message(
        notice,
        (
            section(f":open_book: *{notice}:* {harmless(Mrkdwn(heading))}"),
            section(f"{harmless(shortened(told, _IN_SHORT))}\n{read}"),
            context(_counts(document)),
            actions("shared", button("Bring it back later", views_anniversary.ASK, str(review_id))),
        ),
    )


def taken_back(incident: Incident) -> Message:
    """In the place of the card, while the review is not whole."""
    text = f"The review of {incident.label} is being worked on again."
    return Message(text, (section(text),))


def _counts(document: Document) -> str:
    """What the reader may expect; never who, never how fast."""
    counts = (
        counted(_told(document, SectionKey.FACTORS), "factor", "factors"),
        counted(_told(document, SectionKey.LEARNED), "learning", "learnings"),
        counted(_told(document, SectionKey.FORWARD), "change", "changes"),
    )
    return " · ".join(counts)


def _told(document: Document, key: SectionKey) -> int:
    return len(document.section(key).statements)
