"""Every SELECT about the rewind. Their number does not grow with the incident."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.db.tables import (
    AccountRow,
    ContributionRow,
    EntryRow,
    IncidentRow,
    ReviewRow,
    RewindRow,
    StopRow,
)
from app.incidents import queries as incident_queries
from app.incidents.rules import Incident
from app.reviews import queries, queries_reflections
from app.reviews.rules import Review
from app.reviews.rules_rewind import Account, Rewind, Sight, Stop, Walk
from app.slack.ids import ChannelId, MessageTs, TeamId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries as timeline_queries
from app.timeline.rules import Entry
from app.vocabulary import Source
from app.workspace import queries as workspace_queries

_SHOWN_BEFORE = 2


def rewind(session: Session, review_id: int) -> Rewind:
    """How far the rewind is; without stops before it was prepared."""
    row = session.get(RewindRow, review_id, populate_existing=True)
    if row is None:
        return Rewind(review_id=review_id)
    return Rewind(
        review_id=review_id,
        stops=_stops(session, review_id),
        position=row.position,
        reached=row.reached,
        started_at=row.started_at,
        started_by=UserId(row.started_by) if row.started_by else None,
        finished_at=row.finished_at,
    )


def walk(session: Session, review_id: int) -> Walk:
    """The rewind with what the messages of its visited stops show."""
    review = queries.review(session, review_id)
    incident = incident_queries.incident(session, review.incident_id)
    found = rewind(session, review_id)
    ids = [stop.entry_id for stop in found.visited]
    earlier = _earlier(session, incident.id, ids)
    wanted = {*ids, *(each for some in earlier.values() for each in some)}
    entries = timeline_queries.entries(session, incident.id, wanted)
    accounts = accounts_of(session, ids)
    quotes = queries_reflections.quotes_of(session, [stop.id for stop in found.visited])
    return Walk(
        review=review,
        incident=incident,
        rewind=found,
        sights=[
            Sight(
                stop=stop,
                entry=entries[stop.entry_id],
                before=[entries[each] for each in earlier.get(stop.entry_id, ())],
                accounts=accounts.get(stop.entry_id, ()),
                quotes=quotes.get(stop.id, ()),
            )
            for stop in found.visited
        ],
        cast=queries.cast(session, incident, review),
        workspace_url=workspace_queries.workspace(session, incident.team).url,
    )


def preparation(session: Session, review: Review) -> tuple[Incident, Rewind, Mapping[int, Entry]]:
    """The incident, its rewind, and the entries of the stops by id."""
    incident = incident_queries.incident(session, review.incident_id)
    found = rewind(session, review.id)
    ids = [stop.entry_id for stop in found.stops]
    return incident, found, timeline_queries.entries(session, incident.id, ids)


def stop(session: Session, stop_id: int) -> Stop | None:
    """The stop with this id, unless it was dropped."""
    row = session.get(StopRow, stop_id)
    return None if row is None else _stop(row)


def review_id_of_stop(session: Session, stop_id: int) -> int:
    return session.scalars(select(StopRow.review_id).where(StopRow.id == stop_id)).one()


def review_id_of_entry(session: Session, entry_id: int) -> int:
    """The review of its incident, which there is."""
    return session.scalars(
        select(ReviewRow.id)
        .join(EntryRow, EntryRow.incident_id == ReviewRow.incident_id)
        .where(EntryRow.id == entry_id)
    ).one()


def stop_of_thread(
    session: Session, team: TeamId, channel: ChannelId, head: MessageTs
) -> Stop | None:
    """The stop whose message heads this thread."""
    row = session.scalar(
        select(StopRow)
        .join(ReviewRow, ReviewRow.id == StopRow.review_id)
        .join(IncidentRow, IncidentRow.id == ReviewRow.incident_id)
        .where(
            IncidentRow.team_id == team,
            StopRow.channel_id == channel,
            StopRow.message_ts == head,
        )
    )
    return None if row is None else _stop(row)


def kept_replies(session: Session, stop_id: int) -> frozenset[MessageTs]:
    """The times of what people said in the thread of this stop, as far as it is kept."""
    is_kept = ContributionRow.stop_id == stop_id, ContributionRow.is_deleted.is_(False)
    return frozenset(
        map(MessageTs, session.scalars(select(ContributionRow.message_ts).where(*is_kept)))
    )


def ids_of_gone_stops(session: Session, review_id: int) -> Sequence[int]:
    """The stops whose entries are no longer kept."""
    return session.scalars(
        select(StopRow.id)
        .join(EntryRow, EntryRow.id == StopRow.entry_id)
        .where(StopRow.review_id == review_id, EntryRow.removed_at.is_not(None))
    ).all()


def review_ids_showing(
    session: Session, team: TeamId, channel: ChannelId, ts: MessageTs
) -> Sequence[int]:
    """The reviews of which a stop may show this message: as its own entry, or as what was before
    that.
    """
    return session.scalars(
        select(StopRow.review_id)
        .join(ReviewRow, ReviewRow.id == StopRow.review_id)
        .join(IncidentRow, IncidentRow.id == ReviewRow.incident_id)
        .join(EntryRow, EntryRow.incident_id == IncidentRow.id)
        .where(
            IncidentRow.team_id == team,
            EntryRow.channel_id == channel,
            EntryRow.message_ts == ts,
            StopRow.shown.is_not(None),
        )
        .distinct()
    ).all()


def review_id_under_way(session: Session, team: TeamId, channel: ChannelId) -> int | None:
    """The review of this channel's incident, if its rewind is under way."""
    return session.scalar(
        select(RewindRow.review_id)
        .join(ReviewRow, ReviewRow.id == RewindRow.review_id)
        .join(IncidentRow, IncidentRow.id == ReviewRow.incident_id)
        .where(
            IncidentRow.team_id == team,
            IncidentRow.channel_id == channel,
            RewindRow.started_at.is_not(None),
            RewindRow.finished_at.is_(None),
        )
    )


