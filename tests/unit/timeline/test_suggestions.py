"""Which unmarked messages are suggested, and why."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slack.ids import MessageTs
from app.timeline.rules_suggestions import AT_MOST, Said, said_in, suggest
from tests.factories import ALICE, BOB, BOT, CAROL, NOW, found, ts

ENDED_AT = NOW + timedelta(hours=2)


def said(text: str, minute: float = 0, *, replies: int = 0, reactions: int = 0) -> Said:
    message = found(ts(NOW + timedelta(minutes=minute)), text)
    return Said(message, replies, reactions)


def reasons(messages: Sequence[Said], kept: Sequence[MessageTs] = ()) -> dict[str, str]:
    """What is suggested, and why."""
    found = suggest(messages, kept, ended_at=ENDED_AT)
    return {one.message.text: one.why for one in found}


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (said("The index queue keeps growing", replies=8), "8 replies"),
        (said("The index queue keeps growing", reactions=6), "6 reactions"),
        (said("We decided to pause the import"), "reads like a decision"),
        (said("Let's fail over to the replica now"), "reads like a decision"),
        (said("I'm going to restart the indexers"), "reads like a decision"),
        (said("Rolled back, error rate is back to normal", 100), "reads like what eased it"),
        (said("Error rate of search is at 40%"), "looks like the first alert"),
    ],
)
def test_a_message_that_seems_to_matter_is_suggested_with_the_reason(
    message: Said, why: str
) -> None:
    assert reasons([message])[message.message.text] == why


@pytest.mark.parametrize(
    "text",
    [
        "brb lunch, back later",
        "Should we decide later?",
        "let's see what happens",
        "ok",
        ":joy: :joy:",
        "",
        "nothing new from my side so far",
    ],
)
def test_chatter_is_not_suggested(text: str) -> None:
    assert reasons([said(text)]) == {}


def test_the_first_words_after_a_long_silence_are_suggested_with_its_length() -> None:
    messages = [said("Waiting for the restore now", 0), said("Half of it is through", 40)]
    assert reasons(messages) == {"Half of it is through": "first words after 40 min of silence"}


def test_a_short_silence_is_none() -> None:
    assert reasons([said("Waiting for the restore"), said("Half of it is through", 15)]) == {}


def test_only_the_first_alert_and_the_last_fix_are_suggested() -> None:
    messages = [
        said("Alerts are firing for search", 1),
        said("More alerts are firing for carts", 2),
        said("Restored the first shard", 10),
        said("Restored the last shard", 15),
    ]
    assert list(reasons(messages)) == ["Alerts are firing for search", "Restored the last shard"]


def test_a_fix_after_the_end_is_none() -> None:
    assert reasons([said("All recovered by now", 125)]) == {}


def test_what_is_kept_is_not_suggested() -> None:
    message = said("We decided to pause the import")
    assert reasons([message], kept=[message.message.ts]) == {}


def test_five_at_most_the_telling_ones_in_the_order_of_time() -> None:
    messages = [said(f"Fact number {n} of many", n, replies=n) for n in range(3, 15)]
    assert list(reasons(messages)) == [f"Fact number {n} of many" for n in range(10, 15)]


def test_joins_and_our_own_messages_are_left_out_and_our_tick_is_no_reaction() -> None:
    payloads: list[dict[str, Any]] = [
        {"ts": ts(NOW, 1), "user": BOB, "text": "joined", "subtype": "channel_join"},
        {"ts": ts(NOW, 2), "user": BOT, "text": "INC-1"},
        {"ts": ts(NOW, 3), "subtype": "tombstone", "text": "gone"},
        {
            "ts": ts(NOW, 4),
            "user": CAROL,
            "text": "said",
            "reply_count": 2,
            "reactions": [
                {"name": "white_check_mark", "users": [BOT], "count": 1},
                {"name": "eyes", "users": [ALICE, BOB], "count": 2},
                {"name": "tada", "users": [ALICE], "count": 1},
            ],
        },
        {"ts": ts(NOW, 0), "subtype": "bot_message", "text": "Alert: queue is long"},
    ]
    found = said_in(payloads, BOT)
    assert [(one.message.text, one.replies, one.reactions) for one in found] == [
        ("Alert: queue is long", 0, 0),
        ("said", 2, 2),
    ]


@given(
    st.lists(
        st.builds(
            said,
            st.text(max_size=60),
            st.floats(0, 500),
            replies=st.integers(0, 40),
            reactions=st.integers(0, 40),
        ),
        max_size=30,
    )
)
def test_whatever_is_said_there_are_five_at_most_and_none_twice(messages: list[Said]) -> None:
    unique = list({one.message.ts: one for one in messages}.values())
    found = suggest(unique, [], ended_at=ENDED_AT)
    assert len(found) <= AT_MOST
    assert [one.message.ts for one in found] == sorted({one.message.ts for one in found})
    assert all(one.why for one in found)
