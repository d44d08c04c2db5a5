"""Reading a message that Slack sends."""

from collections.abc import Mapping
from typing import Any

from app.slack.mrkdwn import Mrkdwn, received


def words_of(message: Mapping[str, Any]) -> Mrkdwn:
    """What a message says; monitoring tools often write nothing but attachments."""
    text = message.get("text") or ""
    if not text.strip():
        text = "\n".join(map(_attached_words, message.get("attachments") or ()))
    return received(text)


def _attached_words(attachment: Mapping[str, Any]) -> str:
    shown = [attachment.get(part) for part in ("pretext", "title", "text")]
    return "\n".join(str(each) for each in shown if each) or str(attachment.get("fallback") or "")
