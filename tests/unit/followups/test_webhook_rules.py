"""What another system is told of a change, and how it knows that we said so."""

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.followups.rules import FollowUp
from app.followups.rules_webhook import Event, Telling, body, event_of, headers
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import FollowUpState
from tests.factories import BOB, NOW, TEAM
from tests.samples import CHANGES, DONE_CHANGES, HANDED, a_change

DOCS = Path(__file__).parents[3] / "docs"
SCHEMA: dict[str, Any] = json.loads((DOCS / "change-event.schema.json").read_text("utf-8"))


def telling(followup: FollowUp) -> Telling:
    return Telling(
        team=TEAM,
        event=Event.UPDATED,
        revision=3,
        at=NOW,
        label="INC-7",
        followup=followup,
        factors=[Mrkdwn("The limit had &lt;never&gt; been reached")],
    )


def told(followup: FollowUp) -> Any:  # noqa: ANN401 - JSON
    return json.loads(body(telling(followup)))


@pytest.mark.parametrize("followup", [*CHANGES, *DONE_CHANGES, HANDED])
def test_what_is_told_is_as_the_schema_says(followup: FollowUp) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(told(followup))


def test_an_owner_is_named_once_they_said_yes() -> None:
    assert told(a_change())["change"]["owner"] == BOB
    assert told(a_change(accepted_at=None))["change"]["owner"] is None
    assert told(HANDED)["change"]["owner"] == BOB


def test_words_are_told_as_people_read_them() -> None:
    assert told(a_change())["change"]["answers"] == ["The limit had <never> been reached"]


def test_an_event_says_what_became_of_the_change() -> None:
    done = a_change(state=FollowUpState.DONE)
    assert event_of(None, a_change()) is Event.CREATED
    assert event_of(a_change(), done) is Event.DONE
    assert event_of(done, a_change(state=FollowUpState.DONE, how=Mrkdwn("x"))) is Event.UPDATED
    assert event_of(done, a_change()) is Event.UPDATED


def test_a_repetition_is_known_by_its_key_and_another_revision_is_none() -> None:
    sent = body(telling(a_change()))
    first = headers(telling(a_change()), sent, "secret", NOW)
    again = headers(telling(a_change(how=None)), sent, "secret", datetime(2026, 5, 1, tzinfo=UTC))
    assert first["Idempotency-Key"] == again["Idempotency-Key"]
    assert first["Idempotency-Key"] == json.loads(sent)["id"]
    assert first["X-Onward-Signature"] != again["X-Onward-Signature"]


def test_the_signature_is_as_the_docs_have_it() -> None:
    page = (DOCS / "operating.md").read_text("utf-8").partition("## Telling other systems")[2]
    [code] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)[:1]
    checks: dict[str, Any] = {}
    exec(code.replace("time.time()", str(NOW.timestamp())), checks)  # noqa: S102 - our own docs
    sent = body(telling(a_change()))
    signed = headers(telling(a_change()), sent, "secret", NOW)
    assert checks["is_ours"]("secret", signed, sent)
    assert not checks["is_ours"]("secret", signed, sent + b" ")
    assert not checks["is_ours"]("another", signed, sent)
    example = re.search(r"the body `(.*?)` the\s+signature is `v1=(\w+)`", page)
    assert example is not None
    right = hmac.new(
        b"onward-example-secret", f"v1:1772546700:{example[1]}".encode(), hashlib.sha256
    )
    assert right.hexdigest() == example[2]
