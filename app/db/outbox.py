"""Work that must reach the outside world: stored with what caused it, delivered after the commit.

A row names an effect and its arguments. `once` never repeats; `again` arms a row anew and coalesces
with one that is still waiting. A worker claims a row, does the work, and finishes it; `version`
decides between two workers, and between a delivery and a change that came meanwhile.
docs/adr/0001-outbox.md.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session

from app.db.engine import touch_outbox
from app.db.tables import OutboxRow
from app.db.upsert import in_order, inserting
from app.slack.ids import TeamId

_UNIQUE = ("team_id", "key")
LONGEST_RETRY_AFTER = timedelta(minutes=1)
"""Slack's rate tiers count by the minute."""

WORDS = frozenset({"answer_to", "message", "runs", "typed"})
"""Arguments that are people's words, or an address to answer to: kept until the work is over."""

# Through the mapped class each statement takes twice as long, and these run for everything.
_OUTBOX = cast("sa.Table", OutboxRow.__table__)
_ROW = _OUTBOX.c
_NOW = bindparam("now", type_=_ROW.due_at.type)
_WANTED_AT = case((_ROW.claimed_until > _ROW.due_at, _ROW.claimed_until), else_=_ROW.due_at)
"""When a waiting row wants attention: its due time, or the end of a claim on it."""
_IS_CLAIMABLE = and_(
    _ROW.finished_at.is_(None),
    _ROW.due_at <= _NOW,
    or_(_ROW.claimed_until.is_(None), _ROW.claimed_until <= _NOW),
)
_CANDIDATES = (
    select(_ROW.id, _ROW.version)
    .where(_IS_CLAIMABLE)
    .order_by(_ROW.due_at, _ROW.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_TAKE = (
    update(_OUTBOX)
    .where(_ROW.id == bindparam("row"), _ROW.version == bindparam("seen"), _IS_CLAIMABLE)
    .values(
        version=_ROW.version + 1,
        attempts=_ROW.attempts + 1,
        claimed_by=bindparam("worker"),
        claimed_until=bindparam("until"),
    )
    .returning(
        _ROW.id,
        _ROW.team_id,
        _ROW.key,
        _ROW.effect,
        _ROW.arguments,
        _ROW.version,
        _ROW.attempts,
        _ROW.claimed_by,
    )
)
_IF_UNCHANGED = (
    update(_OUTBOX)
    .where(_ROW.id == bindparam("row"), _ROW.version == bindparam("seen"))
    .returning(_ROW.id)
)
_IF_HELD = update(_OUTBOX).where(_ROW.id == bindparam("row"), _ROW.claimed_by == bindparam("by"))
_REARMED = {
    "version": _ROW.version + 1,
    # An unfinished delivery may have reached Slack: its count stays, so that the next one looks.
    "attempts": case((_ROW.finished_at.is_(None), _ROW.attempts), else_=0),
    "finished_at": None,
    "trouble": None,
}
_IS_ASKED_TO_WAIT = and_(
    _ROW.finished_at.is_(None),
    _ROW.attempts > 0,
    _ROW.due_at > bindparam("asked_at", type_=_ROW.due_at.type),
    _ROW.due_at <= bindparam("longest_wait", type_=_ROW.due_at.type),
)


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed row. `attempt` is 1 the first time; beyond it, the work may already be done."""

    id: int
    team_id: TeamId
    key: str
    effect: str
    arguments: Mapping[str, Any]
    version: int
    attempt: int
    worker: str

    @property
    def is_repeated(self) -> bool:
        return self.attempt > 1


def once(
    session: Session,
    /,
    team_id: TeamId,
    effect: str,
    *,
    key: object,
    due_at: datetime,
    **arguments: object,
) -> None:
    """Have `effect` happen once for this key, at `due_at` or soon after; a second call is
    nothing.
    """
    once_each(session, team_id, effect, due_at=due_at, arguments={key: arguments})


def once_each(
    session: Session,
    /,
    team_id: TeamId,
    effect: str,
    *,
    due_at: datetime,
    arguments: Mapping[Any, Mapping[str, object]],
) -> None:
    """The same for many keys, each with its arguments, in one statement's time."""
    _put(session, _once, team_id, effect, dict.fromkeys(arguments, due_at), arguments)


def again(
    session: Session,
    /,
    team_id: TeamId,
    effect: str,
    *,
    key: object,
    due_at: datetime,
    **arguments: object,
) -> None:
    """Have `effect` happen (again) for this key; calls made before it happens become one."""
    again_each(session, team_id, effect, due_at=due_at, arguments={key: arguments})


def again_each(
    session: Session,
    /,
    team_id: TeamId,
    effect: str,
    *,
    due_at: datetime,
    arguments: Mapping[Any, Mapping[str, object]],
) -> None:
    """The same for many keys, each with its arguments, in one statement's time."""
    asked = {"asked_at": due_at, "longest_wait": due_at + LONGEST_RETRY_AFTER}
    due = dict.fromkeys(arguments, due_at)
    _put(session, _again, team_id, effect, due, arguments, **asked)


def again_at_each(
    session: Session,
    /,
    team_id: TeamId,
    effect: str,
    *,
    due_at: Mapping[Any, datetime],
    arguments: Mapping[Any, Mapping[str, object]],
) -> None:
    """The same for many keys, each at its own time."""
    _put(session, _again_at, team_id, effect, due_at, arguments)


def known(session: Session, team_id: TeamId, effect: str, keys: Collection[str]) -> frozenset[str]:
    """Those of these keys for which the effect was ever asked for."""
    rows = {f"{effect}:{key}": key for key in keys}
    is_one = _ROW.team_id == team_id, _ROW.key.in_(rows)
    return frozenset(rows[key] for key in session.scalars(select(_ROW.key).where(*is_one)))


def claim(
    session: Session,
    *,
    worker: str,
    now: datetime,
    lease_for: timedelta,
    limit: int,
    held: Collection[int] = (),
) -> list[Job]:
    """Take up to `limit` due rows that nobody holds, oldest first, for `lease_for`. What the worker
    is at, it is at, whatever the clock says of its lease: those are the rows `held`.
    """
    # Rows that somebody is changing are left for the next claim. Waiting for them while holding
    # others would be a deadlock with a use case that arms the same rows in another order.
    found = session.execute(_CANDIDATES, {"now": now, "limit": limit + len(held)})
    candidates = [one for one in found if one.id not in held][:limit]
    jobs = [
        _take(session, row_id, version, worker, now, now + lease_for)
        for row_id, version in candidates
    ]
    return [job for job in jobs if job is not None]


def finish(session: Session, job: Job, *, now: datetime, trouble: str | None = None) -> None:
    """The work is done, or given up with the reason. If the row was armed anew meanwhile, it
    waits.
    """
    # The arguments are not needed any more, and some of them are people's words. What was given up
    # can be tried again later, unless they are.
    is_kept = trouble is not None and not WORDS & job.arguments.keys()
    done = _update_if_unchanged(
        session,
        job,
        finished_at=now,
        claimed_by=None,
        claimed_until=None,
        trouble=trouble,
        arguments=dict(job.arguments) if is_kept else {},
    )
    if not done:
        # This delivery has an outcome: what was asked for since is a first attempt.
        _release(session, job, attempts=0)


def postpone(
    session: Session,
    job: Job,
    *,
    due_at: datetime,
    counts: bool = True,
    trouble: str | None = None,
) -> None:
    """The work failed for now; it is due again at `due_at`, counting the attempts. One that
    does not count found that it was too early, and has done nothing. `trouble` is what went wrong.
    """
    attempts = job.attempt if counts else job.attempt - 1
    postponed = _update_if_unchanged(
        session,
        job,
        due_at=due_at,
        attempts=attempts,
        claimed_by=None,
        claimed_until=None,
        trouble=trouble,
    )
    if not postponed:
        _release(session, job)
    touch_outbox(session)


def try_now(session: Session, team_id: TeamId, row_id: int, *, now: datetime) -> bool:
    """Have what was given up, or waits to be tried again, done now. Asking twice is asking once:
    False when there is nothing of it to try any more.
    """
    is_given_up = _ROW.finished_at.is_not(None)
    armed = session.execute(
        update(_OUTBOX)
        .where(
            _ROW.id == row_id,
            _ROW.team_id == team_id,
            _ROW.trouble.is_not(None),
            or_(_ROW.claimed_until.is_(None), _ROW.claimed_until <= now),
        )
        .values(
            version=_ROW.version + 1,
            # An unfinished delivery may have reached Slack, and so may one that was given up after
            # many attempts: the next one looks.
            attempts=case((is_given_up, 1), else_=_ROW.attempts),
            due_at=now,
            finished_at=None,
            trouble=None,
        )
        .returning(_ROW.id)
    )
    touch_outbox(session)
    return armed.one_or_none() is not None


def let_go(session: Session, team_id: TeamId, row_ids: Collection[int]) -> None:
    """What was given up stays so, and nobody has to look at it any more."""
    session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.id.in_(row_ids),
            OutboxRow.team_id == team_id,
            OutboxRow.finished_at.is_not(None),
        )
        .values(trouble=None, arguments={})
    )


