"""Slack's identifiers, each a type of its own so that they cannot be mistaken for one another."""

from typing import NewType

TeamId = NewType("TeamId", str)
ChannelId = NewType("ChannelId", str)
FileId = NewType("FileId", str)
CanvasId = NewType("CanvasId", str)
UserId = NewType("UserId", str)
MessageTs = NewType("MessageTs", str)
"""A message's name within its channel and its time: seconds, a dot, six decimals. Never a float."""
TriggerId = NewType("TriggerId", str)
ViewId = NewType("ViewId", str)
EmojiName = NewType("EmojiName", str)
"""Without colons and without a skin tone: `pushpin`."""
