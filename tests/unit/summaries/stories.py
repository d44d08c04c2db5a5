"""Stories to tell: small ones made by hand, and the recorded incident."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.slack.ids import EmojiName, UserId
from app.slack.mrkdwn import Mrkdwn
from app.summaries.rules_story import KeptEntry, Story
from app.vocabulary import EntryKind, Meaning, Phase
from app.workspace.rules_marks import DEFAULT_MARKS, meaning_of

START = datetime(2026, 3, 4, 9, 20, tzinfo=UTC)
LEAD, RESPONDER, COMMS, OUTSIDER = (UserId(f"U{n}") for n in "1234")
PEOPLE = {LEAD: ("Mira Halvorsen",), RESPONDER: ("Teo Marchetti", "teo.m"), COMMS: ("Bo West",)}
ROLES = {LEAD: "lead", RESPONDER: "responder", COMMS: "communications"}

SCENARIO = Path(__file__).parents[3] / "app" / "scenarios" / "split-topology-2018.json"
_BEFORE_THE_CHANNEL = datetime(2018, 10, 21, 22, 52, tzinfo=UTC)


def entry(number: int = 1, text: str = "Queue grows.", **changes: Any) -> KeptEntry:  # noqa: ANN401 - any field
    values: dict[str, Any] = {
        "entry_id": 100 + number,
        "number": number,
        "occurred_at": START + timedelta(minutes=number),
        "kind": EntryKind.OBSERVATION,
        "phase": Phase.DIAGNOSE,
        "text": Mrkdwn(text),
        "author": RESPONDER,
        "permalink": f"https://acme.slack.com/archives/C1/p{number}",
    }
    return KeptEntry(**values | changes)


def story(entries: Iterable[KeptEntry] = (), **changes: Any) -> Story:  # noqa: ANN401 - any field
    values: dict[str, Any] = {
        "incident_number": 7,
        "title": Mrkdwn("Search showed old prices"),
        "severity": "sev2",
        "state": "resolved",
        "review_state": "building forward",
        "started_at": START,
        "declared_at": START + timedelta(minutes=10),
        "resolved_at": START + timedelta(hours=3, minutes=10),
        "timeline_url": "https://acme.slack.com/archives/C1",
        "entries": tuple(entries),
        "roles": ROLES,
        "names": PEOPLE,
    }
    return Story(**values | changes)


def marks(**people: int) -> Mapping[Meaning, int]:
    """Marks by the default name of their emoji."""
    return {_meaning(name): count for name, count in people.items()}


def _meaning(emoji: str) -> Meaning:
    meaning = meaning_of(EmojiName(emoji), DEFAULT_MARKS)
    assert meaning is not None, emoji
    return meaning


def recorded() -> dict[str, Any]:
    scenario: dict[str, Any] = json.loads(SCENARIO.read_text(encoding="utf-8"))
    return scenario


def recorded_story(scenario: dict[str, Any]) -> Story:
    """What the timeline keeps of the recording: messages with a mark in their newest text, statuses
    and decisions; not what was deleted.
    """
    people = {person["id"]: (person["name"],) for person in scenario["people"]}
    kept = [_recorded_entry(n, each) for n, each in enumerate(_kept(scenario["events"]), start=1)]
    return story(
        kept,
        incident_number=1,
        title=Mrkdwn("Split database topology after network partition"),
        severity="sev1",
        started_at=_BEFORE_THE_CHANNEL,
        declared_at=_at("2018-10-21T23:09:20Z"),
        resolved_at=_at("2018-10-22T23:03:20Z"),
        names=people,
        roles=dict.fromkeys(people, "responder")
        | {"U0SPL04": "lead", "U0SPL05": "lead", "U0SPL07": "communications"}
        | {"U0SPL09": "facilitator"},
        reflections=2,
    )


def _kept(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    newest = {each["target"]: each["text"] for each in events if each["kind"] == "edit"}
    deleted = {each["target"] for each in events if each["kind"] == "delete"}
    reactions = [
        each for each in events if each["kind"] == "reaction" and each["reaction"] != "joy"
    ]
    kept = []
    for event in events:
        own = [each["reaction"] for each in reactions if each["target"] == event["id"]]
        is_kept = own or event["kind"] == "status" or event.get("intent") == "decision"
        if is_kept and event["id"] not in deleted:
            text = newest.get(event["id"]) or event.get("text") or event["payload"]["summary"]
            kept.append({**event, "text": text, "marks": own})
    return kept


def _recorded_entry(number: int, event: dict[str, Any]) -> KeptEntry:
    kinds = {"status": EntryKind.STATUS, "modal": EntryKind.DECISION}
    occurred_at = _at(event["at"])
    return entry(
        number,
        event["text"],
        occurred_at=occurred_at,
        author=UserId(event["user"]),
        kind=kinds.get(event["kind"], EntryKind.OBSERVATION),
        phase=_phase(occurred_at),
        marks={_meaning(mark): event["marks"].count(mark) for mark in event["marks"]},
        permalink=f"https://acme.slack.com/archives/C0SPLIT/p{number}",
    )


def _phase(at: datetime) -> Phase:
    if at < _at("2018-10-21T23:09:20Z"):
        return Phase.DETECT
    return Phase.DIAGNOSE if at < _at("2018-10-22T23:03:20Z") else Phase.AFTER


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
