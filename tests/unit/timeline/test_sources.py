"""What other systems send, as they send it, and what becomes of it."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.timeline.rules_hooks import Hook, source_key
from app.timeline.sources import arrivals
from app.timeline.sources.arrivals import (
    LINK_MAX,
    TEXT_MAX,
    Arrived,
    Delivery,
    moment_in,
    web_address,
)
from app.timeline.sources.webhook import ENTRIES_MAX, KINDS
from app.vocabulary import EntryKind
from tests.factories import ALICE, NOW, TEAM

HOOK = Hook(id=1, team=TEAM, name="deploys", secret="s", made_by=ALICE, made_at=NOW)


def delivery(body: object, *, stamp: str = "1772542800", **headers: str) -> Delivery:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Delivery(headers=named, body=body, stamp=stamp)


def told(body: object, **headers: str) -> list[Arrived]:
    return list(arrivals(delivery(body, **headers)))


def refusal(body: object, **headers: str) -> str:
    with pytest.raises(UserError) as refused:
        told(body, **headers)
    return refused.value.sentence


# The plain webhook.


def test_a_text_is_enough_and_happened_just_now() -> None:
    [one] = told({"text": "Deployed web 2.14"})
    assert one.text == "Deployed web 2.14"
    assert (one.occurred_at, one.link, one.kind) == (None, None, EntryKind.OBSERVATION)


def test_time_link_and_kind_are_taken_along() -> None:
    [one] = told(
        {
            "text": "Deployed",
            "time": "2026-03-03T10:05:00+01:00",
            "link": "https://ci.example.com/214?a=1&b=2#log",
            "kind": "change",
        }
    )
    assert one.occurred_at == datetime(2026, 3, 3, 9, 5, tzinfo=UTC)
    assert one.link == "https://ci.example.com/214?a=1&b=2#log"
    assert one.kind is EntryKind.CHANGE


def test_a_list_is_an_entry_each_in_its_order() -> None:
    assert [one.text for one in told([{"text": "a"}, {"text": "b"}])] == ["a", "b"]
    assert told([]) == []


def test_more_than_fifty_at_once_are_refused() -> None:
    assert len(told([{"text": "x"}] * ENTRIES_MAX)) == ENTRIES_MAX
    assert "at most 50" in refusal([{"text": "x"}] * (ENTRIES_MAX + 1))


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "“text”"),
        ({"text": " \n"}, "“text”"),
        ({"text": 7}, "“text”"),
        ({"text": "\x00\x07"}, "“text”"),
        (None, "an object"),
        ("Deployed", "an object"),
        ([{"text": "x"}, 3], "Entry 2"),
        ({"text": "x", "time": "2026-03-03T10:05:00"}, "with its zone"),
        ({"text": "x", "time": "yesterday"}, "“time”"),
        ({"text": "x", "time": True}, "“time”"),
        ({"text": "x", "time": 1e300}, "“time”"),
        ({"text": "x", "time": float("nan")}, "“time”"),
        ({"text": "x", "time": "0001-01-01T00:00:00+14:00"}, "“time”"),
        ({"text": "x", "link": "javascript:alert(1)"}, "http(s)"),
        ({"text": "x", "link": {"url": "https://a.example"}}, "http(s)"),
        ({"text": "x", "kind": "decision"}, "one of signal"),
        ({"text": "x", "kind": ["change"]}, "one of signal"),
    ],
)
def test_what_cannot_be_understood_is_one_sentence_that_names_it(body: object, named: str) -> None:
    sentence = refusal(body)
    assert named in sentence
    assert sentence.endswith(".")


def test_deciding_and_handing_over_are_for_people() -> None:
    assert set(EntryKind) - set(KINDS) == {EntryKind.DECISION, EntryKind.HANDOFF}


def test_a_machines_words_can_neither_mention_nor_link_nor_grow() -> None:
    [one] = told({"text": "<!channel> <https://bad.example|good> &" + "&" * 9000})
    assert "<" not in one.text
    assert one.text.startswith("&lt;!channel&gt;")
    assert len(one.text) <= TEXT_MAX


def key(body: object, **headers: str) -> list[str]:
    return [source_key(HOOK, one) for one in told(body, **headers)]


def test_the_same_request_sent_again_is_the_same_entry() -> None:
    body = {"text": "Deployed"}
    assert key(body) == key(dict(body))
    assert key(body | {"time": 1772542800}) == key(body | {"time": 1772542800}, stamp="later")


def test_another_request_with_the_same_words_is_another_entry() -> None:
    assert key({"text": "Deployed"}) != key({"text": "Deployed"}, stamp="later")
    assert key({"text": "a", "time": 1}) != key({"text": "a", "time": 2})


def test_a_key_names_the_hook_and_fits_its_column() -> None:
    long = HOOK.__class__(id=1, team=TEAM, name="n" * 40, secret="s", made_by=ALICE, made_at=NOW)
    [one] = told({"text": "x" * 3000})
    assert source_key(long, one).startswith("hook:" + "n" * 40 + ":")
    assert len(source_key(long, one)) <= 255


# Alertmanager.

FIRING = {
    "status": "firing",
    "labels": {"alertname": "ProbeFailure", "instance": "shop-1", "severity": "critical"},
    "annotations": {
        "summary": "Probe of shop-1 fails",
        "description": "shop-1 has not answered for 5 minutes.",
    },
    "startsAt": "2026-03-03T08:40:45.828376266Z",
    "endsAt": "0001-01-01T00:00:00Z",
    "generatorURL": "http://prometheus.example.com/graph?g0.expr=up+%3D%3D+0|x&g0.tab=1",
    "fingerprint": "1a30ba71cca2921f",
}
RESOLVED = FIRING | {"status": "resolved", "endsAt": "2026-03-03T09:10:00+01:00"}


def group(*alerts: object) -> Mapping[str, object]:
    return {
        "version": "4",
        "groupKey": '{}/{severity="critical"}:{alertname="ProbeFailure"}',
        "truncatedAlerts": 0,
        "status": "firing",
        "receiver": "onward",
        "groupLabels": {"alertname": "ProbeFailure"},
        "commonLabels": {"alertname": "ProbeFailure"},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager.example.com",
        "alerts": list(alerts),
    }


def test_an_alert_that_fires_is_a_signal_at_its_beginning() -> None:
    [one] = told(group(FIRING))
    assert one.kind is EntryKind.SIGNAL
    assert one.occurred_at == datetime(2026, 3, 3, 8, 40, 45, 828376, tzinfo=UTC)
    assert one.text == (
        "Firing: Probe of shop-1 fails (ProbeFailure, critical)\n"
        "shop-1 has not answered for 5 minutes."
    )
    assert one.link == "http://prometheus.example.com/graph?g0.expr=up+%3D%3D+0%7Cx&g0.tab=1"


def test_an_alert_that_was_resolved_is_another_entry_at_its_end() -> None:
    [one] = told(group(RESOLVED))
    assert one.occurred_at == datetime(2026, 3, 3, 8, 10, tzinfo=UTC)
    assert one.text.startswith("Resolved: Probe of shop-1 fails")
    assert key(group(RESOLVED)) != key(group(FIRING))


def test_an_alert_that_goes_on_firing_is_told_once() -> None:
    assert key(group(FIRING)) == key(group(FIRING), stamp="4 hours later")
    again = FIRING | {"startsAt": "2026-03-03T11:00:00Z"}
    assert key(group(FIRING)) != key(group(again))


def test_alerts_of_one_group_are_told_apart() -> None:
    other = FIRING | {"fingerprint": "2b41"}
    assert len(set(key(group(FIRING, other)))) == 2
    unnamed = [
        {name: value for name, value in FIRING.items() if name != "fingerprint"}
        | {"labels": {"alertname": "ProbeFailure", "instance": instance}}
        for instance in ("shop-1", "shop-2")
    ]
    assert len(set(key(group(*unnamed)))) == 2


@pytest.mark.parametrize(
    ("annotations", "labels", "text"),
    [
        ({}, {"alertname": "Down"}, "Firing: Down"),
        ({}, {"alertname": "Down", "severity": "page"}, "Firing: Down (page)"),
        ({}, {}, "Firing: an alert without a name"),
        ({"description": "It is down."}, {"alertname": "Down"}, "Firing: It is down. (Down)"),
        ({"summary": "S", "description": "S"}, {"alertname": "Down"}, "Firing: S (Down)"),
    ],
)
def test_an_alert_is_told_with_what_it_has(
    annotations: Mapping[str, str], labels: Mapping[str, str], text: str
) -> None:
    [one] = told(group({"status": "firing", "annotations": annotations, "labels": labels}))
    assert one.text == text
    assert one.occurred_at is None


# GitHub.

DEPLOYMENT = {
    "action": "created",
    "deployment": {
        "url": "https://api.github.com/repos/acme/web/deployments/145988746",
        "id": 145988746,
        "sha": "f95f852bd8fca8fcc58a9a2d6c842781e32a215e",
        "ref": "main",
        "task": "deploy",
        "payload": {},
        "environment": "production",
        "description": None,
        "created_at": "2026-03-03T08:20:53Z",
    },
    "repository": {"id": 186853002, "name": "web", "full_name": "acme/web", "private": True},
    "sender": {"login": "octocat", "id": 21031067, "type": "User"},
}


def status(state: str, **fields: Any) -> Mapping[str, Any]:  # noqa: ANN401 - any field
    given = {
        "id": 209916254,
        "state": state,
        "description": "",
        "environment": "production",
        "target_url": "",
        "log_url": "https://github.com/acme/web/actions/runs/1",
        "created_at": "2026-03-03T08:20:55Z",
    }
    return DEPLOYMENT | {"deployment_status": given | fields}


def github(body: object, event: str) -> list[Arrived]:
    return told(body, x_github_event=event)


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("success", "Deployed main (f95f852) of acme/web to production: success"),
        ("failure", "Deployment of main (f95f852) of acme/web to production: failure"),
        ("in_progress", "Deployment of main (f95f852) of acme/web to production: in progress"),
    ],
)
def test_a_deployment_that_came_somewhere_is_a_change(state: str, text: str) -> None:
    [one] = github(status(state), "deployment_status")
    assert one.text == text
    assert one.kind is EntryKind.CHANGE
    assert one.occurred_at == datetime(2026, 3, 3, 8, 20, 55, tzinfo=UTC)
    assert one.link == "https://github.com/acme/web/actions/runs/1"


def test_a_requested_deployment_is_a_change_without_a_log() -> None:
    [one] = github(DEPLOYMENT, "deployment")
    assert one.text == "Deployment of main (f95f852) of acme/web to production requested"
    assert one.link is None


def test_the_older_target_url_is_a_link_too_and_no_url_is_none() -> None:
    [older] = github(
        status("success", log_url="", target_url="https://ci.example.com/1"), "deployment_status"
    )
    assert older.link == "https://ci.example.com/1"
    [none] = github(status("success", log_url=""), "deployment_status")
    assert none.link is None


@pytest.mark.parametrize("state", ["queued", "pending", "waiting"])
def test_a_deployment_that_only_waits_is_not_told(state: str) -> None:
    assert github(status(state), "deployment_status") == []


@pytest.mark.parametrize("event", ["ping", "push", "workflow_run", ""])
def test_other_events_of_github_tell_nothing(event: str) -> None:
    assert github({"zen": "Keep it logically awesome.", "hook_id": 1}, event) == []


def test_each_state_of_a_deployment_is_told_once() -> None:
    one = status("success")
    assert key(one, x_github_event="deployment_status") == key(
        one, x_github_event="deployment_status", stamp="later"
    )
    other = status("failure", id=209916255)
    assert key(one, x_github_event="deployment_status") != key(
        other, x_github_event="deployment_status"
    )


@pytest.mark.parametrize(
    "body", [{}, {"deployment_status": {"state": "success"}}, [], None, status("")]
)
def test_a_status_that_github_would_not_send_is_a_sentence(body: object) -> None:
    assert "deployment status" in refusal(body, x_github_event="deployment_status")


# Whatever arrives.

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=12,
)
FIELDS = [
    *("alerts", "receiver", "status", "labels", "annotations", "startsAt", "fingerprint"),
    *("deployment", "deployment_status", "id", "ref", "sha", "state", "created_at", "log_url"),
    *("text", "time", "link", "kind", "generatorURL", "environment", "repository", "full_name"),
]
SHAPED = st.recursive(
    JSON | st.sampled_from(["firing", "success", "https://a.example", "2026-03-03T08:00:00Z"]),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inside, max_size=6)
    ),
    max_leaves=20,
)


@given(
    body=SHAPED,
    event=st.none() | st.sampled_from(["ping", "deployment", "deployment_status"]) | st.text(),
)
def test_any_json_is_understood_or_refused_with_a_sentence(body: object, event: str | None) -> None:
    headers = {} if event is None else {"x_github_event": event}
    given_body = json.loads(json.dumps(body))
    with suppress(UserError):
        for one in told(given_body, **headers):
            assert one.text
            assert len(one.text) <= TEXT_MAX
            assert source_key(HOOK, one)


@given(st.text())
def test_a_link_holds_nothing_that_ends_a_link(rest: str) -> None:
    address = web_address(f"https://a.example/{rest}")
    if address is not None:
        assert not set(address) & set("<>| \n")
        assert address.isascii()
        assert len(address) <= LINK_MAX


@pytest.mark.parametrize(
    "found",
    ["", "a.example", "//a.example", "ftp://a.example", "https://", "https://[::1", "data:x"],
)
def test_only_web_addresses_are_links(found: str) -> None:
    assert web_address(found) is None


def test_unix_seconds_and_iso_times_are_the_same_moment() -> None:
    at = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    for found in (at.timestamp(), int(at.timestamp()), "2026-03-03T09:00Z", "20260303T100000+0100"):
        assert moment_in(found) == at
