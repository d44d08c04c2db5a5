"""Another system is to be told of each revision of a change, where one was chosen."""

import pytest

from app.followups import service, service_webhook
from app.followups.rules_webhook import Event
from app.sealing import Seal
from app.workspace import queries_webhook
from app.workspace import service_webhook as workspace_webhook
from tests.db.followups.test_changing import added
from tests.db.followups.test_moving import reviewed
from tests.factories import BOB, NOW, TEAM, Stored

URL = "https://tracker.example/hooks"
SEAL = Seal()


def chosen(stored: Stored, url: str | None, secret: str, *, renews: bool = False) -> str | None:
    return stored.do(workspace_webhook.choose, TEAM, url, secret, renews=renews, seal=SEAL, now=NOW)


def told(stored: Stored) -> list[tuple[str, int]]:
    rows = sorted(stored.waiting(service_webhook.TELL_WEBHOOK), key=lambda row: row.id)
    return [(row.arguments["event"], row.arguments["revision"]) for row in rows]


def test_nobody_is_told_where_nobody_was_chosen(stored: Stored) -> None:
    added(stored, reviewed(stored))
    assert told(stored) == []


def test_each_revision_is_told_once(stored: Stored) -> None:
    chosen(stored, URL, "first")
    review_id = reviewed(stored)
    change = added(stored, review_id)
    assert added(stored, review_id) == change
    for _ in range(2):
        stored.do(service.take, TEAM, change.id, BOB, now=NOW)
    for _ in range(2):
        stored.do(service.finish, TEAM, change.id, now=NOW)
    assert told(stored) == [(Event.CREATED, 1), (Event.UPDATED, 2), (Event.DONE, 3)]


def test_nothing_is_told_of_a_private_incident(stored: Stored) -> None:
    chosen(stored, URL, "first")
    added(stored, reviewed(stored, is_private=True))
    assert told(stored) == []


def test_a_secret_stays_until_another_address_or_another_secret_is_wanted(stored: Stored) -> None:
    assert chosen(stored, URL, "first") == "first"
    assert chosen(stored, URL, "second") is None
    assert chosen(stored, URL, "third", renews=True) == "third"
    assert chosen(stored, f"{URL}/2", "fourth") == "fourth"
    found = stored.do(queries_webhook.webhook, TEAM, SEAL)
    assert found is not None
    assert (found.url, found.secret) == (f"{URL}/2", "fourth")
    assert "fourth" not in repr(found)


@pytest.mark.parametrize("renews", [True, False])
def test_an_empty_address_ends_it_and_forgets_the_secret(stored: Stored, *, renews: bool) -> None:
    chosen(stored, URL, "first")
    assert chosen(stored, None, "second", renews=renews) is None
    assert stored.do(queries_webhook.webhook, TEAM, SEAL) is None
    assert "first" not in stored.everything()
