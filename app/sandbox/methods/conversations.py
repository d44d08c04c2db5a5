"""`conversations.*` about channels: which there are, who is in them, how they are called."""

from collections.abc import Mapping

from app.sandbox import channels, limits, membership, render
from app.sandbox.calls import Call, Handler
from app.sandbox.errors import SlackError
from app.sandbox.paging import metadata, page
from app.sandbox.world import Channel, ChannelKind, Json

KINDS = {"public_channel": "public", "private_channel": "private", "mpim": "mpim", "im": "im"}


def create(call: Call) -> Json:
    """A new channel; the bot is its creator and first member."""
    kind: ChannelKind = "private" if call.flag("is_private") else "public"
    made = channels.create(call.slack, call.text("name") or "", call.bot, kind)
    return {"channel": render.channel(call.slack, made)}


def info(call: Call) -> Json:
    """One conversation."""
    with_count = call.flag("include_num_members")
    return {"channel": render.channel(call.slack, call.channel(), with_count=with_count)}


def listed(call: Call) -> Json:
    """The conversations the bot may know of."""
    shown, cursor = page(call, of_types(call), most=999)
    return {
        "channels": [render.channel(call.slack, place, with_count=True) for place in shown],
        "response_metadata": metadata(cursor),
    }


def of_types(call: Call) -> list[Channel]:
    """The conversations of the asked `types`, without archived ones when so asked."""
    types = call.names("types") or ["public_channel"]
    if not set(types) <= set(KINDS):
        raise SlackError("invalid_types")
    kinds = {KINDS[name] for name in types}
    without_archived = call.flag("exclude_archived")
    return [
        place
        for place in call.slack.world.channels.values()
        if place.kind in kinds
        and (call.bot in place.members or place.kind == "public")
        and not (without_archived and place.is_archived)
    ]


def members(call: Call) -> Json:
    """Who is in a conversation."""
    shown, cursor = page(call, call.channel().members)
    return {"members": list(shown), "response_metadata": metadata(cursor)}


def join(call: Call) -> Json:
    """The bot enters a public channel."""
    place = call.channel()
    if place.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    if not membership.join(call.slack, place, call.bot):
        return {"channel": render.channel(call.slack, place), "warning": "already_in_channel"}
    return {"channel": render.channel(call.slack, place)}


def invite(call: Call) -> Json:
    """Bring people in. One bad id refuses all of them, unless `force` lets the good ones in."""
    place = call.open_channel()
    users = call.names("users")
    if not users:
        raise SlackError("no_user")
    if len(users) > limits.INVITED_USERS:
        raise SlackError("too_many_users")
    problems = {user: _why_not(call, place, user) for user in users}
    errors = [{"user": u, "ok": False, "error": why} for u, why in problems.items() if why]
    if errors and not (call.flag("force") and len(errors) < len(users)):
        raise SlackError(str(errors[0]["error"]), errors=errors)
    for user, why in problems.items():
        if not why:
            membership.join(call.slack, place, user, inviter=call.bot)
    answer: Json = {"channel": render.channel(call.slack, place)}
    return answer | ({"errors": errors} if errors else {})


def _why_not(call: Call, place: Channel, user: str) -> str:
    someone = call.slack.world.users.get(user)
    if someone is None or someone.deleted:
        return "user_not_found"
    if user == call.bot:
        return "cant_invite_self"
    if user in place.members:
        return "already_in_channel"
    return "user_is_restricted" if someone.is_restricted else ""


def kick(call: Call) -> Json:
    """Remove somebody else."""
    place = call.open_channel()
    user = call.slack.user(call.required("user"))
    if user.id == call.bot:
        raise SlackError("cant_kick_self")
    if place.is_general:
        raise SlackError("cant_kick_from_general")
    if user.id not in place.members:
        raise SlackError("not_in_channel")
    membership.leave(call.slack, place, user.id)
    return {"errors": {}}


def leave(call: Call) -> Json:
    """The bot goes."""
    place = call.channel()
    membership.check_open(place)
    if call.bot not in place.members:
        return {"not_in_channel": True}
    membership.leave(call.slack, place, call.bot)
    return {}


def open_direct(call: Call) -> Json:
    """The DM with one person, or a group DM with up to eight."""
    if call.text("channel"):
        place, was_open = call.channel(), True
    else:
        users = call.names("users")
        if not 1 <= len(users) <= 8:
            raise SlackError("users_list_not_supplied" if not users else "too_many_users")
        people = [call.slack.user(user).id for user in users]
        if any(call.slack.user(user).deleted for user in people):
            raise SlackError("user_disabled")
        place, was_open = membership.open_with_app(call.slack, people)
    whole = call.flag("return_im")
    shown = render.channel(call.slack, place) if whole else {"id": place.id}
    return {"channel": shown} | ({"no_op": True, "already_open": True} if was_open else {})


def archive(call: Call) -> Json:
    """Close a channel."""
    channels.archive(call.slack, call.joined_channel(), call.bot)
    return {}


def unarchive(call: Call) -> Json:
    """Open a channel again."""
    channels.unarchive(call.slack, call.joined_channel(), call.bot)
    return {}


def rename(call: Call) -> Json:
    """Only a channel's creator may rename it, besides people."""
    place = call.joined_channel()
    if place.creator != call.bot:
        raise SlackError("not_authorized")
    channels.rename(call.slack, place, call.bot, call.text("name") or "")
    return {"channel": render.channel(call.slack, place)}


def set_topic(call: Call) -> Json:
    """Set the topic."""
    place = call.open_channel()
    channels.set_topic(call.slack, place, call.bot, call.text("topic") or "")
    return {"channel": render.channel(call.slack, place)}


def set_purpose(call: Call) -> Json:
    """Set the description."""
    place = call.open_channel()
    channels.set_purpose(call.slack, place, call.bot, call.text("purpose") or "")
    return {"purpose": place.purpose.value}


METHODS: Mapping[str, Handler] = {
    "conversations.create": create,
    "conversations.info": info,
    "conversations.list": listed,
    "conversations.members": members,
    "conversations.join": join,
    "conversations.invite": invite,
    "conversations.kick": kick,
    "conversations.leave": leave,
    "conversations.open": open_direct,
    "conversations.archive": archive,
    "conversations.unarchive": unarchive,
    "conversations.rename": rename,
    "conversations.setTopic": set_topic,
    "conversations.setPurpose": set_purpose,
}