def go_on(session: Session, job: Job, *, now: datetime) -> None:
    """A step of the work is done, and stored with this; the next one is due, as a first attempt."""
    session.execute(
        update(_OUTBOX)
        .where(_ROW.id == job.id)
        .values(version=_ROW.version + 1, attempts=0, due_at=now)
    )
    touch_outbox(session)


def end_all(
    session: Session, team_id: TeamId, *, but: Collection[str], reason: str, now: datetime
) -> None:
    """Nothing that waits for this team is done, `but` for these effects. Whoever holds a row finds
    it changed; arguments stay, for `resume`.
    """
    _end(session, now, reason, OutboxRow.team_id == team_id, OutboxRow.effect.not_in(but))


def call_off(session: Session, team_id: TeamId, effect: str, *, now: datetime) -> None:
    """What waits of one effect for this team is not wanted any more."""
    _end(session, now, None, OutboxRow.team_id == team_id, OutboxRow.effect == effect)


def resume(session: Session, team_id: TeamId, *, reasons: Sequence[str], now: datetime) -> None:
    """What was ended for one of these reasons and is not due yet waits again; what would have been
    done meanwhile stays undone.
    """
    session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.team_id == team_id,
            OutboxRow.trouble.in_(reasons),
            OutboxRow.finished_at.is_not(None),
            OutboxRow.due_at > now,
        )
        .values(version=OutboxRow.version + 1, attempts=0, finished_at=None, trouble=None)
        .execution_options(synchronize_session=False)
    )
    touch_outbox(session)


