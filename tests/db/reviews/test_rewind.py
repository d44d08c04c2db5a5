"""The rewind as it is stored: chosen once, moved once by each press, and what people add to it."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.tables import ContributionRow
from app.errors import UserError
from app.incidents.rules import Incident
from app.reviews import (
    queries,
    queries_findings,
    queries_rewind,
    service,
    service_light,
    service_rewind,
    service_schedule,
    service_stops,
)
from app.reviews import service_contributions as contributions
from app.reviews.rules import Review
from app.reviews.rules_rewind import MOST_STOPS, Rewind, Stop
from app.reviews.rules_schedule import Move
from app.reviews.service import SHOW_AGENDA, TELL_SCHEDULE, WRITE_SUMMARY
from app.slack.ids import MessageTs
from app.slack.mrkdwn import Mrkdwn
from app.summaries import queries as summary_queries
from app.summaries import service_checklist
from app.vocabulary import ReviewState
from tests.db.reviews.test_meeting import MEETS, close, resolved
from tests.factories import ALICE, BOB, CAROL, CHANNEL, NOW, TEAM, Stored, found, gesture, mark, ts

MINUTE = timedelta(minutes=1)
HEAD = ts(MEETS, 1)


def reviewed(stored: Stored, *, entries: int = 3) -> tuple[Incident, Review]:
    """A resolved incident with so many kept messages, a minute apart."""
    incident, review = resolved(stored)
    stored.fill()
    for n in range(entries):
        stored.keep(found(ts(NOW + n * MINUTE), f"Fact {n}."))
    return incident, review


def rewind_of(stored: Stored, review: Review) -> Rewind:
    return stored.do(queries_rewind.rewind, review.id)


def begun(stored: Stored, *, entries: int = 3) -> tuple[Incident, Review]:
    incident, review = reviewed(stored, entries=entries)
    stored.do(service_rewind.start, incident, review, CAROL, now=MEETS)
    return incident, review


def moved(stored: Stored, review: Review, position: int, by: int = 1) -> bool:
    return stored.do(service_rewind.move, TEAM, review.id, position, by, now=MEETS)


def stands(stored: Stored, review: Review) -> Stop:
    """The first stop, once its message does."""
    stop = rewind_of(stored, review).stops[0]
    stored.do(service_rewind.stop_stands, stop.id, CHANNEL, HEAD, "digest")
    found_stop = stored.do(queries_rewind.stop_of_thread, TEAM, CHANNEL, HEAD)
    assert found_stop is not None
    return found_stop


def kept(stored: Stored) -> Sequence[tuple[str, str, bool]]:
    def query(session: Session) -> Sequence[tuple[str, str, bool]]:
        rows = session.scalars(select(ContributionRow).order_by(ContributionRow.message_ts))
        return [(row.message_ts, row.text, row.is_deleted) for row in rows]

    return stored.do(query)


def test_the_timeline_says_once_when_the_review_began(stored: Stored) -> None:
    incident, review = reviewed(stored)
    early = MEETS - 5 * MINUTE

    stored.do(service_rewind.start, incident, review, CAROL, now=early)
    stored.do(service.open_meeting, TEAM, review.id, now=MEETS)

    began = [one for one in stored.timeline(incident) if one.text == "The review began."]
    assert [one.occurred_at for one in began] == [early]


def test_stops_are_chosen_once(stored: Stored) -> None:
    incident, review = reviewed(stored)

    first = stored.do(service_stops.prepare, incident, review)
    stored.keep(found(ts(NOW + 9 * MINUTE), "Later."))
    second = stored.do(service_stops.prepare, incident, review)

    assert len(first.stops) == 3
    assert second == first


def test_of_two_who_prepare_at_once_one_chooses(stored: Stored) -> None:
    incident, review = reviewed(stored)

    def prepare(session: Session) -> Rewind:
        return service_stops.prepare(session, incident, review)

    first, second = (one.result() for one in stored.at_once([prepare, prepare]))

    assert first.stops == second.stops == rewind_of(stored, review).stops


def test_choosing_costs_the_same_number_of_statements_at_any_length(stored: Stored) -> None:
    _, short = reviewed(stored, entries=8)
    few = stored.count_statements(queries_rewind.walk, short.id)
    for n in range(8, 80):
        stored.keep(found(ts(NOW + n * MINUTE), f"Fact {n}."))

    incident = stored.now(short.incident_id)
    many = stored.count_statements(queries_rewind.walk, short.id)
    chosen = stored.count_statements(service_stops.prepare, incident, short)

    assert many == few
    assert chosen < 30


def test_starting_shows_the_first_stop_and_what_the_review_says(stored: Stored) -> None:
    _, review = begun(stored)

    rewind = rewind_of(stored, review)
    assert (rewind.position, rewind.reached, rewind.started_by) == (0, 0, CAROL)
    assert rewind.current == rewind.stops[0]
    assert stored.do(queries.review, review.id).state is ReviewState.REWINDING
    for effect in (service_stops.SHOW_REWIND, SHOW_AGENDA, TELL_SCHEDULE):
        assert len(stored.waiting(effect)) == 1


def test_who_starts_second_starts_nothing(stored: Stored) -> None:
    incident, review = begun(stored)
    moved(stored, review, 0)

    stored.do(service_rewind.start, incident, review, BOB, now=MEETS + MINUTE)

    rewind = rewind_of(stored, review)
    assert (rewind.position, rewind.started_at, rewind.started_by) == (1, MEETS, CAROL)


def test_a_stop_whose_entry_was_let_go_is_left_out_at_the_start(stored: Stored) -> None:
    incident, review = reviewed(stored)
    stored.do(service_stops.prepare, incident, review)
    stored.mark(mark(ts(NOW), is_on=False, order=2))

    stored.do(service_rewind.start, incident, review, CAROL, now=MEETS)

    assert [stop.place for stop in rewind_of(stored, review).stops] == [0, 1]


def test_a_press_from_somewhere_else_moves_nothing(stored: Stored) -> None:
    _, review = begun(stored)

    assert moved(stored, review, 0) is True
    assert moved(stored, review, 0) is False
    assert moved(stored, review, 0, by=-1) is False

    assert rewind_of(stored, review).position == 1


def test_of_two_presses_at_once_one_moves(stored: Stored) -> None:
    _, review = begun(stored)

    def press(session: Session) -> bool:
        return service_rewind.move(session, TEAM, review.id, 0, 1, now=MEETS)

    answers = [one.result() for one in stored.at_once([press, press])]

    assert sorted(answers) == [False, True]
    assert rewind_of(stored, review).position == 1


def test_a_stop_added_while_one_leaves_the_last_stop_is_the_next_one(stored: Stored) -> None:
    incident, review = begun(stored, entries=2)
    moved(stored, review, 0)
    stored.keep(found(ts(NOW + 9 * MINUTE), "Later."))
    late = stored.timeline(incident)[-1].id

    def add(session: Session) -> None:
        service_stops.add_stop(session, incident, review, late, now=MEETS)

    def press(session: Session) -> bool:
        return service_rewind.move(session, TEAM, review.id, 1, 1, now=MEETS)

    assert stored.overlapping(add, press).result() is True

    rewind = rewind_of(stored, review)
    assert rewind.current == rewind.visited[-1]
    assert (len(rewind.stops), rewind.reached) == (3, 2)


def test_going_back_keeps_how_far_one_was(stored: Stored) -> None:
    _, review = begun(stored)
    moved(stored, review, 0)

    moved(stored, review, 1, by=-1)

    rewind = rewind_of(stored, review)
    assert (rewind.position, rewind.reached) == (0, 1)


def test_one_cannot_finish_before_the_end(stored: Stored) -> None:
    _, review = begun(stored)

    assert stored.do(service_rewind.finish, TEAM, review.id, 0, now=MEETS) is False

    assert rewind_of(stored, review).is_under_way


def test_finishing_closes_the_meeting_and_can_be_taken_back(stored: Stored) -> None:
    _, review = begun(stored)
    for position in range(3):
        moved(stored, review, position)

    assert stored.do(service_rewind.finish, TEAM, review.id, 3, now=MEETS + MINUTE) is True
    assert stored.do(service_rewind.finish, TEAM, review.id, 3, now=MEETS + MINUTE) is False

    closed = stored.do(queries.review, review.id)
    assert (closed.state, closed.closed_at) == (ReviewState.BUILDING_FORWARD, MEETS + MINUTE)
    assert len(stored.waiting(WRITE_SUMMARY)) == 1
    stored.do(service_rewind.reopen, TEAM, review.id, now=MEETS + 2 * MINUTE)
    rewind = rewind_of(stored, review)
    assert rewind.current == rewind.stops[2]
    assert stored.do(queries.review, review.id).state is ReviewState.REWINDING


def share(stored: Stored, incident: Incident, review: Review) -> None:
    stored.do(service_checklist.share, incident, review, gesture("share"))


def test_finishing_what_was_shared_leaves_it_shared(stored: Stored) -> None:
    incident, review = begun(stored)
    close(stored, review)
    share(stored, incident, review)
    for position in range(3):
        moved(stored, review, position)

    stored.do(service_rewind.finish, TEAM, review.id, 3, now=MEETS + MINUTE)

    assert stored.do(queries.review, review.id).state is ReviewState.SHARED
    with pytest.raises(UserError, match="Go on with it"):
        stored.do(service_rewind.reopen, TEAM, review.id, now=MEETS + MINUTE)
    assert rewind_of(stored, review).finished_at is not None


def test_a_shared_review_does_not_begin_again(stored: Stored) -> None:
    incident, review = reviewed(stored)
    close(stored, review)
    share(stored, incident, review)

    with pytest.raises(UserError, match="Go on with it"):
        stored.do(service_rewind.start, incident, review, CAROL, now=MEETS)

    assert stored.do(queries.review, review.id).state is ReviewState.SHARED
    assert rewind_of(stored, review).started_at is None


def test_closing_takes_the_button_from_the_agenda(stored: Stored) -> None:
    _, review = reviewed(stored)

    close(stored, review)

    assert len(stored.waiting(SHOW_AGENDA)) == 1


def light(stored: Stored) -> tuple[Incident, Review]:
    """In threads, which stand."""
    incident, review = reviewed(stored)
    stored.do(service_light.make_light, incident, review, gesture("light"))
    current = stored.do(queries.review, review.id)
    opened = gesture("open", by=CAROL, at=current.meets_at)
    stored.do(service_light.open_threads, incident, current, opened)
    return incident, current


def test_a_light_review_closes_wherever_its_rewind_is(stored: Stored) -> None:
    incident, review = reviewed(stored)
    stored.do(service_light.make_light, incident, review, gesture("light"))
    current = stored.do(queries.review, review.id)
    stored.do(service_rewind.start, incident, current, CAROL, now=current.meets_at)

    stored.do(service_rewind.end_slot, TEAM, review.id, now=current.ends_at)

    assert rewind_of(stored, review).finished_at == current.ends_at
    assert stored.do(queries.review, review.id).closed_at == current.ends_at


def test_a_light_review_that_is_opened_again_can_be_finished(stored: Stored) -> None:
    _, review = light(stored)
    stored.do(service_rewind.end_slot, TEAM, review.id, now=review.ends_at)

    stored.do(service_rewind.reopen, TEAM, review.id, now=review.ends_at)

    rewind = rewind_of(stored, review)
    assert (rewind.is_under_way, rewind.is_at_end) == (True, True)
    end = rewind.position
    assert stored.do(service_rewind.finish, TEAM, review.id, end, now=review.ends_at) is True


def test_an_old_ring_closes_nothing(stored: Stored) -> None:
    _, review = begun(stored)

    stored.do(service_rewind.end_slot, TEAM, review.id, now=review.ends_at - MINUTE)
    assert stored.do(queries.review, review.id).closed_at is None
    stored.do(service_rewind.end_slot, TEAM, review.id, now=review.ends_at)

    assert stored.do(queries.review, review.id).closed_at == review.ends_at


def test_a_rewind_begun_at_a_later_date_is_on_the_timeline(stored: Stored) -> None:
    incident, review = reviewed(stored)
    stored.do(service.open_meeting, TEAM, review.id, now=MEETS)
    later = MEETS + 60 * 24 * MINUTE
    chosen = Move(meets_at=later, length=review.length, sequence=0)
    stored.do(service_schedule.move, incident, review.id, chosen, gesture("move"))

    stored.do(service_rewind.start, incident, review, CAROL, now=later)

    began = [one for one in stored.timeline(incident) if one.text == "The review began."]
    assert later in [one.occurred_at for one in began]


def test_a_facilitator_who_starts_has_said_yes(stored: Stored) -> None:
    _, review = begun(stored)

    assert stored.do(queries.review, review.id).accepted_at == MEETS


def test_finishing_after_the_hour_brings_the_summary_up_to_date(stored: Stored) -> None:
    _, review = begun(stored)
    close(stored, review)
    (before,) = stored.waiting(WRITE_SUMMARY)
    for position in range(3):
        moved(stored, review, position)

    stored.do(service_rewind.finish, TEAM, review.id, 3, now=MEETS + MINUTE)

    (after,) = stored.waiting(WRITE_SUMMARY)
    assert after.version > before.version
    assert stored.do(queries.review, review.id).closed_at == MEETS


def test_stops_ahead_can_be_moved_and_dropped_visited_ones_stay(stored: Stored) -> None:
    _, review = begun(stored)
    first, second, third = rewind_of(stored, review).stops

    stored.do(service_stops.shift_stop, TEAM, third, -1, now=MEETS)
    stored.do(service_stops.shift_stop, TEAM, first, 1, now=MEETS)
    stored.do(service_stops.drop_stop, TEAM, first, now=MEETS)
    order = [stop.id for stop in rewind_of(stored, review).stops]
    stored.do(service_stops.drop_stop, TEAM, second, now=MEETS)

    assert order == [first.id, third.id, second.id]
    assert [stop.id for stop in rewind_of(stored, review).stops] == [first.id, third.id]


def test_a_stop_is_added_where_its_time_is_and_once(stored: Stored) -> None:
    incident, review = reviewed(stored)
    stops = stored.do(service_stops.prepare, incident, review).stops
    stored.do(service_stops.drop_stop, TEAM, stops[1], now=NOW)

    for _ in range(2):
        stored.do(service_stops.add_stop, incident, review, stops[1].entry_id, now=NOW)

    found_stops = rewind_of(stored, review).stops
    assert [stop.entry_id for stop in found_stops] == [stop.entry_id for stop in stops]
    assert [stop.place for stop in found_stops] == [0, 1, 2]


def test_there_is_room_for_so_many_stops(stored: Stored) -> None:
    incident, review = reviewed(stored, entries=MOST_STOPS + 1)
    for entry in stored.timeline(incident)[-MOST_STOPS - 1 : -1]:
        stored.do(service_stops.add_stop, incident, review, entry.id, now=NOW)
        if len(rewind_of(stored, review).stops) == MOST_STOPS:
            break
    taken = {stop.entry_id for stop in rewind_of(stored, review).stops}
    free = next(entry for entry in stored.timeline(incident) if entry.id not in taken)

    with pytest.raises(UserError, match="fill the meeting"):
        stored.do(service_stops.add_stop, incident, review, free.id, now=NOW)


REPLY = MessageTs(ts(MEETS, 2))


@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_words_of_a_reply_are_kept(stored: Stored, turned: bool) -> None:
    _, review = begun(stored)
    stop = stands(stored, review)
    said = found(REPLY, "At nine.", thread=HEAD)
    edited = found(REPLY, "At ten.", thread=HEAD, edited_ts=ts(MEETS, 9))

    for reply in (edited, said, said) if turned else (said, edited):
        stored.do(contributions.keep_replies, TEAM, stop, [reply], now=MEETS)

    assert kept(stored) == [(REPLY, "At ten.", False)]


@pytest.mark.parametrize("order", ["in order", "edit first", "deletion first", "all twice"])
def test_replies_end_the_same_in_whichever_order_they_come(stored: Stored, order: str) -> None:
    _, review = begun(stored)
    stop = stands(stored, review)
    said = found(REPLY, "At nine.", thread=HEAD)
    edited = found(REPLY, "At ten.", thread=HEAD, edited_ts=ts(MEETS, 9))

    deeds = {
        "in order": [said, edited, None],
        "edit first": [edited, said, None],
        "deletion first": [None, said, edited],
        "all twice": [said, said, edited, edited, None, None],
    }[order]
    for deed in deeds:
        if deed is None:
            stored.do(contributions.forget_reply, stop, REPLY)
        else:
            stored.do(contributions.keep_replies, TEAM, stop, [deed], now=MEETS)

    assert kept(stored) == [(REPLY, "", True)]


def test_an_idea_parked_twice_is_one_and_is_told_without_a_name(stored: Stored) -> None:
    incident, review = begun(stored)
    stop = rewind_of(stored, review).stops[0]

    for _ in range(2):
        stored.do(
            contributions.park_idea, TEAM, stop, Mrkdwn("Alert on age."), gesture("park", by=BOB)
        )

    (idea,) = stored.do(queries_findings.ideas, review.id)
    assert (idea.text, idea.found_by, idea.evidence) == ("Alert on age.", BOB, (stop.entry_id,))
    (told,) = stored.do(summary_queries.story, review.id).parked
    (entry,) = [one for one in stored.timeline(incident) if one.id == stop.entry_id]
    assert told.evidence == (entry.number,)


def test_a_second_account_stands_beside_the_entry_and_changes_nothing_of_it(
    stored: Stored,
) -> None:
    incident, review = begun(stored)
    stop = rewind_of(stored, review).stops[0]
    before = stored.timeline(incident)

    for _ in range(2):
        stored.do(
            contributions.add_account,
            TEAM,
            stop.entry_id,
            Mrkdwn("I saw an alert."),
            gesture("a", by=ALICE),
        )

    assert stored.timeline(incident) == before
    accounts = stored.do(queries_rewind.accounts_of, [stop.entry_id])
    assert [(one.text, one.said_by) for one in accounts[stop.entry_id]] == [
        ("I saw an alert.", ALICE)
    ]