def accounts_of(session: Session, entry_ids: Collection[int]) -> Mapping[int, Sequence[Account]]:
    """The second accounts of these entries, in the order in which they were told."""
    rows = session.scalars(
        select(AccountRow).where(AccountRow.entry_id.in_(entry_ids)).order_by(AccountRow.id)
    )
    found: dict[int, list[Account]] = {}
    for row in rows:
        account = Account(Mrkdwn(row.text), UserId(row.said_by), row.id)
        found.setdefault(row.entry_id, []).append(account)
    return found


def accounts_of_incident(session: Session, incident_id: int) -> Mapping[int, Sequence[Account]]:
    """The second accounts of all its entries."""
    of_incident = (
        select(AccountRow.entry_id)
        .join(EntryRow, EntryRow.id == AccountRow.entry_id)
        .where(EntryRow.incident_id == incident_id)
        .distinct()
    )
    return accounts_of(session, session.scalars(of_incident).all())


def _stops(session: Session, review_id: int) -> Sequence[Stop]:
    rows = session.scalars(
        select(StopRow)
        .where(StopRow.review_id == review_id)
        .order_by(StopRow.place, StopRow.id)
        .execution_options(populate_existing=True)
    )
    return [_stop(row) for row in rows]


def _stop(row: StopRow) -> Stop:
    return Stop(
        id=row.id,
        entry_id=row.entry_id,
        place=row.place,
        reason=row.reason,
        measure=row.measure,
        arrived_at=row.arrived_at,
        channel=ChannelId(row.channel_id) if row.channel_id else None,
        ts=MessageTs(row.message_ts) if row.message_ts else None,
        shown=row.shown,
    )


def _earlier(
    session: Session, incident_id: int, entry_ids: Collection[int]
) -> Mapping[int, Sequence[int]]:
    """The told entries that precede each of these, earliest first."""
    in_time = (EntryRow.occurred_at, EntryRow.id)
    before = [
        func.lag(EntryRow.id, back).over(order_by=in_time) for back in range(_SHOWN_BEFORE, 0, -1)
    ]
    in_order = (
        select(EntryRow.id.label("id"), *(each.label(f"b{n}") for n, each in enumerate(before)))
        .where(
            EntryRow.incident_id == incident_id,
            EntryRow.removed_at.is_(None),
            EntryRow.filled_at.is_not(None),
            or_(EntryRow.source != Source.SYSTEM, EntryRow.id.in_(entry_ids)),
        )
        .subquery()
    )
    rows = session.execute(select(in_order).where(in_order.c.id.in_(entry_ids)))
    return {row.id: [each for each in row[1:] if each is not None] for row in rows}