def release(session: Session, jobs: Sequence[Job]) -> None:
    """Give claimed rows back untouched, for a process that is stopping."""
    for job in jobs:
        _release(session, job)


def take_over(session: Session) -> None:
    """Free what any worker held. For whoever knows that no other process works on this database."""
    is_held = _ROW.finished_at.is_(None), _ROW.claimed_until.is_not(None)
    session.execute(update(_OUTBOX).where(*is_held).values(claimed_by=None, claimed_until=None))


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits in the outbox, of all workspaces: due now, due later, and of both those that were
    tried in vain. `oldest_at` is since when the oldest has been due that nobody has taken.
    """

    due: int = 0
    later: int = 0
    retried: int = 0
    oldest_at: datetime | None = None


def backlog(session: Session, *, now: datetime) -> Backlog:
    """In one statement over the rows that wait; what is finished is not looked at."""
    is_due = now >= _WANTED_AT
    due, rows, retried, oldest_at = session.execute(
        select(
            func.count(case((is_due, 1))),
            func.count(),
            func.count(case((_ROW.attempts > 0, 1))),
            func.min(case((is_due, _WANTED_AT))),
        ).where(_ROW.finished_at.is_(None))
    ).one()
    return Backlog(due, rows - due, retried, oldest_at)


def next_due_at(
    session: Session, effect: str | None = None, *, without: Collection[str] = ()
) -> datetime | None:
    """When the earliest waiting row wants attention: of all, of one effect, or of all `without`
    some.
    """
    earliest = select(func.min(_WANTED_AT)).where(_ROW.finished_at.is_(None))
    if without:
        earliest = earliest.where(_ROW.effect.not_in(without))
    if effect is not None:
        earliest = earliest.where(_ROW.effect == effect)
    next_at: datetime | None = session.scalar(earliest)
    return next_at


def _put(
    session: Session,
    statement: Callable[[str], sa.Insert],
    team_id: TeamId,
    effect: str,
    due_at: Mapping[Any, datetime],
    arguments: Mapping[Any, Mapping[str, object]],
    **more: object,
) -> None:
    """A row for each key. What the session holds comes first: a row's work may be about it."""
    if not arguments:
        return
    rows = [
        {
            "team_id": team_id,
            "key": f"{effect}:{key}",
            "effect": effect,
            "arguments": dict(one),
            "due_at": due_at[key],
            **more,
        }
        for key, one in arguments.items()
    ]
    session.flush()
    session.execute(statement(session.get_bind().dialect.name), in_order(rows, _UNIQUE))
    touch_outbox(session)


