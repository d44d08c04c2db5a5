"""What a channel may be called."""

import re

from app.sandbox import limits


def channel_name_error(name: str) -> str | None:
    """Slack's error code for the name, None when it is a good one.

    Slack lets some other alphabets pass; its documentation promises only these characters, so an
    app that keeps to them works everywhere.
    """
    if not name:
        return "invalid_name_required"
    if len(name) > limits.CHANNEL_NAME:
        return "invalid_name_maxlength"
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        return "invalid_name_specials"
    if not re.search(r"[a-z0-9]", name):
        return "invalid_name_punctuation"
    return None
