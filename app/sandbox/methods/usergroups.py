"""`usergroups.*`: groups of people that can be mentioned together. Paid plans only."""

from collections.abc import Mapping

from app.sandbox.calls import Call, Handler
from app.sandbox.errors import SlackError
from app.sandbox.world import Json, UserGroup


def listed(call: Call) -> Json:
    """The groups, disabled ones only when asked for."""
    _check_plan(call)
    groups = [group for group in call.slack.world.usergroups.values() if _is_wanted(call, group)]
    return {"usergroups": [_group(call, group) for group in groups]}


def users(call: Call) -> Json:
    """The people of one group."""
    _check_plan(call)
    group = call.slack.world.usergroups.get(call.required("usergroup"))
    if group is None or not _is_wanted(call, group):
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}


def _check_plan(call: Call) -> None:
    if call.slack.world.plan == "free":
        raise SlackError("plan_upgrade_required")


def _is_wanted(call: Call, group: UserGroup) -> bool:
    return call.flag("include_disabled") or not group.deleted


def _group(call: Call, group: UserGroup) -> Json:
    facts: Json = {
        "id": group.id,
        "team_id": call.slack.world.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "is_external": False,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "date_delete": call.slack.seconds() if group.deleted else 0,
        "prefs": {"channels": [], "groups": []},
    }
    if call.flag("include_users"):
        facts["users"] = list(group.users)
    if call.flag("include_count"):
        facts["user_count"] = len(group.users)
    return facts


METHODS: Mapping[str, Handler] = {
    "usergroups.list": listed,
    "usergroups.users.list": users,
}
