"""Somebody who was told is left alone for a while; only memory knows when."""

from datetime import timedelta

from app.pauses import BETWEEN_NOTES, Pauses
from tests.factories import ALICE, BOB, NOW, TEAM

MINUTE = timedelta(minutes=1)


def test_a_pause_holds_for_an_hour_and_for_one_person() -> None:
    pauses = Pauses(BETWEEN_NOTES)
    assert pauses.is_over(TEAM, BOB, now=NOW)
    pauses.begin(TEAM, BOB, now=NOW)
    assert not pauses.is_over(TEAM, BOB, now=NOW + 59 * MINUTE)
    assert pauses.is_over(TEAM, BOB, now=NOW + 60 * MINUTE)
    assert pauses.is_over(TEAM, ALICE, now=NOW)


def test_whose_pause_is_over_is_forgotten() -> None:
    pauses = Pauses(BETWEEN_NOTES)
    pauses.begin(TEAM, BOB, now=NOW)
    pauses.begin(TEAM, ALICE, now=NOW + 60 * MINUTE)
    assert list(pauses._told_at) == [(TEAM, ALICE)]
    assert BOB not in repr(pauses)
