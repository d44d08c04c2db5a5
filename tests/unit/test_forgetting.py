"""What becomes of texts, values and keys when somebody is forgotten."""

import pytest
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from app.privacy.rules_forgetting import Gone
from app.slack.blocks import Message
from app.slack.gateway import Gateway
from app.slack.gone import called, is_stand_in
from app.slack.ids import ChannelId, UserId
from app.slack.mrkdwn import user_mention
from app.slack.retry import SlackFailure

DANA = UserId("U0DANA")
LEAD = Gone(DANA, ["Dana Diaz", "dana.diaz"], "lead", "1f")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("<@U0DANA> can you look?", "The lead, can you look?"),
        ("Ask Dana and <@U0BOB|Bob>", "Ask the lead and <@U0BOB|Bob>"),
        ("Dana's restart helped, says <@U0DANA|dana>", "The lead's restart helped, says the lead"),
        (
            "<!here> <https://acme.example/dana|Dana's notes>",
            "<!here> <https://acme.example/dana|the lead's notes>",
        ),
        ("Nobody in particular", "Nobody in particular"),
        ("U0DANA", LEAD.stand_in),
    ],
)
def test_a_role_stands_where_they_were_named(words: str, told: str) -> None:
    assert LEAD.from_words(words) == told


def test_values_and_keys_say_it_too_and_lists_are_without_them() -> None:
    value = {"at": 3, "said": ["Dana did", None], "by": "U0DANA"}

    assert LEAD.from_values(value) == {"at": 3, "said": ["The lead did", None], "by": LEAD.stand_in}
    assert LEAD.from_key("press:1:U0DANA") == f"press:1:{LEAD.stand_in}"
    assert LEAD.from_people(["U0BOB", "U0DANA"]) == ["U0BOB"]


@pytest.mark.parametrize(
    ("role", "told"), [("lead", "the lead"), ("responder", "a responder"), (None, "a colleague")]
)
def test_a_stand_in_is_told_by_the_role_and_notifies_nobody(role: str | None, told: str) -> None:
    user = Gone(DANA, (), role, "a1b2c3d4e5f6").stand_in

    assert is_stand_in(user)
    assert len(user) <= 40
    assert called(user) == user_mention(user) == told


async def test_slack_is_never_asked_about_a_stand_in() -> None:
    gateway = Gateway(AsyncWebClient(base_url="http://127.0.0.1:1/"))  # where nobody listens
    gone, channel = LEAD.stand_in, ChannelId("C0INC")

    await gateway.invite(channel, [gone])
    await gateway.whisper(channel, gone, Message("Hello"))
    await gateway.show_home(gone, View(type="home", blocks=[]))
    with pytest.raises(SlackFailure, match="user_not_found"):
        await gateway.direct_channel(gone)
