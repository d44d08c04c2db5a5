"""What an app has to be granted before a method answers or an event comes."""

import pytest

from app.sandbox.scopes import (
    BOT_SCOPES,
    EVENTS,
    METHODS,
    events_without_scope,
    missing_scopes,
)


def missing(method: str, *granted: str, **args: object) -> tuple[str, ...]:
    return missing_scopes(method, args, frozenset(granted))


def test_a_granted_scope_covers_its_method() -> None:
    assert missing("chat.postMessage") == ("chat:write",)
    assert missing("chat.postMessage", "chat:write") == ()


@pytest.mark.parametrize("method", ["auth.test", "views.open", "chat.getPermalink", "no.such"])
def test_some_methods_need_nothing(method: str) -> None:
    assert missing(method) == ()


@pytest.mark.parametrize(
    ("kind", "scope"),
    [
        ("public", "channels:history"),
        ("private", "groups:history"),
        ("im", "im:history"),
        ("mpim", "mpim:history"),
    ],
)
def test_reading_needs_the_right_of_the_kind_of_conversation(kind: str, scope: str) -> None:
    everything_else = BOT_SCOPES - {scope}

    assert missing("conversations.history", *everything_else, channel_kind=kind) == (scope,)
    assert missing("conversations.history", scope, channel_kind=kind) == ()


def test_any_right_is_enough_while_the_conversation_is_unknown() -> None:
    assert missing("conversations.info", "im:read") == ()
    assert missing("conversations.info", "chat:write") == (
        "channels:read",
        "groups:read",
        "im:read",
        "mpim:read",
    )


@pytest.mark.parametrize("private", [True, "true", "1"])
def test_creating_a_private_channel_needs_another_right(private: object) -> None:
    assert missing("conversations.create", "groups:write") == ("channels:manage",)
    assert missing("conversations.create", "channels:manage") == ()
    assert missing("conversations.create", "channels:manage", is_private=private) == (
        "groups:write",
    )


def test_inviting_is_covered_by_the_narrower_right_too() -> None:
    assert missing("conversations.invite", "channels:write.invites", channel_kind="public") == ()
    assert missing("conversations.invite", channel_kind="public") == (
        "channels:manage",
        "channels:write.invites",
    )


def test_listing_needs_a_right_for_every_kind_asked_for() -> None:
    kinds = "public_channel, private_channel"

    assert missing("conversations.list", "channels:read") == ()
    assert missing("conversations.list", "channels:read", types=kinds) == ("groups:read",)
    assert missing("conversations.list", types="im,mpim") == ("im:read", "mpim:read")


def test_opening_a_direct_message_needs_the_right_for_one_or_for_many() -> None:
    assert missing("conversations.open", "im:write", users="U1") == ()
    assert missing("conversations.open", "im:write", users="U1,U2") == ("mpim:write",)


def test_an_event_comes_with_any_of_its_scopes() -> None:
    events = ["reaction_added", "member_joined_channel", "app_home_opened", "message.im"]

    assert events_without_scope(events, frozenset({"groups:read"})) == (
        "reaction_added",
        "message.im",
    )


@pytest.mark.parametrize(
    ("tier", "methods"),
    [
        ("special", "auth.test chat.postMessage chat.getPermalink oauth.v2.access"),
        ("T4", "chat.postEphemeral conversations.members files.info users.info views.publish"),
        ("T3", "chat.update conversations.history conversations.invite reactions.add"),
        ("T2", "conversations.create conversations.list pins.add bookmarks.add users.list"),
    ],
)
def test_methods_have_the_tier_of_the_platform_notes(tier: str, methods: str) -> None:
    assert {METHODS[method].tier for method in methods.split()} == {tier}


def test_every_scope_of_an_event_can_be_granted_to_a_bot() -> None:
    assert {scope for scopes in EVENTS.values() for scope in scopes} <= BOT_SCOPES
