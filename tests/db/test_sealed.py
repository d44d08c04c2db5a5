"""Secrets in the database: sealed at the start, under the newest key, and never half of them."""

from collections.abc import Iterator

import pytest

from app.db.engine import Database, make_engine
from app.db.sealed import PLACES, seal_everything
from app.errors import ConfigurationError
from app.sealing import SEALED, Seal, new_key
from app.timeline import queries_hooks, service_hooks
from app.workspace import queries_webhook, service_webhook
from tests.factories import NOW, TEAM, Stored, gesture

PLAIN, OLD, NEW = Seal(), new_key(), new_key()


@pytest.fixture
def database(database_url: str, stored: Stored) -> Iterator[Database]:
    """With two hooks and an outgoing webhook whose secrets stand as they are."""
    for name in ("deploys", "alerts"):
        by = gesture(name)
        stored.do(service_hooks.make_hook, TEAM, name, f"secret of {name}", by, seal=PLAIN)
    url, secret = "https://tracker.example.com", "secret of webhook"
    stored.do(service_webhook.choose, TEAM, url, secret, renews=True, seal=PLAIN, now=NOW)
    opened = Database(make_engine(database_url))
    yield opened
    opened.close()


def secrets(stored: Stored, seal: Seal) -> set[str]:
    hooks = stored.do(queries_hooks.hooks, TEAM, seal)
    webhook = stored.do(queries_webhook.webhook, TEAM, seal)
    assert webhook is not None
    return {hook.secret for hook in hooks} | {webhook.secret}


ALL = {"secret of deploys", "secret of alerts", "secret of webhook"}


async def test_keys_come_change_and_go(stored: Stored, database: Database) -> None:
    await seal_everything(database, PLAIN)
    assert "secret of alerts" in stored.everything()
    await seal_everything(database, Seal([OLD]), step=1)
    assert "secret of" not in stored.everything()
    assert secrets(stored, Seal([OLD])) == ALL
    await seal_everything(database, Seal([NEW, OLD]))
    assert secrets(stored, Seal([NEW])) == ALL
    before = stored.everything()
    await seal_everything(database, Seal([NEW]))
    assert stored.everything() == before
    for wrong in (Seal([OLD]), PLAIN):
        with pytest.raises(ConfigurationError, match=r"^ENCRYPTION_KEY has to hold .*\.$"):
            await seal_everything(database, wrong)
    assert stored.everything() == before


def test_every_column_that_is_named_for_a_secret_is_sealed() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in PLACES[0].table.metadata.tables.values()
        for column in table.columns
        if "secret" in column.name or column.name.endswith("token")
    }
    assert named == {f"{one.column.table.name}.{one.column.key}" for one in PLACES}


def test_what_is_made_with_a_key_is_never_there_as_it_is(stored: Stored) -> None:
    seal = Seal([NEW])
    made = stored.do(service_hooks.make_hook, TEAM, "deploys", "s1", gesture("1"), seal=seal)
    assert stored.everything().count(SEALED) == 1
    stored.do(
        service_hooks.renew_secret,
        TEAM,
        made.id,
        "secret two",
        instead_of=made.secret_mark,
        seal=seal,
    )
    url = "https://tracker.example.com"
    stored.do(service_webhook.choose, TEAM, url, "secret three", renews=False, seal=seal, now=NOW)
    assert stored.everything().count(SEALED) == 2
    assert "secret t" not in stored.everything()
    assert secrets(stored, seal) == {"secret two", "secret three"}
