"""Every word that a person can read: without blame, in sentence case, in American English."""

import ast
import calendar
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.bootstrap import all_listeners
from app.followups.views_forms import FACTORS
from app.language.detection import judges
from app.slack.mrkdwn import Mrkdwn, plain
from app.timeline.views_entries import CHOOSE_INCIDENT
from tests.drawn import BuildsView, Shown, each_view, shown_by
from tests.product_words import product_words_avoided
from tests.samples import Json, sent, texts

ROOT = Path(__file__).parents[1]
MOST = 6
"""Samples of each view: what they have in common is ours."""

AVOIDED = re.compile(
    r"\b(?:blam(?:e|es|ed|ing)|fault|mistakes?|guilty|culprits?|careless|stupid|wrongly"
    r"|root[- ]causes?|human errors?|post-?mortems?|failed to|should(?:n['’]t)? have)\b",
    re.IGNORECASE,
)
BRITISH = re.compile(
    r"\b\w*(?:colour|behaviour|favour|honour|labour|neighbour|organis|recognis|summaris|apologis"
    r"|normalis|initialis|prioritis|realis(?:e|ing)|analys(?:e[ds]?|ing)\b|centre|cancell"
    r"|travell|modell|labell|defence|licence|programme|whilst|learnt|fulfil\b|judgement)\w*",
    re.IGNORECASE,
)
NAMES = frozenset({"Onward", "Slack", "I", "INC-7", "Private:", *calendar.month_name})
"""Words with a capital that are not at the start: names, and what stands after a colon."""


def words_on(shown: Shown) -> list[str]:
    """Every text of a screen as a person reads it."""
    payload = sent(shown)
    found = [text["text"] for text in texts(list(payload.values()))]
    return [plain(Mrkdwn(text)) for text in [*found, payload.get("text", "")]]


@each_view
def test_no_screen_blames_or_speaks_of_one_cause(view: BuildsView | None) -> None:
    for name, shown in shown_by(view, quoting=False, most=MOST):
        for text in words_on(shown):
            assert AVOIDED.findall(text) == [], name
            assert product_words_avoided(text) == (), name
            assert not judges(text), name


@each_view
def test_every_screen_is_in_american_english(view: BuildsView | None) -> None:
    for name, shown in shown_by(view, quoting=False, most=MOST):
        for text in words_on(shown):
            assert BRITISH.findall(text) == [], name


def labels(value: object) -> Iterator[str]:
    """What stands on buttons, above fields, in menus and on forms."""
    if isinstance(value, list):
        for item in value:
            yield from labels(item)
    elif isinstance(value, dict):
        if value.get("type") == "header" or value.get("action_id") == CHOOSE_INCIDENT:
            return  # titles of incidents, as somebody typed them
        if value.get("block_id") == FACTORS:
            return  # and the factors of a review
        for key, item in value.items():
            if isinstance(item, dict) and item.get("type") == "plain_text" and key != "hint":
                yield item["text"]
            else:
                yield from labels(item)


@each_view
def test_labels_are_in_sentence_case(view: BuildsView | None) -> None:
    for name, shown in shown_by(view, most=MOST):
        for label in labels(sent(shown)):
            first, *others = label.split()
            assert first[0].isupper() or first.startswith(("sev", "near")), name
            sentences = re.sub(r"[.?!] \w+", "", " ".join(others)).split()
            assert [one for one in sentences if one[0].isupper() and one not in NAMES] == [], name


@each_view
def test_a_button_says_what_it_does_in_few_words(view: BuildsView | None) -> None:
    for name, shown in shown_by(view, most=MOST):
        for button in buttons_of(sent(shown)):
            assert 1 <= len(button["text"]["text"].split()) <= 4, name
            assert not button["text"]["text"].endswith("."), name


def buttons_of(value: object) -> Iterator[Json]:
    if isinstance(value, list):
        for item in value:
            yield from buttons_of(item)
    elif isinstance(value, dict):
        if value.get("type") == "button":
            yield value
        for item in value.values():
            yield from buttons_of(item)


NOT_OURS = (
    "sandbox",
    "language",
    "workspace/rules_quoting.py",
    "workspace/rules_name_",
    "summaries/rules_draft_",
)
"""A stand-in for Slack; lists of words that judge, of names, of what is dropped from quotes, and of
what a language model may not say.
"""


def sentences_in_code() -> list[Any]:
    """Every text in the code that is not a docstring: errors, hints and log lines among them."""
    found = []
    for file in sorted((ROOT / "app").rglob("*.py")):
        path = file.relative_to(ROOT / "app").as_posix()
        if not path.startswith(NOT_OURS):
            tree = ast.parse(file.read_text("utf-8"))
            found.append(pytest.param(list(_strings(tree)), id=path))
    return found


def _strings(tree: ast.AST) -> Iterator[str]:
    docstrings = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in docstrings:
                yield text


@pytest.mark.parametrize("strings", sentences_in_code())
def test_no_sentence_in_the_code_blames_or_speaks_british(strings: list[str]) -> None:
    for text in strings:
        if " " in text:  # a single word is a name, not a sentence
            assert AVOIDED.findall(text) == []
            assert product_words_avoided(text) == ()
            assert text.startswith("\n") or not judges(text)  # a block of data begins like that
            assert BRITISH.findall(text) == []


def test_the_manifest_and_the_help_read_well() -> None:
    given = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))
    shown = json.dumps([given["display_information"], given["features"]])
    help_lines = [f"{one.help.usage} {one.help.says}" for one in all_listeners() if one.help]
    for text in [shown, *help_lines]:
        assert BRITISH.findall(text) == []
        assert AVOIDED.findall(text.replace("without blame", "")) == []


def test_help_lines_begin_with_a_verb_in_lower_case_and_end_without_a_full_stop() -> None:
    says = [one.help.says for one in all_listeners() if one.help]
    verbs = {
        "open",
        "say",
        "change",
        "hand",
        "ask",
        "show",
        "add",
        "keep",
        "read",
        "end",
        "post",
        "choose",
        "take",
    }
    assert {line.split()[0] for line in says} <= verbs
    assert not any(line.endswith(".") for line in says)
