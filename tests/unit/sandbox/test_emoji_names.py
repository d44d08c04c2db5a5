"""The names Slack gives to emoji."""

import pytest

from app.sandbox.emoji_names import first_name, picture
from tests.unit.sandbox.workspaces import workspace


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("large_green_circle", "🟢"),
        ("large_blue_circle", "🔵"),
        ("white_check_mark", "✅"),
        ("heavy_check_mark", "✔️"),
        ("paperclip", "📎"),
        ("calendar", "📆"),
        ("compass", "🧭"),
        ("pushpin", "📌"),
        ("scales", "⚖️"),
        ("four_leaf_clover", "🍀"),
        ("bulb", "💡"),
        ("handshake", "🤝"),
        ("star", "⭐"),
        ("thinking_face", "🤔"),
        ("rain_cloud", "🌧️"),
        ("octagonal_sign", "🛑"),
        ("flag-nl", "🇳🇱"),
        ("female-firefighter", "👩‍🚒"),
        ("man-running", "🏃‍♂️"),
    ],
)
def test_slacks_own_names_have_their_picture(name: str, shown: str) -> None:
    assert (first_name(name), picture(name)) == (name, shown)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("thumbsup", "+1"),
        ("thumbsdown", "-1"),
        ("poop", "hankey"),
        ("collision", "boom"),
        ("telephone", "phone"),
        ("uk", "gb"),
        ("flag-us", "us"),
        ("thumbsup::skin-tone-6", "+1::skin-tone-6"),
    ],
)
def test_of_several_names_slack_uses_the_first(name: str, first: str) -> None:
    assert first_name(name) == first


@pytest.mark.parametrize(
    "name",
    [
        "thumbs_up",
        "green_circle",
        "rofl",
        "thinking",
        "flag-zz",
        "flag_for_France",
        "",
        "a b",
        "::",
    ],
)
def test_other_peoples_names_are_none_of_slacks(name: str) -> None:
    assert first_name(name) is None
    assert picture(name) == f":{name.partition('::')[0]}:"


async def test_the_transcript_shows_pictures_and_leaves_other_words_alone() -> None:
    async with workspace() as w:
        ts = await w.alice.say("general", ":large_green_circle: up :rofl:")
        await w.bob.react("general", ts, "octagonal_sign")
        shown = w.sandbox.transcript("general")
    assert "🟢 up :rofl:" in shown
    assert "🛑 1" in shown
