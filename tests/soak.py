"""A soak: two processes on one PostgreSQL, a Slack that fails at random, kills and restarts.

`python -m tests.soak --seed 7 --minutes 5` goes on round after round; each ends with exactly what
was done in the channels, or with what differs. What happens follows from the seed; when, does not.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Annotated

import typer
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.clock import SystemClock
from app.db.engine import make_engine
from app.db.tables import EntryRow, OutboxRow
from app.sandbox.faults import Faults
from app.sandbox.interactions import NoAnswerError
from app.sandbox.people import Person
from app.sandbox.world import Channel
from app.stage import Stage
from tests.databases import PostgresTemplate
from tests.e2e.machine import Machine, connected, installed_in, something_happens
from tests.e2e.office import RESOLVED, Office, ticks

PROCESSES = 2
IMPATIENT = {"SLACK_TIMEOUT_SECONDS": "1", "OUTBOX_LEASE_SECONDS": "5"}
PATIENCE_S = 120.0
FAILING: dict[str, Callable[[Faults, str], object]] = {
    "limited": lambda faults, method: faults.ratelimit(method, retry_after=1, times=2),
    "500": lambda faults, method: faults.server_error(method, times=2),
    "lost answer": lambda faults, method: faults.lose_answer(method, times=2),
    "reset": lambda faults, method: faults.reset(method),
    "slow": lambda faults, method: faults.slow(method, seconds=0.5, times=2),
    "silent": lambda faults, method: faults.hang(method),
}
METHODS = (
    "bookmarks.add",
    "chat.postMessage",
    "chat.update",
    "conversations.create",
    "conversations.history",
    "conversations.invite",
    "conversations.setTopic",
    "files.completeUploadExternal",
    "files.getUploadURLExternal",
    "pins.add",
    "reactions.add",
    "reactions.remove",
)


@dataclass
class Incident:
    """What was done in its channel, and so what has to stand there."""

    title: str
    lead: Person
    channel: Channel
    said: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    """By ts, what it says."""


class Soak:
    """Begin with `office`'s people at a Slack that runs, and the processes not yet."""

    def __init__(
        self, office: Office, machines: Sequence[Machine], engine: Engine, seed: int
    ) -> None:
        self._office = office
        self._engine = engine
        self._slack = office.stage.slack
        self._machines = machines
        self._seed = seed
        self._dice = random.Random(seed)  # noqa: S311 - it has to be repeatable
        self._incidents: list[Incident] = []
        self._kills = 0
        self._is_over = False
        self._watching: list[asyncio.Task[None]] = []

    async def run(self, rounds: Callable[[int], bool]) -> str:
        """Go on while `rounds`, asked with how many there were, says so. What was done."""
        self._watching = [asyncio.create_task(self._keep_running(one)) for one in self._machines]
        number = 0
        while rounds(number):
            await self._all_connected()
            await self._round()
            number += 1
        self._is_over = True
        for machine in self._machines:
            machine.terminate()
        await asyncio.gather(*self._watching)
        self._check()
        return f"{number} rounds, {len(self._slack.calls)} calls, {self._kills} kills"

    async def clear_away(self) -> None:
        """However it went."""
        self._is_over = True
        for machine in self._machines:
            await machine.clear_away()
        await asyncio.gather(*self._watching, return_exceptions=True)

    async def _round(self) -> None:
        """Two incidents from start to resolution; then everything is as it has to be."""
        people = (self._office.alice, self._office.bob)
        new = [await self._declare(one) for one in people]
        self._incidents += new
        deeds = [self._keep, self._keep, self._keep, self._edit, self._let_go, self._delete]
        for _ in range(10):
            self._trouble()
            await self._dice.choice(deeds)(self._dice.choice(new))
        for incident in new:
            self._trouble()
            await self._resolve(incident)
        self._slack.faults.clear()
        await self._all_connected()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                while self._differences():
                    await something_happens(self._slack)
        self._check()

    # what people do

    async def _declare(self, person: Person) -> Incident:
        known = {one.id for one in self._slack.channels}
        title = f"Outage {self._dice.randrange(100_000)}"
        self._trouble()
        await self._open(person, f"/incident start {title}", "general")
        await self._submit(person, {})
        async with asyncio.timeout(PATIENCE_S):
            while not (opened := [one for one in self._new(known) if one.pins]):
                await something_happens(self._slack)
        return Incident(title, person, opened[0])

    async def _keep(self, incident: Incident) -> None:
        person = self._dice.choice([self._office.alice, self._office.bob])
        await self._come_in(person, incident)
        text = self._words(incident)
        ts = await person.say(incident.channel.id, text)
        await person.react(incident.channel.id, ts, "pushpin")
        incident.kept[ts] = text

    async def _edit(self, incident: Incident) -> None:
        if ts := self._one_of(incident):
            incident.kept[ts] = self._words(incident)
            await self._author(incident, ts).edit(incident.channel.id, ts, incident.kept[ts])

    async def _let_go(self, incident: Incident) -> None:
        if ts := self._one_of(incident):
            await self._author(incident, ts).unreact(incident.channel.id, ts, "pushpin")
            del incident.kept[ts]

    async def _delete(self, incident: Incident) -> None:
        if ts := self._one_of(incident):
            del incident.kept[ts]
            await self._author(incident, ts).delete(incident.channel.id, ts)

    async def _resolve(self, incident: Incident) -> None:
        await self._come_in(incident.lead, incident)
        await self._open(incident.lead, "/incident resolve", incident.channel.id)
        await self._submit(incident.lead, {"facilitator": self._office.dora.id})

    @staticmethod
    async def _come_in(person: Person, incident: Incident) -> None:
        """Nobody waits for the invitation."""
        if person.id not in incident.channel.members:
            await person.join(incident.channel.id)

    def _words(self, incident: Incident) -> str:
        text = f"Fact {len(incident.said)} of {incident.title}."
        incident.said.append(text)
        return text

    def _one_of(self, incident: Incident) -> str | None:
        return self._dice.choice(sorted(incident.kept)) if incident.kept else None

    def _author(self, incident: Incident, ts: str) -> Person:
        return self._slack.person(incident.channel.messages[ts].user)

    async def _open(self, person: Person, line: str, place: str) -> None:
        """Until a form stands there: a person tries again, too. Slack may send what they typed once
        more, so that an earlier form comes late.
        """
        await self._close(person, but=None)
        while person.modal is None or "submit" not in person.modal.given:
            await self._slack.connected()
            await self._close(person, but=None)
            await person.command(line, channel=place)

    async def _submit(self, person: Person, fields: dict[str, object]) -> None:
        """The same form again and again, until it was stored."""
        assert person.modal is not None
        form = person.modal.id
        while person.modal is not None:
            await self._slack.connected()
            await self._close(person, but=form)
            with suppress(NoAnswerError):
                if await person.submit(fields) == {}:
                    return

    async def _close(self, person: Person, *, but: str | None) -> None:
        while person.modal is not None and person.modal.id != but:
            await person.close_modal()

    # what goes wrong

    def _trouble(self) -> None:
        """Now and then; of several at once, each waits for its method to be called."""
        faults, dice = self._slack.faults, self._dice
        for _ in range(dice.randrange(3)):
            FAILING[dice.choice(list(FAILING))](faults, dice.choice(METHODS))
        match dice.randrange(8):
            case 0:
                self._kill(dice.choice(self._machines))
            case 1:
                machine = dice.choice(self._machines)
                faults.on_call(dice.choice(METHODS), after=self._killing(machine))
            case 2:
                machine = dice.choice(self._machines)
                faults.on_call(dice.choice(METHODS), before=self._killing(machine))
            case 3:
                faults.duplicate("*", times=2)

    def _killing(self, machine: Machine) -> Callable[[], None]:
        return lambda: self._kill(machine)

    def _kill(self, machine: Machine) -> None:
        self._kills += machine.is_running
        machine.kill()

    async def _keep_running(self, machine: Machine) -> None:
        """As whoever operates it has it started again."""
        while not self._is_over:
            await machine.start()
            status = await machine.ended(within_s=1e6)
            if status != -9 and not self._is_over:
                raise AssertionError(f"It ended with {status}: {machine.log[-3000:]}")

    async def _all_connected(self) -> None:
        await connected(self._slack, len(self._machines))

    # what has to stand there

    def _check(self) -> None:
        differences = self._differences()
        assert not differences, f"Seed {self._seed}:\n" + "\n".join(differences)

    def _differences(self) -> list[str]:
        seen = [line for one in self._incidents for line in self._differences_of(one)]
        return seen or self._stored_differently()

    def _differences_of(self, incident: Incident) -> list[str]:
        channel, total = incident.channel, len(self._incidents)
        expected = RESOLVED | {"channels": total, "announcements": total}
        tally = self._office.tally(channel)
        wrong = [
            f"{channel.name}: {tally[name]} {name} in the place of {number}"
            for name, number in expected.items()
            if tally[name] != number
        ]
        for ts, message in channel.messages.items():
            right = 1 if ts in incident.kept else 0
            if message.user != self._slack.bot_user_id and ticks(channel, ts) != right:
                wrong.append(f"{channel.name}: {ticks(channel, ts)} ✓ at {message.text!r}")
        return wrong

    def _stored_differently(self) -> list[str]:
        """Of what is kept, and of work that was given up."""
        is_fact = EntryRow.text.startswith("Fact"), EntryRow.removed_at.is_(None)
        is_given_up = OutboxRow.finished_at.is_not(None), OutboxRow.trouble.is_not(None)
        with Session(self._engine) as session:
            stored = Counter(session.scalars(select(EntryRow.text).where(*is_fact)))
            lost = [
                f"{row.key}: {row.trouble}"
                for row in session.scalars(select(OutboxRow).where(*is_given_up))
            ]
        right = Counter(text for one in self._incidents for text in one.kept.values())
        too_much, missing = stored - right, right - stored
        return [
            *(f"kept, though let go: {text}" for text in too_much),
            *(f"not kept: {text}" for text in missing),
            *lost,
        ]

    def _new(self, known: set[str]) -> list[Channel]:
        return [one for one in self._slack.channels if one.id not in known and not one.is_direct]


