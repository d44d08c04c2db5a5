"""Roles instead of names, also inside what people wrote: domain.md §4, Wording."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.slack.ids import UserId
from app.slack.mrkdwn import USER_MENTION, Mrkdwn, esc, harmless
from app.workspace.rules_names import Named, Names

_SOMEBODY = "a colleague"
_SHARED = frozenset({"responder", "participant", "colleague"})
_WITHOUT_ARTICLE = frozenset({"communications"})
_SENTENCE_START = re.compile(r"(?:^|[.!?…:(\"“]\s*|\n)$")
_DETERMINED = re.compile(r"(?:^|\W)(?:the|an?|our|your|my|their|this|that)\s$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|an?) ")
_SILENT = re.compile(
    r"```.*?```"
    r"|`[^`\n]+`"
    r"|<[#!][^<>]*>"  # channels, groups, dates
    r"|<[^<>|]*(?=[|>])"  # the address of a link; its label is spoken
    r"|https?://[^\s<>|]+"
    r"|(?<![\w:]):[a-z0-9][a-z0-9_+'-]*:(?!\w)",
    re.DOTALL,
)
_MENTION = re.compile(
    USER_MENTION.pattern + r"(?P<asked>(?= (?:can|could|would|will|do|did|are|have) you\b| please\b"
    r"| (?:it|this|that|the [\w ]{1,40}) (?:is|are) yours\b))?"
)
_EMAIL = re.compile(
    r"<mailto:(?P<address>[^<>|@]+)@[^<>]*>|(?<![\w/])(?P<typed>[\w.+-]{1,64})@[\w-]+(?:\.[\w-]+)+"
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of an incident: each one's role, and the names that stand for them."""

    roles: Mapping[UserId, str]
    names: Names

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

    def without_roles(self) -> "Cast":
        """Everybody is a colleague."""
        return replace(self, roles={})

    def anonymous(self, text: Mrkdwn, by: UserId | None = None) -> Mrkdwn:
        """The same text with roles in the place of mentions and names, and without anything that
        would notify a group. Code, emoji and the addresses of links stay as they are.
        """
        addressed = self._without_addresses(self._without_mentions(harmless(text), by), by)
        told = self._without_names(addressed, by)
        # Beside somebody's role an ordinary word is more likely a name: "Mark and the lead".
        return told if told == addressed else self._without_names(told, by)

    def forgetting(self, user: UserId, text: Mrkdwn) -> Mrkdwn:
        """The same text with a role where this one person is mentioned; and where somebody is named
        whose names these are. Nothing else in it changes.
        """
        return self._without_names(
            self._without_addresses(self._without_mentions(text, None, only=user), None), None
        )

    def _without_mentions(
        self, text: Mrkdwn, by: UserId | None, *, only: UserId | None = None
    ) -> Mrkdwn:
        """`<@U1> can you look?` speaks to somebody: `The lead, can you look?`"""

        def role(found: re.Match[str]) -> str:
            if only and found[1] != only:
                return found[0]
            called = self.called(UserId(found[1]), by)
            comma = "," if found["asked"] is not None else ""
            return esc(_at_start(called, text, found.start())) + comma

        return Mrkdwn(_MENTION.sub(role, text))

    def _without_addresses(self, text: Mrkdwn, by: UserId | None) -> Mrkdwn:
        """An e-mail address names its owner, wherever it leads to."""

        def role(found: re.Match[str]) -> str:
            owner = next(self.names.named_in(found["address"] or found["typed"]), None)
            return esc(self._one_of(owner.users, by)) if owner else found[0]

        return Mrkdwn(_EMAIL.sub(role, text)) if "@" in text else text

    def _without_names(self, text: Mrkdwn, by: UserId | None) -> Mrkdwn:
        silent = [found.span() for found in _SILENT.finditer(text)]
        told, at = [], 0
        for named in self.names.named_in(text):
            if any(start < named.end and named.start < end for start, end in silent):
                continue
            told += [text[at : named.start], self._told(named, text, by)]
            at = named.end
        return Mrkdwn("".join([*told, text[at:]]))

    def _told(self, named: Named, text: Mrkdwn, by: UserId | None) -> str:
        role = self._one_of(named.users, by)
        before = text[max(0, named.start - 20) : named.start]
        if _DETERMINED.search(before):
            role = _ARTICLE.sub("", role)
        else:
            role = _at_start(role, text, named.start)
        return esc(f"{role}'s" if named.is_owner else role)

    def _one_of(self, users: Sequence[UserId], by: UserId | None) -> str:
        """Of several who are called alike, whoever took part; somebody, if that tells no role."""
        known = [user for user in users if self.roles.get(user)] or list(users)
        called = {self.called(user, by) for user in known}
        return called.pop() if len(called) == 1 else _SOMEBODY


def _at_start(role: str, text: str, at: int) -> str:
    """With a capital where a sentence begins."""
    begins = _SENTENCE_START.search(text[max(0, at - 20) : at])
    return role[:1].upper() + role[1:] if begins else role
