"""Hand-offs in the database: both ends, once, whatever comes twice, late or at the same moment."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.errors import FieldError, UserError
from app.incidents.rules import Incident
from app.incidents.service import Gesture
from app.slack.ids import UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries_handoffs, service, service_handoffs
from app.timeline.rules import Handoff
from app.timeline.rules_handoffs import HandoffDraft
from app.timeline.service_meanings import SHOW_HANDOFF
from app.vocabulary import Automatic, EntryKind, Role
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service
from tests.factories import ALICE, BOB, BOT, CAROL, CHANNEL, NOW, TEAM, Stored, found, gesture, mark
from tests.factories import ts as ts_at

MINUTE = timedelta(minutes=1)
STATE = Mrkdwn("Half of it is done.")
WORDS = Mrkdwn("Half of the migration.")


def draft(
    receiver: UserId | None = BOB,
    *,
    subject: str = "The migration",
    is_of_lead: bool = False,
    is_own_lead: bool = False,
) -> HandoffDraft:
    return HandoffDraft(
        receiver=receiver,
        subject=Mrkdwn(subject),
        state_given=STATE,
        open_questions=None,
        is_of_lead=is_of_lead or is_own_lead,
        is_own_lead=is_own_lead,
    )


def hand_off(
    stored: Stored, incident: Incident, given: HandoffDraft | None = None, *, key: str = "handed"
) -> int:
    return stored.do(service_handoffs.hand_off, incident, given or draft(), gesture(key))


def read_back(
    stored: Stored, entry_id: int, words: Mrkdwn = WORDS, *, by: UserId = BOB, after: int = 3
) -> None:
    answer = gesture(f"back {words}", by=by, at=NOW + after * MINUTE)
    stored.do(service_handoffs.read_back, TEAM, entry_id, words, answer)


def handoffs(stored: Stored, incident: Incident) -> list[Handoff]:
    return [each.handoff for each in stored.timeline(incident) if each.handoff]


def test_a_handoff_is_an_entry_that_waits_for_its_answer(stored: Stored) -> None:
    incident = stored.incident()

    entry_id = hand_off(stored, incident)

    (entry,) = stored.timeline(incident)
    assert (entry.kind, entry.author, entry.id) == (EntryKind.HANDOFF, ALICE, entry_id)
    assert entry.text == "Handed over to <@U0BOB>: The migration"
    assert entry.handoff is not None
    assert (entry.handoff.giver, entry.handoff.receiver) == (ALICE, BOB)
    assert not entry.handoff.is_complete
    (nudge,) = stored.waiting(service_handoffs.NUDGE_RECEIVER)
    assert nudge.due_at == NOW + 5 * MINUTE


def test_reading_back_completes_it_and_the_first_answer_stays(stored: Stored) -> None:
    incident = stored.incident()
    entry_id = hand_off(stored, incident)

    read_back(stored, entry_id)
    read_back(stored, entry_id, Mrkdwn("Something else."), after=9)

    (handoff,) = handoffs(stored, incident)
    assert handoff.is_complete
    assert (handoff.read_back, handoff.received_at) == (WORDS, NOW + 3 * MINUTE)


def test_two_answers_at_once_are_one(stored: Stored) -> None:
    incident = stored.incident()
    entry_id = hand_off(stored, incident)

    def answer(words: str, session: Session) -> None:
        by = Gesture(by=BOB, at=NOW + MINUTE, key=words)
        service_handoffs.read_back(session, TEAM, entry_id, Mrkdwn(words), by)

    outcomes = stored.at_once(
        [lambda session: answer("one", session), lambda session: answer("two", session)]
    )

    assert [outcome.exception() for outcome in outcomes] == [None, None]
    (handoff,) = handoffs(stored, incident)
    assert handoff.read_back in ("one", "two")


def test_only_the_receiver_answers(stored: Stored) -> None:
    incident = stored.incident()
    entry_id = hand_off(stored, incident)

    with pytest.raises(UserError, match="handed to <@U0BOB>"):
        read_back(stored, entry_id, by=CAROL)

    assert not handoffs(stored, incident)[0].is_complete


def test_a_form_sent_twice_is_one_handoff(stored: Stored) -> None:
    incident = stored.incident()

    again = draft(is_own_lead=True)
    first = hand_off(stored, incident, again, key="same")
    second = hand_off(stored, incident, again, key="same")

    assert first == second
    assert len(handoffs(stored, incident)) == 1
    assert stored.now(incident.id).lead == BOB


def test_a_form_sent_twice_at_once_is_one_handoff(stored: Stored) -> None:
    incident = stored.incident()

    stored.overlapping(
        lambda session: service_handoffs.hand_off(session, incident, draft(), gesture("same")),
        lambda session: service_handoffs.hand_off(session, incident, draft(), gesture("same")),
    ).result()

    assert len(handoffs(stored, incident)) == 1


def test_the_lead_and_its_handoff_are_one_entry(stored: Stored) -> None:
    incident = stored.incident()

    hand_off(stored, incident, draft(is_own_lead=True))

    (entry,) = stored.timeline(incident)
    assert entry.handoff is not None
    assert entry.handoff.role is Role.LEAD
    assert stored.now(incident.id).lead == BOB


def test_a_lead_that_somebody_took_meanwhile_does_not_go_along(stored: Stored) -> None:
    incident = stored.incident()

    def give(session: Session) -> int:
        return service_handoffs.hand_off(
            session, incident, draft(is_own_lead=True), gesture("given")
        )

    taken = gesture("taken", by=CAROL)
    second = stored.overlapping(
        lambda session: service_handoffs.give_lead(session, incident, CAROL, taken), give
    )

    assert isinstance(second.exception(), FieldError)
    assert stored.now(incident.id).lead == CAROL
    assert [each.receiver for each in handoffs(stored, incident)] == [CAROL]


def test_who_takes_the_lead_has_it_and_the_other_end_is_missing(stored: Stored) -> None:
    incident = stored.incident()

    stored.do(service_handoffs.give_lead, incident, BOB, gesture("taken", by=BOB))

    (handoff,) = handoffs(stored, incident)
    assert (handoff.giver, handoff.receiver, handoff.received_at) == (ALICE, BOB, NOW)
    assert not handoff.is_complete
    assert stored.waiting(service_handoffs.NUDGE_RECEIVER) == []


def test_a_role_that_was_taken_is_left_out_where_the_workspace_wants_that(
    stored: Stored,
) -> None:
    incident = stored.incident()

    def leave_out_roles(session: Session) -> None:

        choices = workspace_queries.workspace(session, TEAM).choices
        without = replace(choices, unrecorded=frozenset({Automatic.ROLES}))
        workspace_service.change_choices(session, TEAM, without, now=NOW)

    stored.do(leave_out_roles)
    stored.do(service_handoffs.give_lead, incident, BOB, gesture("taken", by=BOB))
    assert stored.timeline(incident) == []
    stored.do(service_handoffs.give_lead, incident, CAROL, gesture("given", by=BOB))
    assert len(handoffs(stored, incident)) == 1


@pytest.mark.parametrize("receiver", [None, ALICE, BOT, CAROL])
def test_who_cannot_receive_is_a_problem_of_that_field(
    stored: Stored, receiver: UserId | None
) -> None:
    incident = stored.incident()
    stored.person(CAROL, is_active=False)

    with pytest.raises(FieldError) as problem:
        hand_off(stored, incident, draft(receiver))

    assert problem.value.field == "receiver"
    assert stored.timeline(incident) == []


def test_the_giving_end_can_be_told_later(stored: Stored) -> None:
    incident = stored.incident()
    entry_id = stored.do(service_handoffs.give_lead, incident, BOB, gesture("lead"))
    read_back(stored, entry_id)
    assert not handoffs(stored, incident)[0].is_complete

    stored.do(service_handoffs.describe, TEAM, entry_id, draft(subject="Night to day"), now=NOW)

    (entry,) = stored.timeline(incident)
    assert entry.text == "Handed the lead to <@U0BOB>: Night to day"
    assert entry.handoff is not None
    assert entry.handoff.is_complete


def test_what_was_handed_on_since_awaits_nobody(stored: Stored) -> None:
    incident = stored.incident()
    first = hand_off(stored, incident)
    second = hand_off(stored, incident, draft(CAROL), key="again")

    before = stored.do(queries_handoffs.given, first)
    after = stored.do(queries_handoffs.given, second)

    assert before is not None
    assert not before.awaits_answer
    assert after is not None
    assert after.awaits_answer


# Marked messages.

GIVES = ts_at(NOW, 1)
ANSWERS = ts_at(NOW + 6 * MINUTE, 2)


@pytest.mark.parametrize("is_answer_first", [False, True])
def test_marked_messages_are_the_two_ends_in_whichever_order_they_come(
    stored: Stored, is_answer_first: bool
) -> None:
    incident = stored.incident()
    said = [
        found(GIVES, f"<@{BOB}> the import is yours", author=ALICE),
        found(ANSWERS, "I have the import", author=BOB),
    ]

    for message in reversed(said) if is_answer_first else said:
        stored.keep(message, emoji="handshake")

    (handoff,) = handoffs(stored, incident)
    assert (handoff.giver, handoff.receiver) == (ALICE, BOB)
    assert handoff.state_given == f"<@{BOB}> the import is yours"
    assert (handoff.read_back, handoff.is_complete) == ("I have the import", True)


def test_a_mark_taken_off_takes_the_answer_back(stored: Stored) -> None:
    incident = stored.incident()
    hand_off(stored, incident)
    stored.keep(found(ANSWERS, "I have it", author=BOB), emoji="handshake")
    assert handoffs(stored, incident)[0].is_complete

    stored.mark(mark(ANSWERS, emoji="handshake", is_on=False, order=2))

    assert not handoffs(stored, incident)[0].is_complete


def test_a_message_without_a_receiver_is_half_a_handoff(stored: Stored) -> None:
    incident = stored.incident()

    stored.keep(found(GIVES, "over to the day shift", author=ALICE), emoji="handshake")

    (handoff,) = handoffs(stored, incident)
    assert (handoff.receiver, handoff.is_complete) == (None, False)


def test_deleting_either_message_leaves_none_of_its_words(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(GIVES, f"<@{BOB}> SECRET given", author=ALICE), emoji="handshake")
    stored.keep(found(ANSWERS, "SECRET answer", author=BOB), emoji="handshake")

    for message in (GIVES, ANSWERS):
        stored.do(service.follow_deletion, TEAM, CHANNEL, message, now=NOW)

    assert handoffs(stored, incident) == []
    assert "SECRET" not in stored.everything()


def test_a_deleted_message_leaves_the_forms_that_were_filled_in_from_it(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(GIVES, "the SECRET is 42\nis SECRET safe?", author=CAROL))
    so_far = stored.do(service_handoffs.so_far, incident)
    assert "SECRET" in so_far.state
    filled_in = HandoffDraft(
        receiver=BOB,
        subject=Mrkdwn("All of it"),
        state_given=Mrkdwn(f"{so_far.state}\nI watch it."),
        open_questions=Mrkdwn(so_far.questions),
    )
    hand_off(stored, incident, filled_in)

    stored.do(service.follow_deletion, TEAM, CHANNEL, GIVES, now=NOW)

    (handoff,) = handoffs(stored, incident)
    assert (handoff.state_given, handoff.open_questions) == ("I watch it.", None)
    assert "SECRET" not in stored.everything()
    assert len(stored.waiting(SHOW_HANDOFF)) == 1


def test_a_mark_costs_the_same_in_a_long_incident(stored: Stored) -> None:
    stored.incident()

    def cost(number: int) -> int:
        message = found(ts_at(NOW, number), f"<@{BOB}> take {number}", author=ALICE)
        stored.mark(mark(message.ts, emoji="handshake"))
        return stored.count_statements(service.fill, TEAM, CHANNEL, [message], [], now=NOW)

    early = [cost(number) for number in range(1, 3)][-1]
    assert [cost(number) for number in range(3, 30)][-1] == early
