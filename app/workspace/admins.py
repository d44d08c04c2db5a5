"""Who is an admin of a workspace, as Slack says now."""

from app.deps import Deps
from app.errors import UserError
from app.slack.listeners import Command, Form, Press


async def require_admin(deps: Deps, asked: Command | Press | Form, sentence: str) -> None:
    """Raises UserError with the sentence for anybody else. What was read a while ago may be true
    no more, so it is read anew.
    """
    profile = await deps.slack(asked.team).profile(asked.user)
    if not profile.is_admin:
        raise UserError(sentence)
