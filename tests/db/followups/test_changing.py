"""Changes are kept once, owned by who said so, and move between their states without a loss."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import AnswersRow, FindingRow, FollowUpRow, PostRow, ReviewRow
from app.errors import FieldError, UserError
from app.followups import queries, queries_listing, service, service_telling
from app.followups.rules import Draft, FollowUp, draft_of, fingerprint
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import Category, FindingKind, FollowUpState, ReviewState, Strength
from tests.factories import ALICE, BOB, CAROL, NOW, TEAM, Stored, gesture

LATER = NOW + timedelta(hours=1)
DRAFT = Draft(
    text=Mrkdwn("Reject large imports"),
    strength=Strength.ENGINEER,
    owner=BOB,
    due_on=date(2026, 3, 17),
)
AGAINST = Draft(
    text=Mrkdwn("Build a second cluster"),
    reason=Mrkdwn("The limit comes first"),
    state=FollowUpState.DECIDED_NOT,
)


@pytest.fixture
def review_id(stored: Stored) -> int:
    incident = stored.incident()

    def make(session: Session) -> int:
        row = ReviewRow(
            incident_id=incident.id,
            state=ReviewState.BUILDING_FORWARD,
            meets_at=NOW,
            length_minutes=60,
            calendar_uid="uid",
            closed_at=NOW,
        )
        session.add(row)
        session.flush()
        return row.id

    return stored.do(make)


def found_something(stored: Stored, review_id: int, kind: FindingKind, key: str = "found") -> int:
    def make(session: Session) -> int:
        row = FindingRow(
            review_id=review_id,
            key=key,
            kind=kind,
            category=Category.STRETCH if kind is FindingKind.FACTOR else None,
            text="The limit had never been reached",
            found_by=ALICE,
            found_at=NOW,
        )
        session.add(row)
        session.flush()
        return row.id

    return stored.do(make)


def added(stored: Stored, review_id: int, draft: Draft = DRAFT, key: str = "add") -> FollowUp:
    return stored.do(service.add, TEAM, review_id, draft, gesture(key))


def revised(stored: Stored, before: FollowUp, key: str = "revise", **changes: object) -> FollowUp:
    draft = replace(draft_of(before), **changes)  # type: ignore[arg-type]
    shown = fingerprint(draft_of(before))
    return stored.do(service.revise, TEAM, before.id, draft, shown, gesture(key, at=LATER))


def letter_came(stored: Stored, change: FollowUp, user: UserId) -> None:
    def post(session: Session) -> None:
        key = service_telling.letter_keys(change.id, user)[0]
        session.add(PostRow(team_id=TEAM, key=key, channel_id="D1", message_ts="1.1"))

    stored.do(post)


def asked(stored: Stored) -> list[str]:
    """Who is to get a letter, in order."""
    rows = sorted(stored.waiting(service_telling.ASK_OWNER), key=lambda row: row.id)
    return [row.arguments["user"] for row in rows]


def test_the_same_gesture_keeps_one_change_and_asks_its_owner_once(
    stored: Stored, review_id: int
) -> None:
    assert added(stored, review_id).id == added(stored, review_id).id
    assert len(stored.do(queries.followups, review_id)) == 1
    assert asked(stored) == [BOB]


def test_two_deliveries_at_once_keep_one_change(stored: Stored, review_id: int) -> None:
    def add(session: Session) -> FollowUp:
        return service.add(session, TEAM, review_id, DRAFT, gesture("add"))

    kept = [outcome.result().id for outcome in stored.at_once([add, add])]
    assert kept[0] == kept[1]
    assert len(stored.do(queries.followups, review_id)) == 1


def test_whoever_names_themself_has_accepted_and_is_not_asked(
    stored: Stored, review_id: int
) -> None:
    change = added(stored, review_id, replace(DRAFT, owner=ALICE))
    assert change.accepted_at == NOW
    assert asked(stored) == []


def test_who_is_asked_can_say_yes_then_no_then_yes(stored: Stored, review_id: int) -> None:
    change = added(stored, review_id)
    assert stored.do(service.take, TEAM, change.id, BOB, now=LATER).accepted_at == LATER
    declined = stored.do(service.decline, TEAM, change.id, BOB, now=LATER)
    assert declined.needs_owner()
    assert declined.accepted_at is None
    assert not stored.do(service.take, TEAM, change.id, BOB, now=LATER).needs_owner()


def test_nobody_takes_what_somebody_else_is_asked_for_or_declines_for_them(
    stored: Stored, review_id: int
) -> None:
    change = added(stored, review_id)
    with pytest.raises(UserError, match="Somebody else was asked"):
        stored.do(service.take, TEAM, change.id, CAROL, now=LATER)
    with pytest.raises(UserError, match="somebody else's"):
        stored.do(service.decline, TEAM, change.id, CAROL, now=LATER)


def test_anybody_takes_what_needs_an_owner_also_of_somebody_who_left(
    stored: Stored, review_id: int
) -> None:
    change = added(stored, review_id)
    stored.do(service.take, TEAM, change.id, BOB, now=NOW)
    stored.person(BOB, is_active=False)
    taken = stored.do(service.take, TEAM, change.id, CAROL, now=LATER)
    assert (taken.owner, taken.accepted_at) == (CAROL, LATER)


def test_another_owner_is_asked_anew_and_an_edit_of_the_words_asks_nobody(
    stored: Stored, review_id: int
) -> None:
    change = added(stored, review_id)
    stored.do(service.take, TEAM, change.id, BOB, now=NOW)
    change = stored.do(service.required, change.id)

    reworded = revised(stored, change, text=Mrkdwn("Reject imports"))
    assert reworded.accepted_at == NOW
    given = revised(stored, reworded, "give", owner=CAROL)

    assert given.awaits_owner
    assert asked(stored) == [BOB, CAROL]


def test_who_is_named_again_is_asked_a_second_time_and_never_a_third(
    stored: Stored, review_id: int
) -> None:
    change = added(stored, review_id)
    letter_came(stored, change, BOB)
    for n in range(3):
        declined = stored.do(service.decline, TEAM, change.id, BOB, now=LATER)
        named = revised(stored, declined, f"again{n}", owner=BOB)
        assert not named.is_declined
    rows = [row.key for row in stored.waiting(service_telling.ASK_OWNER)]
    assert len(rows) == 2
    assert [row.arguments["letter"] for row in stored.waiting(service_telling.SHOW_LETTER)] == [
        service_telling.letter_keys(change.id, BOB)[0]
    ]


def test_a_bot_and_somebody_who_left_cannot_be_named(stored: Stored, review_id: int) -> None:
    for user in (stored.person(BOB, is_bot=True), stored.person(CAROL, is_active=False)):
        with pytest.raises(FieldError):
            added(stored, review_id, replace(DRAFT, owner=user))


def test_done_and_open_again_keeps_everything(stored: Stored, review_id: int) -> None:
    change = added(stored, review_id)
    for _ in range(2):
        done = stored.do(service.finish, TEAM, change.id, now=LATER)
        assert done.state is FollowUpState.DONE
    reopened = stored.do(service.reopen, TEAM, change.id, now=LATER)
    assert replace(reopened, revision=change.revision) == change
    assert reopened.revision == change.revision + 2


def test_what_is_closed_cannot_be_taken_or_declined(stored: Stored, review_id: int) -> None:
    change = added(stored, review_id)
    stored.do(service.finish, TEAM, change.id, now=LATER)
    for answer in (service.take, service.decline):
        with pytest.raises(UserError, match="done already"):
            stored.do(answer, TEAM, change.id, BOB, now=LATER)


def test_decided_against_has_no_owner_and_can_become_a_change_again(
    stored: Stored, review_id: int
) -> None:
    change = added(stored, review_id)
    against = revised(
        stored, change, state=FollowUpState.DECIDED_NOT, reason=Mrkdwn("Not worth it")
    )
    assert (against.owner, against.due_on, against.reason) == (None, None, "Not worth it")
    with pytest.raises(UserError, match="decided not to"):
        stored.do(service.finish, TEAM, change.id, now=LATER)

    again = revised(
        stored,
        against,
        "again",
        state=FollowUpState.OPEN,
        owner=BOB,
        due_on=date(2026, 3, 18),
    )
    assert again.awaits_owner
    assert again.reason is None


def test_an_edit_of_what_somebody_changed_meanwhile_is_refused_and_a_repeated_one_is_not(
    stored: Stored, review_id: int
) -> None:
    change = added(stored, review_id)
    shown = fingerprint(draft_of(change))
    mine = replace(DRAFT, text=Mrkdwn("Mine"))
    for _ in range(2):
        stored.do(service.revise, TEAM, change.id, mine, shown, gesture("mine"))
    with pytest.raises(UserError, match="meanwhile"):
        stored.do(
            service.revise,
            TEAM,
            change.id,
            replace(DRAFT, text=Mrkdwn("Theirs")),
            shown,
            gesture("theirs"),
        )
    assert stored.do(service.required, change.id).text == "Mine"


def test_the_factors_that_it_answers_are_those_of_the_last_edit(
    stored: Stored, review_id: int
) -> None:
    one = found_something(stored, review_id, FindingKind.FACTOR, "one")
    two = found_something(stored, review_id, FindingKind.FACTOR, "two")
    change = added(stored, review_id, replace(DRAFT, factors=(one,)))
    assert revised(stored, change, factors=(two,)).factors == (two,)
    rows = stored.do(lambda session: list(session.scalars(select(AnswersRow.finding_id))))
    assert rows == [two]


def test_an_idea_is_taken_up_once(stored: Stored, review_id: int) -> None:
    idea = found_something(stored, review_id, FindingKind.PARKED_IDEA)
    added(stored, review_id, replace(DRAFT, idea_id=idea))
    with pytest.raises(FieldError, match="took this idea up"):
        added(stored, review_id, replace(DRAFT, idea_id=idea), "other")
    stored.do(service.leave_idea, TEAM, idea, gesture("leave"))
    assert stored.do(queries.board, review_id, now=NOW).ideas_left == 0


def test_an_idea_that_was_left_is_no_decision_and_can_still_be_taken_up(
    stored: Stored, review_id: int
) -> None:
    idea = found_something(stored, review_id, FindingKind.PARKED_IDEA)
    for key in ("leave", "leave too"):
        stored.do(service.leave_idea, TEAM, idea, gesture(key))
    board = stored.do(queries.board, review_id, now=NOW)
    assert (board.ideas, board.ideas_left, board.followups) == ([], 1, [])

    added(stored, review_id, replace(DRAFT, idea_id=idea))
    assert len(stored.do(lambda session: list(session.scalars(select(FollowUpRow.id))))) == 1


def test_left_ideas_come_back_when_they_are_offered_again(stored: Stored, review_id: int) -> None:
    idea = found_something(stored, review_id, FindingKind.PARKED_IDEA)
    stored.do(service.leave_idea, TEAM, idea, gesture("leave"))
    added(stored, review_id, AGAINST, "against")

    stored.do(service.offer_ideas_again, TEAM, review_id, now=NOW)

    board = stored.do(queries.board, review_id, now=NOW)
    assert [one.id for one in board.ideas] == [idea]
    assert [one.reason for one in board.followups] == [AGAINST.reason]


def test_a_list_of_many_changes_takes_as_many_statements_as_of_one(
    stored: Stored, review_id: int
) -> None:
    factor = found_something(stored, review_id, FindingKind.FACTOR)
    draft = replace(DRAFT, factors=(factor,))
    added(stored, review_id, draft)
    few = stored.count_statements(queries.board, review_id, now=NOW)
    own = stored.count_statements(queries_listing.owned_by, TEAM, BOB)
    for n in range(9):
        added(stored, review_id, draft, f"add{n}")
    assert stored.count_statements(queries.board, review_id, now=NOW) == few
    assert stored.count_statements(queries_listing.owned_by, TEAM, BOB) == own == 1
