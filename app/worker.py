"""Delivers the outbox: claim a few rows, do their work side by side, finish each.

Any number of processes may run one. What fails for now is due again later, what can never succeed
is given up with its reason; both decisions are slack/retry.py's.
"""

import asyncio
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from time import perf_counter

import structlog

from app.db import outbox
from app.db.outbox import Job
from app.deps import Deps, Effects
from app.errors import NotYetError
from app.logs import get_logger
from app.slack.retry import GIVE_UP_AFTER, GiveUp, SlackFailure, TryAgain, decide, pause

SIDE_BY_SIDE = 20
_OUTCOMES = {type(None): "done", TryAgain: "put_off", GiveUp: "given_up"}

log = get_logger("worker")


class Worker:
    """One process's hands on the outbox. `wake` may be called at any time, from the event loop."""

    def __init__(self, deps: Deps, effects: Effects) -> None:
        self._deps = deps
        self._effects = effects
        self._name = uuid.uuid4().hex
        self._lease_for = timedelta(seconds=deps.settings.outbox_lease_seconds)
        # A delivery has ended before its lease does, so that no two processes do it at once.
        self._time_limit = self._lease_for * 0.9
        self._work = asyncio.Event()
        self._may_find_more = False
        """Something was put into the outbox since the last claim, or that one took all it could."""
        self._running: dict[asyncio.Task[None], Job] = {}
        self._left_out: frozenset[int] = frozenset()
        """What the last claim did not look at, as it was under way."""
        self._loop: asyncio.Task[None] | None = None
        self._is_stopping = False
        self._is_idle = asyncio.Event()
        self._is_idle.set()
        self.on_next_due: Callable[[datetime], None] = lambda _due_at: None
        """Told, whenever there is nothing left to do now, when there will be."""

    def start(self) -> None:
        self._loop = asyncio.create_task(self._deliver_for_ever())
        self.wake()

    def wake(self) -> None:
        """There may be work now."""
        self._is_idle.clear()
        self._may_find_more = True
        self._work.set()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is due any more and nothing is under way."""
        return self._is_idle.is_set()

    async def idle(self) -> None:
        """Wait until it is."""
        await self._is_idle.wait()

    async def stop(self, *, patience: timedelta = timedelta(seconds=10)) -> None:
        """Claim no more, let what is under way finish, give back what takes too long."""
        self._is_stopping = True
        self._work.set()
        if self._loop is not None:
            await self._loop  # a claim under way is finished, or its rows would wait for the lease
        if not self._running:
            return
        _, unfinished = await asyncio.wait(self._running, timeout=patience.total_seconds())
        jobs = [self._running[task] for task in unfinished]
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        await self._deps.db.commit(outbox.release, jobs)

    async def _deliver_for_ever(self) -> None:
        while True:
            await self._work.wait()
            self._work.clear()
            if self._is_stopping:
                return
            try:
                if self._may_find_more:
                    await self._claim_and_start()
                if not self._running:
                    await self._plan_next()
            except Exception:
                # A database that is away for a moment must not end the worker; the interval job
                # of the schedule wakes it again.
                self._may_find_more = True
                log.exception("worker.claim_failed")
            if not self._running and not self._work.is_set():
                self._is_idle.set()

    async def _plan_next(self) -> None:
        due_at = await self._deps.db.read(outbox.next_due_at)
        if due_at is not None:
            self.on_next_due(due_at)

    async def _claim_and_start(self) -> None:
        room = SIDE_BY_SIDE - len(self._running)
        if room <= 0:
            return  # the task that ends next wakes us
        self._may_find_more = False
        self._left_out = frozenset(job.id for job in self._running.values())
        # The lease begins before the claim is stored, which may take long.
        ends_at = asyncio.get_running_loop().time() + self._time_limit.total_seconds()
        jobs = await self._deps.db.commit(
            outbox.claim,
            worker=self._name,
            now=self._deps.clock.now(),
            lease_for=self._lease_for,
            limit=room,
            held=self._left_out,
        )
        self._may_find_more |= len(jobs) == room
        for job in jobs:
            task = asyncio.create_task(self._deliver(job, ends_at))
            self._running[task] = job
            task.add_done_callback(self._delivered)

    def _delivered(self, task: asyncio.Task[None]) -> None:
        job = self._running.pop(task)
        if job.id in self._left_out:  # it may have been asked for anew meanwhile
            self._may_find_more = True
        self._work.set()

    async def _deliver(self, job: Job, ends_at: float) -> None:
        began, outcome = perf_counter(), "lost"
        about = {"effect": job.effect, "attempt": str(job.attempt)}
        with (
            structlog.contextvars.bound_contextvars(effect=job.effect, attempt=job.attempt),
            self._deps.trace.span("effect", **about) as span,
        ):
            try:
                decision = await self._attempt(job, ends_at)
                await self._settle(job, decision)
                outcome = _OUTCOMES[type(decision)]
            except Exception:
                # Neither the work nor its outcome could be stored: the claim runs out and the row
                # is delivered again.
                log.exception("worker.delivery_lost")
            span.note(outcome=outcome)
        self._deps.meter.worked(job.effect, outcome, perf_counter() - began)

    async def _attempt(self, job: Job, ends_at: float) -> TryAgain | GiveUp | None:
        effect = self._effects.get(job.effect)
        if effect is None:
            return GiveUp(f"no effect is called {job.effect}")
        try:
            async with asyncio.timeout_at(ends_at):
                await effect(self._deps, job)
        except TimeoutError:
            log.warning("worker.took_too_long")
            return _later(job, "it took too long")
        except SlackFailure as failure:
            decision = decide(failure, attempt=job.attempt)
            log.warning("worker.slack_failed", method=failure.method, error=failure.error)
            return decision
        except NotYetError as error:
            return _not_yet(job, error, self._deps.clock.now())
        except Exception:
            log.exception("worker.effect_failed")
            return _later(job, "it failed on our side, see the log")
        return None

    async def _settle(self, job: Job, decision: TryAgain | GiveUp | None) -> None:
        now = self._deps.clock.now()
        if isinstance(decision, TryAgain):
            due_at, counts, trouble = now + decision.after, decision.counts, decision.reason
            await self._deps.db.commit(
                outbox.postpone, job, due_at=due_at, counts=counts, trouble=trouble
            )
            return
        trouble = decision.reason if decision else None
        await self._deps.db.commit(outbox.finish, job, now=now, trouble=trouble)


def _later(job: Job, reason: str) -> TryAgain | GiveUp:
    if job.attempt >= GIVE_UP_AFTER:
        return GiveUp(reason)
    return TryAgain(pause(job.attempt), reason=reason)


def _not_yet(job: Job, error: NotYetError, now: datetime) -> TryAgain | GiveUp:
    if error.until_at is not None:
        return TryAgain(max(error.until_at - now, timedelta()), counts=False)
    return _later(job, str(error))
