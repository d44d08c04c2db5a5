"""The summary as Slack messages."""

from dataclasses import dataclass

from app.slack.blocks import Message
from app.summaries.rules_document import Document


@dataclass(frozen=True, slots=True)
class SummaryMessages:
    """The message for the channel, and what did not fit in it, for its thread."""

    first: Message
    replies: tuple[Message, ...] = ()


def summary_messages(document: Document) -> SummaryMessages:
    """The whole document, within Slack's limits for each message and in the order of the document.
    Nothing is left out.
    """
    raise NotImplementedError
