"""Who is in a conversation: join, invite, leave, remove, and direct messages."""

from app.sandbox import messages, render
from app.sandbox.errors import SlackError
from app.sandbox.slack import Slack
from app.sandbox.world import SLACKBOT, Channel, ChannelKind

TYPE_LETTERS = {"public": "C", "private": "G", "im": "D", "mpim": "G"}


def join(slack: Slack, place: Channel, user: str, *, inviter: str | None = None) -> bool:
    """Make `user` a member; False when they already are."""
    check_open(place)
    if user in place.members:
        return False
    place.members.append(user)
    event = {
        "type": "member_joined_channel",
        "user": user,
        "channel": place.id,
        "channel_type": TYPE_LETTERS[place.kind],
        "team": slack.world.team_id,
    }
    extra = {"inviter": inviter} if inviter else {}
    slack.happened(event | extra, place)
    prefix = place.event_prefix
    text = f"<@{user}> has joined the {prefix}"
    messages.remark(slack, place, user, f"{prefix}_join", text, **extra)
    return True


def leave(slack: Slack, place: Channel, user: str) -> None:
    """End a membership. The one who left hears `channel_left`, the others `member_left_channel`."""
    check_is_channel(place)
    if place.is_general:
        raise SlackError("cant_leave_general")
    place.members.remove(user)
    ts = slack.ts()
    letter = TYPE_LETTERS[place.kind]
    event = {"user": user, "channel": place.id, "channel_type": letter, "event_ts": ts}
    prefix = place.event_prefix
    if user == slack.app.bot_user:
        slack.happened(
            {"type": f"{prefix}_left", "channel": place.id, "actor_id": user, "event_ts": ts}
        )
    else:
        event |= {"type": "member_left_channel", "team": slack.world.team_id}
        slack.happened(event, place)
    messages.remark(slack, place, user, f"{prefix}_leave", f"<@{user}> has left the {prefix}")


def open_with_app(slack: Slack, people: list[str]) -> tuple[Channel, bool]:
    """The app's conversation with these people; bots and Slackbot are none (`cannot_dm_bot`)."""
    bot = slack.app.bot_user
    others = [user for user in people if user != bot]
    if all(slack.user(user).is_bot or user == SLACKBOT for user in others):
        raise SlackError("cannot_dm_bot")
    return open_direct(slack, [bot, *others])


def open_direct(slack: Slack, users: list[str]) -> tuple[Channel, bool]:
    """The conversation of these people, and whether it was there before."""
    known = slack.world.direct_channel(set(users))
    if known is not None:
        return known, True
    kind: ChannelKind = "im" if len(users) == 2 else "mpim"
    place = Channel(
        id=slack.ids.next("D" if kind == "im" else "G"),
        name="" if kind == "im" else "mpdm-" + "--".join(slack.user(u).name for u in users) + "-1",
        creator=users[0],
        created=slack.seconds(),
        kind=kind,
        members=list(users),
    )
    slack.world.channels[place.id] = place
    slack.happened(
        {"type": "im_created", "user": users[-1], "channel": render.channel(slack, place)}
    )
    return place, False


def check_is_channel(place: Channel) -> None:
    """Direct conversations can be neither renamed nor left nor archived."""
    if place.is_direct:
        raise SlackError("method_not_supported_for_channel_type")


def check_open(place: Channel) -> None:
    """Only a channel that is not archived changes."""
    check_is_channel(place)
    if place.is_archived:
        raise SlackError("is_archived")
