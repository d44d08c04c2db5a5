"""Use cases of the stops: choosing them, changing what is still ahead, having them shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import StopRow
from app.db.upsert import insert_once
from app.errors import UserError
from app.incidents.rules import Incident
from app.reviews import queries_rewind
from app.reviews.rules import Review
from app.reviews.rules_rewind import MOST_STOPS, Rewind, Stop, rearranged
from app.reviews.rules_stops import ChosenStop, can_be_stop, choose_stops, stop_at
from app.reviews.service import hold, tell_schedule
from app.slack.ids import TeamId
from app.timeline import queries as timeline_queries

SHOW_REWIND = "reviews.show_rewind"


def prepare(session: Session, incident: Incident, review: Review) -> Rewind:
    """Choose the stops, unless they are chosen already: then somebody may have changed them."""
    hold(session, review.id)
    found = queries_rewind.rewind(session, review.id)
    if found.stops or found.started_at is not None:
        return found
    entries = timeline_queries.timeline(session, incident.id)
    accounts = queries_rewind.accounts_of_incident(session, incident.id)
    numbers = {entry_id: len(some) for entry_id, some in accounts.items()}
    for place, chosen in enumerate(choose_stops(entries, accounts=numbers, length=review.length)):
        _insert(session, review.id, chosen, place)
    return queries_rewind.rewind(session, review.id)


def shift_stop(session: Session, team: TeamId, stop: Stop, by: int, *, now: datetime) -> None:
    """Move a stop that is still ahead by some places."""
    review_id = _lock_of(session, stop)
    found = queries_rewind.rewind(session, review_id)
    moved = next((one for one in found.stops if one.id == stop.id), None)
    if moved is not None:
        order = rearranged(found.stops, moved, by, reached=found.reached)
        _number(session, [one.id for one in order])
        _show_if_under_way(session, team, found, now=now)


def drop_stop(session: Session, team: TeamId, stop: Stop, *, now: datetime) -> None:
    """Leave out a stop that is still ahead; one that was visited stays."""
    review_id = _lock_of(session, stop)
    found = queries_rewind.rewind(session, review_id)
    gone = session.execute(
        delete(StopRow).where(StopRow.id == stop.id, StopRow.place > found.reached)
    )
    if gone.rowcount:  # type: ignore[attr-defined]
        _number(session, [one.id for one in found.stops if one.id != stop.id])
        _show_if_under_way(session, team, found, now=now)


def add_stop(
    session: Session, incident: Incident, review: Review, entry_id: int, *, now: datetime
) -> None:
    """Stop at one more entry, among those ahead where its time is.

    Raises UserError when there is no room, or all stops have been seen.
    """
    found = prepare(session, incident, review)
    if found.started_at is not None and found.is_at_end:
        raise UserError(
            "All stops have been seen. Press *Back* in the channel first, then add one."
        )
    if len(found.stops) >= MOST_STOPS:
        raise UserError(f"{MOST_STOPS} stops fill the meeting. Drop one first, then add another.")
    entries = timeline_queries.timeline(session, incident.id)
    chosen = next((one for one in entries if one.id == entry_id and can_be_stop(one)), None)
    if chosen is None:
        raise UserError("This entry is no longer kept. Please choose another one.")
    order = {entry.id: entry.number for entry in entries}
    accounts = queries_rewind.accounts_of(session, [entry_id])
    numbers = {entry_id: len(accounts.get(entry_id, ()))}
    added = _insert(session, review.id, stop_at(chosen, entries, accounts=numbers), MOST_STOPS)
    if added is None:
        return
    earlier = [
        stop.place
        for stop in found.stops
        if stop.place <= found.reached or order.get(stop.entry_id, 0) < chosen.number
    ]
    place = max(earlier, default=-1) + 1
    ids = [stop.id for stop in found.stops]
    _number(session, [*ids[:place], added, *ids[place:]])
    _show_if_under_way(session, incident.team, found, now=now)


def let_go_of_gone(session: Session, found: Rewind) -> Sequence[Stop]:
    """Before the walk begins: without the stops whose entries were let go after they were chosen.
    Returns the others.
    """
    gone = queries_rewind.ids_of_gone_stops(session, found.review_id)
    if not gone:
        return found.stops
    session.execute(delete(StopRow).where(StopRow.id.in_(gone)))
    stay = [stop for stop in found.stops if stop.id not in gone]
    _number(session, [stop.id for stop in stay])
    return stay


def show(session: Session, team: TeamId, review_id: int, *, now: datetime) -> None:
    """Have the stops and the review's own message say where the rewind is."""
    tell_schedule(session, team, review_id, now=now)
    show_again(session, team, [review_id], now=now)


def show_again(session: Session, team: TeamId, review_ids: Sequence[int], *, now: datetime) -> None:
    """Have the messages of these rewinds say what is true now."""
    for review_id in review_ids:
        outbox.again(session, team, SHOW_REWIND, key=review_id, due_at=now, review=review_id)


def _lock_of(session: Session, stop: Stop) -> int:
    review_id = queries_rewind.review_id_of_stop(session, stop.id)
    hold(session, review_id)
    return review_id


def _insert(session: Session, review_id: int, chosen: ChosenStop, place: int) -> int | None:
    values = {
        "review_id": review_id,
        "entry_id": chosen.entry_id,
        "place": place,
        "reason": chosen.reason,
        "measure": chosen.measure,
    }
    return insert_once(session, StopRow, values, unique=("review_id", "entry_id"))


def _number(session: Session, stop_ids: Sequence[int]) -> None:
    for place, stop_id in enumerate(stop_ids):
        session.execute(update(StopRow).where(StopRow.id == stop_id).values(place=place))


def _show_if_under_way(session: Session, team: TeamId, found: Rewind, *, now: datetime) -> None:
    if found.is_under_way:
        show(session, team, found.review_id, now=now)
