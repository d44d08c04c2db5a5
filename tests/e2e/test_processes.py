"""How many processes may work on one database: one on SQLite, any number on PostgreSQL."""

import asyncio
from pathlib import Path

from app.clock import SystemClock
from app.stage import Stage
from tests.databases import PostgresTemplate
from tests.e2e.machine import PATIENCE_S, Machine, connected, installed_in
from tests.e2e.office import DECLARED, Office


async def test_on_sqlite_a_second_process_is_refused_and_one_that_only_looks_is_not(
    office: Office, sqlite_url: str, tmp_path: Path
) -> None:
    """That a killed process lets the next one in is what test_kill.py is about."""
    channel = await office.declare()
    environment = installed_in(office.stage.slack, sqlite_url)

    said, status = await _run(tmp_path, environment, "run")
    assert status == 2
    assert said.startswith("Another process already runs Onward on /")
    assert "use PostgreSQL" in said

    for words in (("check",), ("export", "INC-1", "md"), ("migrate",)):
        said, status = await _run(tmp_path, environment, *words)
        assert status == 0, said
    assert "INC-1" in await office.typed(office.alice, "/incident list", channel)
    assert office.tally(channel) == DECLARED


async def test_two_that_start_at_once_on_an_empty_database_share_the_work(
    postgres_template: PostgresTemplate, tmp_path: Path
) -> None:
    """How they go on when one dies is what the soak is about."""
    with postgres_template.empty() as url:
        office = Office(Stage(SystemClock().now(), url))
        slack = office.stage.slack
        await slack.start()
        office.move_in()
        folders = [tmp_path / "one", tmp_path / "two"]
        for folder in folders:
            folder.mkdir()
        machines = [Machine(folder, **installed_in(slack, url)) for folder in folders]
        await asyncio.gather(*[machine.start() for machine in machines])
        await connected(slack, 2)

        await office.alice.command("/incident start Search is down", channel="general")
        assert await office.alice.submit() == {}
        await slack.until(lambda: office.tally(slack.channels[-1]) == DECLARED, PATIENCE_S)

        for machine in machines:
            machine.terminate()
            assert await machine.ended() == 0, machine.log
        assert office.tally(office.incident_channel(1)) == DECLARED
        await slack.stop()


async def _run(folder: Path, environment: dict[str, str], *words: str) -> tuple[str, int]:
    """A command beside the bot: what it says in one line, and its exit status."""
    here = folder / words[0]
    here.mkdir()
    machine = Machine(here, **environment)
    await machine.start(*words)
    status = await machine.ended()
    return " ".join(machine.log.split()), status
