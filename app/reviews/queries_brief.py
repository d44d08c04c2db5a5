"""Every SELECT behind the facilitator's brief. Their number does not grow with the incident."""

from sqlalchemy.orm import Session

from app.incidents import queries as incident_queries
from app.reviews import (
    queries,
    queries_earlier,
    queries_reflections,
    queries_rewind,
    rules_brief,
)
from app.reviews.rules_brief import Brief
from app.reviews.rules_rewind import guide
from app.reviews.rules_stops import ChosenStop, choose_stops
from app.timeline import queries as timeline_queries
from app.workspace import queries as workspace_queries


def brief(session: Session, review_id: int) -> Brief:
    """What whoever guides the review should know now."""
    review = queries.review(session, review_id)
    incident = incident_queries.incident(session, review.incident_id)
    entries = timeline_queries.timeline(session, incident.id)
    by_id = {entry.id: entry for entry in entries}
    accounts = queries_rewind.accounts_of_incident(session, incident.id)
    half, unexplained = rules_brief.half_handoffs(entries), rules_brief.unexplained(entries)
    rewind = queries_rewind.rewind(session, review_id)
    stops = [ChosenStop(one.entry_id, one.reason, one.measure) for one in rewind.stops]
    if not stops:
        numbers = {entry_id: len(some) for entry_id, some in accounts.items()}
        stops = list(choose_stops(entries, accounts=numbers, length=review.length))
    return Brief(
        incident=queries.told_incident(session, incident, review),
        review=review,
        workspace_url=workspace_queries.workspace(session, incident.team).url,
        entries=len(entries),
        themes=rules_brief.themes(entries),
        half_handoffs=half,
        unexplained=unexplained,
        gaps=rules_brief.gaps(entries),
        accounts=[entry for entry in entries if entry.id in accounts],
        people=rules_brief.people_to_talk_to(
            [*half, *unexplained],
            queries.roles(session, incident, review),
            without={guide(review, incident), *queries.away(session, review.id)},
        ),
        unanswered=rules_brief.unanswered(incident, entries),
        stops=[(stop, by_id[stop.entry_id]) for stop in stops if stop.entry_id in by_id],
        answers=queries_reflections.how_many(session, review_id),
        still_open=queries_earlier.still_open(session, incident, review_id),
    )
