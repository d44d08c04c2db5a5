"""Reading a message that Slack sends: what it says, and who says so when that is no person."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.slack.mrkdwn import Mrkdwn, esc, plain, received

Json = Mapping[str, Any]


def words_of(message: Json) -> Mrkdwn:
    """What a message says; monitoring tools often write nothing but blocks or attachments."""
    text = message.get("text") or ""
    if not text.strip():
        text = "\n".join(line for line in _lines(message) if line.strip())
    return received(text)


def speaker_of(message: Json) -> str | None:
    """The name under which an app wrote; None for a person, who is known by their id."""
    if not message.get("bot_id"):
        return None
    name = message.get("username") or (message.get("bot_profile") or {}).get("name") or ""
    return plain(received(name)).strip() or None


def _lines(message: Json) -> Iterator[str]:
    for block in message.get("blocks") or ():
        yield from _block_lines(block)
    for attachment in message.get("attachments") or ():
        yield from _attachment_lines(attachment)


def _attachment_lines(attachment: Json) -> Iterator[str]:
    shown = [attachment.get(part) for part in ("pretext", "title", "text")]
    shown += [_titled(field) for field in attachment.get("fields") or ()]
    shown += list(_lines(attachment))
    lines = [str(each) for each in shown if each]
    yield from lines or [str(attachment.get("fallback") or "")]


def _titled(field: Json) -> str:
    return ": ".join(str(field[part]) for part in ("title", "value") if field.get(part))


def _block_lines(block: Json) -> Iterator[str]:
    """The texts of a block, also of those inside; buttons and fields to fill are not said."""
    if block.get("type") == "rich_text":
        yield from map(_rich_text, block.get("elements") or ())
    elif block.get("type") not in {"actions", "input"}:
        yield from filter(None, map(_text, _texts(block)))


def _texts(block: Json) -> Iterator[object]:
    yield block.get("text")
    yield from block.get("fields") or ()
    for element in block.get("elements") or ():
        yield element if element.get("type") in {"mrkdwn", "plain_text"} else None


def _text(text: object) -> str:
    if isinstance(text, str):  # of a markdown block
        return esc(text)
    if not isinstance(text, dict):
        return ""
    words = str(text.get("text") or "")
    return words if text.get("type") == "mrkdwn" else esc(plain(Mrkdwn(words)))


def _rich_text(element: Json) -> str:
    parts = element.get("elements")
    if parts is None:
        spoken = _INLINE.get(str(element.get("type")))
        return spoken(element) if spoken else ""
    gap = "\n" if element.get("type") == "rich_text_list" else ""
    return gap.join(map(_rich_text, parts))


def _link(element: Json) -> str:
    label = f"|{esc(str(element['text']))}" if element.get("text") else ""
    return f"<{element.get('url', '')}{label}>"


_INLINE: Mapping[str, Callable[[Json], str]] = {
    "text": lambda element: esc(str(element.get("text") or "")),
    "link": _link,
    "user": lambda element: f"<@{element.get('user_id')}>",
    "channel": lambda element: f"<#{element.get('channel_id')}>",
    "usergroup": lambda element: f"<!subteam^{element.get('usergroup_id')}>",
    "broadcast": lambda element: f"<!{element.get('range')}>",
    "emoji": lambda element: f":{element.get('name')}:",
}
