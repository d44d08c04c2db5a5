"""The outbox: nothing lost, nothing twice, however many workers and whenever they die."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.outbox import Backlog, Job
from tests.factories import NOW, TEAM, Stored

LEASE = timedelta(seconds=45)
MINUTE = timedelta(minutes=1)
REGISTERED = "workspace.find_announcement_channel"


def claim(stored: Stored, *, worker: str = "one", after: timedelta = timedelta()) -> list[Job]:
    jobs = stored.do(outbox.claim, worker=worker, now=NOW + after, lease_for=LEASE, limit=50)
    return [job for job in jobs if job.effect != REGISTERED]


def once(stored: Stored, key: str = "k", **arguments: object) -> None:
    stored.do(outbox.once, TEAM, "test.effect", key=key, due_at=NOW, **arguments)


def again(stored: Stored, key: str = "k", **arguments: object) -> None:
    stored.do(outbox.again, TEAM, "test.effect", key=key, due_at=NOW, **arguments)


def test_once_happens_once_however_often_it_is_asked_for(stored: Stored) -> None:
    once(stored)
    once(stored)

    (job,) = claim(stored)
    stored.do(outbox.finish, job, now=NOW)
    once(stored)

    assert claim(stored) == []


def test_again_before_it_happened_is_one_delivery_with_the_newest_arguments(stored: Stored) -> None:
    again(stored, number=1)
    again(stored, number=2)

    (job,) = claim(stored)

    assert job.arguments == {"number": 2}


def test_again_after_it_happened_is_another_delivery(stored: Stored) -> None:
    again(stored)
    (job,) = claim(stored)
    stored.do(outbox.finish, job, now=NOW)

    again(stored)

    assert len(claim(stored)) == 1


def test_a_change_during_a_delivery_is_delivered_after_it(stored: Stored) -> None:
    again(stored, number=1)
    (job,) = claim(stored)

    again(stored, number=2)
    assert claim(stored, worker="two") == [], "the first delivery is still under way"
    stored.do(outbox.finish, job, now=NOW)

    (following,) = claim(stored)
    assert following.arguments == {"number": 2}


def test_what_arms_itself_anew_each_time_begins_each_time_as_a_first_attempt(
    stored: Stored,
) -> None:
    again(stored)
    for _ in range(3):
        (job,) = claim(stored)
        again(stored)
        stored.do(outbox.finish, job, now=NOW)

    (following,) = claim(stored)
    assert following.attempt == 1


def test_who_finishes_late_takes_no_attempt_from_who_holds_it_now(stored: Stored) -> None:
    again(stored)
    (late,) = claim(stored, worker="late")
    claim(stored, worker="two", after=LEASE)

    stored.do(outbox.finish, late, now=NOW + LEASE)

    (third,) = claim(stored, worker="three", after=2 * LEASE)
    assert third.attempt == 3


def test_coming_too_early_is_no_attempt(stored: Stored) -> None:
    once(stored)
    (job,) = claim(stored)
    stored.do(outbox.postpone, job, due_at=NOW + LEASE, counts=False)

    (following,) = claim(stored, after=LEASE)

    assert following.attempt == 1


def test_coming_too_early_forgets_no_attempt_that_was_cut_off(stored: Stored) -> None:
    once(stored)
    claim(stored, worker="killed")
    (job,) = claim(stored, worker="two", after=LEASE)
    stored.do(outbox.postpone, job, due_at=NOW + LEASE, counts=False)

    (following,) = claim(stored, after=LEASE)

    assert following.is_repeated


def test_two_workers_never_hold_the_same_row(stored: Stored) -> None:
    for number in range(10):
        once(stored, key=str(number))

    first, second = claim(stored, worker="one"), claim(stored, worker="two")

    assert len(first) == 10
    assert second == []


def test_the_rows_of_a_killed_worker_are_taken_over_when_its_lease_ends(stored: Stored) -> None:
    once(stored)
    claim(stored, worker="killed")

    assert claim(stored, worker="two", after=LEASE - timedelta(seconds=1)) == []
    (job,) = claim(stored, worker="two", after=LEASE)

    assert job.is_repeated


def test_what_an_unfinished_delivery_may_have_done_is_not_forgotten_when_armed_anew(
    stored: Stored,
) -> None:
    again(stored)
    claim(stored, worker="killed")

    again(stored)
    (job,) = claim(stored, worker="two", after=LEASE)

    assert job.is_repeated


def test_a_finished_row_keeps_nobodys_words(stored: Stored) -> None:
    once(stored, text="what somebody said")
    (job,) = claim(stored)

    stored.do(outbox.finish, job, now=NOW)
    stored.do(outbox.again, TEAM, "test.effect", key="k", due_at=NOW)

    (row,) = claim(stored)
    assert row.arguments == {}


def test_nothing_is_delivered_before_it_is_due(stored: Stored) -> None:
    stored.do(outbox.once, TEAM, "test.effect", key="k", due_at=NOW + timedelta(hours=1))

    assert claim(stored) == []
    assert len(claim(stored, after=timedelta(hours=1))) == 1


def test_a_postponed_row_comes_back_with_its_attempts_counted(stored: Stored) -> None:
    once(stored)
    (job,) = claim(stored)

    stored.do(outbox.postpone, job, due_at=NOW + timedelta(minutes=1))

    assert claim(stored) == []
    (repeated,) = claim(stored, after=timedelta(minutes=1))
    assert repeated.attempt == 2


def test_the_next_due_time_is_the_earliest_of_due_rows_and_ending_leases(stored: Stored) -> None:
    claim(stored)  # the workspace's own row, held until the lease ends
    stored.do(outbox.once, TEAM, "test.effect", key="late", due_at=NOW + timedelta(hours=1))

    assert stored.do(outbox.next_due_at) == NOW + LEASE


def test_a_claim_leaves_out_what_another_transaction_is_changing(stored: Stored) -> None:
    """Waiting for it, two that change several rows each could hold each other up for ever."""
    once(stored, key="free")
    once(stored, key="changing")

    def change(session: Session) -> None:
        outbox.again(session, TEAM, "test.effect", key="changing", due_at=NOW)

    def take(session: Session) -> list[str]:
        if session.get_bind().dialect.name == "postgresql":  # SQLite has but one writer
            session.execute(text("SET LOCAL lock_timeout = '1ms'"))
        jobs = outbox.claim(session, worker="one", now=NOW, lease_for=LEASE, limit=50)
        return [job.key for job in jobs]

    taken = stored.overlapping(change, take).result()

    assert "test.effect:free" in taken


def test_who_finishes_after_its_lease_does_not_free_what_another_holds_now(stored: Stored) -> None:
    once(stored)
    (late,) = claim(stored, worker="late")
    claim(stored, worker="two", after=LEASE)

    stored.do(outbox.finish, late, now=NOW + LEASE)
    stored.do(outbox.postpone, late, due_at=NOW)
    stored.do(outbox.release, [late])

    assert claim(stored, worker="three", after=LEASE) == []


def test_released_rows_are_free_at_once(stored: Stored) -> None:
    once(stored)
    jobs = claim(stored, worker="stopping")

    stored.do(outbox.release, jobs)

    assert len(claim(stored, worker="two")) == 1


def test_a_given_up_row_keeps_the_reason(stored: Stored) -> None:
    once(stored)
    (job,) = claim(stored)

    stored.do(outbox.finish, job, now=NOW, trouble="chat.postMessage: is_archived")

    assert claim(stored, after=timedelta(days=1)) == []


def test_a_new_reason_does_not_knock_before_slack_asked_to(stored: Stored) -> None:
    again(stored)
    (job,) = claim(stored)
    stored.do(outbox.postpone, job, due_at=NOW + timedelta(seconds=30))

    again(stored)

    assert claim(stored) == []
    assert len(claim(stored, after=timedelta(seconds=30))) == 1


def test_a_new_reason_cuts_a_long_pause_of_our_own_short(stored: Stored) -> None:
    again(stored)
    (job,) = claim(stored)
    stored.do(outbox.postpone, job, due_at=NOW + timedelta(hours=1))

    again(stored)

    assert len(claim(stored)) == 1


def test_the_backlog_counts_what_waits_and_since_when_nobody_has_taken_the_oldest(
    stored: Stored,
) -> None:
    whenever = NOW + timedelta(days=99)
    for job in stored.do(outbox.claim, worker="one", now=whenever, lease_for=LEASE, limit=50):
        stored.do(outbox.finish, job, now=NOW)
    assert stored.do(outbox.backlog, now=NOW) == Backlog()
    for key, minutes in (("taken", -9), ("failed", -7), ("due", -5), ("later", 5)):
        at = NOW + timedelta(minutes=minutes)
        stored.do(outbox.once, TEAM, "test.effect", key=key, due_at=at)
    taken, failed = stored.do(
        outbox.claim, worker="one", now=NOW - timedelta(minutes=6), lease_for=7 * MINUTE, limit=2
    )
    stored.do(outbox.postpone, failed, due_at=NOW + MINUTE)

    assert stored.do(outbox.backlog, now=NOW) == Backlog(
        due=1, later=3, retried=2, oldest_at=NOW - 5 * MINUTE
    )
    assert taken.attempt == 1
