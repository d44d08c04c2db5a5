"""`users.*` and `bots.info`: who is in the workspace."""

from collections.abc import Mapping

from app.sandbox import render
from app.sandbox.calls import Call, Handler
from app.sandbox.errors import SlackError
from app.sandbox.methods.conversations import of_types
from app.sandbox.paging import metadata, page
from app.sandbox.world import Json, User


def info(call: Call) -> Json:
    """One user."""
    return {"user": _user(call, call.slack.user(call.text("user") or ""))}


def listed(call: Call) -> Json:
    """Everyone, bots and the deactivated included."""
    shown, cursor = page(call, list(call.slack.world.users.values()), default=1000)
    members = [_user(call, someone) for someone in shown]
    return {
        "members": members,
        "cache_ts": call.slack.seconds(),
        "response_metadata": metadata(cursor),
    }


def profile(call: Call) -> Json:
    """One user's profile."""
    someone = call.slack.user(call.text("user") or call.bot)
    return {"profile": render.profile(call.slack, someone, with_email=_sees_email(call))}


def conversations(call: Call) -> Json:
    """The conversations somebody (the bot, unless named) is in, as far as the bot may know."""
    user = call.text("user") or call.bot
    call.slack.user(user)
    places = [place for place in of_types(call) if user in place.members]
    shown, cursor = page(call, places, most=999)
    return {
        "channels": [render.channel(call.slack, place) for place in shown],
        "response_metadata": metadata(cursor),
    }


def lookup_by_email(call: Call) -> Json:
    """The user with that address."""
    email = call.required("email").lower()
    for someone in call.slack.world.users.values():
        if someone.email and someone.email.lower() == email and not someone.deleted:
            return {"user": _user(call, someone)}
    raise SlackError("users_not_found")


def presence(call: Call) -> Json:
    """Whether somebody (the bot, unless named) is there; of the bot itself also why."""
    someone = call.slack.user(call.text("user") or call.bot)
    word = "away" if someone.is_away or someone.deleted else "active"
    if someone.id != call.bot:
        return {"presence": word}
    return {
        "presence": word,
        "online": not someone.is_away,
        "auto_away": False,
        "manual_away": someone.is_away,
        "connection_count": 1,
        "last_activity": call.slack.seconds(),
    }


def bot_info(call: Call) -> Json:
    """The app's bot."""
    if call.text("bot") not in {None, "", call.slack.app.bot_id}:
        raise SlackError("bot_not_found")
    return {"bot": render.bot(call.slack)}


def _user(call: Call, someone: User) -> Json:
    return render.user(call.slack, someone, with_email=_sees_email(call))


def _sees_email(call: Call) -> bool:
    return call.may("users:read.email")


METHODS: Mapping[str, Handler] = {
    "users.info": info,
    "users.list": listed,
    "users.profile.get": profile,
    "users.getPresence": presence,
    "users.conversations": conversations,
    "users.lookupByEmail": lookup_by_email,
    "bots.info": bot_info,
}
