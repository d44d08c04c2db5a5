"""`python -m app export`: an incident as files on this machine, without Slack."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.clock import SystemClock
from app.custody import chosen_workspace
from app.db.engine import Database, make_engine
from app.drawing import drawn
from app.errors import ConfigurationError
from app.incidents import queries as incident_queries
from app.slack.ids import UserId
from app.summaries import queries_export
from app.summaries.files import NamedFile, Told, files
from app.summaries.rules_export import Asked
from app.summaries.telling import generate


async def exported(
    database_url: str, asked: Asked, *, team: str | None, reader: str | None
) -> Sequence[NamedFile]:
    """The files that are asked for.

    Raises ConfigurationError for an incident that is not there, or that the `reader` may not see;
    without a reader, that not everybody may see.
    """
    database = Database(make_engine(database_url))
    try:
        told = await database.read(_told, asked, team, reader)
    finally:
        database.close()
    return await files(told, asked.formats, drawn)


def _told(session: Session, asked: Asked, team: str | None, reader: str | None) -> Told:
    viewer = UserId(reader) if reader else None
    where = chosen_workspace(session, team)
    incident = incident_queries.numbered_incident(session, where, asked.number or 0, viewer)
    if incident is None:
        whom = reader or "everybody"
        raise ConfigurationError(
            f"There is no INC-{asked.number} that {whom} may see. A private incident is exported "
            "for somebody who holds a role in it: --reader U012ABC."
        )
    story, facts, meeting = queries_export.all_of(session, incident)
    return Told(story, generate(story, facts), meeting, made_at=SystemClock().now())
