"""What somebody is in a workspace, as Slack says now: what was read before may be true no more."""

from app.deps import Deps
from app.errors import FieldError, UserError
from app.logs import get_logger
from app.slack.listeners import Command, Form, Press
from app.slack.retry import SlackFailure
from app.workspace import queries

NO_GUESTS = "In this workspace members start incidents. Please ask one to start this one."

log = get_logger("standing")


async def require_admin(deps: Deps, asked: Command | Press | Form, sentence: str) -> None:
    """Raises UserError with the sentence for anybody else."""
    profile = await deps.slack(asked.team).profile(asked.user)
    if not profile.is_admin:
        raise UserError(sentence)


async def require_starter(deps: Deps, form: Form, field: str) -> None:
    """Raises FieldError for a guest, where guests start no incidents.

    Slack is asked only there; where it gives no answer an incident does not wait for one.
    """
    workspace = await deps.db.read(queries.workspace, form.team)
    if workspace.choices.guests_start:
        return
    try:
        profile = await deps.slack(form.team).profile(form.user)
    except SlackFailure:
        log.warning("standing.unknown")
        return
    if profile.is_guest:
        raise FieldError(field, NO_GUESTS)
