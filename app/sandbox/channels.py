"""What can be done with a channel as a whole: create, name, describe, archive, delete."""

from app.sandbox import limits, membership, messages
from app.sandbox.errors import SlackError
from app.sandbox.names import channel_name_error
from app.sandbox.slack import Slack
from app.sandbox.world import Channel, ChannelKind, Json, Label

ID_PREFIX = {"public": "C", "private": "C", "im": "D", "mpim": "C"}


def create(slack: Slack, name: str, creator: str, kind: ChannelKind = "public") -> Channel:
    """A new channel with its creator in it."""
    check_name(slack, name)
    place = Channel(
        id=slack.ids.next(ID_PREFIX[kind]),
        name=name,
        creator=creator,
        created=slack.seconds(),
        kind=kind,
    )
    slack.world.channels[place.id] = place
    if kind == "public":
        _announce(slack, place)
    membership.join(slack, place, creator)
    return place


def check_name(slack: Slack, name: str) -> None:
    """The rules of 3.2: length, letters, and no second channel of that name, even archived."""
    error = channel_name_error(name)
    if error is not None:
        raise SlackError(error)
    if slack.world.channel_named(name) is not None:
        raise SlackError("name_taken")


def rename(slack: Slack, place: Channel, user: str, name: str) -> None:
    """Give the channel another name; it remembers the old one. Its own name changes nothing."""
    membership.check_open(place)
    if name == place.name:
        return
    check_name(slack, name)
    old, place.name = place.name, name
    place.previous_names.append(old)
    prefix = place.event_prefix
    slack.happened(
        {
            "type": f"{prefix}_rename",
            "channel": {
                "id": place.id,
                "is_channel": place.kind == "public",
                "is_mpim": False,
                "name": name,
                "name_normalized": name,
                "created": place.created,
            },
        },
        place,
    )
    text = f'has renamed the channel from "{old}" to "{name}"'
    messages.remark(slack, place, user, f"{prefix}_name", text, old_name=old, name=name)


def set_topic(slack: Slack, place: Channel, user: str, topic: str) -> None:
    """Set or clear the topic. The same topic again changes nothing and is not remarked on."""
    if _relabel(slack, place, place.topic, user, topic):
        text = f"set the channel topic: {topic}" if topic else "cleared the channel topic"
        messages.remark(slack, place, user, f"{place.event_prefix}_topic", text, topic=topic)


def set_purpose(slack: Slack, place: Channel, user: str, purpose: str) -> None:
    """Set or clear the description."""
    if _relabel(slack, place, place.purpose, user, purpose):
        text = f"set the channel description: {purpose}" if purpose else "cleared the description"
        messages.remark(slack, place, user, f"{place.event_prefix}_purpose", text, purpose=purpose)


def archive(slack: Slack, place: Channel, user: str) -> None:
    """Close the channel: readable, but nothing can be said in it any more."""
    membership.check_is_channel(place)
    if place.is_archived:
        raise SlackError("already_archived")
    if place.is_general:
        raise SlackError("cant_archive_general")
    text = f"<@{user}> archived the channel"
    messages.remark(slack, place, user, f"{place.event_prefix}_archive", text)
    place.is_archived = True
    slack.happened(_changed(place, user, "archive"), place)


def unarchive(slack: Slack, place: Channel, user: str) -> None:
    """Open the channel again."""
    membership.check_is_channel(place)
    if not place.is_archived:
        raise SlackError("not_archived")
    place.is_archived = False
    slack.happened(_changed(place, user, "unarchive"), place)
    text = f"<@{user}> un-archived the channel"
    messages.remark(slack, place, user, f"{place.event_prefix}_unarchive", text)


def delete(slack: Slack, place: Channel, user: str) -> None:
    """Remove the channel for good; only a person can."""
    if place.is_general:
        raise SlackError("cant_delete_general")
    del slack.world.channels[place.id]
    event_type = f"{place.event_prefix}_deleted"
    slack.happened({"type": event_type, "channel": place.id, "actor_id": user}, place)


def _announce(slack: Slack, place: Channel) -> None:
    facts = {
        "id": place.id,
        "name": place.name,
        "created": place.created,
        "creator": place.creator,
        "is_channel": True,
    }
    slack.happened({"type": "channel_created", "channel": facts}, place)


def _changed(place: Channel, user: str, what: str) -> Json:
    return {
        "type": f"{place.event_prefix}_{what}",
        "channel": place.id,
        "user": user,
        "is_moved": 0,
    }


def _relabel(slack: Slack, place: Channel, label: Label, user: str, value: str) -> bool:
    membership.check_open(place)
    if len(value) > limits.TOPIC:
        raise SlackError("too_long")
    if label.value == value:
        return False
    label.value, label.creator, label.last_set = value, user, slack.seconds()
    return True
