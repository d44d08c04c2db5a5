"""What is unread, and what calls somebody."""

import pytest

from app.sandbox.browser.marks import ReadMarks, Unread
from app.sandbox.world import Channel, Message


def place(*said: Message, kind: str = "public") -> Channel:
    channel = Channel(id="C1", name="c", creator="U1", created=0, members=["U1", "U2"])
    channel.kind = "im" if kind == "im" else "public"
    for message in said:
        channel.add(message)
    return channel


def message(ts: str, text: str = "hello", user: str = "U2", **traits: object) -> Message:
    facts: dict[str, object] = {"ts": ts, "channel": "C1", "user": user, "text": text, **traits}
    return Message(**facts)  # type: ignore[arg-type]


def test_ones_own_messages_are_never_unread() -> None:
    assert ReadMarks().unread("U1", place(message("1.0", user="U1"))) == Unread(0, 0)


def test_joins_and_topics_are_not_unread() -> None:
    assert ReadMarks().unread("U1", place(message("1.0", subtype="channel_join"))) == Unread(0, 0)


def test_only_what_came_after_the_mark_is_unread() -> None:
    marks, channel = ReadMarks(), place(message("1.0"))
    marks.mark("U1", channel)
    channel.add(message("2.0"))
    assert marks.unread("U1", channel) == Unread(1, 0)


def test_replies_count_only_when_they_call_somebody() -> None:
    said = [
        message("1.0", user="U1"),
        message("2.0", thread_ts="1.0"),
        message("3.0", "<@U1>", thread_ts="1.0"),
    ]
    assert ReadMarks().unread("U1", place(*said)) == Unread(0, 1)


def test_every_direct_message_is_a_mention() -> None:
    assert ReadMarks().unread("U1", place(message("1.0"), kind="im")) == Unread(1, 1)


def test_who_is_not_in_a_channel_has_nothing_unread_there() -> None:
    assert ReadMarks().unread("U3", place(message("1.0"))) == Unread(0, 0)


@pytest.mark.parametrize(
    ("text", "blocks", "mentions"),
    [
        ("<@U1> look", [], 1),
        ("<@U1|alice> look", [], 1),
        ("<!here> look", [], 1),
        ("<@U12> look", [], 0),
        ("", [{"type": "section", "text": {"type": "mrkdwn", "text": "with <@U1>"}}], 1),
        ("", [{"type": "section", "text": {"type": "plain_text", "text": "<@U1>"}}], 0),
        ("", [{"type": "rich_text", "elements": [{"type": "user", "user_id": "U1"}]}], 1),
        ("", [{"type": "rich_text", "elements": [{"type": "user", "user_id": "U2"}]}], 0),
        ("", [{"type": "rich_text", "elements": [{"type": "broadcast", "range": "here"}]}], 1),
    ],
)
def test_mentions_are_found_in_text_and_blocks(
    text: str, blocks: list[dict[str, object]], mentions: int
) -> None:
    channel = place(message("1.0", text, blocks=blocks))
    assert ReadMarks().unread("U1", channel) == Unread(1, mentions)
