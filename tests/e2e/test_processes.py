"""How many processes may work on one database: one on SQLite, any number on PostgreSQL."""

from pathlib import Path

from tests.e2e.machine import Machine, installed_in
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


async def _run(folder: Path, environment: dict[str, str], *words: str) -> tuple[str, int]:
    """A command beside the bot: what it says in one line, and its exit status."""
    here = folder / words[0]
    here.mkdir()
    machine = Machine(here, **environment)
    await machine.start(*words)
    status = await machine.ended()
    return " ".join(machine.log.split()), status
