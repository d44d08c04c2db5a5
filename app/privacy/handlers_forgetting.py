"""Slack in, for forgetting a person."""

from collections.abc import Sequence

from app.deps import Deps
from app.errors import UserError
from app.privacy import service_forgetting, views_forgetting
from app.privacy.handlers import ADMINS_ONLY
from app.slack.ids import TeamId, UserId
from app.slack.listeners import (
    Command,
    Form,
    Help,
    Listener,
    NextPage,
    Reply,
    on_command,
    on_form,
)
from app.slack.mrkdwn import mentioned_users
from app.slack.retry import SlackFailure
from app.workspace import queries as workspace_queries
from app.workspace.standing import require_admin

_UNKNOWN = frozenset({"user_not_found", "user_not_visible"})


async def on_forget(deps: Deps, command: Command) -> Reply:
    await require_admin(deps, command, ADMINS_ONLY)
    users = mentioned_users(command.text)
    if len(users) != 1:
        raise UserError("Name the one person to forget, like `/incident forget @maria`.")
    workspace = await deps.db.read(workspace_queries.workspace, command.team)
    if users[0] == workspace.bot_user:
        raise UserError("That is Onward itself. Name a person, like `/incident forget @maria`.")
    await deps.slack(command.team).open_form(
        command.trigger, views_forgetting.forget_form(users[0])
    )
    return None


async def on_forget_form(deps: Deps, form: Form) -> Reply:
    await require_admin(deps, form, ADMINS_ONLY)
    user = UserId(form.context)
    names = await _names(deps, form.team, user)
    await deps.db.commit(
        service_forgetting.ask_forgetting,
        form.team,
        user,
        by=form.user,
        names=names,
        now=deps.clock.now(),
    )
    return NextPage(views_forgetting.forgetting_begun())


async def _names(deps: Deps, team: TeamId, user: UserId) -> Sequence[str]:
    """As Slack knows them now; what was read before is known besides."""
    try:
        return (await deps.slack(team).profile(user)).names
    except SlackFailure as failure:
        if failure.error in _UNKNOWN:
            return ()
        raise


LISTENERS: tuple[Listener[Deps], ...] = (
    on_command(
        "forget",
        on_forget,
        help_line=Help("forget @maria", "take a person out of all that is kept (for admins)"),
    ),
    on_form(views_forgetting.FORGET_FORM, on_forget_form),
)
