"""What Slack would refuse in a manifest, said in one sentence."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.sandbox.manifest import Manifest, load_manifest

ROOT = Path(__file__).resolve().parents[3]
GOOD: dict[str, Any] = {
    "_metadata": {"major_version": 2, "minor_version": 1},
    "display_information": {"name": "Onward", "description": "Reviews"},
    "features": {
        "app_home": {"home_tab_enabled": True},
        "bot_user": {"display_name": "onward"},
        "shortcuts": [
            {"name": "Start", "type": "global", "callback_id": "start", "description": "Start one"}
        ],
        "slash_commands": [
            {"command": "/incident", "description": "Work", "should_escape": True},
        ],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "reactions:read", "chat:write"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["reaction_added", "app_home_opened"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


def changed(path: str, value: object, original: dict[str, Any] = GOOD) -> dict[str, Any]:
    """A copy of the manifest with one value put at a path of keys."""
    manifest = copy.deepcopy(original)
    *parents, last = path.split(".")
    holder = manifest
    for key in parents:
        holder = holder[key]
    holder[last] = value
    return manifest


Load = Callable[[object], Manifest]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load_yaml(content: object) -> Manifest:
        path = tmp_path / "manifest.yml"
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        return load_manifest(path)

    return load_yaml


def test_a_good_manifest_tells_what_the_app_asks_for(load: Load) -> None:
    manifest = load(GOOD)

    assert manifest.name == "Onward"
    assert manifest.bot_name == "onward"
    assert manifest.scopes == {"commands", "reactions:read", "chat:write"}
    assert manifest.events == {"reaction_added", "app_home_opened"}
    assert [command.name for command in manifest.commands] == ["/incident"]
    assert [(one.kind, one.callback_id) for one in manifest.shortcuts] == [("global", "start")]
    assert manifest.socket_mode
    assert manifest.home_tab


def test_the_manifest_of_this_project_is_a_good_one() -> None:
    assert load_manifest(ROOT / "manifest.yml").bot_name == "onward"


COMMAND = {"command": "/incident", "description": "Work"}
SHORTCUT = {"name": "Start", "type": "global", "callback_id": "start", "description": "Start one"}


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("display_information.name", "x" * 36, "must be less than 36 characters"),
        ("display_information.long_description", "short", "must be more than 174 characters"),
        ("features.bot_user.display_name", "x" * 81, "must be less than 81 characters"),
        ("features.shortcuts", [SHORTCUT] * 11, "no more than 10 items allowed"),
        ("features.shortcuts", [SHORTCUT | {"name": "x" * 25}], "must be less than 25 characters"),
        ("features.shortcuts", [SHORTCUT | {"type": "local"}], "must be one of: global, message"),
        ("features.slash_commands", [COMMAND] * 51, "no more than 50 items allowed"),
        ("features.slash_commands", [COMMAND | {"command": "incident"}], "begin with a slash"),
        ("features.slash_commands", [COMMAND | {"command": "/" * 33}], "less than 33 characters"),
        ("features.slash_commands", [COMMAND, COMMAND], "The command /incident is there twice."),
        ("features.unfurl_domains", ["x.example"] * 6, "no more than 5 items allowed"),
        ("features.colour", "red", "invalid additional property: colour"),
        ("oauth_config.scopes.bot", ["chat:wirte"], "chat:wirte is not a bot scope"),
        ("oauth_config.scopes.bot", ["commands"], "reaction_added needs the scope reactions:read."),
        ("oauth_config.scopes.bot", ["reactions:read"], "Slash commands need the scope commands."),
        ("settings.event_subscriptions.bot_events", ["reaction_add"], "reaction_add is not"),
        ("settings.interactivity.is_enabled", False, "Shortcuts need settings.interactivity"),
        ("settings.socket_mode_enabled", False, "Without Socket Mode"),
        ("display_information", {}, "missing required field: name"),
    ],
)
def test_what_slack_refuses_is_one_sentence(
    load: Load, path: str, value: object, sentence: str
) -> None:
    with pytest.raises(ValueError, match=r"^manifest\.yml: ") as refusal:
        load(changed(path, value))

    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "manifest.yml"
    path.write_text("a: [", encoding="utf-8")

    with pytest.raises(ValueError, match=r"^manifest\.yml is not YAML: "):
        load_manifest(path)


URL = "https://bot.example.com/slack/events"
OVER_HTTP = {
    "settings.socket_mode_enabled": False,
    "settings.event_subscriptions.request_url": URL,
    "settings.interactivity.request_url": URL,
    "features.slash_commands": [COMMAND | {"url": URL}],
}


def over_http(without: str = "") -> dict[str, Any]:
    manifest = GOOD
    for path, value in OVER_HTTP.items():
        if path != without:
            manifest = changed(path, value, manifest)
    return manifest


def test_an_app_over_http_says_where_it_listens(load: Load) -> None:
    manifest = load(over_http())

    assert not manifest.socket_mode
    assert manifest.request_url == manifest.interactivity_url == URL


@pytest.mark.parametrize("path", list(OVER_HTTP)[1:])
def test_an_app_over_http_needs_every_url(load: Load, path: str) -> None:
    with pytest.raises(ValueError, match="Without Socket Mode"):
        load(over_http(without=path))
