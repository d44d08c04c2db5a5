"""Slack out, for a review that was shared: the card where incidents are announced."""

from app.db.outbox import Job
from app.deps import Deps, Effects
from app.errors import NotYetError
from app.incidents import queries as incident_queries
from app.posting import find_post, keep_current
from app.reviews import queries as review_queries
from app.summaries import queries, service_checklist
from app.summaries.effects import summary_key
from app.summaries.views_shared import shared_card, taken_back
from app.vocabulary import ReviewState
from app.workspace import queries as workspace_queries


async def announce_shared(deps: Deps, job: Job) -> None:
    """One card, edited when the review is taken back. A private incident is announced nowhere."""
    review_id = job.arguments["review"]
    review = await deps.db.read(review_queries.review, review_id)
    incident = await deps.db.read(incident_queries.incident, review.incident_id)
    workspace = await deps.db.read(workspace_queries.workspace, job.team_id)
    summary = await deps.db.read(queries.newest_summary, review_id)
    where = workspace.choices.announce_channel
    key = f"shared:{review_id}"
    is_told = await deps.db.read(find_post, job.team_id, key) is not None
    is_asked = is_told or review.state is ReviewState.SHARED
    if incident.is_private or where is None or not is_asked:
        return
    post = await deps.db.read(find_post, job.team_id, summary_key(summary)) if summary else None
    if summary is None or post is None:
        raise NotYetError("the summary that it leads to does not stand yet")
    is_shared = review.state is ReviewState.SHARED
    card = taken_back(incident)
    if is_shared:
        url = post.permalink(workspace.url)
        card = shared_card(incident, review_id, summary.document, url)
    await keep_current(deps, job, key, where, card)


EFFECTS: Effects = {service_checklist.ANNOUNCE_SHARED: announce_shared}
