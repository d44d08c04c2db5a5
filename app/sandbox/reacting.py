"""Adding and removing reactions."""

from app.sandbox import limits
from app.sandbox.emoji_names import first_name
from app.sandbox.errors import SlackError
from app.sandbox.slack import Slack
from app.sandbox.world import Channel, Json, Message, Reaction


def add(slack: Slack, place: Channel, sent: Message, user: str, name: str) -> None:
    """React as `user`; `already_reacted` when they did so before, by whatever name."""
    name = _checked(slack, place, sent, name)
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
    name = _checked(slack, place, sent, name)
    reaction = _find(sent, name)
    if reaction is None or user not in reaction.users:
        raise SlackError("no_reaction")
    reaction.users.remove(user)
    if not reaction.users:
        sent.reactions.remove(reaction)
    slack.happened(_event("reaction_removed", sent, user, name), place)


def _checked(slack: Slack, place: Channel, sent: Message, name: str) -> str:
    """The name Slack would keep, once it is clear that one can react here with it."""
    if place.is_archived:
        raise SlackError("is_archived")
    if sent.is_tombstone:
        raise SlackError("message_not_found")
    name = name.removeprefix(":").removesuffix(":")
    if name in slack.world.custom_emoji:
        return name
    known = first_name(name)
    if known is None:
        raise SlackError("invalid_name")
    return known


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
