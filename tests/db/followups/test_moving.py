"""Changes are handed over with two ends, put off, told how they were done, and listed for those who
may see them.
"""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.db.tables import ReviewRow
from app.errors import FieldError, UserError
from app.followups import queries, queries_listing, service, service_listing, service_moves
from app.followups.rules import FollowUp
from app.followups.rules_listing import PAGE_SIZE, Asked, Scope
from app.followups.service_telling import ASK_OWNER, SHOW_HOME, TELL_GIVER
from app.home.service import show_home
from app.slack.ids import ChannelId, UserId
from app.slack.mrkdwn import Mrkdwn
from app.vocabulary import ChangeStep, FindingKind, FollowUpState, ReviewState
from tests.db.followups.test_changing import DRAFT, added, found_something, revised
from tests.factories import ALICE, BOB, CAROL, CHANNEL, NOW, TEAM, Stored

LATER = NOW + timedelta(hours=1)
TODAY = NOW.date()


def reviewed(stored: Stored, *, is_private: bool = False, key: str = "declared") -> int:
    """An incident whose review was held."""
    incident = stored.incident(is_private=is_private, key=key, channel=ChannelId(f"C{key}"))

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


@pytest.fixture
def review_id(stored: Stored) -> int:
    return reviewed(stored)


@pytest.fixture
def owned(stored: Stored, review_id: int) -> FollowUp:
    """A change that Bob said yes to."""
    change = added(stored, review_id)
    return stored.do(service.take, TEAM, change.id, BOB, now=NOW)


def handed(stored: Stored, change: FollowUp, to: UserId = CAROL) -> FollowUp:
    return stored.do(service_moves.hand_over, TEAM, change.id, BOB, to, now=LATER)


def asked(stored: Stored) -> list[str]:
    return [row.arguments["user"] for row in stored.waiting(ASK_OWNER)]


def history(stored: Stored, change: FollowUp) -> list[ChangeStep]:
    return [one.step for one in stored.do(queries.history, change.id)]


def test_a_change_stays_with_its_owner_until_the_receiver_says_yes(
    stored: Stored, owned: FollowUp
) -> None:
    given = handed(stored, owned)
    assert (given.owner, given.handed_to) == (BOB, CAROL)
    assert CAROL in asked(stored)
    assert stored.waiting(TELL_GIVER) == []

    taken = stored.do(service.take, TEAM, owned.id, CAROL, now=LATER)

    assert taken.is_owned_by(CAROL)
    assert taken.handed_to is None
    assert [row.arguments["user"] for row in stored.waiting(TELL_GIVER)] == [BOB]
    assert history(stored, owned) == [ChangeStep.HANDED_OVER]


def test_what_the_receiver_will_not_take_stays_with_the_giver_who_learns_of_it(
    stored: Stored, owned: FollowUp
) -> None:
    handed(stored, owned)
    kept = stored.do(service.decline, TEAM, owned.id, CAROL, now=LATER)
    assert kept.is_owned_by(BOB)
    assert (kept.handed_to, kept.is_declined) == (None, False)
    assert [row.arguments["user"] for row in stored.waiting(TELL_GIVER)] == [BOB]
    assert history(stored, owned) == []


def test_pressing_hand_over_twice_asks_once(stored: Stored, owned: FollowUp) -> None:
    assert handed(stored, owned) == handed(stored, owned)
    assert asked(stored).count(CAROL) == 1


def test_only_its_owner_hands_a_change_over_and_to_a_person_who_is_there(
    stored: Stored, owned: FollowUp
) -> None:
    with pytest.raises(UserError, match="Somebody else owns"):
        stored.do(service_moves.hand_over, TEAM, owned.id, ALICE, CAROL, now=LATER)
    with pytest.raises(FieldError, match="yours already"):
        handed(stored, owned, BOB)
    with pytest.raises(FieldError, match="left the workspace"):
        handed(stored, owned, stored.person(CAROL, is_active=False))


def test_nobody_else_takes_what_somebody_is_asked_to_take_over(
    stored: Stored, owned: FollowUp
) -> None:
    handed(stored, owned)
    with pytest.raises(UserError, match="Somebody else was asked"):
        stored.do(service.take, TEAM, owned.id, ALICE, now=LATER)


def test_a_change_that_is_done_asks_nobody_to_take_it_over(stored: Stored, owned: FollowUp) -> None:
    handed(stored, owned)
    done = stored.do(service.finish, TEAM, owned.id, now=LATER)
    assert done.handed_to is None
    with pytest.raises(UserError, match="done already"):
        stored.do(service.take, TEAM, owned.id, CAROL, now=LATER)


def test_naming_another_owner_ends_a_hand_over(stored: Stored, owned: FollowUp) -> None:
    named = revised(stored, handed(stored, owned), owner=ALICE)
    assert (named.owner, named.handed_to) == (ALICE, None)


def test_how_it_was_done_is_told_after_it_was_and_leaves_with_a_reopening(
    stored: Stored, owned: FollowUp
) -> None:
    how = Mrkdwn("https://github.com/acme/search/pull/9")
    with pytest.raises(UserError, match="once it is done"):
        stored.do(service_moves.say_how, TEAM, owned.id, how, now=LATER)
    stored.do(service.finish, TEAM, owned.id, now=LATER)
    assert stored.do(service_moves.say_how, TEAM, owned.id, how, now=LATER).how == how
    assert stored.do(service.reopen, TEAM, owned.id, now=LATER).how is None
    assert history(stored, owned) == [ChangeStep.DONE, ChangeStep.REOPENED]
    [done, _] = stored.do(queries.history, owned.id)
    assert done.note == how


