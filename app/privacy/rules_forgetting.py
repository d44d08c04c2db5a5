"""What becomes of a text, a list or a key when somebody is forgotten. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.slack.gone import stand_in
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.workspace.rules_names import Names
from app.workspace.rules_people import Cast


@dataclass(frozen=True, slots=True)
class Gone:
    """Somebody who is forgotten, by their names, in the place where they had this role, if any.
    `token` is random: it tells the stand-in from others, and from those in other incidents.
    """

    user: UserId
    names: Sequence[str]
    role: str | None
    token: str
    _cast: Cast = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        roles = {self.user: self.role} if self.role else {}
        names = Names({self.user: tuple(self.names)})
        object.__setattr__(self, "_cast", Cast(roles, names))

    @property
    def stand_in(self) -> UserId:
        return stand_in(self._cast.called(self.user), self.token)

    def from_words(self, words: str) -> str:
        """A text, or the id of who was meant."""
        if words == self.user:
            return self.stand_in
        return self._cast.forgetting(self.user, Mrkdwn(words))

    def from_values(self, value: Any) -> Any:  # noqa: ANN401 - JSON
        """The same in every text within."""
        if isinstance(value, str):
            return self.from_words(value)
        if isinstance(value, list):
            return [self.from_values(each) for each in value]
        if isinstance(value, dict):
            return {key: self.from_values(each) for key, each in value.items()}
        return value

    def from_key(self, key: str) -> str:
        return key.replace(self.user, self.stand_in)

    def from_people(self, people: Sequence[str]) -> list[str]:
        """They are on no list any more."""
        return [each for each in people if each != self.user]


def added(counts: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """Both together."""
    return {kind: counts.get(kind, 0) + more.get(kind, 0) for kind in {**counts, **more}}
