"""Slack out, for changes: their one message in the channel, and the letters to owners."""

from datetime import date

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.errors import NotYetError
from app.followups import (
    queries,
    service_telling,
    views,
    views_look_backs,
    views_moves,
    views_reminders,
)
from app.followups.rules import Board, FollowUp
from app.followups.rules_look_backs import Asking
from app.followups.rules_reminders import Occasion
from app.incidents.effects import noticing_trouble, review_place
from app.incidents.rules import Incident
from app.posting import find_post, keep_current, key_at, stands_somewhere
from app.reviews.service import ASK_CHANGES, CHANGES_AFTER, SHOW_CHANGES
from app.slack.blocks import Message
from app.slack.ids import UserId
from app.slack.retry import SlackFailure
from app.vocabulary import Letter, ReviewState
from app.workspace import views_letters
from app.workspace.letters import send_letter

MORNINGS_WAITED = 3


async def ask(deps: Deps, job: Job) -> None:
    """Two working days after the review. While its rewind is walked again, that comes first, for
    three mornings.
    """
    board, now = await _board(deps, job), deps.clock.now()
    ended_at = board.review.closed_at or now
    waits_until_at = board.calendar.morning_after(ended_at, CHANGES_AFTER + MORNINGS_WAITED)
    if board.review.state is ReviewState.REWINDING and now < waits_until_at:
        until_at = board.calendar.morning_after(now)
        raise NotYetError("the rewind is walked again", until_at=until_at)
    await _keep(deps, job, board)


async def show(deps: Deps, job: Job) -> None:
    """The message says what is true now. One that has not been posted yet waits for its day."""
    board = await _board(deps, job)
    key = service_telling.changes_key(board.review.id)
    if await deps.db.read(stands_somewhere, job.team_id, key):
        await _keep(deps, job, board)


async def ask_owner(deps: Deps, job: Job) -> None:
    """Unless it was settled before the letter could go."""
    user = UserId(job.arguments["user"])
    found = await deps.db.read(queries.followup, job.arguments["followup"])
    if found is None or not found.asks(user):
        return
    incident = await deps.db.read(queries.incident_of, found)
    await send_letter(deps, job, Letter.CHANGES, views.owner_letter(incident, found, user))


async def tell_giver(deps: Deps, job: Job) -> None:
    """What became of a hand-over, unless something else became of the change meanwhile."""
    user, asked = UserId(job.arguments["user"]), UserId(job.arguments["asked"])
    found = await deps.db.read(queries.followup, job.arguments["followup"])
    if found is None or not found.is_open or found.handed_to is not None:
        return
    if found.is_owned_by(user) or found.is_owned_by(asked):
        message = views_moves.handed_over(found, user)
        await send_letter(deps, job, Letter.CHANGES, message)


async def show_letter(deps: Deps, job: Job) -> None:
    """The letter says what became of the change."""
    found = await deps.db.read(queries.followup, job.arguments["followup"])
    post = await deps.db.read(find_post, job.team_id, job.arguments["letter"])
    if found is None or post is None:
        return
    incident = await deps.db.read(queries.incident_of, found)
    message = _letter(job, incident, found)
    try:
        await deps.slack(job.team_id).update(
            post.channel, post.ts, views_letters.letter(message, Letter.CHANGES)
        )
    except SlackFailure as failure:
        if failure.error != "message_not_found":
            raise


def _letter(job: Job, incident: Incident, found: FollowUp) -> Message:
    """A letter as it reads now: one that asked whether it holds, about its day, or for an owner."""
    user, about = UserId(job.arguments["user"]), job.arguments
    if "asking" in about:
        return views_look_backs.look_back(incident, found, Asking.load(about["asking"]))
    if "occasion" in about:
        due_on, occasion = date.fromisoformat(about["due_on"]), Occasion(about["occasion"])
        return views_reminders.reminder(incident, found, user, due_on, occasion)
    return views.owner_letter(incident, found, user)


async def _keep(deps: Deps, job: Job, board: Board) -> None:
    async with noticing_trouble(deps, board.incident):
        place = await review_place(deps, board.incident, board.review.facilitator)
        key = key_at(service_telling.changes_key(board.review.id), place, board.incident.channel)
        await keep_current(deps, job, key, place, views.changes_message(board))


async def _board(deps: Deps, job: Job) -> Board:
    return await deps.db.read(queries.board, job.arguments["review"], now=deps.clock.now())


EFFECTS: Effects = {
    ASK_CHANGES: ask,
    SHOW_CHANGES: show,
    service_telling.ASK_OWNER: ask_owner,
    service_telling.SHOW_LETTER: show_letter,
    service_telling.TELL_GIVER: tell_giver,
}
