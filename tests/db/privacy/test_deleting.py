"""Deleting a workspace: all of it, nothing of another, and on after being cut off."""

from pathlib import Path

from sqlalchemy import Table as SqlTable
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.custody import deleted
from app.db.tables import Table
from app.privacy import queries, service
from app.privacy.rules_ledger import LEDGER
from app.slack.ids import TeamId
from tests.db.privacy.rows import fill
from tests.factories import NOW, TEAM, Stored

OTHER = TeamId("T0OTHER")
OURS, THEIRS = "Wintermorning", "Summerevening"


def test_every_column_says_what_becomes_of_it() -> None:
    known = {name: set(holding.columns) for name, holding in LEDGER.items()}

    assert known == {table.name: set(table.c.keys()) for table in Table.metadata.sorted_tables}


def test_every_table_is_of_a_workspace_and_deleted_with_it() -> None:
    for table in Table.metadata.sorted_tables:
        assert queries.of_workspace(table, TEAM) is not None, table.name


def rows_of(session: Session, table: SqlTable, team: TeamId) -> list[str]:
    return [
        repr(tuple(row))
        for row in session.execute(select(table).where(queries.of_workspace(table, team)))
    ]


async def test_nothing_is_left_of_it_and_all_of_another(stored: Stored) -> None:
    for team, words in ((TeamId("T0GONE"), OURS), (OTHER, THEIRS)):
        stored.do(fill, team, "U0ALICE", words)
    tables = Table.metadata.sorted_tables
    theirs = {table: stored.do(rows_of, table, OTHER) for table in tables}
    assert all(theirs.values())
    assert all(stored.do(service.delete_some, TeamId("T0GONE")) for _ in range(7))  # and cut off
    url = stored.engine.url

    await deleted(url.render_as_string(hide_password=False), "T0GONE")

    everything = stored.everything()
    assert "T0GONE" not in everything
    assert OURS not in everything
    assert theirs == {table: stored.do(rows_of, table, OTHER) for table in tables}
    stored.engine.dispose()
    if url.database and url.get_backend_name() == "sqlite":
        files = Path(url.database).parent.glob(f"{Path(url.database).name}*")
        assert all(
            OURS.lower() not in file.read_bytes().decode("latin-1").lower() for file in files
        )


def test_a_workspace_that_keeps_the_app_begins_anew(stored: Stored) -> None:
    incident = stored.incident()
    stored.do(service.ask_deletion, TEAM, due_at=NOW)

    while stored.do(service.delete_some, TEAM):
        assert stored.waiting(service.DELETE_WORKSPACE), "who takes over knows what to do"
    stored.do(service.end_deletion, TEAM, is_installed=True, now=NOW)

    assert not stored.waiting(service.DELETE_WORKSPACE)
    again = stored.incident()
    assert again.number == incident.number + 1
