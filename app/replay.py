"""Plays a recorded incident through a local Slack, doing only what a person can do in Slack.

File format: app/scenarios/split-topology-2018.json, key `format`. What the bot has no gesture for
yet is left out, and said at the end.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from app.sandbox.people import Person
from app.sandbox.world import Channel, File
from app.stage import Stage

Event = Mapping[str, Any]

SETTLING_IN = timedelta(minutes=10)
"""How long before the first event people and bot are there."""

AFTERWARDS = timedelta(hours=1)


class Replay:
    """One run of one recording. `left_out` says what could not be done, with the reason."""

    def __init__(self, recording: Event, database_url: str) -> None:
        self.recording = recording
        first = _at(recording["events"][0])
        self.stage = Stage(first - SETTLING_IN, database_url)
        self.left_out: list[str] = []
        self._messages: dict[str, tuple[str, str]] = {}
        self._incident: Channel | None = None
        self._deeds: Mapping[str, Callable[[Person, Event], Awaitable[None]]] = {
            "message": self._say,
            "thread_reply": self._reply,
            "reaction": self._react,
            "edit": self._edit,
            "delete": self._delete,
            "status": self._change_status,
            "role": self._change_role,
            "command": self._command,
            "modal": self._modal,
        }

    async def run(self) -> None:
        """Everything from the first event to an hour after the last one."""
        await self._set_the_scene()
        for event in self.recording["events"]:
            await self.stage.move_to(_at(event))
            person = self.stage.slack.person(event["user"])
            await self._deeds[event["kind"]](person, event)
            await self.stage.settled()
        await self.stage.move_to(_at(self.recording["events"][-1]) + AFTERWARDS)

    @property
    def incident_channel(self) -> Channel:
        """The channel that the bot opened; LookupError before it has."""
        if self._incident is None:
            raise LookupError("The recording starts no incident.")
        return self._incident

    def transcript(self) -> str:
        """The incident's channel as everybody sees it."""
        return self.stage.slack.transcript(self.incident_channel.id)

    def files(self) -> list[File]:
        """What was uploaded to the incident's channel, oldest first."""
        world = self.stage.slack.slack.world
        place = self.incident_channel.id
        return [file for file in world.files.values() if place in file.channels]

    async def _set_the_scene(self) -> None:
        slack = self.stage.slack
        await self.stage.slack.start()
        slack.add_channel("general", is_general=True)
        slack.add_channel("incidents")
        people = [
            slack.add_person(person["name"], id=person["id"], title=person["role"])
            for person in self.recording["people"]
        ]
        before = self.recording["channel"]
        self._before = slack.add_channel(before["name"], id=before["id"], members=people)
        await self.stage.start_bot()
        await self.stage.settled()
        await self._choose_facilitator(people)

    async def _choose_facilitator(self, people: list[Person]) -> None:
        """As an operator would on the first day: name who can facilitate."""
        events = self.recording["events"]
        chosen = [event["assignee"] for event in events if event.get("role") == "facilitator"]
        await people[0].command("/incident settings", channel="general")
        await people[0].submit({"facilitators": chosen})
        await self.stage.settled()

    def _place(self) -> Channel:
        return self._incident or self._before

    async def _say(self, person: Person, event: Event) -> None:
        place = await self._joined(person)
        self._messages[event["id"]] = (place.id, await person.say(place.id, event["text"]))

    async def _reply(self, person: Person, event: Event) -> None:
        place, ts = self._messages[event["thread_of"]]
        await self._joined(person)
        await self._said(
            event, self.stage.slack.channel(place), person.reply(place, ts, event["text"])
        )

    async def _said(self, event: Event, place: Channel, deed: Awaitable[str]) -> None:
        self._messages[event["id"]] = (place.id, await deed)

    async def _react(self, person: Person, event: Event) -> None:
        if event["target"] not in self._messages:
            self._leave_out(event, f"“{event['target']}” was left out")
            return
        await self._joined(person)
        place, ts = self._messages[event["target"]]
        await person.react(place, ts, event["reaction"])
        if place == self._before.id and event["reaction"] in self.recording["reaction_meanings"]:
            self._leave_out(event, "the incident was not declared yet, and its channel not open")

    async def _edit(self, person: Person, event: Event) -> None:
        await person.edit(*self._messages[event["target"]], event["text"])

    async def _delete(self, person: Person, event: Event) -> None:
        await person.delete(*self._messages[event["target"]])

    async def _change_status(self, person: Person, event: Event) -> None:
        if event["status"] == "resolved":
            await self._resolve(person, event)
            return
        await self._type(person, f"/incident status {event['status']} {event['text']}")

    async def _resolve(self, person: Person, event: Event) -> None:
        """The text's last sentence tells what users met, the others what ended it."""
        *ended, met = event["text"].split(". ")
        await self._type(person, "/incident resolve")
        await person.submit({"impact": met, "eased_by": ". ".join(ended) + "."})

    async def _change_role(self, person: Person, event: Event) -> None:
        if event["role"] == "lead":
            name = self.stage.slack.person(event["assignee"]).user.name
            await self._type(person, f"/incident lead @{name}")
        elif event["role"] == "facilitator":
            self._leave_out(
                event, "no gesture yet; the form at the resolution named the same person"
            )
        else:
            self._leave_out(event, f"no command for the role {event['role']} yet")

    async def _command(self, person: Person, event: Event) -> None:
        if event["intent"] == "start_review":
            await self._start(person, event["payload"])
        elif event["intent"] == "request_summary":
            await self._type(person, "/incident summary")
        else:
            self._leave_out(event, f"no command for {event['intent']} yet")

    async def _start(self, person: Person, payload: Mapping[str, str]) -> None:
        known = {channel.id for channel in self.stage.slack.channels}
        await person.command(f"/incident start {payload['title']}", channel=self._before.id)
        await person.submit({"severity": payload["severity"]})
        await self.stage.settled()
        opened = [channel for channel in self.stage.slack.channels if channel.id not in known]
        self._incident = next(channel for channel in opened if not channel.is_direct)

    async def _modal(self, _person: Person, event: Event) -> None:
        self._leave_out(event, f"no form for a {event['intent']} yet")

    async def _type(self, person: Person, line: str) -> None:
        place = await self._joined(person)
        await person.command(line, channel=place.id)

    async def _joined(self, person: Person) -> Channel:
        place = self._place()
        if person.id not in place.members:
            await person.join(place.id)
        return place

    def _leave_out(self, event: Event, reason: str) -> None:
        what = event.get("intent") or event["kind"]
        self.left_out.append(f"{event['at']}  {what} {event['id']}: {reason}")


