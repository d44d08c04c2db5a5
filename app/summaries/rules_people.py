"""Roles instead of names, also inside what people wrote: domain.md §4, Wording."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, esc, harmless, without_mentions
from app.summaries.rules_names import NEVER_ALONE, WORDS_TOO
from app.summaries.rules_words import capitalized

_SOMEBODY = "a colleague"
_SHARED = frozenset({"responder", "participant", "colleague"})
_WITHOUT_ARTICLE = frozenset({"communications"})
_ADDRESS = r"(<[^<>|]+)"
_SENTENCE_START = re.compile(r"(?:^|[.!?…:;(\"“]\s*|\n)$")

_ACTS = r"(?=(?:['’]s)? (?:\w+ed|is|was|has|had|did|can|and|found|saw|took|got|went|says|said)\b)"


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of an incident: each one's role, and the names that stand for them."""

    roles: Mapping[UserId, str]
    names: Mapping[UserId, tuple[str, ...]]

    def called(self, user: UserId, by: UserId | None = None) -> str:
        """`the lead`, `a responder`; `a colleague` for somebody without a role. Said by one person
        about another of the same role: `the other lead`.
        """
        role = self.roles.get(user)
        if not role:
            return _SOMEBODY
        if by and by != user and self.roles.get(by) == role:
            return f"another {role}" if role in _SHARED else f"the other {role}"
        if role in _WITHOUT_ARTICLE:
            return role
        return f"a {role}" if role in _SHARED else f"the {role}"

    def with_new_lead(self, user: UserId | None) -> "Cast":
        """Everybody who led is the lead; in the words of a hand-off this one is `the new lead`."""
        return replace(self, roles={**self.roles, user: "new lead"}) if user else self

    def anonymous(self, text: Mrkdwn, by: UserId | None = None) -> Mrkdwn:
        """The same text with roles in the place of mentions and names, and without anything that
        would notify a group. The addresses of links stay as they are.
        """
        shown = without_mentions(harmless(text), lambda user: self.called(user, by))
        for pattern, user in _patterns(self.names, shown.casefold()):
            shown = _replaced(shown, pattern, self.called(user, by))
        return shown


def _patterns(
    names: Mapping[UserId, tuple[str, ...]], folded: str
) -> Iterator[tuple[re.Pattern[str], UserId]]:
    """Of the names that stand in `folded`. Full names first, so that none of their words is left
    behind; longer before shorter.
    """
    whole = {(name.strip(), user) for user, all_names in names.items() for name in all_names}
    single = {(word, user) for name, user in whole for word in name.split() if word != name}
    for group in (whole, single - whole):
        present = [named for named in group if esc(named[0]).casefold() in folded]
        for name, user in sorted(present, key=_by_length):
            form = _form(name)
            if form:
                yield re.compile(f"{_ADDRESS}|{form}"), user


def _by_length(named: tuple[str, UserId]) -> tuple[int, str, UserId]:
    return -len(named[0]), *named


def _form(name: str) -> str | None:
    """How a name is recognized. None when it cannot be told from an ordinary word."""
    word = name.casefold()
    if len(name) < 2 or not any(letter.isalpha() for letter in name) or word in NEVER_ALONE:
        return None
    spelled, capital = re.escape(esc(name)), re.escape(esc(capitalized(word)))
    if len(name) == 2 or word in WORDS_TOO:
        return (
            rf"(?<=[\w,] )@?{capital}(?!\w)"
            rf"|(?<!\w){capital}(?!\w){_ACTS}"
            rf"|(?<!\w)@(?i:{spelled})(?!\w)"
        )
    if len(name) == 3:
        return rf"(?<!\w)@?{capital}(?!\w)"
    return rf"(?<!\w)@?(?i:{spelled})(?!\w)"


def _replaced(text: Mrkdwn, pattern: re.Pattern[str], by: str) -> Mrkdwn:
    """With the name replaced in the text and in the labels of links, not in their addresses."""

    def role(found: re.Match[str]) -> str:
        if found[1]:
            return found[0]
        starts = _SENTENCE_START.search(text, 0, found.start()) is not None
        return esc(capitalized(by) if starts else by)

    return Mrkdwn(pattern.sub(role, text))
