"""What has to agree across files: views and listeners, services and effects, the manifest and the
calls, the list of modules and the rules of who imports whom.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from slack_sdk.models.views import View

import app
from app.bootstrap import all_effects, all_listeners
from app.sandbox.manifest import load_manifest
from app.sandbox.scopes import EVENTS, METHODS, missing_scopes
from app.slack.gateway import Gateway
from app.slack.listeners import Kind
from tests.drawn import all_shown
from tests.samples import sent

ROOT = Path(__file__).parents[1]
MANIFEST = load_manifest(ROOT / "manifest.yml")


def modules(name: str) -> list[ModuleType]:
    """The modules of this name, or beginning with it and `_`, in every feature."""
    return [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(app.__path__, "app.")
        if re.fullmatch(rf"app\.(?!sandbox)\w+\.{name}(?:_\w+)?", found.name)
    ]


def heard(kind: Kind) -> set[str]:
    """The keys that somebody listens to."""
    return {one.key for one in all_listeners() if one.kind is kind}


# Views and listeners.


def pressable(value: object) -> Iterator[str]:
    """The names under which a press arrives: of a menu, those of its options. Fields of a form are
    read when it is submitted, but for those that are heard at once.
    """
    if isinstance(value, list):
        for item in value:
            yield from pressable(item)
    elif isinstance(value, dict) and (value.get("type") != "input" or "dispatch_action" in value):
        if value.get("type") == "overflow":
            yield from (option["value"].partition(" ")[0] for option in value["options"])
        elif "action_id" in value:
            yield value["action_id"]
        for item in value.values():
            yield from pressable(item)


def pressed() -> set[str]:
    return {name for _, shown in all_shown() for name in pressable(sent(shown))}


def submitted() -> set[str]:
    views = [sent(shown) for _, shown in all_shown() if isinstance(shown, View)]
    return {view["callback_id"] for view in views if "submit" in view}


def test_every_button_is_listened_to_and_every_listener_has_a_button() -> None:
    assert pressed() == heard(Kind.PRESS)


def test_every_form_is_listened_to_and_every_listener_has_a_form() -> None:
    assert submitted() == heard(Kind.FORM)


def test_every_shortcut_of_the_manifest_is_listened_to_and_no_other() -> None:
    assert {shortcut.callback_id for shortcut in MANIFEST.shortcuts} == heard(Kind.SHORTCUT)


def test_no_two_listeners_share_a_key_but_an_event_may_concern_several() -> None:
    keys = Counter((one.kind, one.key) for one in all_listeners() if one.kind is not Kind.EVENT)
    assert [key for key, times in keys.items() if times > 1] == []


def test_bootstrap_knows_the_listeners_of_every_feature() -> None:
    own = [one for module in modules("handlers") for one in module.LISTENERS]
    assert {id(one) for one in own} <= {id(one) for one in all_listeners()}


HIDDEN = {"", "help"}
"""Unknown words, and help itself, which adds its own line."""


def test_every_command_has_a_help_line_that_begins_with_it() -> None:
    commands = {one.key: one.help for one in all_listeners() if one.kind is Kind.COMMAND}
    for word in commands.keys() - HIDDEN:
        line = commands[word]
        assert line is not None, word
        assert line.usage.split()[0] == word
    assert all(commands[word] is None for word in HIDDEN)


def test_every_word_of_the_usage_hint_is_a_command() -> None:
    [command] = MANIFEST.commands
    words = re.findall(r"\w+", command.usage_hint)
    assert words
    assert set(words) <= heard(Kind.COMMAND)


# Services and effects.


def effect_names() -> set[str]:
    """Every effect that a service enqueues, by the constants that name them."""
    return {
        value
        for module in modules("service")
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and re.fullmatch(r"[a-z]+\.[a-z_]+", value)
    }


def test_every_effect_that_a_service_enqueues_exists_and_no_other() -> None:
    assert effect_names() == set(all_effects())


def test_no_two_effects_share_a_name_and_bootstrap_knows_all() -> None:
    names = Counter(name for module in modules("effects") for name in module.EFFECTS)
    assert [name for name, times in names.items() if times > 1] == []
    assert set(names) == set(all_effects())


def test_work_is_enqueued_by_its_constant() -> None:
    for module in modules("service"):
        for call in _calls(module, "outbox", {"once", "again", "again_each"}):
            assert isinstance(call.args[2], ast.Name), ast.unparse(call)


def _calls(module: ModuleType, owner: str, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if (
                name == owner and attr in names
            ):
                yield node


# The manifest.

OF_OWN_ACCORD: Mapping[str, str] = {}
"""Events that Slack sends without a subscription, and why we listen to them. None so far: also
channel_left and channel_deleted have to be subscribed to.
"""


def subscriptions() -> set[str]:
    """What has to be subscribed to for the events that are listened to."""
    types = {key.partition(".")[0] for key in heard(Kind.EVENT)} - OF_OWN_ACCORD.keys()
    messages = {"message.channels", "message.groups"} if "message" in types else set()
    return (types - {"message"}) | messages


def test_every_event_listened_to_is_subscribed_to_and_no_other() -> None:
    assert MANIFEST.events == subscriptions()


def test_every_event_has_its_scope() -> None:
    for event in MANIFEST.events:
        assert not EVENTS[event] or set(EVENTS[event]) & MANIFEST.scopes, event


BEHIND = {"files.upload": ("files.getUploadURLExternal", "files.completeUploadExternal")}
"""What the SDK calls for one method of ours."""

PLACES = ("public", "private")
DIRECT = ("im",)
USES: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "conversations.create": ({"is_private": "false"}, {"is_private": "true"}),
    "conversations.list": ({"types": "public_channel,private_channel"},),
    "conversations.members": ({"channel_kind": "private"},),
    "conversations.open": ({"users": "U1"},),
    **{
        method: tuple({"channel_kind": kind} for kind in (*PLACES, *DIRECT))
        for method in ("conversations.history", "conversations.replies")
    },
    **{
        method: tuple({"channel_kind": kind} for kind in PLACES)
        for method in ("conversations.setTopic", "conversations.invite", "conversations.info")
    },
}
"""With which arguments the gateway calls methods whose scope depends on them: a review may take
place in direct messages, where the bot looks for what it posted.
"""

WITHOUT_METHOD = {
    "chat:write.public": "announcements go to a channel that the bot need not be in",
    "commands": "the slash command and the shortcuts",
}
"""Scopes that no method or event asks for by itself, and what each is for."""


def methods_called() -> set[str]:
    """The Web API methods that the gateway calls, by the names that it gives to failures."""
    source = ast.parse(inspect.getsource(inspect.getmodule(Gateway) or Gateway))
    named = set()
    for node in ast.walk(source):
        match node:
            case ast.Call(func=ast.Name(id="_asked"), args=[ast.Constant(value=str(name)), *_]):
                named.add(name)
    return {method for name in named for method in BEHIND.get(name, (name,))}


def test_the_gateway_calls_methods_that_the_sandbox_knows() -> None:
    assert methods_called() <= METHODS.keys()
    assert len(methods_called()) > 20
    depend = {method for method in methods_called() if METHODS[method].by_kind}
    assert depend == USES.keys()


def test_every_method_that_is_called_is_granted() -> None:
    for method in methods_called():
        for arguments in USES.get(method, ({},)):
            assert missing_scopes(method, arguments, MANIFEST.scopes) == (), method


def test_every_scope_of_the_manifest_is_needed() -> None:
    for scope in MANIFEST.scopes - WITHOUT_METHOD.keys():
        rest = MANIFEST.scopes - {scope}
        lacking = [
            method
            for method in methods_called()
            for arguments in USES.get(method, ({},))
            if missing_scopes(method, arguments, rest)
        ]
        unheard = [event for event in MANIFEST.events if EVENTS[event] == (scope,)]
        assert lacking or unheard, scope
    assert WITHOUT_METHOD.keys() <= MANIFEST.scopes


def test_the_gateway_offers_nothing_that_nobody_uses() -> None:
    source = "".join(
        file.read_text("utf-8")
        for file in (ROOT / "app").rglob("*.py")
        if "sandbox" not in file.parts and file.name != "gateway.py"
    )
    offered = [name for name in vars(Gateway) if not name.startswith("_")]
    assert [name for name in offered if not re.search(rf"\.{name}\(", source)] == []


def test_what_is_typed_arrives_escaped() -> None:
    assert all(command.should_escape for command in MANIFEST.commands)


# Modules and imports.


def contracts() -> list[dict[str, Any]]:
    given = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    found: list[dict[str, Any]] = given["tool"]["importlinter"]["contracts"]
    return found


def contract(beginning: str) -> dict[str, Any]:
    [found] = [one for one in contracts() if one["name"].startswith(beginning)]
    return found


@pytest.mark.parametrize(
    ("kind", "beginning"), [("rules", "Rules and language"), ("views", "Views know")]
)
def test_every_module_of_rules_and_views_is_under_its_contract(kind: str, beginning: str) -> None:
    listed = set(contract(beginning)["source_modules"])
    assert f"app.*.{kind}" in listed
    split = {one.__name__ for one in modules(kind) if not one.__name__.endswith(f".{kind}")}
    assert split <= listed


def test_no_contract_names_a_module_that_is_gone() -> None:
    exact = [
        name
        for one in contracts()
        for name in one.get("source_modules", [])
        if "*" not in name and name.startswith("app.")
    ]
    for name in exact:
        importlib.import_module(name)


def features() -> set[str]:
    """The packages of `app` but for the sandbox, which stands beside the stack."""
    found = pkgutil.iter_modules(app.__path__, "app.")
    return {one.name for one in found if one.ispkg} - {"app.sandbox", "app.scenarios"}


def test_every_package_has_its_layer() -> None:
    stack = contract("Imports go only downwards")["layers"]
    assert features() <= {name for layer in stack for name in layer.split(" | ")}


def test_every_feature_with_a_service_has_its_layers_inside() -> None:
    inside = contract("Inside a feature")["containers"]
    assert {module.__name__.rpartition(".")[0] for module in modules("service")} <= set(inside)


def sources() -> list[Any]:
    files = sorted((ROOT / "app").rglob("*.py"))
    return [
        pytest.param(ast.parse(file.read_text("utf-8")), file, id=str(file.relative_to(ROOT)))
        for file in files
    ]


@pytest.mark.parametrize(("tree", "_file"), sources())
def test_a_module_says_what_is_in_it(tree: ast.Module, _file: Path) -> None:
    assert ast.get_docstring(tree)


@pytest.mark.parametrize(("tree", "file"), sources())
def test_only_the_clock_reads_the_real_time(tree: ast.Module, file: Path) -> None:
    if file.name == "clock.py" or "sandbox" in file.parts:
        return
    owners = {"datetime", "date", "time"}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr="now" | "utcnow" | "today" | "time"):
                assert owner not in owners, ast.unparse(node)