def test_what_is_put_off_is_due_another_day_and_says_what_is_in_the_way(
    stored: Stored, owned: FollowUp
) -> None:
    day, line = date(2026, 3, 31), Mrkdwn("We wait for the vendor")
    for _ in range(2):
        put_off = stored.do(service_moves.put_off, TEAM, owned.id, day, line, now=LATER)
        assert put_off.due_on == day
    [step] = stored.do(queries.history, owned.id)
    assert (step.step, step.due_on, step.note) == (ChangeStep.PUT_OFF, day, line)


def test_what_is_decided_against_by_its_owner_keeps_what_it_answers_and_the_reason(
    stored: Stored, owned: FollowUp
) -> None:
    factor = found_something(stored, owned.review_id, FindingKind.FACTOR)
    answering = revised(stored, owned, factors=(factor,))
    reason = Mrkdwn("The limit comes first")
    for _ in range(2):
        against = stored.do(service_moves.decide_against, TEAM, answering.id, reason, now=LATER)
        assert (against.state, against.reason) == (FollowUpState.DECIDED_NOT, reason)
        assert (against.owner, against.due_on, against.factors) == (None, None, (factor,))
    assert history(stored, owned) == [ChangeStep.DECIDED_NOT]


def listed(
    stored: Stored, reader: UserId, scope: Scope, page: int = 0, today: date = TODAY
) -> list[int]:
    asked = Asked(scope, page=page)
    found = stored.do(queries_listing.listing, TEAM, reader, asked, today=today)
    return [one.followup.id for one in found.lines]


def test_everybody_sees_the_open_changes_and_those_past_their_day(
    stored: Stored, review_id: int
) -> None:
    change, done = added(stored, review_id), added(stored, review_id, key="done")
    stored.do(service.finish, TEAM, done.id, now=LATER)
    assert listed(stored, CAROL, Scope.OPEN) == [change.id]
    assert listed(stored, CAROL, Scope.MINE) == []
    assert listed(stored, BOB, Scope.MINE) == [change.id]
    assert change.due_on is not None
    assert listed(stored, CAROL, Scope.OVERDUE, today=change.due_on) == []
    tomorrow = change.due_on + timedelta(days=1)
    assert listed(stored, CAROL, Scope.OVERDUE, today=tomorrow) == [change.id]


def test_a_private_incidents_changes_are_for_those_who_know_it_and_their_owner(
    stored: Stored,
) -> None:
    review_id = reviewed(stored, is_private=True)
    factor = found_something(stored, review_id, FindingKind.FACTOR)
    change = revised(stored, added(stored, review_id), factors=(factor,))
    asked = Asked(Scope.OPEN)
    for reader, is_known in ((ALICE, True), (BOB, False)):
        found = stored.do(queries_listing.listing, TEAM, reader, asked, today=TODAY)
        assert [one.is_known for one in found.lines] == [is_known]
        assert bool(found.lines[0].factors) is is_known
    assert listed(stored, CAROL, Scope.OPEN) == []
    assert stored.do(queries_listing.owned_by, TEAM, CAROL).lines == []
    with pytest.raises(UserError, match="private incident"):
        stored.do(service_listing.seen_followup, change.id, None, BOB)
    place = ChannelId("Cdeclared")
    assert stored.do(service_listing.seen_followup, change.id, place, BOB).id == change.id


def test_an_incident_that_one_may_not_see_is_answered_like_one_that_is_not_there(
    stored: Stored,
) -> None:
    reviewed(stored, is_private=True)
    sentences = []
    for number in (1, 2):
        asked = Asked(Scope.INCIDENT, number)
        with pytest.raises(UserError) as raised:
            stored.do(service_listing.listed, TEAM, CHANNEL, CAROL, asked, now=NOW)
        sentences.append(raised.value.sentence.replace(str(number), "N"))
    assert sentences[0] == sentences[1]


def test_a_receiver_finds_what_they_are_asked_to_take_over_among_their_own(
    stored: Stored, owned: FollowUp
) -> None:
    handed(stored, owned)
    assert listed(stored, CAROL, Scope.MINE) == [owned.id]
    assert listed(stored, BOB, Scope.MINE) == [owned.id]


def test_a_long_list_has_pages_and_one_past_its_end_is_its_last(
    stored: Stored, review_id: int
) -> None:
    made = [added(stored, review_id, DRAFT, f"add{n}").id for n in range(PAGE_SIZE + 1)]
    few = stored.count_statements(
        queries_listing.listing, TEAM, BOB, Asked(Scope.MINE, page=1), today=TODAY
    )
    assert listed(stored, BOB, Scope.OPEN) == made[:PAGE_SIZE]
    assert listed(stored, BOB, Scope.OPEN, page=1) == made[PAGE_SIZE:]
    assert listed(stored, BOB, Scope.OPEN, page=9) == made[PAGE_SIZE:]
    full = stored.count_statements(
        queries_listing.listing, TEAM, BOB, Asked(Scope.MINE), today=TODAY
    )
    assert full == few
    owned = stored.do(queries_listing.owned_by, TEAM, BOB)
    assert (len(owned.lines), owned.has_more) == (5, True)


def test_app_home_is_drawn_anew_for_an_owner_who_ever_looked_at_it(
    stored: Stored, owned: FollowUp
) -> None:
    stored.do(service.finish, TEAM, owned.id, now=NOW)
    assert stored.waiting(SHOW_HOME) == []
    stored.do(show_home, TEAM, BOB, now=NOW)
    stored.deliver(now=NOW)
    assert stored.waiting(SHOW_HOME) == []

    stored.do(service.reopen, TEAM, owned.id, now=LATER)

    assert [row.arguments for row in stored.waiting(SHOW_HOME)] == [{"user": BOB}]
