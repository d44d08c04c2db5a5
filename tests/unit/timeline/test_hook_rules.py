"""Hooks: what they may be called, and whose secret signed a request."""

import hashlib
import hmac
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.timeline.rules_hooks import Hook, hook_name, incident_number, signature, signer
from tests.factories import ALICE, NOW, TEAM

BODY = b'{"text": "Deployed"}'
STAMP = str(int(NOW.timestamp()))


def hook(secret: str, number: int = 1) -> Hook:
    return Hook(id=number, team=TEAM, name="deploys", secret=secret, made_by=ALICE, made_at=NOW)


HOOKS = (hook("first", 1), hook("second", 2))


def own(secret: str, stamp: str = STAMP, body: bytes = BODY) -> dict[str, str]:
    return {"x-onward-timestamp": stamp, "x-onward-signature": signature(secret, stamp, body)}


def github(secret: str) -> dict[str, str]:
    digest = hmac.new(secret.encode(), BODY, hashlib.sha256).hexdigest()
    return {"x-hub-signature-256": f"sha256={digest}"}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("deploys", "deploys"),
        (" Deploys ", "deploys"),
        ("web-2_eu", "web-2_eu"),
        ("a" * 40, "a" * 40),
        ("a" * 41, None),
        ("", None),
        ("-web", None),
        ("two words", None),
        ("../etc", None),
        ("dépôts", None),
        ("inc-7", None),
        ("INC-7", None),
        ("inc-seven", "inc-seven"),
    ],
)
def test_a_name_is_short_and_plain_and_no_incidents(typed: str, name: str | None) -> None:
    assert hook_name(typed) == name


@pytest.mark.parametrize(
    ("name", "number"),
    [("INC-7", 7), ("inc-120", 120), ("inc-0", None), ("inc-07", None), ("inc-9999999999", None)],
)
def test_an_incident_is_named_in_any_case(name: str, number: int | None) -> None:
    assert incident_number(name) == number


@pytest.mark.parametrize(
    "headers",
    [
        own("second"),
        github("second"),
        {"authorization": "Bearer second"},
        {"authorization": "bearer  second"},
    ],
    ids=["own", "github", "bearer", "bearer in small letters"],
)
def test_the_hook_whose_secret_signed_is_found(headers: dict[str, str]) -> None:
    assert signer(HOOKS, headers, BODY, NOW) == HOOKS[1]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        own("third"),
        github("third"),
        {"authorization": "Bearer third"},
        {"authorization": "Bearer "},
        {"authorization": "second"},
        {"authorization": "Basic second"},
        own("second") | {"x-onward-timestamp": str(int(STAMP) + 1)},
        own("second") | {"x-onward-signature": signature("second", STAMP, b"{}")},
        own("second") | {"x-onward-signature": "v1="},
        own("second") | {"x-onward-signature": "v1=\udcff"},
        own("second", stamp=""),
        own("second", stamp="-1"),
        own("second", stamp="٣"),
        own("second", stamp="9" * 12),
        own("third") | {"authorization": "Bearer second"},
    ],
)
def test_anything_else_is_signed_by_nobody(headers: dict[str, str]) -> None:
    assert signer(HOOKS, headers, BODY, NOW) is None


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_signature_holds_for_five_minutes(minutes: int) -> None:
    at, second = NOW + timedelta(minutes=minutes), timedelta(seconds=minutes // 5)
    assert signer(HOOKS, own("first"), BODY, at) == HOOKS[0]
    assert signer(HOOKS, own("first"), BODY, at + second) is None


@given(st.dictionaries(st.sampled_from([*own("x"), *github("x"), "authorization"]), st.text()))
def test_no_headers_however_strange_sign_or_fail(headers: dict[str, str]) -> None:
    assert signer(HOOKS, headers, BODY, NOW) is None


def test_a_secret_is_not_seen_where_a_hook_is_printed() -> None:
    assert "first" not in repr(HOOKS[0])
    assert HOOKS[0].secret_mark not in {"", HOOKS[1].secret_mark}
