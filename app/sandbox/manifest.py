"""The app's manifest as Slack reads it: what it asks for, or a sentence that says what is wrong."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from app.sandbox import limits
from app.sandbox.scopes import BOT_SCOPES, EVENTS, events_without_scope
from app.sandbox.shapes import (
    Problem,
    boolean,
    broken,
    integer,
    items,
    shape,
    string,
    web_url,
    word,
)

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same in C, ten times as fast, where libyaml was there when PyYAML was built."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A slash command; `name` begins with the slash."""

    name: str
    description: str
    usage_hint: str
    should_escape: bool
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    name: str
    kind: Literal["global", "message"]
    callback_id: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the app asks of a workspace. Without Socket Mode both URLs are given."""

    name: str
    description: str
    bot_name: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    is_interactive: bool
    socket_mode: bool
    request_url: str | None
    interactivity_url: str | None
    home_tab: bool
    messages_tab: bool
    messages_tab_read_only: bool


def load_manifest(path: Path) -> Manifest:
    """The manifest in the YAML file; ValueError with one sentence when Slack would refuse it."""
    try:
        given = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        raise ValueError(f"{path.name} is not YAML: {' '.join(str(error).split())}") from None
    fault = next(_MANIFEST(given, ""), None)
    if fault is not None:
        raise ValueError(f"{path.name}: {fault.message} (at {fault.pointer or '/'}).")
    manifest = _manifest(given)
    contradiction = next(_contradictions(manifest), None)
    if contradiction is not None:
        raise ValueError(f"{path.name}: {contradiction}")
    return manifest


def _manifest(given: Mapping[str, Any]) -> Manifest:
    display, features = given["display_information"], given.get("features", {})
    settings, home = given.get("settings", {}), features.get("app_home", {})
    subscriptions = settings.get("event_subscriptions", {})
    interactivity = settings.get("interactivity", {})
    return Manifest(
        name=display["name"],
        description=display.get("description", ""),
        bot_name=features.get("bot_user", {}).get("display_name", display["name"]),
        scopes=frozenset(given.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
        events=frozenset(subscriptions.get("bot_events", [])),
        commands=tuple(_command(command) for command in features.get("slash_commands", [])),
        shortcuts=tuple(_shortcut(shortcut) for shortcut in features.get("shortcuts", [])),
        is_interactive=interactivity.get("is_enabled", False),
        socket_mode=settings.get("socket_mode_enabled", False),
        request_url=subscriptions.get("request_url"),
        interactivity_url=interactivity.get("request_url"),
        home_tab=home.get("home_tab_enabled", False),
        messages_tab=home.get("messages_tab_enabled", False),
        messages_tab_read_only=home.get("messages_tab_read_only_enabled", True),
    )


def _command(given: Mapping[str, Any]) -> Command:
    return Command(
        name=given["command"],
        description=given["description"],
        usage_hint=given.get("usage_hint", ""),
        should_escape=given.get("should_escape", False),
        url=given.get("url"),
    )


def _shortcut(given: Mapping[str, Any]) -> Shortcut:
    return Shortcut(
        name=given["name"],
        kind=given["type"],
        callback_id=given["callback_id"],
        description=given["description"],
    )


def _contradictions(manifest: Manifest) -> Iterator[str]:
    """What no single key shows: parts that need other parts."""
    for scope in sorted(manifest.scopes - BOT_SCOPES):
        yield f"{scope} is not a bot scope that Slack knows."
    for event in sorted(manifest.events - EVENTS.keys()):
        yield f"{event} is not an event that Slack sends to bots."
    for event in events_without_scope(sorted(manifest.events), manifest.scopes):
        yield f"The event {event} needs the scope {' or '.join(EVENTS[event])}."
    if manifest.commands and "commands" not in manifest.scopes:
        yield "Slash commands need the scope commands."
    if manifest.shortcuts and "commands" not in manifest.scopes:
        yield "Shortcuts need the scope commands."
    if manifest.shortcuts and not manifest.is_interactive:
        yield "Shortcuts need settings.interactivity to be enabled."
    names = Counter(command.name for command in manifest.commands)
    for name in [name for name, times in names.items() if times > 1]:
        yield f"The command {name} is there twice."
    if not manifest.socket_mode:
        yield from _missing_urls(manifest)


def _missing_urls(manifest: Manifest) -> Iterator[str]:
    """Without Socket Mode Slack has to know where to send what happens."""
    if manifest.events and not manifest.request_url:
        yield "Without Socket Mode settings.event_subscriptions needs a request_url."
    if manifest.is_interactive and not manifest.interactivity_url:
        yield "Without Socket Mode settings.interactivity needs a request_url."
    for command in manifest.commands:
        if not command.url:
            yield f"Without Socket Mode the command {command.name} needs a url."


def _command_name(value: object, pointer: str) -> Iterator[Problem]:
    yield from string(at_least=2, at_most=limits.COMMAND_NAME)(value, pointer)
    if isinstance(value, str) and (not value.startswith("/") or " " in value):
        yield broken("must begin with a slash and contain no space", pointer)


_LONGEST, _SHORTEST = max(limits.APP_LONG_DESCRIPTION), min(limits.APP_LONG_DESCRIPTION)
_URL = web_url(limits.BUTTON_URL)
_DISPLAY = shape(
    {"name": string(at_most=limits.APP_NAME)},
    {
        "description": string(at_most=limits.APP_DESCRIPTION),
        "long_description": string(at_least=_SHORTEST, at_most=_LONGEST),
        "background_color": string(at_least=4, at_most=7),
    },
)
_SHORTCUT = shape(
    {
        "name": string(at_most=limits.SHORTCUT_NAME),
        "type": word("global", "message"),
        "callback_id": string(at_most=limits.CALLBACK_ID),
        "description": string(at_most=limits.SHORTCUT_DESCRIPTION),
    }
)
_COMMAND = shape(
    {"command": _command_name, "description": string(at_most=limits.COMMAND_DESCRIPTION)},
    {
        "url": _URL,
        "usage_hint": string(at_most=limits.COMMAND_USAGE_HINT),
        "should_escape": boolean,
    },
)
_FEATURES = shape(
    {},
    {
        "app_home": shape(
            {},
            {
                "home_tab_enabled": boolean,
                "messages_tab_enabled": boolean,
                "messages_tab_read_only_enabled": boolean,
            },
        ),
        "bot_user": shape(
            {"display_name": string(at_most=limits.BOT_DISPLAY_NAME)}, {"always_online": boolean}
        ),
        "shortcuts": items(_SHORTCUT, at_most=limits.SHORTCUTS),
        "slash_commands": items(_COMMAND, at_most=limits.COMMANDS),
        "unfurl_domains": items(string(), at_most=limits.UNFURL_DOMAINS),
    },
)
_SCOPES = items(string(), at_least=0, at_most=limits.MANIFEST_SCOPES)
_OAUTH = shape(
    {},
    {
        "redirect_urls": items(_URL, at_least=0),
        "scopes": shape({}, {"bot": _SCOPES, "bot_optional": _SCOPES, "user": _SCOPES}),
    },
)
_EVENTS = items(string(), at_least=0, at_most=limits.MANIFEST_EVENTS)
_SETTINGS = shape(
    {},
    {
        "event_subscriptions": shape(
            {},
            {
                "request_url": _URL,
                "bot_events": _EVENTS,
                "user_events": _EVENTS,
                "metadata_subscriptions": items(
                    shape({"app_id": string(), "event_type": string()}),
                    at_most=limits.METADATA_SUBSCRIPTIONS,
                ),
            },
        ),
        "interactivity": shape(
            {"is_enabled": boolean}, {"request_url": _URL, "message_menu_options_url": _URL}
        ),
        "function_runtime": word("remote", "slack"),
        "org_deploy_enabled": boolean,
        "socket_mode_enabled": boolean,
        "token_rotation_enabled": boolean,
    },
)
_MANIFEST = shape(
    {"display_information": _DISPLAY},
    {
        "_metadata": shape({}, {"major_version": integer(1, 2), "minor_version": integer(0)}),
        "features": _FEATURES,
        "oauth_config": _OAUTH,
        "settings": _SETTINGS,
    },
)
