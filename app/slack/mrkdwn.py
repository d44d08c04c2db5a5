"""Slack's markup as text: escaping what people typed, reading what Slack sends, cutting without
breaking it.

`Mrkdwn` is text as Slack delivers it in messages: `&`, `<` and `>` escaped, mentions and links in
angle brackets. What is typed into a form is plain and passes through `esc` where it enters; from
then on all stored text is `Mrkdwn`.
https://docs.slack.dev/messaging/formatting-message-text
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NewType

from app.slack.gone import called, is_stand_in
from app.slack.ids import ChannelId, UserId

Mrkdwn = NewType("Mrkdwn", str)
NOTHING = Mrkdwn("")
USER_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
"""The id of whoever is mentioned."""

_TOKEN = re.compile(r"<([^<>]*)>")
_PIECE = re.compile(r"<[^<>]*>|&(?:amp|lt|gt);|.", re.DOTALL)
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def esc(plain: str) -> Mrkdwn:
    """Plain text as Mrkdwn, without control characters: nothing in it can mention, link or
    notify.
    """
    readable = _UNREADABLE.sub("", plain)
    return Mrkdwn(readable.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def received(text: str) -> Mrkdwn:
    """Text that Slack itself sent, taken as the markup it already is."""
    return Mrkdwn(_UNREADABLE.sub("", text))


def user_mention(user: UserId) -> Mrkdwn:
    """A mention; it notifies the person when it stands in a message of a channel they are in. Who
    was forgotten is told by their role.
    """
    return esc(called(user)) if is_stand_in(user) else Mrkdwn(f"<@{user}>")


def channel_mention(channel: ChannelId) -> Mrkdwn:
    """A link to a channel, shown by its current name."""
    return Mrkdwn(f"<#{channel}>")


def link(url: str, label: str) -> Mrkdwn:
    """A labelled link; the label is plain text."""
    return Mrkdwn(f"<{url}|{esc(label).replace('|', '¦')}>")


def bold(text: str) -> Mrkdwn:
    """Mrkdwn in bold, on one line; an asterisk in it, which would end the bold, becomes one that
    only looks alike.
    """
    pieces = re.split(r"(<[^<>]*>)", " ".join(text.split()))
    told = "".join(each if each.startswith("<") else each.replace("*", "∗") for each in pieces)
    return Mrkdwn(f"*{told}*")


def moment(
    at: datetime, form: str = "{date_short_pretty} at {time}", *, url: str | None = None
) -> Mrkdwn:
    """A time that Slack shows in each reader's own zone, leading to `url` if there is one; the
    fallback says UTC.

    https://docs.slack.dev/messaging/formatting-message-text#date-formatting
    """
    utc = at.astimezone(UTC)
    fallback = f"{utc:%Y-%m-%d %H:%M} UTC" if "{date" in form else f"{utc:%H:%M} UTC"
    target = f"^{url}" if url else ""
    return Mrkdwn(f"<!date^{int(at.timestamp())}^{form}{target}|{fallback}>")


def mentioned_users(text: Mrkdwn) -> list[UserId]:
    """The people mentioned, in order of appearance."""
    return [UserId(user) for user in USER_MENTION.findall(text)]


def harmless(text: Mrkdwn) -> Mrkdwn:
    """The same text, but `@channel`, `@here` and group mentions no longer notify anybody."""
    disarmed = Mrkdwn(_TOKEN.sub(_disarmed, text))
    return disarmed if disarmed == text else harmless(disarmed)


def without_mentions(text: Mrkdwn, name_of: Callable[[UserId], str]) -> Mrkdwn:
    """The same text with each person's mention replaced by what `name_of` calls them."""
    return Mrkdwn(USER_MENTION.sub(lambda found: esc(name_of(UserId(found[1]))), text))


def plain(text: Mrkdwn) -> str:
    """What a reader sees, for files and for comparing: links by their label, no escapes."""
    words = _TOKEN.sub(_spoken, text)
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def clip(text: Mrkdwn, limit: int) -> Mrkdwn:
    """At most `limit` characters, ending in `…` when shortened; never cuts inside a link, a mention
    or an escape.
    """
    if len(text) <= limit:
        return text
    kept = ""
    for piece in _PIECE.findall(text):
        if len(kept) + len(piece) > limit - 1:
            break
        kept += piece
    return Mrkdwn(kept.rstrip() + "…")


def _disarmed(found: re.Match[str]) -> str:
    inner = found[1]
    if not inner.startswith("!") or inner.startswith("!date^"):
        return found[0]
    return _spoken(found)


def _spoken(found: re.Match[str]) -> str:
    target, _, label = found[1].partition("|")
    if target.startswith("!date^"):
        return label
    if target.startswith("!subteam"):
        return label or "@group"
    if target.startswith("!"):
        return "@" + target[1:].split("^")[0]
    return label or target.removeprefix("mailto:")
