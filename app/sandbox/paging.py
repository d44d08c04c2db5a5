"""Cursor pages: one way for every list."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from app.sandbox.calls import Call
from app.sandbox.errors import SlackError
from app.sandbox.world import Json

Item = TypeVar("Item")


def page(
    call: Call, items: Sequence[Item], *, default: int = 100, most: int = 1000
) -> tuple[Sequence[Item], str]:
    """The page that `cursor` and `limit` ask for, and the next cursor ("" after the last)."""
    limit = call.number("limit", default=default) or default
    if not 1 <= limit <= most:
        raise SlackError("invalid_limit")
    start = _position(call.text("cursor") or "")
    end = start + limit
    return items[start:end], _cursor(end) if end < len(items) else ""


def metadata(next_cursor: str) -> Json:
    """The `response_metadata` of a page."""
    return {"next_cursor": next_cursor}


def _cursor(position: int) -> str:
    return base64.b64encode(f"next:{position}".encode()).decode()


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("next:"))
    except (ValueError, binascii.Error):
        raise SlackError("invalid_cursor") from None
