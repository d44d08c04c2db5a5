"""A recorded public incident, replayed: the facts are in the summary, nothing else is."""

import json
import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy.orm import Session

from app.db.engine import make_engine
from app.replay import Replay
from app.sandbox.clock import moment_of
from app.sandbox.world import Message
from app.timeline import queries as timeline_queries
from app.timeline.rules import Entry
from tests.e2e.machine import ROOT
from tests.e2e.office import words

RECORDING = ROOT / "app" / "scenarios" / "split-topology-2018.json"
EXAMPLE = ROOT / "docs" / "examples" / "split-topology.md"
"""What `make replay` leaves, to be read before it is kept."""
TERABYTES = (
    "Restoring multiple terabytes from remote storage took hours; a full cluster rebuild had never "
    "been done"
)
KEPT_FACTS = {
    "Routine maintenance on optical equipment preceded the incident",
    "The partition lasted 43 seconds",
    "Orchestrator promoted primaries in US West",
    "Decision to fail forward, to keep users' writes",
    "Both sites held writes that the other lacked",
    "Webhook delivery and Pages builds were paused on purpose",
    "Data integrity was put before usability and time to recovery",
    TERABYTES,
    "The two-hour estimate assumed linear catch-up",
    "The public post was late because Pages builds were paused",
    "Coordination was handed from night to day, and the estimate had no owner at that moment",
    "About 200,000 webhook payloads were dropped past a TTL",
    "Five million hook events and 80 thousand builds had queued",
}
"""The facts that people keep in this recording, with what Onward has a gesture for so far."""


class Told:
    """What one replay left behind."""

    def __init__(self, replay: Replay, database: Path) -> None:
        files = {file.name: file.content for file in replay.files()}
        self.left_out = list(replay.left_out)
        self.transcript = replay.transcript()
        self.invitation = files.pop("INC-1-review.ics")
        documents = [name for name in files if name.endswith(".md")]
        self.documents = {name: files[name].decode() for name in sorted(documents, key=_version)}
        bot = replay.stage.slack.bot_user_id
        self.messages = [m for m in replay.incident_channel.in_order() if m.user == bot]
        with closing(sqlite3.connect(database)) as connection:
            rows = connection.execute("SELECT text FROM entries WHERE removed_at IS NULL")
            self.kept = [text for (text,) in rows]
        engine = make_engine(f"sqlite:///{database}")
        with Session(engine) as session:
            self.entries = timeline_queries.timeline(session, 1)
        engine.dispose()
        self.messages_by_id = dict(replay._retelling._messages)
        world = replay.stage.slack.slack.world
        self.names = [user.real_name for user in world.users.values() if not user.is_bot]

    @property
    def summary(self) -> str:
        """The newest version of the document."""
        return list(self.documents.values())[-1]

    def entry(self, event: dict[str, Any]) -> Entry | None:
        """What the timeline keeps of a recorded event; a form's by the words that were typed."""
        place = self.messages_by_id.get(event["id"])
        typed = event.get("payload", {})
        words = typed.get("summary") or typed.get("what") or "nothing"
        is_it = [
            each
            for each in self.entries
            if (each.channel, each.ts) == place or (place is None and words in each.text)
        ]
        return next(iter(is_it), None)

    def posted(self, sign: str) -> list[Message]:
        return [message for message in self.messages if sign in words(message.blocks)]


def _version(name: str) -> int:
    """Of `INC-1-summary-v12.md`."""
    return int(name.rpartition("-v")[2].removesuffix(".md"))


@pytest.fixture(scope="module")
def recording() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(RECORDING.read_text("utf-8"))
    return loaded


async def _told(recording: dict[str, Any], folder: Path) -> Told:
    replay = Replay(recording, f"sqlite:///{folder}/replay.db")
    try:
        await replay.run()
        return Told(replay, folder / "replay.db")
    finally:
        await replay.stage.close()


async def test_the_recorded_incident_is_reviewed_as_expected(
    recording: dict[str, Any], tmp_path: Path
) -> None:
    told = await _told(recording, tmp_path)
    _assert_facts(recording, told)
    _assert_nothing_else(recording, told)
    _assert_decisions(recording, told)
    _assert_handoffs(recording, told)
    _assert_meeting(told)
    _assert_review(recording, told)
    assert told.left_out == []
    shown = {"shown": EXAMPLE.read_text("utf-8")}
    assert _without_addresses({"shown": told.summary}) == _without_addresses(shown)
    (tmp_path / "again").mkdir()
    again = await _told(recording, tmp_path / "again")
    assert _without_addresses(again.documents) == _without_addresses(told.documents)
    assert again.left_out == told.left_out


