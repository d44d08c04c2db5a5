"""Use case of taking an incident along as files."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.db import outbox
from app.errors import UserError
from app.incidents import queries as incident_queries
from app.incidents.rules import Incident
from app.incidents.service import Gesture, required_in_channel
from app.slack.ids import ChannelId, TeamId, UserId
from app.summaries.rules_export import Format

EXPORT = "summaries.export"


def exported_incident(
    session: Session, team: TeamId, channel: ChannelId, number: int | None, viewer: UserId
) -> Incident:
    """The one whose channel it is, or the one with this number. Raises UserError for one that the
    viewer may not see, in the same words as for one that is not there.
    """
    if number is None:
        return required_in_channel(session, team, channel)
    here = incident_queries.incident_in_channel(session, team, channel)
    if here is not None and here.number == number:
        return here
    found = incident_queries.numbered_incident(session, team, number, viewer)
    if found is None:
        raise UserError(
            f"There is no INC-{number} that you can see. If it is private, type this in its "
            "channel."
        )
    return found


def export(
    session: Session, incident: Incident, formats: Sequence[Format], gesture: Gesture
) -> None:
    """Have the files sent to whoever asked, in a direct message. The same gesture sends them
    once.
    """
    outbox.once(
        session,
        incident.team,
        EXPORT,
        key=gesture.key,
        due_at=gesture.at,
        incident=incident.id,
        user=gesture.by,
        formats=[each.value for each in formats],
    )