@cache
def _once(dialect: str) -> sa.Insert:
    insert = inserting(dialect)(_OUTBOX)
    return cast("sa.Insert", insert.on_conflict_do_nothing(index_elements=_UNIQUE))


@cache
def _again(dialect: str) -> sa.Insert:
    insert = inserting(dialect)(_OUTBOX)
    # Slack said when to come back: a new reason must not knock earlier. A longer pause is our own
    # guess, and a new reason may find Slack well again.
    due_at = case((_IS_ASKED_TO_WAIT, _ROW.due_at), else_=insert.excluded.due_at)
    return _or_armed(insert, due_at)


@cache
def _again_at(dialect: str) -> sa.Insert:
    insert = inserting(dialect)(_OUTBOX)
    return _or_armed(insert, insert.excluded.due_at)


def _or_armed(insert: Any, due_at: sa.ColumnElement[datetime]) -> sa.Insert:  # noqa: ANN401
    """Where there is a row: its work anew, with the new arguments."""
    changed = {"arguments": insert.excluded.arguments, "due_at": due_at, **_REARMED}
    return cast("sa.Insert", insert.on_conflict_do_update(index_elements=_UNIQUE, set_=changed))


def _take(
    session: Session, row_id: int, version: int, worker: str, now: datetime, until_at: datetime
) -> Job | None:
    given = {"row": row_id, "seen": version, "worker": worker, "now": now, "until": until_at}
    taken = session.execute(_TAKE, given).one_or_none()
    return None if taken is None else Job(*taken)


def _update_if_unchanged(session: Session, job: Job, **values: object) -> bool:
    changed = _IF_UNCHANGED.values(**values)
    found = session.execute(changed, {"row": job.id, "seen": job.version})
    return found.one_or_none() is not None


def _end(
    session: Session, now: datetime, reason: str | None, *conditions: ColumnElement[bool]
) -> None:
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.finished_at.is_(None), *conditions)
        .values(
            version=OutboxRow.version + 1,
            finished_at=now,
            trouble=reason,
            claimed_by=None,
            claimed_until=None,
        )
        .execution_options(synchronize_session=False)
    )


def _release(session: Session, job: Job, **values: object) -> None:
    """Only the own claim: after a lease that ran out, the row may be another worker's."""
    released = _IF_HELD.values(claimed_by=None, claimed_until=None, **values)
    session.execute(released, {"row": job.id, "by": job.worker})
    touch_outbox(session)
