"""Slack out, for reading the timeline back: everybody's letter."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.errors import NotYetError
from app.reviews import (
    queries_calibration,
    service_calibration,
    views_calibration,
)
from app.reviews.effects import review_and_incident
from app.reviews.rules_calibration import awaits_calibration, calibrates_at
from app.slack.ids import UserId
from app.vocabulary import Letter
from app.workspace import queries as workspace_queries
from app.workspace import service_letters
from app.workspace.letters import send_letter


async def ask_for_calibration(deps: Deps, job: Job) -> None:
    """Two working days before: everybody's letter is planned, from the entries there are then."""
    review, incident = await review_and_incident(deps, job)
    now = deps.clock.now()
    await deps.db.commit(service_calibration.ask_for_calibration, incident, review, now=now)


async def send_calibration(deps: Deps, job: Job) -> None:
    """Unless there is nothing to read any more, or no day left before the meeting. One that was put
    off takes its letters along.
    """
    user, now = UserId(job.arguments["user"]), deps.clock.now()
    part = await deps.db.read(queries_calibration.part, job.arguments["review"], user)
    is_away = await deps.db.read(queries_calibration.is_away, part.review, user)
    if is_away or not part.unread or not awaits_calibration(part.review, now=now):
        return
    calendar = await deps.db.read(service_letters.calendar_for, job.team_id, user, now=now)
    due_at = calibrates_at(calendar, part.review.meets_at, now=now)
    if due_at is None:
        return
    if due_at > now:
        raise NotYetError("the meeting was put off", until_at=due_at)
    workspace = await deps.db.read(workspace_queries.workspace, job.team_id)
    message = views_calibration.calibration_letter(
        part, workspace.choices.meeting_link, workspace_url=workspace.url
    )
    await send_letter(deps, job, Letter.CALIBRATION, message)


EFFECTS: Effects = {
    service_calibration.ASK_FOR_CALIBRATION: ask_for_calibration,
    service_calibration.SEND_CALIBRATION: send_calibration,
}
