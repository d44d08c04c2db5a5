"""What a language model is asked for, and the shape of its answer. Nothing here trusts it: what is
said is checked by `summaries.rules_draft_checks`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, Field

MOST_STATEMENTS = 60
"""Of a section; a longer answer is none."""


class Said(BaseModel):
    """A statement, and the ids of the facts that it rests on; the first is the one it tells."""

    text: str
    facts: list[str]


_Section = Annotated[list[Said], Field(max_length=MOST_STATEMENTS)]


class Answer(BaseModel):
    """The sections that a model may word. One that is left out stays as it is."""

    in_short: _Section = []
    what_happened: _Section = []
    pressure: _Section = []
    helped: _Section = []
    learned: _Section = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question. `model` is `provider:name`; with a `url` a server that speaks as OpenAI's does.
    `within` is in seconds.
    """

    model: str
    url: str | None
    instructions: str
    facts: str
    within: float

    def values(self) -> Mapping[str, Any]:
        """Plain values for a process of its own; `Asked(**values)` gives back an equal one."""
        return {name: getattr(self, name) for name in self.__slots__}


class Trouble(StrEnum):
    """Why there is no answer, as a log may say it."""

    TOO_LATE = "too_late"
    UNREACHABLE = "unreachable"
    LIMITED = "limited"
    FAILING = "failing"
    REFUSED = "refused"
    UNUSABLE = "unusable"
    NOT_SET_UP = "not_set_up"

    @property
    def may_pass(self) -> bool:
        """Whether the same question may be answered later."""
        return self in {
            Trouble.TOO_LATE,
            Trouble.UNREACHABLE,
            Trouble.LIMITED,
            Trouble.FAILING,
        }
