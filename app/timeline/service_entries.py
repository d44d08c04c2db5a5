"""Use cases of entries by hand."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import EntryRow
from app.db.upsert import insert_once
from app.errors import UserError
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.slack.ids import TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries
from app.timeline.rules_moments import check_clock_time, latest_moment, split_note
from app.timeline.service import entry_values
from app.vocabulary import EntryKind, Source
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service

PLACE_NOTES = "timeline.place_notes"


def add_note(
    session: Session, incident: Incident, text: Mrkdwn, gesture: Gesture
) -> datetime | None:
    """Keep a note; a clock time in front says when it happened, in the typist's zone.

    Returns when that is, or None while the typist's zone is not known: it is asked for, and the
    note finds its place then. Raises UserError when there is no such time.
    """
    typed, words = split_note(text)
    zone = None
    if typed:
        check_clock_time(typed)
        people = workspace_queries.people(session, incident.team, [gesture.by])
        zone = people[gesture.by].zone if gesture.by in people else None
    occurred_at = latest_moment(typed, zone, gesture.at) if typed and zone else gesture.at
    is_waiting = typed is not None and zone is None
    values = entry_values(
        incident.id,
        Source.NOTE,
        gesture.key,
        occurred_at=occurred_at,
        kind=EntryKind.OBSERVATION,
        text=words,
        author=gesture.by,
        recorded_by=gesture.by,
        now=gesture.at,
    )
    values["typed_time"] = typed if is_waiting else None
    insert_once(session, EntryRow, values, unique=("incident_id", "source_key"))
    workspace_service.meet(session, incident.team, {gesture.by}, now=gesture.at)
    if is_waiting:
        _place_when_known(session, incident.team, gesture)
        return None
    return occurred_at


def place_notes(session: Session, team: TeamId, user: UserId, *, waits: bool) -> bool:
    """Give a person's waiting notes their time, in the workspace's zone if the person's is unknown.

    A note with a time that the clocks skipped stays where it was typed: nobody is there to be
    asked. False when `waits` and the person's profile has not been read.
    """
    person = workspace_queries.people(session, team, [user]).get(user)
    if person is None and waits:
        return False
    zone = (person and person.zone) or workspace_queries.workspace(session, team).zone
    for row in queries.notes_awaiting_zone(session, team, user):
        with suppress(UserError):
            row.occurred_at = latest_moment(row.typed_time or "", zone, row.recorded_at)
        row.typed_time = None
    return True


def _place_when_known(session: Session, team: TeamId, gesture: Gesture) -> None:
    outbox.again(session, team, PLACE_NOTES, key=gesture.by, due_at=gesture.at, user=gesture.by)
