"""Letters are planned within their receiver's hours, go once, and only to who wants them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.slack.ids import TeamId, UserId
from app.vocabulary import Letter
from app.workspace import queries, service, service_letters
from tests.factories import ALICE, BOB, NOW, TEAM, Stored

EFFECT = "test.letter"
HOUR = timedelta(hours=1)
OTHER_TEAM = TeamId("T0OTHER")


def plan(stored: Stored, due_at: datetime = NOW, *, key: str = "7", now: datetime = NOW) -> None:
    stored.do(service_letters.plan, TEAM, EFFECT, ALICE, key=key, due_at=due_at, now=now, review=7)


def due(stored: Stored) -> list[datetime]:
    return [row.due_at for row in stored.waiting(EFFECT)]


def wants(stored: Stored, letter: Letter = Letter.BRIEF, *, user: UserId = ALICE) -> bool:
    return stored.do(service_letters.is_wanted, TEAM, user, letter)


def settle(stored: Stored, *unsent: Letter) -> None:
    choices = stored.do(queries.workspace, TEAM).choices
    stored.do(service.change_choices, TEAM, replace(choices, unsent=frozenset(unsent)), now=NOW)


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("Europe/Berlin", 9), ("America/Los_Angeles", 17), ("Asia/Kolkata", 9), (None, 9)],
)
def test_a_letter_waits_for_the_hours_of_its_receiver(
    stored: Stored, zone: str | None, hour: int
) -> None:
    stored.person(ALICE, zone)

    plan(stored)

    assert due(stored) == [NOW.replace(hour=hour)]


def test_somebody_unknown_lives_by_the_hours_of_the_workspace_until_read(stored: Stored) -> None:
    plan(stored, NOW + 9 * HOUR)

    assert due(stored) == [NOW + 24 * HOUR]
    assert [row.arguments for row in stored.waiting(service.READ_PROFILE)] == [{"user": ALICE}]


def test_a_time_that_has_passed_means_the_next_moment_at_work(stored: Stored) -> None:
    stored.person(ALICE)

    plan(stored, NOW - 48 * HOUR, now=NOW + HOUR)

    assert due(stored) == [NOW + HOUR]


def test_a_letter_that_has_not_gone_moves(stored: Stored) -> None:
    stored.person(ALICE)
    plan(stored)

    plan(stored, NOW + 24 * HOUR)

    assert due(stored) == [NOW + 24 * HOUR]


def test_a_letter_that_has_gone_never_goes_again(stored: Stored) -> None:
    stored.person(ALICE)
    plan(stored)
    stored.deliver(now=NOW)

    for days in range(6):
        plan(stored, NOW + days * 24 * HOUR)

    assert due(stored) == []


def test_a_letter_that_was_not_to_be_sent_when_it_came_due_can_still_go(stored: Stored) -> None:
    stored.person(ALICE)
    plan(stored)
    stored.deliver(now=NOW, posts=False)

    plan(stored, NOW + 24 * HOUR)

    assert due(stored) == [NOW + 24 * HOUR]


def test_another_occasion_is_another_letter(stored: Stored) -> None:
    stored.person(ALICE)
    plan(stored)
    stored.deliver(now=NOW)

    plan(stored, NOW + HOUR, key="8")

    assert due(stored) == [NOW + HOUR]


def test_everybody_wants_every_letter_until_they_say_otherwise(stored: Stored) -> None:
    assert all(wants(stored, letter) for letter in Letter)


def test_muting_concerns_one_kind_and_one_person(stored: Stored) -> None:
    for _ in range(2):
        stored.do(service_letters.mute, TEAM, ALICE, Letter.BRIEF)

    assert not wants(stored)
    assert wants(stored, Letter.CHANGES)
    assert wants(stored, user=BOB)


def test_a_letter_can_be_wanted_again(stored: Stored) -> None:
    stored.do(service_letters.mute, TEAM, ALICE, Letter.BRIEF)

    for _ in range(2):
        stored.do(service_letters.unmute, TEAM, ALICE, Letter.BRIEF)

    assert wants(stored)


def test_muting_in_one_workspace_says_nothing_about_another(stored: Stored) -> None:
    args = {"name": "Other", "url": "https://o.slack.com/", "bot_user": UserId("U0O"), "now": NOW}
    stored.do(service.register, OTHER_TEAM, **args)  # type: ignore[arg-type]

    stored.do(service_letters.mute, TEAM, ALICE, Letter.BRIEF)

    assert stored.do(service_letters.is_wanted, OTHER_TEAM, ALICE, Letter.BRIEF)


def test_what_the_workspace_does_not_send_nobody_gets(stored: Stored) -> None:
    settle(stored, Letter.BRIEF)

    assert not wants(stored)
    assert wants(stored, Letter.REFLECTION)


def test_choosing_leaves_what_was_not_offered_as_it_was(stored: Stored) -> None:
    stored.do(service_letters.mute, TEAM, ALICE, Letter.BRIEF)
    stored.do(service_letters.mute, TEAM, ALICE, Letter.CHANGES)

    chosen = {Letter.CHANGES: True, Letter.REFLECTION: False}
    stored.do(service_letters.choose, TEAM, ALICE, chosen)

    assert stored.do(queries.muted, TEAM, ALICE) == {Letter.BRIEF, Letter.REFLECTION}


@pytest.mark.parametrize(("is_bot", "is_active"), [(True, True), (False, False)])
def test_bots_and_people_who_left_want_none(stored: Stored, is_bot: bool, is_active: bool) -> None:
    stored.person(ALICE, is_bot=is_bot, is_active=is_active)

    assert not any(wants(stored, letter) for letter in Letter)


def test_a_new_zone_counts_from_the_next_plan_on(stored: Stored) -> None:
    stored.person(ALICE, "Europe/Berlin")
    plan(stored, datetime(2026, 3, 4, 8, tzinfo=UTC))
    stored.person(ALICE, "America/New_York")

    plan(stored, datetime(2026, 3, 4, 8, tzinfo=UTC))

    assert due(stored) == [datetime(2026, 3, 4, 14, tzinfo=UTC)]
