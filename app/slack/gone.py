"""Who stands in for a person that was forgotten: an id that tells what they are called from then on
and nothing else. Slack has none that looks alike.
"""

import re
from collections.abc import Collection, Sequence

from app.slack.ids import UserId

_BEGINS = "gone:"
_CALLED_MAX = 24


def stand_in(called: str, token: str) -> UserId:
    """`called` is like `the lead`; `token` keeps two apart, and is random."""
    name = re.sub(r"\W+", "-", called)[:_CALLED_MAX]
    return UserId(f"{_BEGINS}{name}:{token}")


def is_stand_in(user: str) -> bool:
    return user.startswith(_BEGINS)


def called(user: UserId) -> str:
    """What a stand-in is called in a sentence."""
    return user.split(":")[1].replace("-", " ")


def people_among(users: Collection[UserId]) -> Sequence[UserId]:
    """Those who can be written to, shown in a form, or asked for at Slack; in their order."""
    return [user for user in users if not is_stand_in(user)]
