"""Earlier incidents that one is like: reviewed ones that anybody may know of."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.db.search import Place, Wanted
from app.db.tables import IncidentRow, ReviewRow
from app.incidents import queries as incident_queries
from app.incidents.queries import is_public
from app.learning import rules
from app.learning.queries_words import matches
from app.learning.rules_similar import most_alike
from app.vocabulary import ReviewState

_PLACES = Place.INCIDENTS, Place.FINDINGS, Place.SUMMARIES
_REVIEWED = ReviewState.BUILDING_FORWARD, ReviewState.SHARED


def similar(session: Session, incident_id: int) -> Sequence[int]:
    """Their ids, the most alike first; none when the title tells too little."""
    incident = incident_queries.incident(session, incident_id)
    words = rules.telling_words(incident.title)
    if not words:
        return ()
    review = aliased(ReviewRow)
    is_reviewed = (
        select(review.id)
        .where(review.incident_id == IncidentRow.id, review.state.in_(_REVIEWED))
        .correlate(IncidentRow)
        .exists()
    )
    is_earlier = (
        IncidentRow.team_id == incident.team,
        IncidentRow.number < incident.number,
        is_public(),
        is_reviewed,
    )
    wanted = Wanted(rules.alone(words), of_all=False)
    found = matches(session, wanted, *is_earlier, workspace_url="", places=_PLACES)
    return most_alike(words, found)
