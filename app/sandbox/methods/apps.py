"""`apps.connections.open` and `api.test`: what needs no workspace."""

from collections.abc import Mapping

from app.sandbox.calls import Call, Handler
from app.sandbox.errors import SlackError
from app.sandbox.sockets import SocketMode
from app.sandbox.world import Json


def open_connection(call: Call) -> Json:
    """A URL for one socket."""
    transport = call.slack.delivery.transport
    if not isinstance(transport, SocketMode):
        raise SlackError("socket_mode_disabled")
    host = call.slack.host.replace("http", "ws", 1)
    return {"url": f"{host}/link/?{transport.ticket()}"}


def test(call: Call) -> Json:
    """An echo, or the error that was asked for."""
    if error := call.text("error"):
        raise SlackError(error, args=dict(call.args))
    return {"args": dict(call.args)}


METHODS: Mapping[str, Handler] = {"apps.connections.open": open_connection, "api.test": test}
