"""Use cases of hooks: making, giving a new secret, removing, and adding what arrives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.tables import EntryRow, HookRow
from app.db.upsert import AGAINST_CHANGES, insert_all_once, insert_once
from app.errors import UserError
from app.incidents.service import Gesture
from app.sealing import Seal
from app.slack.ids import TeamId
from app.timeline import queries_hooks
from app.timeline.rules_hooks import HOOKS_MAX, Hook, Target, fits, is_future, once_each
from app.timeline.sources.arrivals import Arrived
from app.vocabulary import Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request: how many were new, how many known, and why others were not kept."""

    added: int
    known: int
    refused: tuple[str, ...] = ()


def make_hook(
    session: Session, team: TeamId, name: str, secret: str, gesture: Gesture, *, seal: Seal
) -> Hook:
    """A new hook. Raises UserError when there is one of that name, or too many."""
    made = session.scalar(select(func.count()).where(HookRow.team_id == team)) or 0
    if made >= HOOKS_MAX:
        raise UserError(
            f"There are {made} hooks already, as many as can be. Please remove one that nothing "
            "uses: `/incident hook` lists them."
        )
    values = {
        "team_id": team,
        "name": name,
        "secret": seal.seal(secret),
        "made_by": gesture.by,
        "made_at": gesture.at,
    }
    hook_id = insert_once(session, HookRow, values, unique=("team_id", "name"))
    if hook_id is None:
        raise UserError(
            f"There is a hook named {name} already. `/incident hook` shows who made it, and gives "
            "it a new secret if you need one."
        )
    return queries_hooks.hook_of(session.get_one(HookRow, hook_id), seal)


def renew_secret(
    session: Session, team: TeamId, hook_id: int, secret: str, *, instead_of: str, seal: Seal
) -> Hook:
    """Give a hook another secret; the one before stops working at once.

    `instead_of` is the mark of the secret that is replaced, so that pressing twice is pressing
    once. Raises UserError when the hook is gone, or its secret is another one by now.
    """
    row = _hook(session, team, hook_id)
    if row is None:
        raise UserError("That hook was removed. `/incident hook` lists those that are there.")
    if queries_hooks.hook_of(row, seal).secret_mark != instead_of:
        raise UserError(
            f"{row.name} got a new secret meanwhile, which was shown to whoever asked for it. "
            "`/incident hook` lets you make another one."
        )
    row.secret = seal.seal(secret)
    return queries_hooks.hook_of(row, seal)


def remove_hook(session: Session, team: TeamId, hook_id: int) -> None:
    """What is signed with its secret is refused from now on; what it told stays."""
    row = _hook(session, team, hook_id)
    if row is not None:
        session.delete(row)


def receive(
    session: Session,
    hook: Hook,
    number: int | None,
    arrived: Sequence[Arrived],
    *,
    now: datetime,
) -> Outcome | None:
    """Add what a hook tells to the open incidents of its workspace, or to the one with this number;
    None when that one is not open.

    What is known already is not added again. What is counted concerns incidents that everybody may
    know of, unless one was named: the sender does not learn that others are open. Raises UserError
    when nothing of it can be kept.
    """
    targets = queries_hooks.targets(session, hook.team, number)
    if number is not None and not targets:
        return None
    told = once_each(hook, [one for one in arrived if not is_future(one, now)])
    new = insert_all_once(
        session,
        EntryRow,
        [
            _values(hook, target, key, one, now)
            for target in targets
            for key, one in told.items()
            if fits(one, target, now)
        ],
        unique=("incident_id", "source_key"),
    )
    shown = [target for target in targets if number is not None or not target.is_private]
    return _outcome(arrived, shown, new, now)


def _outcome(
    arrived: Sequence[Arrived],
    shown: Sequence[Target],
    new: Iterable[tuple[int, str]],
    now: datetime,
) -> Outcome:
    refusals = (_refusal(number, one, shown, now) for number, one in enumerate(arrived, start=1))
    refused = tuple(sentence for sentence in refusals if sentence)
    if refused and len(refused) == len(arrived):
        raise UserError(" ".join(refused))
    ids = {target.incident_id for target in shown}
    added = {key for incident_id, key in new if incident_id in ids}
    kept = len(arrived) - len(refused) if shown else 0
    return Outcome(len(added), kept - len(added), refused)


def _refusal(number: int, one: Arrived, shown: Sequence[Target], now: datetime) -> str | None:
    if is_future(one, now):
        return f"The time of entry {number} lies in the future."
    if shown and not any(fits(one, target, now) for target in shown):
        return f"The time of entry {number} lies over 30 days before the incident began."
    return None


def _hook(session: Session, team: TeamId, hook_id: int) -> HookRow | None:
    row = session.get(HookRow, hook_id, with_for_update=AGAINST_CHANGES)
    return row if row is not None and row.team_id == team else None


def _values(
    hook: Hook, target: Target, key: str, arrived: Arrived, now: datetime
) -> dict[str, object]:
    return {
        "incident_id": target.incident_id,
        "source": Source.HOOK,
        "source_key": key,
        "occurred_at": arrived.occurred_at or now,
        "kind": arrived.kind,
        "text": arrived.text,
        "author_label": hook.name,
        "link": arrived.link,
        "recorded_by": hook.made_by,
        "recorded_at": now,
        "filled_at": now,
    }