@asynccontextmanager
async def soaking(database_url: str, folder: Path, seed: int) -> AsyncIterator[Soak]:
    """On a database that nobody else uses; everything ends with it."""
    office = Office(Stage(SystemClock().now(), database_url))
    slack = office.stage.slack
    await slack.start()
    office.move_in()
    environment = installed_in(slack, database_url, **IMPATIENT)
    machines = [Machine(_made(folder / str(number)), **environment) for number in range(PROCESSES)]
    engine = make_engine(database_url)
    soak = Soak(office, machines, engine, seed)
    try:
        yield soak
    finally:
        await soak.clear_away()
        await slack.stop()
        engine.dispose()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


async def _soak(seed: int, minutes: float) -> str:
    with TemporaryDirectory(prefix="onward-soak-") as folder:
        template = PostgresTemplate(Path(folder))
        try:
            with template.copy(Path(folder)) as url:
                async with soaking(url, Path(folder), seed) as soak:
                    until = monotonic() + minutes * 60
                    return await soak.run(lambda _number: monotonic() < until)
        finally:
            template.stop()


cli = typer.Typer(pretty_exceptions_enable=False)


@cli.command()
def main(
    seed: Annotated[int | None, typer.Option(help="What happens; any without.")] = None,
    minutes: Annotated[float, typer.Option(help="For how long.")] = 5,
) -> None:
    """Soak, and say what was done, or what differs."""
    chosen = random.randrange(100_000) if seed is None else seed  # noqa: S311 - it is printed
    typer.echo(f"SEED={chosen} MINUTES={minutes:g}")
    typer.echo(asyncio.run(_soak(chosen, minutes)))


if __name__ == "__main__":
    cli()
