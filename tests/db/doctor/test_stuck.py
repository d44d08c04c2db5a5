"""What is stuck, for whoever may know of it, and having it tried again."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.db import outbox
from app.db.tables import EntryRow, FollowUpRow, OutboxRow, ReviewRow, TransitionRow
from app.doctor import queries, service
from app.doctor.rules import GIVEN_UP_WITHIN, Report, Why
from app.slack.ids import ChannelId, TeamId, UserId
from app.vocabulary import (
    EntryKind,
    FollowUpState,
    ReviewState,
    Source,
    Strength,
    TransitionKind,
)
from tests.factories import ALICE, BOB, NOW, TEAM, Stored

OTHER = UserId("U0OTHER")
OTHER_TEAM = TeamId("T0OTHER")
EFFECT = "summaries.show_canvas"
REFUSED = "chat.update: restricted_action"
MINUTE = timedelta(minutes=1)


def give_up(stored: Stored, key: str, **arguments: object) -> int:
    stored.do(outbox.once, TEAM, EFFECT, key=key, due_at=NOW - 9 * MINUTE, **arguments)
    job = next(one for one in _claimed(stored) if one.key.endswith(f":{key}"))
    stored.do(outbox.finish, job, now=NOW, trouble=REFUSED)
    return job.id


def _claimed(stored: Stored) -> Iterable[outbox.Job]:
    return stored.do(outbox.claim, worker="w", now=NOW, lease_for=MINUTE, limit=99)


def finish_the_rest(session: Session) -> None:
    """What declaring has asked for is another story."""
    is_open = OutboxRow.finished_at.is_(None)
    session.execute(update(OutboxRow).where(is_open).values(finished_at=NOW))


def report(stored: Stored, viewer: UserId = ALICE) -> Report:
    return stored.do(queries.report, TEAM, viewer, now=NOW)


def fill(session: Session, incident: int) -> None:
    """A review, a change, an entry and a transition, each with an id of its own."""
    review = {
        "id": 31,
        "incident_id": incident,
        "state": ReviewState.SCHEDULED,
        "meets_at": NOW,
        "length_minutes": 60,
        "calendar_uid": "u",
    }
    change = {
        "id": 32,
        "review_id": 31,
        "key": "k",
        "text": "Reject it",
        "strength": Strength.ENGINEER,
        "state": FollowUpState.OPEN,
        "made_by": BOB,
        "made_at": NOW,
    }
    entry = {
        "id": 33,
        "incident_id": incident,
        "source_key": "k",
        "occurred_at": NOW,
        "kind": EntryKind.OBSERVATION,
        "source": Source.NOTE,
        "recorded_by": BOB,
        "recorded_at": NOW,
    }
    transition = {
        "id": 34,
        "incident_id": incident,
        "key": "k",
        "kind": TransitionKind.STATE,
        "became": "identified",
        "by": BOB,
        "at": NOW,
    }
    rows = (
        (ReviewRow, review),
        (FollowUpRow, change),
        (EntryRow, entry),
        (TransitionRow, transition),
    )
    for table, row in rows:
        session.execute(insert(table).values(**row))


def test_work_is_shown_to_whoever_may_know_of_its_incident_however_it_leads_there(
    stored: Stored,
) -> None:
    channel = ChannelId("C0SECRET")
    secret = stored.incident(is_private=True, key="secret", channel=channel)
    stored.do(fill, secret.id)
    stored.do(finish_the_rest)
    about = {
        "incident": secret.id,
        "review": 31,
        "followup": 32,
        "entry": 33,
        "transition": 34,
        "channel": channel,
    }
    for kind, value in about.items():
        give_up(stored, kind, **{kind: value})
    give_up(stored, "gone", review=99)
    give_up(stored, "somebody", user=BOB)

    declarer = report(stored, secret.declared_by)
    assert sorted(one.about or "" for one in declarer.stuck) == ["", *["INC-1"] * 6]
    assert declarer.hidden == 1
    other = report(stored, OTHER)
    assert [one.about for one in other.stuck] == [None]
    assert other.hidden == 7
    assert stored.do(queries.how_many_stuck, TEAM, now=NOW) == 8
    row_id = next(one.id for one in declarer.stuck if one.about)
    assert not stored.do(service.try_now, TEAM, OTHER, row_id, now=NOW)
    assert stored.do(service.try_now, TEAM, secret.declared_by, row_id, now=NOW)
    assert stored.count_statements(queries.report, TEAM, ALICE, now=NOW) <= 9


def test_trying_again_twice_is_trying_again_once(stored: Stored) -> None:
    incident = stored.incident()
    stored.do(finish_the_rest)
    row_id = give_up(stored, "1", incident=incident.id)
    (one,) = report(stored).stuck
    assert (one.id, one.why, one.error) == (row_id, Why.FORBIDDEN, "restricted_action")
    assert one.is_given_up
    assert not stored.do(outbox.try_now, OTHER_TEAM, row_id, now=NOW)

    assert stored.do(service.try_now, TEAM, ALICE, row_id, now=NOW)
    assert not stored.do(service.try_now, TEAM, ALICE, row_id, now=NOW)
    assert report(stored).stuck == []
    (job,) = _claimed(stored)
    assert job.arguments == {"incident": incident.id}
    assert job.is_repeated, "what was given up may have been done"
    stored.do(outbox.finish, job, now=NOW)
    assert _claimed(stored) == []


def test_what_was_given_up_keeps_nobodys_words_and_is_not_tried_again(stored: Stored) -> None:
    incident = stored.incident()
    stored.do(finish_the_rest)
    rows = [
        give_up(stored, word, incident=incident.id, **{word: "The disk is full"})
        for word in outbox.WORDS
    ]
    assert "The disk is full" not in stored.everything()
    assert report(stored).hidden == len(rows), "they may have been about a private incident"
    assert not any(stored.do(service.try_now, TEAM, ALICE, row, now=NOW) for row in rows)


def test_what_waits_is_told_with_the_reason_of_the_last_attempt(stored: Stored) -> None:
    incident = stored.incident()
    stored.do(finish_the_rest)
    troubles = ("chat.update: ratelimited", "chat.update: request_timeout", "it took too long")
    for key in (*troubles, "early", "late"):
        due_at = NOW if key in troubles else NOW - 9 * MINUTE
        stored.do(outbox.once, TEAM, EFFECT, key=key, due_at=due_at, incident=incident.id)
    for job in _claimed(stored):
        key = job.key.partition(":")[2]
        if key in troubles:
            stored.do(outbox.postpone, job, due_at=NOW + MINUTE, trouble=key)
        elif key == "early":
            stored.do(outbox.postpone, job, due_at=NOW + MINUTE, counts=False)
        else:
            stored.do(outbox.release, [job])

    found = {one.why: one for one in report(stored).stuck}
    assert found.keys() == {Why.LIMITED, Why.AWAY, Why.OURS, Why.QUEUED}
    assert [why for why, one in found.items() if one.can_be_tried] == [Why.OURS, Why.AWAY]
    assert not any(one.is_given_up for one in found.values())
    limited = found[Why.LIMITED].id
    assert not stored.do(service.try_now, TEAM, ALICE, limited, now=NOW), "Slack asked for a pause"
    stored.do(service.try_all, TEAM, ALICE, now=NOW)
    assert {one.why for one in report(stored).stuck} == {Why.LIMITED, Why.QUEUED}


def test_what_was_given_up_long_ago_is_let_go(stored: Stored) -> None:
    incident = stored.incident()
    stored.do(finish_the_rest)
    give_up(stored, "1", incident=incident.id)
    later = NOW + GIVEN_UP_WITHIN + MINUTE
    assert stored.do(queries.report, TEAM, ALICE, now=later).stuck == []
    assert stored.do(queries.how_many_stuck, TEAM, now=later) == 0
