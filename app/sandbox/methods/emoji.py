"""`emoji.list`: the workspace's own emoji."""

from collections.abc import Mapping

from app.sandbox.calls import Call, Handler
from app.sandbox.world import Json


def listed(call: Call) -> Json:
    """Each custom emoji with its picture's address, which the sandbox does not serve."""
    names = sorted(call.slack.world.custom_emoji)
    return {
        "emoji": {name: f"{call.slack.host}/emoji/{name}.png" for name in names},
        "cache_ts": str(call.slack.seconds()),
    }


METHODS: Mapping[str, Handler] = {"emoji.list": listed}
