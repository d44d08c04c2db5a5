"""Who the token is, the workspace itself, and the end of an installation."""

from collections.abc import Mapping

from app.sandbox.calls import Call, Handler
from app.sandbox.errors import SlackError
from app.sandbox.tokens import tokens_revoked
from app.sandbox.world import Json


def test(call: Call) -> Json:
    """Whose token this is."""
    world, app = call.slack.world, call.slack.app
    return {
        "url": f"https://{world.domain}.slack.com/",
        "team": world.team_name,
        "user": app.name,
        "team_id": world.team_id,
        "user_id": app.bot_user,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


def revoke(call: Call) -> Json:
    """End the token; the app hears `tokens_revoked`."""
    if call.flag("test"):
        return {"revoked": False}
    if call.token is not None:
        call.slack.happened(tokens_revoked(call.bot))
        call.token.revoked = True
    return {"revoked": True}


def team_info(call: Call) -> Json:
    """The workspace."""
    world = call.slack.world
    if call.text("team") not in {None, "", world.team_id}:
        raise SlackError("team_not_found")
    return {
        "team": {
            "id": world.team_id,
            "name": world.team_name,
            "domain": world.domain,
            "url": f"https://{world.domain}.slack.com/",
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }


METHODS: Mapping[str, Handler] = {
    "auth.test": test,
    "auth.revoke": revoke,
    "team.info": team_info,
}
