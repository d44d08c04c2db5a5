import pytest

from app.slack.ids import ChannelId, MessageTs
from app.slack.links import permalink

CHANNEL = ChannelId("C0INC")
TS = MessageTs("1772528400.000200")
THREAD = MessageTs("1772528300.000100")


@pytest.mark.parametrize("workspace", ["https://acme.slack.com", "https://acme.slack.com/"])
def test_a_message_has_the_address_that_slack_gives_it(workspace: str) -> None:
    address = "https://acme.slack.com/archives/C0INC/p1772528400000200"
    assert permalink(workspace, CHANNEL, TS) == address


def test_the_head_of_a_thread_is_addressed_like_any_message() -> None:
    assert permalink("https://acme.slack.com/", CHANNEL, TS, thread=TS) == permalink(
        "https://acme.slack.com/", CHANNEL, TS
    )


def test_a_reply_is_addressed_within_its_thread() -> None:
    assert permalink("https://acme.slack.com/", CHANNEL, TS, thread=THREAD) == (
        "https://acme.slack.com/archives/C0INC/p1772528400000200"
        "?thread_ts=1772528300.000100&cid=C0INC"
    )
