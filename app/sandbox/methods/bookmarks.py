"""`bookmarks.*`: the links under a channel's name."""

import re
from collections.abc import Mapping

from app.sandbox import limits
from app.sandbox.calls import Call, Handler
from app.sandbox.errors import SlackError
from app.sandbox.world import Channel, Json


def add(call: Call) -> Json:
    """A new link at the end of the row."""
    place = call.open_channel("channel_id")
    title = call.required("title")
    if call.required("type") != "link":
        raise SlackError("invalid_bookmark_type")
    if len(place.bookmarks) >= limits.BOOKMARKS:
        raise SlackError("too_many_bookmarks")
    bookmark = _new(call, place) | {
        "title": title,
        "link": _link(call.text("link")),
        "emoji": _emoji(call.text("emoji")),
    }
    place.bookmarks.append(bookmark)
    return {"bookmark": bookmark}


def edit(call: Call) -> Json:
    """Change title, link or emoji; what is not named stays."""
    bookmark = _bookmark(call, call.open_channel("channel_id"))
    if title := call.text("title"):
        bookmark["title"] = title
    if (link := call.text("link")) is not None:
        bookmark["link"] = _link(link)
    if (emoji := call.text("emoji")) is not None:
        bookmark["emoji"] = _emoji(emoji)
    bookmark["date_updated"] = call.slack.seconds()
    return {"bookmark": bookmark}


def remove(call: Call) -> Json:
    """Take a link away."""
    place = call.open_channel("channel_id")
    place.bookmarks.remove(_bookmark(call, place))
    return {}


def listed(call: Call) -> Json:
    """The row as it stands."""
    return {"bookmarks": list(call.joined_channel("channel_id").bookmarks)}


def _new(call: Call, place: Channel) -> Json:
    return {
        "id": call.slack.ids.next("Bk"),
        "channel_id": place.id,
        "type": "link",
        "icon_url": None,
        "entity_id": None,
        "date_created": call.slack.seconds(),
        "date_updated": 0,
        "rank": f"{len(place.bookmarks):04d}",
        "last_updated_by_user_id": call.bot,
        "last_updated_by_team_id": call.slack.world.team_id,
        "shortcut_id": None,
        "app_id": call.slack.app.id,
    }


def _bookmark(call: Call, place: Channel) -> Json:
    wanted = call.required("bookmark_id")
    found = next((one for one in place.bookmarks if one["id"] == wanted), None)
    if found is None:
        raise SlackError("not_found")
    return found


def _link(link: str | None) -> str:
    if link is None or not re.fullmatch(r"https?://\S+", link):
        raise SlackError("invalid_link")
    return link


def _emoji(emoji: str | None) -> str:
    if emoji and not re.fullmatch(r":[^\s:]+:", emoji):
        raise SlackError("invalid_emoji")
    return emoji or ""


METHODS: Mapping[str, Handler] = {
    "bookmarks.add": add,
    "bookmarks.edit": edit,
    "bookmarks.remove": remove,
    "bookmarks.list": listed,
}
