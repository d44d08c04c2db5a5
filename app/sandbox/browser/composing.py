"""What the client makes of what somebody typed: mentions of people, channels and everybody."""

import re

from app.sandbox.browser.sight import is_visible
from app.sandbox.slack import Slack

CODE = re.compile(r"(```.*?```|`[^`\n]+`)", re.DOTALL)
PERSON_WORD = re.compile(r"(?<![^\s(])@([\w.-]*\w)")
CHANNEL_WORD = re.compile(r"(?<![^\s(])#([\w-]+)")
CROWD = frozenset({"channel", "here", "everyone"})


def markup(slack: Slack, user: str, text: str) -> str:
    """The typed text with tokens for the names in it; code stays as it is.

    A name that the person could not have chosen from a list stays a word.
    """
    pieces = CODE.split(text)
    pieces[::2] = [_with_tokens(slack, user, piece) for piece in pieces[::2]]
    return "".join(pieces)


def _with_tokens(slack: Slack, user: str, text: str) -> str:
    people = {one.name: one.id for one in slack.world.users.values() if not one.deleted}
    places = {
        place.name: place.id
        for place in slack.world.channels.values()
        if not place.is_direct and is_visible(place, user)
    }

    def person(found: re.Match[str]) -> str:
        name = found.group(1)
        if name in CROWD:
            return f"<!{name}>"
        return f"<@{people[name]}>" if name in people else found.group()

    def place(found: re.Match[str]) -> str:
        name = found.group(1)
        return f"<#{places[name]}>" if name in places else found.group()

    return CHANNEL_WORD.sub(place, PERSON_WORD.sub(person, text))
