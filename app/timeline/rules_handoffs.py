"""Pure decisions about hand-offs: what stands in the form, who may receive, what answers what."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.slack.ids import MessageTs, UserId
from app.slack.mrkdwn import Mrkdwn, clip, mentioned_users, plain, user_mention, without_mentions
from app.timeline.rules import Entry, Handoff
from app.vocabulary import EntryKind, Source
from app.workspace.rules import Person

LEAD_SUBJECT = Mrkdwn("Incident lead")
NUDGED_AFTER = timedelta(minutes=5)
"""The receiver after this time without an answer, the giver after as long again."""

ANSWERED_WITHIN = timedelta(minutes=15)
"""A marked message of the receiver answers a hand-off that is no older."""

READ_BACK = 40
"""How many of the last entries a form is filled in from."""

_TIMED = re.compile(r"^\d\d:\d\d UTC ")
_LATEST_KEPT = 3
_LINE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffDraft:
    """What a hand-off's form says. `is_own_lead`: the giver passes the lead on that they hold."""

    receiver: UserId | None
    subject: Mrkdwn | None
    state_given: Mrkdwn | None
    open_questions: Mrkdwn | None
    is_of_lead: bool = False
    is_own_lead: bool = False


@dataclass(frozen=True, slots=True)
class SoFar:
    """Where things stand, and what is asked, as the last entries tell it, in plain text."""

    state: str
    questions: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A hand-off where it stands: its entry, its two ends, and who made it.

    It is replaced when the same thing was handed on since. `given_by` is who made the hand-off,
    also where somebody passed on the role of another person.
    """

    entry_id: int
    incident_id: int
    text: Mrkdwn
    source: Source
    given_by: UserId
    handoff: Handoff
    is_removed: bool
    is_replaced: bool

    @property
    def awaits_answer(self) -> bool:
        return self.handoff.received_at is None and not (self.is_removed or self.is_replaced)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """An entry that gives something to somebody, or answers that it was received.

    Only what somebody marked in a message can be an answer. `has_answer`: by the form already.
    """

    entry_id: int
    at: datetime
    author: UserId | None
    receiver: UserId | None
    ts: MessageTs | None
    thread: MessageTs | None
    is_marked: bool
    has_answer: bool


def state_so_far(entries: Sequence[Entry], names: Mapping[UserId, str]) -> str:
    """Where things stand, from the last entries: the latest status and what was kept last."""
    told = [entry for entry in entries if entry.text.strip()]
    statuses = [entry for entry in told if entry.kind is EntryKind.STATUS]
    kept = [entry for entry in told if entry.kind not in (EntryKind.STATUS, EntryKind.HANDOFF)]
    latest = {entry.id: entry for entry in [*statuses[-1:], *kept[-_LATEST_KEPT:]]}
    in_order = sorted(latest.values(), key=lambda entry: entry.number)
    return "\n".join(f"{_clock(each.occurred_at)} {_words(each.text, names)}" for each in in_order)


def questions_so_far(entries: Sequence[Entry], names: Mapping[UserId, str]) -> str:
    """The lines of the last entries that ask something, each once."""
    lines = [line.strip() for entry in entries for line in entry.text.splitlines()]
    asked = dict.fromkeys(_words(Mrkdwn(line), names) for line in lines if line.endswith("?"))
    return "\n".join(asked)


def without_quotes(text: Mrkdwn, quoted: Collection[str]) -> Mrkdwn:
    """A form's text without the lines that it was filled in with from these words."""
    lines = [line for line in text.split("\n") if _TIMED.sub("", plain(Mrkdwn(line))) not in quoted]
    return Mrkdwn("\n".join(lines))


def quotes_of(text: Mrkdwn, names: Mapping[UserId, str]) -> Collection[str]:
    """How a form quotes an entry: whole, and line by line where it asks."""
    lines = [Mrkdwn(line.strip()) for line in text.splitlines() if line.strip().endswith("?")]
    return {_words(each, names) for each in [text, *lines] if each.strip()}


def receiver_problem(
    receiver: UserId | None, giver: UserId, person: Person | None, bot: UserId
) -> str | None:
    """Why this cannot be who receives; None when it can. `person` is None while unknown."""
    if receiver is None:
        return "Please choose who takes it over."
    if receiver == giver:
        return "Please choose somebody else: it is theirs already."
    if receiver == bot or (person is not None and person.is_bot):
        return "A bot can't take over. Please choose a person."
    if person is not None and not person.is_active:
        return "They have left the workspace. Please choose somebody who is here."
    return None


def receiver_in(text: Mrkdwn, author: UserId | None) -> UserId | None:
    """Whom a message hands something to: the one other person that it mentions."""
    others = set(mentioned_users(text)) - {author}
    return others.pop() if len(others) == 1 else None


def handoff_words(subject: Mrkdwn | None, receiver: UserId, *, is_of_lead: bool) -> Mrkdwn:
    """The hand-off as an entry tells it."""
    what = "Handed the lead" if is_of_lead else "Handed over"
    is_told = subject is None or (is_of_lead and subject == LEAD_SUBJECT)
    return Mrkdwn(f"{what} to {user_mention(receiver)}" + ("." if is_told else f": {subject}"))


def answers(handshakes: Sequence[Handshake]) -> Mapping[int, int]:
    """Which marked message answers which hand-off, by their entries' ids.

    It is the receiver's: in the hand-off's thread, else soon after it. The newest hand-off to them
    is the one that is answered.
    """
    found: dict[int, int] = {}
    waiting: list[Handshake] = []
    for each in sorted(handshakes, key=lambda one: (one.at, one.entry_id)):
        given = _answered_by(each, waiting) if each.is_marked else None
        if given is not None:
            found[given.entry_id] = each.entry_id
            waiting.remove(given)
        elif each.receiver is not None and not each.has_answer:
            waiting.append(each)
    return found


def _answered_by(answer: Handshake, waiting: Sequence[Handshake]) -> Handshake | None:
    to_them = [each for each in waiting if each.receiver == answer.author]
    in_thread = [each for each in to_them if _share_thread(each, answer)]
    soon_after = [each for each in to_them if answer.at - each.at <= ANSWERED_WITHIN]
    return next(reversed(in_thread or soon_after), None)


def _share_thread(given: Handshake, answer: Handshake) -> bool:
    return answer.thread is not None and answer.thread in (given.ts, given.thread)


def _clock(at: datetime) -> str:
    return f"{at.astimezone(UTC):%H:%M} UTC"


def _words(text: Mrkdwn, names: Mapping[UserId, str]) -> str:
    """On one line, with people's names, as plain text for a field of a form."""
    named = without_mentions(text, lambda user: names.get(user, "somebody"))
    return plain(clip(Mrkdwn(" ".join(named.split())), _LINE))
