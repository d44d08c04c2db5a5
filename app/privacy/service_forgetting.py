"""Forgetting a person: an incident after the other, each in a transaction that bears being cut off.

Where they stood there is a stand-in from then on, the same within an incident, so that the story
still reads. Nothing tells that two stand-ins of different incidents were one person.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Text, cast, delete, func, select, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import (
    EntryRow,
    FileCopyRow,
    FollowUpRow,
    ForgottenRow,
    IncidentRow,
    OutboxRow,
    PersonRow,
    PostRow,
    QuoteRow,
    ReflectionRow,
    ReviewRow,
    SummaryRow,
    Table,
    WorkspaceRow,
)
from app.db.upsert import upsert
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.privacy import queries
from app.privacy.rules_forgetting import Gone, added
from app.privacy.rules_ledger import LEDGER, What
from app.reviews import queries as review_queries
from app.reviews import service as review_service
from app.reviews.rules import Review
from app.slack.ids import TeamId, UserId
from app.summaries import service as summary_service
from app.timeline import service_files
from app.vocabulary import FollowUpState

FORGET_PERSON = "privacy.forget_person"
TELL_FORGOTTEN = "privacy.tell_forgotten"

PLACES, TEXTS, ANSWERS, CHANGES = "places", "texts", "answers", "changes"
"""What is counted: where they stood by their id, texts that named them, their own answers that were
deleted, open changes that have no owner now.
"""

_BESIDE = frozenset({"people", "mutes", "forgotten", "posts", "outbox"})
"""Tables of a workspace that need more than a stand-in."""
_TEXTS = (What.WORDS, What.VALUES)


def ask_forgetting(
    session: Session,
    team: TeamId,
    user: UserId,
    *,
    now: datetime,
    by: UserId | None = None,
    names: Sequence[str] = (),
) -> None:
    """Have somebody forgotten; `by` is told when it is done. Asked for again, it is done again,
    which finds nothing unless they took part in something since.
    """
    profile = session.get(PersonRow, (team, user))
    known = [profile.name, *profile.also_called] if profile else []
    order: dict[str, Any] = {
        "forgotten_at": now,
        "asked_by": by,
        "names": sorted({name for name in (*known, *names) if name}),
        "reached": 0,
        "counts": {},
        "finished_at": None,
        "returned_at": None,
    }
    upsert(
        session,
        ForgottenRow,
        {"team_id": team, "user_id": user, **order},
        unique=("team_id", "user_id"),
        update=order,
    )
    if profile is not None:
        session.delete(profile)
    outbox.again(session, team, FORGET_PERSON, key=team, due_at=now)


def forget_some(session: Session, team: TeamId, *, token: str, now: datetime) -> bool:
    """Forget whoever waits longest for it in one more incident, or beside all of them; True while
    there is more to do.
    """
    row = session.scalar(
        select(ForgottenRow)
        .where(ForgottenRow.team_id == team, ForgottenRow.finished_at.is_(None))
        .order_by(ForgottenRow.forgotten_at, ForgottenRow.user_id)
        .limit(1)
        .with_for_update()
    )
    if row is None:
        return False
    incident_id = session.scalar(
        select(func.min(IncidentRow.id)).where(
            IncidentRow.team_id == team, IncidentRow.id > row.reached
        )
    )
    if incident_id is None:
        _finish(session, team, row, token=token, now=now)
    else:
        found = _forget_in_incident(session, team, row, incident_id, token=token, now=now)
        row.counts, row.reached = added(row.counts, found), incident_id
    return True


def counts_of(session: Session, team: TeamId, user: UserId) -> dict[str, int]:
    """What was done when they were forgotten last."""
    return dict(session.get_one(ForgottenRow, (team, user)).counts)


def _finish(
    session: Session, team: TeamId, row: ForgottenRow, *, token: str, now: datetime
) -> None:
    gone = Gone(UserId(row.user_id), row.names, None, token)
    row.counts = added(row.counts, _forget_beside(session, team, gone))
    row.names, row.finished_at = [], now
    if row.asked_by:
        tell = {"user": row.asked_by, "counts": row.counts, "at": now.isoformat()}
        outbox.again(session, team, TELL_FORGOTTEN, key=row.asked_by, due_at=now, **tell)
    row.asked_by = None


def _forget_in_incident(
    session: Session,
    team: TeamId,
    row: ForgottenRow,
    incident_id: int,
    *,
    token: str,
    now: datetime,
) -> Counter[str]:
    user = UserId(row.user_id)
    incident = incident_queries.incident(session, incident_id)
    review = review_queries.review_of(session, incident_id)
    role = review_queries.roles(session, incident, review).get(user)
    gone = Gone(user, row.names, role, token)
    counts: Counter[str] = Counter()
    _delete_copies(session, incident_id, user)
    _free_channel(session, incident_id, gone)
    if review is not None:
        counts[ANSWERS] = _delete_answers(session, review.id, user)
        counts[CHANGES] = _disown_changes(session, review.id, user)
        _free_review(session, review.id, user)
    for table in Table.metadata.sorted_tables:
        if queries.is_of_incidents(table):
            found = _replaced(session, table, queries.of_incident(table, incident_id), gone)
            counts.update(found)
            if found and table.name == SummaryRow.__tablename__ and review is not None:
                summary_service.renew(session, team, review.id, now=now)
    if counts.total():
        _show_anew(session, team, incident_id, review, now=now)
    return counts


def _free_channel(session: Session, incident_id: int, gone: Gone) -> None:
    """Who is not there is nobody any more."""
    row = session.get_one(IncidentRow, incident_id)
    if gone.user in row.absent_ids:
        row.absent_ids = gone.from_people(row.absent_ids)


def _replaced(
    session: Session, table: SqlTable, within: ColumnElement[bool], gone: Gone
) -> Counter[str]:
    """The stand-in in the place of the person in some rows of a table."""
    places = 0
    for name in LEDGER[table.name].of(What.PERSON):
        is_them = update(table).where(within, table.c[name] == gone.user)
        places += _changed(session, is_them, {name: gone.stand_in})
    for name in LEDGER[table.name].of(What.KEY):
        column = table.c[name]
        names_them = within, column.contains(gone.user, autoescape=True)
        other = func.replace(column, gone.user, gone.stand_in)
        _changed(session, update(table).where(*names_them), {name: other})
    return +Counter({PLACES: places, TEXTS: _reworded(session, table, within, gone)})


def _reworded(session: Session, table: SqlTable, within: ColumnElement[bool], gone: Gone) -> int:
    """How many texts said something else before."""
    names = list(LEDGER[table.name].of(*_TEXTS))
    if not names:
        return 0
    keys = list(table.primary_key.c)
    texts = [table.c[name] for name in names]
    changes = 0
    for row in session.execute(select(*keys, *texts).where(within)).mappings().all():
        other = _other_words(row, names, gone)
        if other:
            changes += len(other)
            is_it = [key == row[key] for key in keys]
            _changed(session, update(table).where(*is_it), other | _kept_by(table, gone))
    return changes


def _other_words(row: RowMapping, names: Sequence[str], gone: Gone) -> dict[str, Any]:
    was = {name: row[name] for name in names}
    said = {name: gone.from_values(value) for name, value in was.items()}
    return {name: value for name, value in said.items() if value != was[name]}


def _kept_by(table: SqlTable, gone: Gone) -> dict[str, Any]:
    """An entry keeps our words when its message is read again, as if somebody had given them."""
    if table.name != "entries":
        return {}
    return {"worded_by": func.coalesce(table.c.worded_by, gone.stand_in)}


def _delete_copies(session: Session, incident_id: int, user: UserId) -> None:
    """Of files that they sent: no role can stand in those."""
    theirs = EntryRow.incident_id == incident_id, EntryRow.author_id == user
    session.execute(
        delete(FileCopyRow).where(FileCopyRow.entry_id.in_(select(EntryRow.id).where(*theirs)))
    )


def _delete_answers(session: Session, review_id: int, user: UserId) -> int:
    """Their own answers, and where those were quoted."""
    own = ReflectionRow.review_id == review_id, ReflectionRow.author_id == user
    ids = session.scalars(select(ReflectionRow.id).where(*own)).all()
    session.execute(delete(QuoteRow).where(QuoteRow.reflection_id.in_(ids)))
    session.execute(delete(ReflectionRow).where(ReflectionRow.id.in_(ids)))
    return len(ids)


def _disown_changes(session: Session, review_id: int, user: UserId) -> int:
    """Open changes of theirs need another owner."""
    is_open = FollowUpRow.review_id == review_id, FollowUpRow.state == FollowUpState.OPEN
    _changed(
        session,
        update(FollowUpRow).where(*is_open, FollowUpRow.handed_to_id == user),
        {"handed_to_id": None},
    )
    nobodys = {"owner_id": None, "accepted_at": None, "revision": FollowUpRow.revision + 1}
    return _changed(
        session, update(FollowUpRow).where(*is_open, FollowUpRow.owner_id == user), nobodys
    )


def _free_review(session: Session, review_id: int, user: UserId) -> None:
    """A review that is not closed can be given to somebody else."""
    is_open = ReviewRow.id == review_id, ReviewRow.closed_at.is_(None)
    _changed(
        session,
        update(ReviewRow).where(*is_open, ReviewRow.facilitator_id == user),
        {"facilitator_id": None, "accepted_at": None},
    )
    _changed(
        session, update(ReviewRow).where(*is_open, ReviewRow.owner_id == user), {"owner_id": None}
    )


def _show_anew(
    session: Session, team: TeamId, incident_id: int, review: Review | None, *, now: datetime
) -> None:
    """What stands in Slack is drawn anew, where it can be."""
    incident_service.show_again(session, team, incident_id, now=now)
    if review is not None:
        review_service.show_again(session, team, review.id, now=now)
    service_files.retell(session, team, incident_id, now=now)


def _forget_beside(session: Session, team: TeamId, gone: Gone) -> Counter[str]:
    """In the settings, in what waits to be done, in hooks; their profile went first."""
    counts: Counter[str] = Counter()
    for table in Table.metadata.sorted_tables:
        if not queries.is_of_incidents(table) and table.name not in _BESIDE:
            counts.update(_replaced(session, table, queries.of_workspace(table, team), gone))
    workspace = session.get_one(WorkspaceRow, team, populate_existing=True)
    workspace.facilitator_ids = gone.from_people(workspace.facilitator_ids)
    workspace.group_member_ids = gone.from_people(workspace.group_member_ids)
    names_them = PostRow.key.contains(gone.user, autoescape=True)
    session.execute(delete(PostRow).where(PostRow.team_id == team, names_them))
    session.execute(
        delete(PersonRow).where(PersonRow.team_id == team, PersonRow.user_id == gone.user)
    )
    _forget_in_work(session, team, gone)
    return counts


def _forget_in_work(session: Session, team: TeamId, gone: Gone) -> None:
    """What was to reach them, or be asked about them, is not done; the rest goes on without."""
    is_ours = OutboxRow.team_id == team
    names_them = OutboxRow.key.contains(gone.user, autoescape=True)
    session.execute(delete(OutboxRow).where(is_ours, names_them))
    # What waits, and what was given up and can be tried again.
    has_arguments = cast(OutboxRow.arguments, Text) != "{}"
    for row in session.scalars(select(OutboxRow).where(is_ours, has_arguments)):
        row.arguments = gone.from_values(row.arguments)


def _changed(session: Session, statement: Any, values: dict[str, Any]) -> int:  # noqa: ANN401
    return int(session.execute(statement.values(values)).rowcount or 0)  # type: ignore[attr-defined]
