"""What a check found, and how it is told."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

_NAME_WIDTH = 18
_STATE_WIDTH = 10


class State(StrEnum):
    """Only what is wrong makes the exit status 1."""

    OK = "ok"
    LOOK = "look"
    WRONG = "wrong"
    UNTRIED = "not tried"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it is, and, unless it is well, what to do."""

    check: str
    state: State
    says: str

    def line(self) -> str:
        return f"{self.state:{_STATE_WIDTH}}{self.check:{_NAME_WIDTH}}{self.says}"


def is_well(findings: Sequence[Finding]) -> bool:
    return all(one.state is not State.WRONG for one in findings)


def as_json(findings: Sequence[Finding]) -> str:
    told = {"ok": is_well(findings), "checks": [asdict(one) for one in findings]}
    return json.dumps(told, indent=2)


def ok(check: str, says: str) -> Finding:
    return Finding(check, State.OK, says)


def look(check: str, says: str) -> Finding:
    return Finding(check, State.LOOK, says)


def wrong(check: str, says: str) -> Finding:
    return Finding(check, State.WRONG, says)


def untried(check: str, says: str) -> Finding:
    return Finding(check, State.UNTRIED, says)
