"""Hand-offs: what the form is filled in with, who may receive, and which message answers which."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slack.ids import MessageTs, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline.rules import Handoff
from app.timeline.rules_handoffs import (
    Handshake,
    answers,
    handoff_words,
    questions_so_far,
    quotes_of,
    receiver_in,
    receiver_problem,
    state_so_far,
    without_quotes,
)
from app.vocabulary import EntryKind
from app.workspace.rules import Person
from tests.factories import ALICE, BOB, BOT, CAROL, NOW
from tests.samples import an_entry

MINUTE = timedelta(minutes=1)
NAMES = {ALICE: "Alice Archer"}


def shake(
    number: int,
    minutes: int,
    author: UserId,
    receiver: UserId | None = None,
    *,
    thread: MessageTs | None = None,
    is_marked: bool = True,
    has_answer: bool = False,
) -> Handshake:
    return Handshake(
        entry_id=number,
        at=NOW + minutes * MINUTE,
        author=author,
        receiver=receiver,
        ts=MessageTs(f"{number}.0"),
        thread=thread,
        is_marked=is_marked,
        has_answer=has_answer,
    )


GIVEN = shake(1, 0, ALICE, BOB, is_marked=False)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], {}),
        ([shake(2, 6, BOB)], {1: 2}),
        ([shake(2, 6, CAROL)], {}),
        ([shake(2, 15, BOB)], {1: 2}),
        ([shake(2, 16, BOB)], {}),
        ([shake(2, 90, BOB, thread=MessageTs("1.0"))], {1: 2}),
        ([shake(2, 6, BOB), shake(3, 7, BOB)], {1: 2}),
        ([shake(2, 6, BOB, CAROL)], {1: 2}),
        ([shake(2, 6, BOB, is_marked=False)], {}),
        ([shake(2, 2, CAROL, BOB), shake(3, 5, BOB)], {2: 3}),
        ([shake(2, 2, CAROL, BOB), shake(3, 5, BOB), shake(4, 6, BOB)], {2: 3, 1: 4}),
    ],
)
def test_a_marked_message_of_the_receiver_answers(
    others: list[Handshake], expected: dict[int, int]
) -> None:
    assert answers([GIVEN, *others]) == expected


def test_what_was_answered_by_the_form_waits_for_no_message() -> None:
    answered = shake(1, 0, ALICE, BOB, is_marked=False, has_answer=True)
    assert answers([answered, shake(2, 6, BOB)]) == {}


@given(st.permutations([GIVEN, *(shake(n, n, BOB) for n in (2, 3)), shake(4, 4, CAROL, BOB)]))
def test_the_order_in_which_they_come_changes_nothing(order: list[Handshake]) -> None:
    assert answers(order) == answers(sorted(order, key=lambda each: each.entry_id))


@pytest.mark.parametrize(
    ("text", "receiver"),
    [
        (f"<@{BOB}> you have the import now", BOB),
        (f"<@{BOB}> and <@{CAROL}>", None),
        (f"<@{ALICE}> to <@{BOB}>, <@{BOB}>", BOB),
        ("over to the day shift", None),
    ],
)
def test_the_one_other_person_in_a_message_receives(text: str, receiver: UserId | None) -> None:
    assert receiver_in(Mrkdwn(text), ALICE) == receiver


def person(*, is_bot: bool = False, is_active: bool = True) -> Person:
    return Person(user=BOB, name="Bob", zone=None, is_bot=is_bot, is_active=is_active)


@pytest.mark.parametrize(
    ("receiver", "profile", "word"),
    [
        (None, None, "choose who"),
        (ALICE, None, "somebody else"),
        (BOT, None, "bot"),
        (BOB, person(is_bot=True), "bot"),
        (BOB, person(is_active=False), "left the workspace"),
        (BOB, person(), None),
        (BOB, None, None),
    ],
)
def test_who_cannot_receive_is_said(
    receiver: UserId | None, profile: Person | None, word: str | None
) -> None:
    problem = receiver_problem(receiver, ALICE, profile, BOT)
    assert (problem is None) if word is None else (word in (problem or ""))


def test_the_form_tells_the_last_status_and_the_last_things_kept() -> None:
    texts = ["one", "two", "Identified.", "three", f"<@{ALICE}> &amp; <@{BOB}>\nfour", "five"]
    entries = [
        an_entry(
            id=n,
            number=n,
            occurred_at=NOW + n * MINUTE,
            text=Mrkdwn(text),
            kind=EntryKind.STATUS if text == "Identified." else EntryKind.OBSERVATION,
        )
        for n, text in enumerate(texts)
    ]
    assert state_so_far(entries, NAMES) == (
        "09:02 UTC Identified.\n09:03 UTC three\n"
        "09:04 UTC Alice Archer & somebody four\n09:05 UTC five"
    )
    assert state_so_far([], NAMES) == ""


def test_the_form_asks_what_was_asked_once_each() -> None:
    asked = [an_entry(text=Mrkdwn(text)) for text in ("Why?\nfine", "Who mails?", "Why?", "no")]
    assert questions_so_far(asked, NAMES) == "Why?\nWho mails?"


def test_what_a_form_quoted_of_a_message_can_be_taken_out_again() -> None:
    entry = an_entry(text=Mrkdwn(f"the secret of <@{ALICE}>\nis it 42?"))
    text = f"{state_so_far([entry], NAMES)}\nmine stays"
    quoted = quotes_of(entry.text, NAMES)
    assert without_quotes(Mrkdwn(text), quoted) == "mine stays"
    assert without_quotes(Mrkdwn(questions_so_far([entry], NAMES)), quoted) == ""


def test_a_handoff_needs_both_ends() -> None:
    given_end = Handoff(state_given=Mrkdwn("fine"))
    assert not given_end.is_complete
    assert not Handoff(received_at=NOW).is_complete
    assert Handoff(state_given=Mrkdwn("fine"), received_at=NOW).is_complete


def test_an_entry_says_what_was_handed_to_whom() -> None:
    lead = Mrkdwn("Incident lead")
    assert handoff_words(lead, BOB, is_of_lead=True) == "Handed the lead to <@U0BOB>."
    assert handoff_words(Mrkdwn("Mail"), BOB, is_of_lead=False) == "Handed over to <@U0BOB>: Mail"
