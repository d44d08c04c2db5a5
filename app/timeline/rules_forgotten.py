"""What Slack still shows of those who were forgotten here: it is nobody's. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from app.slack.gone import is_stand_in
from app.slack.ids import MessageTs, UserId
from app.slack.mrkdwn import USER_MENTION, Mrkdwn
from app.timeline.rules import FoundMessage, Mark, said_at

Gone = Mapping[UserId, datetime]
"""Who was forgotten, and when."""
_SOMEBODY = "a colleague"


def marks_since(marks: Sequence[Mark], gone: Gone) -> Sequence[Mark]:
    """Without those that somebody put on before they were forgotten."""
    return [mark for mark in marks if not _is_before(mark.user, MessageTs(mark.event_ts), gone)]


def marks_to_repair(marks: Sequence[Mark], gone: Gone) -> Sequence[Mark]:
    """A channel that is read shows not when a mark was put on: theirs stay as they are stored, with
    the stand-in.
    """
    return [mark for mark in marks if mark.user not in gone and not is_stand_in(mark.user)]


def found_since(found: Sequence[FoundMessage], gone: Gone) -> Sequence[FoundMessage]:
    """Messages of before without the authors and the mentions of who was forgotten."""
    return [_as_known(each, gone) for each in found] if gone else found


def _as_known(found: FoundMessage, gone: Gone) -> FoundMessage:
    author = found.author
    if author and _is_before(author, found.ts, gone):
        author = None
    text = USER_MENTION.sub(
        lambda named: _SOMEBODY if _is_before(named[1], found.ts, gone) else named[0], found.text
    )
    return replace(found, author=author, text=Mrkdwn(text))


def _is_before(user: str, ts: MessageTs, gone: Gone) -> bool:
    at = gone.get(UserId(user))
    return at is not None and said_at(ts) <= at