def _without_addresses(documents: dict[str, str]) -> dict[str, str]:
    """A message's address holds the microsecond in which it was sent, and the clock ticks."""
    return {name: re.sub(r"/p\d{16}", "/p…", text) for name, text in documents.items()}


def _assert_facts(recording: dict[str, Any], told: Told) -> None:
    expected = {fact["fact"]: fact["any_of"] for fact in recording["expected"]["facts"]}
    kept = "\n".join(told.kept)
    in_kept = {fact for fact, any_of in expected.items() if _has(kept, any_of)}
    assert in_kept == KEPT_FACTS
    missing = {fact for fact in KEPT_FACTS if not _has(told.summary, expected[fact])}
    assert missing == set()


def _assert_nothing_else(recording: dict[str, Any], told: Told) -> None:
    summary = told.summary.lower()
    for rule in recording["expected"]["must_not"]:
        assert [word for word in rule["none_of"] if word.lower() in summary] == [], rule["what"]
    names = [part for name in told.names for part in (name, name.split()[0], name.split()[-1])]
    assert len(names) >= 27
    owners = {event["user"] for event in recording["events"] if event.get("intent") == "change"}
    nameless = summary
    for owner in (
        one["name"].split()[0].lower() for one in recording["people"] if one["id"] in owners
    ):
        assert f" · {owner} · " in summary  # owners of changes are named, there and nowhere else
        nameless = nameless.replace(f" · {owner} · ", " · ")
    assert [name for name in names if name.lower() in nameless] == []
    assert [person["id"] for person in recording["people"] if person["id"].lower() in summary] == []
    posted = "\n".join(words(message.blocks) for message in told.posted("*In short*"))
    assert posted
    assert [word for word in ("two million rows", "amateur hour") if word in posted] == []


def _assert_decisions(recording: dict[str, Any], told: Told) -> None:
    events = {event["id"]: event for event in recording["events"]}
    for expected in recording["expected"]["decisions"]:
        entries = [told.entry(events[each]) for each in expected["event_ids"]]
        assumed = [each.decision.assumed for each in entries if each and each.decision]
        assert any(_has(each or "", expected["assumption_any_of"]) for each in assumed), expected


def _assert_handoffs(recording: dict[str, Any], told: Told) -> None:
    events = {event["id"]: event for event in recording["events"]}
    for expected in recording["expected"]["handoffs"]:
        entries = [told.entry(events[each]) for each in expected["event_ids"]]
        (found,) = [each.handoff for each in entries if each and each.handoff]
        assert (found.giver, found.receiver) == (expected["from"], expected["to"])
        assert found.is_complete == expected["complete"]


def _assert_meeting(told: Told) -> None:
    (event,) = Calendar.from_ical(told.invitation).walk("VEVENT")
    starts_at: datetime = event.decoded("dtstart")
    ends_at: datetime = event.decoded("dtend")
    (agenda,) = told.posted("begins now")
    (summary,) = told.posted("*In short*")
    assert timedelta() <= moment_of(agenda.ts) - starts_at < timedelta(minutes=1)
    assert starts_at < moment_of(summary.ts) <= ends_at
    (end,) = told.posted("The rewind is done")
    assert moment_of(end.ts) <= moment_of(summary.ts)
    assert len(told.posted(":rewind:")) == 7
    assert "In short" in told.transcript


def _assert_review(recording: dict[str, Any], told: Told) -> None:
    """Reflections, factors and changes went through their forms: the factors with the entries that
    the recording names, the changes with their factors.
    """
    payloads = [event["payload"] for event in recording["events"] if event["kind"] == "modal"]
    factors = [each for each in payloads if "category" in each]
    assert len(factors) == 2
    for number, factor in enumerate(factors, start=1):
        (line,) = [one for one in told.summary.splitlines() if factor["description"] in one]
        assert line.startswith(f"{number}. ")
        assert line.count("](") == len(factor["evidence"])
    changes = [each for each in payloads if "strength" in each]
    for change in changes:
        (line,) = [one for one in told.summary.splitlines() if change["summary"] in one]
        assert f" · {change['strength']} · " in line
        assert " → " in line
    answers = sum(len(each) for each in payloads if "surprised" in each)
    assert f"and {answers} reflections" in told.summary


def _has(text: str, any_of: list[str]) -> bool:
    return any(words.lower() in text.lower() for words in any_of)
