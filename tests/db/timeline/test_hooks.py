"""Hooks: made once, renewed at once; what they tell is added once, to open incidents only."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.errors import UserError
from app.incidents import service as incident_service
from app.incidents.rules import Incident
from app.reviews import queries as review_queries
from app.sealing import Seal
from app.slack.ids import ChannelId, TeamId
from app.slack.mrkdwn import Mrkdwn
from app.timeline import queries_hooks, service_hooks
from app.timeline.rules_hooks import HOOKS_MAX, Hook
from app.timeline.service_hooks import Outcome
from app.timeline.sources.arrivals import Arrived
from app.vocabulary import EntryKind, Source, State
from app.workspace import service as workspace_service
from tests.factories import ALICE, BOB, NOW, TEAM, Stored, gesture

ELSEWHERE = TeamId("T0OTHER")
FIRST = "first"
SEAL = Seal()


def make(stored: Stored, name: str = "deploys", *, secret: str = FIRST) -> Hook:
    by = gesture("hook", by=BOB)
    return stored.do(service_hooks.make_hook, TEAM, name, secret, by, seal=SEAL)


def renew(stored: Stored, hook: Hook, secret: str, *, team: TeamId = TEAM) -> Hook:
    mark = hook.secret_mark
    return stored.do(service_hooks.renew_secret, team, hook.id, secret, instead_of=mark, seal=SEAL)


def arrived(
    text: str = "Deployed", at: datetime | None = None, fingerprint: str | None = None
) -> Arrived:
    return Arrived(
        occurred_at=at,
        text=Mrkdwn(text),
        link="https://ci.example.com/214",
        kind=EntryKind.CHANGE,
        fingerprint=fingerprint or text,
    )


def receive(
    stored: Stored, hook: Hook, *things: Arrived, number: int | None = None
) -> Outcome | None:
    return stored.do(service_hooks.receive, hook, number, things, now=NOW)


def incidents(stored: Stored, *private: bool) -> Sequence[Incident]:
    return [
        stored.incident(key=f"{n}", channel=ChannelId(f"C{n}"), is_private=is_private)
        for n, is_private in enumerate(private)
    ]


def close(stored: Stored, incident: Incident) -> None:
    stored.do(
        incident_service.change_state, incident, State.CANCELLED, None, gesture("close", at=NOW)
    )


def told(stored: Stored, incident: Incident) -> list[str]:
    return [one.text for one in stored.timeline(incident) if one.source is Source.HOOK]


# Making, renewing, removing.


@pytest.mark.parametrize("name", ["\0", "deploys\0", "\ud800", "x" * 100_000])
def test_a_name_that_no_hook_can_have_is_nobodys(stored: Stored, name: str) -> None:
    make(stored)
    assert stored.do(queries_hooks.hooks_for, None, name, SEAL) == []


def test_where_a_workspace_is_named_only_its_hooks_may_sign(stored: Stored) -> None:
    make(stored)
    for name in ("deploys", "INC-1"):
        for team, signers in ((TEAM, 1), (ELSEWHERE, 0), ("", 0), ("\0", 0)):
            assert len(stored.do(queries_hooks.hooks_for, team, name, SEAL)) == signers


def test_there_is_one_hook_of_a_name_and_the_second_maker_is_told(stored: Stored) -> None:
    make(stored)
    with pytest.raises(UserError, match="a hook named deploys already"):
        make(stored, secret="second")
    [hook] = stored.do(queries_hooks.hooks, TEAM, SEAL)
    assert (hook.name, hook.secret, hook.made_by, hook.made_at) == ("deploys", FIRST, BOB, NOW)


def test_a_workspace_has_no_more_hooks_than_fit_on_a_page(stored: Stored) -> None:
    for number in range(HOOKS_MAX):
        make(stored, f"hook-{number}")
    with pytest.raises(UserError, match="as many as can be"):
        make(stored)


def test_two_who_make_the_same_hook_at_once_make_one(stored: Stored) -> None:
    def making(secret: str) -> Callable[[Session], Hook]:
        by = gesture(secret)
        return lambda session: service_hooks.make_hook(
            session, TEAM, "deploys", secret, by, seal=SEAL
        )

    outcomes = stored.at_once([making("first"), making("second")])
    assert len([one for one in outcomes if one.exception() is None]) == 1
    assert len(stored.do(queries_hooks.hooks, TEAM, SEAL)) == 1


def test_a_new_secret_replaces_the_old_one_at_once(stored: Stored) -> None:
    hook = make(stored)
    renewed = renew(stored, hook, "second")
    assert renewed.secret == "second"
    assert [one.secret for one in stored.do(queries_hooks.hooks_for, None, "deploys", SEAL)] == [
        "second"
    ]


def test_pressing_new_secret_twice_makes_one(stored: Stored) -> None:
    hook = make(stored)
    renew(stored, hook, "second")
    with pytest.raises(UserError, match="got a new secret meanwhile"):
        stored.do(
            service_hooks.renew_secret,
            TEAM,
            hook.id,
            "third",
            instead_of=hook.secret_mark,
            seal=SEAL,
        )
    [now] = stored.do(queries_hooks.hooks, TEAM, SEAL)
    assert now.secret == "second"


def test_a_removed_hook_is_gone_and_what_it_told_stays(stored: Stored) -> None:
    [incident] = incidents(stored, False)
    hook = make(stored)
    receive(stored, hook, arrived())
    for _ in range(2):
        stored.do(service_hooks.remove_hook, TEAM, hook.id)
    assert stored.do(queries_hooks.hooks_for, None, "deploys", SEAL) == []
    assert told(stored, incident) == ["Deployed"]
    with pytest.raises(UserError, match="was removed"):
        renew(stored, hook, "x")


def test_another_workspaces_hook_is_neither_seen_nor_touched(stored: Stored) -> None:
    hook = make(stored)
    stored.do(service_hooks.remove_hook, ELSEWHERE, hook.id)
    with pytest.raises(UserError, match="was removed"):
        stored.do(
            service_hooks.renew_secret,
            ELSEWHERE,
            hook.id,
            "x",
            instead_of=hook.secret_mark,
            seal=SEAL,
        )
    assert stored.do(queries_hooks.hooks, ELSEWHERE, SEAL) == []
    assert len(stored.do(queries_hooks.hooks, TEAM, SEAL)) == 1


# Receiving.


def test_what_a_hook_tells_is_on_the_timeline_with_its_name_and_link(stored: Stored) -> None:
    [incident] = incidents(stored, False)
    at = NOW - timedelta(hours=2)
    assert receive(stored, make(stored), arrived(at=at)) == Outcome(1, 0)
    [entry] = stored.timeline(incident)
    assert entry.text == "Deployed"
    assert (entry.source, entry.kind) == (Source.HOOK, EntryKind.CHANGE)
    assert (entry.author, entry.author_label) == (None, "deploys")
    assert (entry.link, entry.occurred_at) == ("https://ci.example.com/214", at)
    assert entry.is_filled


def test_without_a_time_it_happened_when_it_arrived(stored: Stored) -> None:
    [incident] = incidents(stored, False)
    receive(stored, make(stored), arrived())
    assert stored.timeline(incident)[0].occurred_at == NOW


def test_told_again_it_is_known_and_nothing_is_added(stored: Stored) -> None:
    [incident] = incidents(stored, False)
    hook = make(stored)
    assert receive(stored, hook, arrived("a"), arrived("b"), arrived("a")) == Outcome(2, 1)
    assert receive(stored, hook, arrived("b"), arrived("c")) == Outcome(1, 1)
    assert sorted(told(stored, incident)) == ["a", "b", "c"]


def test_told_by_two_at_once_it_is_added_once(stored: Stored) -> None:
    [incident] = incidents(stored, False)
    hook = make(stored)
    things = [arrived(f"{n}") for n in range(30)]
    outcomes = stored.at_once(
        [
            lambda session: service_hooks.receive(session, hook, None, things, now=NOW),
            lambda session: service_hooks.receive(session, hook, None, things[::-1], now=NOW),
        ]
    )
    added = [outcome.result() for outcome in outcomes]
    assert sorted(one.added for one in added if one) == [0, 30]
    assert len(told(stored, incident)) == 30


def test_it_is_added_to_every_open_incident_and_to_no_closed_one(stored: Stored) -> None:
    first, second, closed = incidents(stored, False, True, False)
    close(stored, closed)
    assert receive(stored, make(stored), arrived()) == Outcome(1, 0)
    assert told(stored, first) == told(stored, second) == ["Deployed"]
    assert told(stored, closed) == []


def test_an_incidents_name_adds_to_that_one_only(stored: Stored) -> None:
    first, second = incidents(stored, False, False)
    assert receive(stored, make(stored), arrived(), number=second.number) == Outcome(1, 0)
    assert (told(stored, first), told(stored, second)) == ([], ["Deployed"])


def test_an_incident_that_is_closed_unknown_or_elsewhere_is_not_open(stored: Stored) -> None:
    [incident] = incidents(stored, False)
    close(stored, incident)
    stored.do(workspace_service.register, ELSEWHERE, name="Other", url="", bot_user=ALICE, now=NOW)
    hook = make(stored)
    assert receive(stored, hook, arrived(), number=incident.number) is None
    assert receive(stored, hook, arrived(), number=99) is None
    stranger = stored.do(
        service_hooks.make_hook, ELSEWHERE, "deploys", "x", gesture("there"), seal=SEAL
    )
    [open_one] = [stored.incident(key="open", channel=ChannelId("C9"))]
    assert receive(stored, stranger, arrived(), number=open_one.number) is None
    assert receive(stored, stranger, arrived()) == Outcome(0, 0)
    assert told(stored, open_one) == []


def test_the_answer_does_not_tell_of_private_incidents(stored: Stored) -> None:
    hook = make(stored)
    before = receive(stored, hook, arrived())
    [private] = incidents(stored, True)
    assert receive(stored, hook, arrived()) == before == Outcome(0, 0)
    assert told(stored, private) == ["Deployed"]
    old = arrived("Long ago", NOW - timedelta(days=400))
    assert receive(stored, hook, old) == Outcome(0, 0)
    assert told(stored, private) == ["Deployed"]


def test_what_lies_in_the_future_or_too_long_ago_is_refused_with_a_sentence(stored: Stored) -> None:
    [incident] = incidents(stored, False)
    hook = make(stored)
    with pytest.raises(UserError, match=r"entry 1 lies in the future\."):
        receive(stored, hook, arrived(at=NOW + timedelta(minutes=6)))
    with pytest.raises(UserError, match="entry 1 lies over 30 days before"):
        receive(stored, hook, arrived(at=incident.started_at - timedelta(days=30, minutes=1)))
    assert told(stored, incident) == []


def test_what_can_be_kept_is_kept_beside_what_cannot(stored: Stored) -> None:
    [incident] = incidents(stored, False)
    ahead, early = NOW + timedelta(minutes=5), incident.started_at - timedelta(days=30)
    outcome = receive(
        stored,
        make(stored),
        arrived("ahead", ahead),
        arrived("tomorrow", NOW + timedelta(days=1)),
        arrived("early", early),
    )
    assert outcome == Outcome(2, 0, ("The time of entry 2 lies in the future.",))
    assert told(stored, incident) == ["early", "ahead"]


def test_whoever_made_a_hook_does_not_take_part_in_every_incident(stored: Stored) -> None:
    [incident] = incidents(stored, False)
    receive(stored, make(stored), arrived())
    assert stored.do(review_queries.responders, incident) == {ALICE}


def test_ten_entries_cost_as_many_statements_as_five_hundred(stored: Stored) -> None:
    incidents(stored, *[False] * 10)
    hook = make(stored)
    counts = {
        stored.count_statements(
            service_hooks.receive,
            hook,
            None,
            [arrived(f"{size} {n}") for n in range(size)],
            now=NOW,
        )
        for size in (1, 50)
    }
    assert counts == {2}
