"""Slack in, for who takes part in a review."""

from app.deps import Deps
from app.incidents import queries as incident_queries
from app.reviews import queries, service_participants, views_participants
from app.slack.listeners import Listener, Press, Reply, Whisper, on_press


async def on_decline(deps: Deps, press: Press) -> Reply:
    review = await deps.db.read(queries.review, int(press.value))
    incident = await deps.db.read(incident_queries.incident, review.incident_id)
    now = deps.clock.now()
    await deps.db.commit(service_participants.decline, incident, review.id, press.user, now=now)
    return Whisper(views_participants.declined(review))


async def on_come_back(deps: Deps, press: Press) -> Reply:
    review = await deps.db.read(queries.review, int(press.value))
    incident = await deps.db.read(incident_queries.incident, review.incident_id)
    now = deps.clock.now()
    await deps.db.commit(service_participants.come_back, incident, review.id, press.user, now=now)
    return Whisper(views_participants.came_back(), replaces=bool(press.whisper))


LISTENERS: tuple[Listener[Deps], ...] = (
    on_press(views_participants.DECLINE, on_decline),
    on_press(views_participants.COME_BACK, on_come_back),
)
