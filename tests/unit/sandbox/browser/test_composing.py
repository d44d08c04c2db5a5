"""What the client makes of what somebody typed."""

import pytest

from app.sandbox.browser.composing import markup
from tests.unit.sandbox.browser.rooms import room


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("@bob look", "<@U0BOB> look"),
        ("(@bob)", "(<@U0BOB>)"),
        ("see #general.", "see <#C0GEN>."),
        ("@here and @channel", "<!here> and <!channel>"),
        ("@nobody", "@nobody"),
        ("bob@example.com", "bob@example.com"),
        ("https://example.com/@bob", "https://example.com/@bob"),
        ("`@bob` but @bob", "`@bob` but <@U0BOB>"),
        ("```\n@bob\n``` @bob", "```\n@bob\n``` <@U0BOB>"),
        ("<@U0BOB> already", "<@U0BOB> already"),
    ],
)
async def test_names_become_tokens_outside_of_code(typed: str, sent: str) -> None:
    async with room() as here:
        assert markup(here.slack, "U0ALICE", typed) == sent


async def test_a_private_channel_is_named_only_by_its_members() -> None:
    async with room() as here:
        assert markup(here.slack, "U0ALICE", "#attic") == "#attic"
        assert markup(here.slack, "U0BOB", "#attic") == "<#C0ATTIC>"
