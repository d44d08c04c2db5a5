"""Adding and removing reactions."""

import emoji

from app.sandbox import limits
from app.sandbox.errors import SlackError
from app.sandbox.slack import Slack
from app.sandbox.world import Channel, Json, Message, Reaction

SLACK_ONLY = frozenset(
    {"large_blue_circle", "large_green_circle", "large_yellow_circle", "large_orange_circle",
     "large_purple_circle", "large_brown_circle", "face_with_rolling_eyes", "simple_smile"}
)  # fmt: skip


def add(slack: Slack, place: Channel, sent: Message, user: str, name: str) -> None:
    """React as `user`; `already_reacted` when they did so before."""
    name = _known(slack, place, name)
    reaction = _find(sent, name)
    if reaction is not None and user in reaction.users:
        raise SlackError("already_reacted")
    if sum(user in r.users for r in sent.reactions) >= limits.REACTIONS_OF_A_PERSON:
        raise SlackError("too_many_reactions")
    if reaction is None:
        if len(sent.reactions) >= limits.DISTINCT_REACTIONS:
            raise SlackError("too_many_emoji")
        reaction = Reaction(name, [])
        sent.reactions.append(reaction)
    reaction.users.append(user)
    slack.happened(_event("reaction_added", sent, user, name), place)


def remove(slack: Slack, place: Channel, sent: Message, user: str, name: str) -> None:
    """Take the reaction back; `no_reaction` when there is none."""
    name = _known(slack, place, name)
    reaction = _find(sent, name)
    if reaction is None or user not in reaction.users:
        raise SlackError("no_reaction")
    reaction.users.remove(user)
    if not reaction.users:
        sent.reactions.remove(reaction)
    slack.happened(_event("reaction_removed", sent, user, name), place)


def picture(name: str) -> str:
    """The emoji as people see it; its name in colons when it has no picture here."""
    base = name.partition("::")[0]
    return emoji.emojize(f":{base}:", language="alias")


def _known(slack: Slack, place: Channel, name: str) -> str:
    if place.is_archived:
        raise SlackError("is_archived")
    name = name.strip(":")
    base = name.partition("::")[0]
    is_known = base in slack.world.custom_emoji or base in SLACK_ONLY
    if not is_known and not emoji.is_emoji(picture(base)):
        raise SlackError("invalid_name")
    return name


def _find(sent: Message, name: str) -> Reaction | None:
    return next((r for r in sent.reactions if r.name == name), None)


def _event(event_type: str, sent: Message, user: str, name: str) -> Json:
    return {
        "type": event_type,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": sent.channel, "ts": sent.ts},
        "item_user": sent.user,
    }