def play(recording: Event, out: Path | None) -> None:
    """Run a recording, print its channel, and leave the files of the review in `out`."""
    console = Console(highlight=False, soft_wrap=True)
    with tempfile.TemporaryDirectory() as folder:
        replay = Replay(recording, f"sqlite:///{folder}/replay.db")
        asyncio.run(_run_and_close(replay))
    console.print(replay.transcript(), markup=False, emoji=False)
    _tell_left_out(console, replay)
    if out is not None:
        _leave_files(console, replay, out)


async def _run_and_close(replay: Replay) -> None:
    try:
        await replay.run()
    finally:
        await replay.stage.close()


def _tell_left_out(console: Console, replay: Replay) -> None:
    if replay.left_out:
        console.print("Left out, because Onward has no gesture for it yet:", style="bold")
        for line in replay.left_out:
            console.print(f"  {line}", markup=False, emoji=False)


def _leave_files(console: Console, replay: Replay, out: Path) -> None:
    """The channel as text, and the files as people got them in Slack; of versions, the newest."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "channel.txt").write_text(replay.transcript() + "\n", "utf-8")
    for file in replay.files():
        name = "summary.md" if file.name.endswith(".md") else file.name
        (out / name).write_bytes(file.content)
    console.print(f"Left in {out}: " + ", ".join(sorted(path.name for path in out.iterdir())))


def _at(event: Event) -> datetime:
    return datetime.fromisoformat(event["at"])
