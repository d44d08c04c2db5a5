"""Entries by themselves, and marks on them: whatever the order, the entry is ours and stays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.db.tables import PostRow, ReviewRow
from app.incidents import queries as incident_queries
from app.incidents import service as incident_service
from app.posting import Post
from app.slack.ids import ChannelId, EmojiName, MessageTs, UserId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries_marks, service, service_system
from app.timeline.rules import NATIVE_PIN, Mark, Reaction
from app.timeline.service_system import JOINS_LATE_AFTER, RECORD_JOIN, TELL_OURS
from app.vocabulary import Automatic, EntryKind, Meaning, ReviewState, Source, State
from app.workspace import queries as workspace_queries
from app.workspace import service as workspace_service
from app.workspace.rules_marks import DEFAULT_MARKS
from tests.factories import (
    ALICE,
    BOB,
    BOT,
    CAROL,
    CHANNEL,
    NOW,
    TEAM,
    Stored,
    declaration,
    found,
    gesture,
    mark,
    ts,
)

LATE = ts(NOW + 2 * JOINS_LATE_AFTER)
HERE = Post(CHANNEL, LATE)
OTHER = ChannelId("C0TEAM")


def reaction(
    emoji: str = "pushpin", *, is_on: bool = True, author: UserId | None = None
) -> Reaction:
    return Reaction(
        channel=CHANNEL,
        ts=ts(),
        user=BOB,
        emoji=EmojiName(emoji),
        is_on=is_on,
        event_ts=ts(NOW, 9),
        author=CAROL,
    )


def join(stored: Stored, user: UserId = CAROL, at: MessageTs = LATE) -> None:
    stored.do(service_system.notice_join, TEAM, CHANNEL, at, user, now=NOW)


def record_joins(stored: Stored, *, waits: bool = True) -> list[bool]:
    return [
        stored.do(
            service_system.record_join,
            TEAM,
            row.arguments["incident"],
            Post(ChannelId(row.arguments["channel"]), MessageTs(row.arguments["ts"])),
            UserId(row.arguments["user"]),
            waits=waits,
            now=NOW,
        )
        for row in stored.waiting(RECORD_JOIN)
    ]


def came(stored: Stored) -> list[bool]:
    """Somebody joined late, and it is recorded."""
    join(stored)
    return record_joins(stored)


def switch_off(stored: Stored, *what: Automatic) -> None:
    choices = stored.do(workspace_queries.workspace, TEAM).choices
    changed = {each: getattr(choices, each) for each in choices.__slots__}
    unrecorded = {"unrecorded": frozenset(what)}
    stored.do(
        workspace_service.change_choices, TEAM, type(choices)(**changed | unrecorded), now=NOW
    )


def identified(stored: Stored, key: str = "state") -> int:
    """A change of state; the id of its transition."""
    incident = stored.incident()
    change = incident_service.change_state
    stored.do(change, incident, State.IDENTIFIED, None, gesture(key))
    rows = stored.waiting(incident_service.TELL_TRANSITION)
    return int(rows[-1].arguments["transition"])


def record(stored: Stored, transition_id: int) -> None:
    transition = stored.do(incident_queries.transition, transition_id)
    stored.do(service_system.record_transition, TEAM, transition, now=NOW)


@pytest.mark.parametrize("emoji", ["joy", "fire"])
def test_another_emoji_costs_one_question_and_changes_nothing(stored: Stored, emoji: str) -> None:
    stored.incident()
    stored.do(workspace_service.change_marks, TEAM, DEFAULT_MARKS, now=NOW)
    before = stored.everything()
    assert stored.count_statements(queries_marks.bearing, TEAM, reaction(emoji)) == 1
    assert stored.do(queries_marks.bearing, TEAM, reaction(emoji)) is None
    assert stored.everything() == before


def test_a_mark_elsewhere_costs_one_question(stored: Stored) -> None:
    assert stored.count_statements(queries_marks.bearing, TEAM, reaction()) == 1
    assert stored.do(queries_marks.bearing, TEAM, reaction()) is None


def test_a_channel_that_was_there_before_goes_its_own_way_after_the_review(stored: Stored) -> None:
    for number, here in enumerate((None, OTHER)):
        incident_id = stored.do(
            incident_service.declare, TEAM, declaration(), gesture(f"declared {number}"), here=here
        )
        if here is None:
            stored.do(incident_service.channel_opened, incident_id, CHANNEL, "inc-1", now=NOW)
        reviewed(stored, incident_id, closed_at=NOW + timedelta(days=3))
    during, later = ts(NOW + timedelta(days=1)), ts(NOW + timedelta(days=4))

    assert bears(stored, CHANNEL, during)
    assert bears(stored, CHANNEL, later)
    assert bears(stored, OTHER, during)
    assert not bears(stored, OTHER, later)


def bears(stored: Stored, channel: ChannelId, message: MessageTs) -> bool:
    return (
        stored.do(queries_marks.bearing, TEAM, replace(reaction(), channel=channel, ts=message))
        is not None
    )


def reviewed(stored: Stored, incident_id: int, *, closed_at: datetime) -> None:
    """An incident whose review is over."""
    review = ReviewRow(
        incident_id=incident_id,
        state=ReviewState.BUILDING_FORWARD,
        meets_at=closed_at,
        length_minutes=60,
        calendar_uid="uid",
        closed_at=closed_at,
    )
    stored.do(lambda session: session.add(review))


def test_what_was_marked_before_keeps_its_meaning_and_can_be_let_go(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(ts(), "search is slow"))
    chosen = {**DEFAULT_MARKS, Meaning.KEEP: (EmojiName("fire"),)}
    stored.do(workspace_service.change_marks, TEAM, chosen, now=NOW)

    assert stored.timeline(incident)[0].marks == {Meaning.KEEP: 1}
    assert stored.do(queries_marks.bearing, TEAM, reaction()) is None
    off = stored.do(queries_marks.bearing, TEAM, reaction(is_on=False))
    assert off is not None
    assert off.meaning is Meaning.KEEP


def test_a_pin_is_nobodys_own_and_says_keep(stored: Stored) -> None:
    incident = stored.incident()
    pin = reaction(NATIVE_PIN)
    bearing = stored.do(queries_marks.bearing, TEAM, pin)
    assert bearing is not None
    stored.mark(pin.mark(bearing.meaning))
    (entry,) = stored.timeline(incident)
    assert entry.marks == {Meaning.KEEP: 1}

    off = Reaction(
        channel=CHANNEL,
        ts=ts(),
        user=CAROL,
        emoji=NATIVE_PIN,
        is_on=False,
        event_ts=ts(NOW, 10),
        author=None,
    )
    stored.mark(off.mark(Meaning.KEEP))

    assert stored.timeline(incident) == []


def test_somebody_late_is_recorded_without_becoming_a_responder(stored: Stored) -> None:
    incident = stored.incident()
    stored.person(CAROL)
    join(stored)
    assert record_joins(stored) == [True]
    record_joins(stored)
    (entry,) = stored.timeline(incident)
    assert entry.text == f"<@{CAROL}> joined the channel."
    assert (entry.author, entry.source, entry.ts) == (None, Source.SYSTEM, LATE)


def test_who_is_there_from_the_beginning_is_not_recorded(stored: Stored) -> None:
    stored.incident()
    join(stored, at=ts(NOW + JOINS_LATE_AFTER / 2))
    assert stored.waiting(RECORD_JOIN) == []


def test_who_comes_when_it_is_over_is_not_recorded(stored: Stored) -> None:
    incident = stored.incident()
    change = incident_service.change_state
    stored.do(change, incident, State.CANCELLED, None, gesture("cancel"))
    join(stored)
    assert stored.waiting(RECORD_JOIN) == []


def test_a_bot_that_joins_is_not_recorded(stored: Stored) -> None:
    incident = stored.incident()
    stored.person(CAROL, is_bot=True)
    join(stored)
    join(stored, BOT)
    record_joins(stored, waits=False)
    assert stored.timeline(incident) == []


def test_a_join_waits_until_it_is_known_who_it_is_but_not_for_ever(stored: Stored) -> None:
    incident = stored.incident()
    join(stored)
    assert record_joins(stored) == [False]
    assert stored.timeline(incident) == []
    assert record_joins(stored, waits=False) == [True]
    assert len(stored.timeline(incident)) == 1


@pytest.mark.parametrize("is_marked_first", [True, False])
def test_a_mark_on_a_join_belongs_to_its_entry_in_either_order(
    stored: Stored, *, is_marked_first: bool
) -> None:
    incident = stored.incident()
    stored.person(CAROL)
    steps: list[Callable[[], object]] = [
        lambda: came(stored),
        lambda: stored.mark(mark(LATE, emoji="star")),
    ]
    for step in reversed(steps) if is_marked_first else steps:
        step()
    (entry,) = stored.timeline(incident)
    assert (entry.source, entry.kind, entry.is_filled) == (Source.SYSTEM, EntryKind.CONTEXT, True)
    assert entry.marks == {Meaning.HELPED: 1}

    stored.mark(mark(LATE, emoji="star", is_on=False, order=2))

    (entry,) = stored.timeline(incident)
    assert entry.marks == {}


def test_a_rename_is_one_entry(stored: Stored) -> None:
    incident = stored.incident()
    for _ in range(2):
        stored.do(service_system.record_rename, TEAM, HERE, "inc-1-<x>", ALICE, now=NOW)
    (entry,) = stored.timeline(incident)
    assert (entry.text, entry.author) == ("Renamed the channel to #inc-1-&lt;x&gt;.", ALICE)


def test_a_change_has_the_line_that_tells_of_it_as_its_source(stored: Stored) -> None:
    transition_id = identified(stored)
    record(stored, transition_id)
    tell(stored, transition_id)
    record(stored, transition_id)
    (entry,) = stored.timeline(stored.now(1))
    assert (entry.channel, entry.ts) == (CHANNEL, ts())


def tell(stored: Stored, transition_id: int) -> None:
    """What is stored once the line about a change stands in the channel."""
    key = service_system.transition_key(transition_id)
    stored.do(
        lambda session: session.add(
            PostRow(team_id=TEAM, key=key, channel_id=CHANNEL, message_ts=ts())
        )
    )


def ours(emoji: str = "bulb", *, is_on: bool = True, order: int = 1) -> Mark:
    change = mark(ts(), emoji=emoji, is_on=is_on, order=order)
    return Mark(**{each: getattr(change, each) for each in change.__slots__} | {"by": BOB})


@pytest.mark.parametrize("is_off", [True, False])
def test_a_mark_on_a_line_of_ours_belongs_to_the_change_even_before_it_is_recorded(
    stored: Stored, *, is_off: bool
) -> None:
    transition_id = identified(stored)
    tell(stored, transition_id)
    switch_off(stored, *(Automatic if is_off else ()))
    stored.do(service_system.mark_ours, TEAM, ours(), now=NOW)
    record(stored, transition_id)
    (entry,) = stored.timeline(stored.now(1))
    assert (entry.text, entry.kind) == ("Identified.", EntryKind.STATUS)
    assert entry.marks == {Meaning.INSIGHT: 1}
    assert stored.waiting(TELL_OURS) == []
    assert stored.waiting(service.HYDRATE) == []


def test_a_mark_on_another_message_of_ours_keeps_nothing_and_is_explained_once(
    stored: Stored,
) -> None:
    incident = stored.incident()
    for order in (1, 3):
        stored.do(service_system.mark_ours, TEAM, ours(order=order), now=NOW)
        stored.do(service_system.mark_ours, TEAM, ours(is_on=False, order=order + 1), now=NOW)
    assert stored.timeline(incident) == []
    assert [row.arguments["user"] for row in stored.waiting(TELL_OURS)] == [BOB]


def test_what_we_recorded_survives_an_edit_and_a_deletion_of_its_line(stored: Stored) -> None:
    transition_id = identified(stored)
    tell(stored, transition_id)
    record(stored, transition_id)
    stored.do(service.follow_edit, TEAM, CHANNEL, found(ts(), "something else"), now=NOW)
    stored.do(service.follow_deletion, TEAM, CHANNEL, ts(), now=NOW)
    (entry,) = stored.timeline(stored.now(1))
    assert entry.text == "Identified."


@pytest.mark.parametrize(
    ("what", "record_it"),
    [
        (Automatic.STATE, lambda stored: record(stored, identified(stored))),
        (Automatic.JOINS, lambda stored: (stored.incident(), came(stored))),
        (
            Automatic.RENAMES,
            lambda stored: (
                stored.incident(),
                stored.do(service_system.record_rename, TEAM, HERE, "x", ALICE, now=NOW),
            ),
        ),
        (
            Automatic.REVIEW,
            lambda stored: stored.do(
                service_system.record_step,
                TEAM,
                stored.incident().id,
                "began",
                Mrkdwn("x"),
                at=NOW,
            ),
        ),
    ],
)
def test_what_is_switched_off_is_not_recorded(
    stored: Stored, what: Automatic, record_it: Callable[[Stored], object]
) -> None:
    stored.person(CAROL)
    switch_off(stored, what)
    record_it(stored)
    assert stored.timeline(stored.now(1)) == []


def test_open_incidents_follow_the_choice_of_a_channel_and_closed_ones_do_not(
    stored: Stored,
) -> None:
    is_open, is_closed = stored.incident(), stored.incident(key="two", channel=ChannelId("C0TWO"))
    cancel = incident_service.change_state
    stored.do(cancel, is_closed, State.CANCELLED, None, gesture("cancel", at=NOW + timedelta(1)))
    announce = incident_service.ANNOUNCE
    before = {row.arguments["incident"]: row.version for row in stored.waiting(announce)}

    stored.do(workspace_service.propose_announcement_channel, TEAM, CHANNEL, now=NOW)
    assert len(stored.waiting(workspace_service.FOLLOW_SETTINGS)) == 1
    stored.do(incident_service.follow_settings, TEAM, now=NOW)

    after = {row.arguments["incident"]: row.version for row in stored.waiting(announce)}
    assert after[is_open.id] > before[is_open.id]
    assert after[is_closed.id] == before[is_closed.id]
