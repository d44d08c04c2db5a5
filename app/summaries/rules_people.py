"""Roles instead of names, also inside what people wrote: domain.md §4, Wording."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn, esc, harmless, without_mentions
from app.summaries.rules_names import NEVER_ALONE, WORDS_TOO
from app.summaries.rules_words import capitalized

_SOMEBODY = "a colleague"
_SHARED = frozenset({"responder", "participant", "colleague"})
_WITHOUT_ARTICLE = frozenset({"communications"})
_TOKEN = re.compile(r"(<[^<>|]*\|?)([^<>]*)(>)")
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

    def anonymous(self, text: Mrkdwn, by: UserId | None = None) -> Mrkdwn:
        """The same text with roles in the place of mentions and names, and without anything that
        would notify a group. The addresses of links stay as they are.
        """
        shown = without_mentions(harmless(text), lambda user: self.called(user, by))
        for pattern, user in _patterns(self.names):
            shown = _replaced(shown, pattern, self.called(user, by))
        return shown


def _patterns(
    names: Mapping[UserId, tuple[str, ...]],
) -> Iterator[tuple[re.Pattern[str], UserId]]:
    """Full names first, so that none of their words is left behind; longer before shorter."""
    whole = {(name.strip(), user) for user, all_names in names.items() for name in all_names}
    single = {(word, user) for name, user in whole for word in name.split() if word != name}
    for name, user in sorted(whole, key=_by_length) + sorted(single - whole, key=_by_length):
        form = _form(name)
        if form:
            yield form, user


def _by_length(named: tuple[str, UserId]) -> tuple[int, str, UserId]:
    return -len(named[0]), *named


def _form(name: str) -> re.Pattern[str] | None:
    """How a name is recognized. None when it cannot be told from an ordinary word."""
    escaped = rf"(?<!\w)@?{re.escape(esc(name))}(?!\w)"
    word = name.casefold()
    if len(name) < 2 or not any(letter.isalpha() for letter in name) or word in NEVER_ALONE:
        return None
    if len(name) == 2 or word in WORDS_TOO:
        capital = re.escape(esc(capitalized(word)))
        return re.compile(
            rf"(?<=[\w,] )(?<!\w)@?{capital}(?!\w)|(?<!\w){capital}(?!\w){_ACTS}|@{escaped}"
        )
    if len(name) == 3:
        return re.compile(rf"(?<!\w)@?{re.escape(esc(capitalized(word)))}(?!\w)")
    return re.compile(escaped, re.IGNORECASE)


def _replaced(text: Mrkdwn, pattern: re.Pattern[str], by: str) -> Mrkdwn:
    """With the name replaced in the text and in the labels of links, not in their addresses."""

    def spoken(found: re.Match[str]) -> str:
        starts = _SENTENCE_START.search(found.string, 0, found.start()) is not None
        return esc(capitalized(by) if starts else by)

    def within_link(found: re.Match[str]) -> str:
        return found[1] + pattern.sub(spoken, found[2]) + found[3]

    pieces = re.split(r"(<[^<>]*>)", text)
    return Mrkdwn(
        "".join(
            _TOKEN.sub(within_link, piece) if piece.startswith("<") else pattern.sub(spoken, piece)
            for piece in pieces
        )
    )
