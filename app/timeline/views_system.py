"""What is said about marks on our own messages."""

from app.slack.blocks import Message, section


def ours() -> Message:
    """To who put a mark on a message of ours that tells of no change."""
    text = "That is one of mine, so there is nothing to keep. Put it on what people say."
    return Message(text, (section(text),))
