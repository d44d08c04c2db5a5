"""Declaring: one form is one incident, numbers have no gaps, and Slack is told what to open."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.errors import UserError
from app.incidents import queries, service
from app.incidents.rules import Incident
from app.slack.ids import ChannelId, TeamId, UserId
from app.vocabulary import ChannelState, Role, State, TransitionKind
from app.workspace import service as workspace_service
from tests.factories import ALICE, BOB, CAROL, CHANNEL, NOW, TEAM, Stored, declaration, gesture

OTHER_TEAM = TeamId("T0OTHER")
CARRIED = {"channel": "C0GENERAL", "ts": "1772528400.000100", "text": "is search down?"}


def declare(
    stored: Stored,
    key: str = "form",
    *,
    team: TeamId = TEAM,
    by: UserId = ALICE,
    lead: UserId = ALICE,
    is_private: bool = False,
) -> Incident:
    form = declaration(is_private=is_private, lead=lead)
    return stored.now(stored.do(service.declare, team, form, gesture(key, by=by)))


def register_other_team(stored: Stored) -> None:
    stored.do(
        workspace_service.register,
        OTHER_TEAM,
        name="Other",
        url="https://other.slack.com/",
        bot_user=UserId("U0OTHERBOT"),
        now=NOW,
    )


def listed(stored: Stored, viewer: UserId) -> list[int]:
    return [each.number for each in stored.do(queries.open_incidents, TEAM, viewer)]


def test_a_declared_incident_is_under_investigation_and_waits_for_its_channel(
    stored: Stored,
) -> None:
    incident = declare(stored, by=BOB)

    assert (incident.label, incident.state) == ("INC-1", State.INVESTIGATING)
    assert (incident.lead, incident.declared_by, incident.started_at) == (ALICE, BOB, NOW)
    assert (incident.channel, incident.channel_state) == (None, ChannelState.OPENING)


def test_a_form_sent_twice_is_one_incident(stored: Stored) -> None:
    first = declare(stored, "same")

    second = declare(stored, "same")

    assert second == first
    assert listed(stored, ALICE) == [1]
    assert len(stored.waiting(service.OPEN_CHANNEL)) == 1
    assert len(stored.do(queries.roles_held, first.id)) == 1


def test_a_form_sent_twice_at_once_is_one_incident(stored: Stored) -> None:
    def send(session: Session) -> int:
        return service.declare(session, TEAM, declaration(), gesture("same"))

    ids = [outcome.result() for outcome in stored.at_once([send] * 4)]

    assert len(set(ids)) == 1
    assert listed(stored, ALICE) == [1]


def test_numbers_have_no_gaps_when_many_declare_at_once(stored: Stored) -> None:
    def form(number: int) -> Callable[[Session], int]:
        return lambda session: service.declare(
            session, TEAM, declaration(), gesture(f"form {number}")
        )

    outcomes = stored.at_once([form(number) for number in range(20)])

    assert len({outcome.result() for outcome in outcomes}) == 20
    assert sorted(listed(stored, ALICE)) == list(range(1, 21))


def test_a_declaration_that_fails_takes_no_number(stored: Stored) -> None:
    def fail(session: Session) -> None:
        service.declare(session, TEAM, declaration(), gesture("failing"))
        raise UserError("no")

    with pytest.raises(UserError):
        stored.do(fail)

    assert declare(stored).number == 1


def test_each_workspace_counts_for_itself(stored: Stored) -> None:
    register_other_team(stored)
    declare(stored)

    assert declare(stored, team=OTHER_TEAM).number == 1


def test_the_declaration_is_recorded_as_the_first_change(stored: Stored) -> None:
    declare(stored)

    (row,) = stored.waiting(service.RECORD_TRANSITION)
    transition = stored.do(queries.transition, row.arguments["transition"])
    assert (transition.kind, transition.became, transition.by) == (
        TransitionKind.DECLARED,
        "Search is down",
        ALICE,
    )


def test_declaring_has_the_channel_opened_and_the_people_read(stored: Stored) -> None:
    incident = declare(stored, by=BOB, lead=CAROL)

    (row,) = stored.waiting(service.OPEN_CHANNEL)
    assert (row.key, row.arguments) == (
        f"{service.OPEN_CHANNEL}:{incident.id}",
        {"incident": incident.id},
    )
    profiles = stored.waiting(workspace_service.READ_PROFILE)
    assert sorted(each.arguments["user"] for each in profiles) == sorted([BOB, CAROL])


def test_a_message_that_an_incident_starts_from_is_handed_to_the_timeline(stored: Stored) -> None:
    incident_id = stored.do(
        service.declare, TEAM, declaration(), gesture("shortcut"), carried=CARRIED
    )

    (row,) = stored.waiting(service.KEEP_CARRIED)
    assert row.arguments == {"incident": incident_id, "by": ALICE, "message": CARRIED}


def test_without_a_message_nothing_is_handed_to_the_timeline(stored: Stored) -> None:
    declare(stored)

    assert stored.waiting(service.KEEP_CARRIED) == []


def test_an_opened_channel_gets_its_card_people_topic_and_announcement(stored: Stored) -> None:
    incident = declare(stored)

    stored.do(service.channel_opened, incident.id, CHANNEL, "inc-1-search", now=NOW)

    opened = stored.now(incident.id)
    assert (opened.open_channel, opened.channel_name) == (CHANNEL, "inc-1-search")
    for effect in (service.SHOW_CARD, service.INVITE, service.SET_TOPIC, service.ANNOUNCE):
        (row,) = stored.waiting(effect)
        assert (row.key, row.arguments) == (f"{effect}:{incident.id}", {"incident": incident.id})


def test_the_first_channel_that_was_opened_stays(stored: Stored) -> None:
    incident = stored.incident()

    stored.do(service.channel_opened, incident.id, ChannelId("C0SECOND"), "inc-1-2", now=NOW)

    assert stored.now(incident.id).channel == CHANNEL


def test_a_refused_channel_is_told_to_the_lead_once(stored: Stored) -> None:
    incident = declare(stored)

    stored.do(service.channel_refused, incident.id, now=NOW)
    stored.do(service.channel_refused, incident.id, now=NOW)

    assert stored.now(incident.id).channel_state is ChannelState.REFUSED
    (row,) = stored.waiting(service.TELL_CHANNEL_TROUBLE)
    assert row.key == f"{service.TELL_CHANNEL_TROUBLE}:{incident.id}:refused"


def test_a_standing_card_is_pinned_and_bookmarked_once(stored: Stored) -> None:
    incident = stored.incident()

    stored.do(service.card_shown, incident.id, now=NOW)
    stored.do(service.card_shown, incident.id, now=NOW)

    assert len(stored.waiting(service.PIN_CARD)) == 1
    assert len(stored.waiting(service.BOOKMARK_CARD)) == 1


def test_a_private_incident_is_listed_for_who_declared_and_who_leads_it_only(
    stored: Stored,
) -> None:
    declare(stored, by=ALICE, lead=BOB, is_private=True)

    assert [listed(stored, viewer) for viewer in (ALICE, BOB, CAROL)] == [[1], [1], []]


def test_a_private_incident_is_listed_for_a_new_lead(stored: Stored) -> None:
    incident = declare(stored, is_private=True)

    stored.do(service.change_lead, incident, CAROL, gesture("lead"))

    assert listed(stored, CAROL) == [1]


def test_a_role_in_one_private_incident_shows_no_other(stored: Stored) -> None:
    declare(stored, "one", lead=BOB, is_private=True)
    declare(stored, "two", is_private=True)

    assert listed(stored, BOB) == [1]


def test_an_open_incident_is_listed_for_everybody_until_it_is_closed(stored: Stored) -> None:
    declare(stored, "one")
    closed = declare(stored, "two")

    stored.do(service.change_state, closed, State.CANCELLED, None, gesture("cancel"))

    assert listed(stored, CAROL) == [1]


def test_the_list_holds_twenty_and_begins_with_the_newest(stored: Stored) -> None:
    for count in range(22):
        at = NOW + timedelta(minutes=count)
        stored.do(service.declare, TEAM, declaration(), gesture(str(count), at=at))

    assert listed(stored, CAROL) == list(range(22, 2, -1))


def test_the_list_costs_one_statement(stored: Stored) -> None:
    for count in range(5):
        declare(stored, str(count))

    assert stored.count_statements(queries.open_incidents, TEAM, ALICE) == 1


def test_incidents_of_another_workspace_are_not_listed(stored: Stored) -> None:
    register_other_team(stored)
    declare(stored, team=OTHER_TEAM)

    assert listed(stored, ALICE) == []


def test_a_channel_leads_to_its_incident_in_its_own_workspace_only(stored: Stored) -> None:
    register_other_team(stored)
    incident = stored.incident()

    assert stored.do(queries.incident_in_channel, TEAM, CHANNEL) == incident
    assert stored.do(queries.incident_id_in_channel, TEAM, CHANNEL) == incident.id
    assert stored.do(queries.incident_in_channel, OTHER_TEAM, CHANNEL) is None
    assert stored.do(queries.incident_id_in_channel, OTHER_TEAM, CHANNEL) is None


def test_somebody_outside_an_incidents_channel_is_told_where_to_go(stored: Stored) -> None:
    stored.incident()

    with pytest.raises(UserError, match="/incident start"):
        stored.do(service.required_in_channel, TEAM, ChannelId("C0OTHER"))


def test_who_declares_for_somebody_else_does_not_lead(stored: Stored) -> None:
    incident = declare(stored, by=BOB, lead=CAROL)

    (held,) = stored.do(queries.roles_held, incident.id)
    assert (held.role, held.user, held.until_at) == (Role.LEAD, CAROL, None)


def test_a_channel_that_becomes_an_incidents_is_private_until_slack_says_otherwise(
    stored: Stored,
) -> None:
    incident_id = declare_here(stored)
    incident = stored.now(incident_id)
    assert (incident.channel, incident.is_private) == (CHANNEL, True)
    assert not incident.has_own_channel
    assert stored.waiting(service.OPEN_CHANNEL) == []
    assert stored.waiting(service.ANNOUNCE) == []
    assert listed(stored, CAROL) == []

    stored.do(service.channel_taken, incident_id, "search", is_private=False, now=NOW)

    incident = stored.now(incident_id)
    assert (incident.open_channel, incident.is_private) == (CHANNEL, False)
    assert incident.channel_name == "search"
    assert stored.waiting(service.SET_TOPIC) == []
    for effect in (service.SHOW_CARD, service.INVITE, service.ANNOUNCE, service.ASK_SYNC):
        assert len(stored.waiting(effect)) == 1
    assert listed(stored, CAROL) == [incident.number]


def test_a_channel_is_taken_over_once(stored: Stored) -> None:
    incident_id = declare_here(stored)
    for is_private in (True, False):
        stored.do(service.channel_taken, incident_id, "secret", is_private=is_private, now=NOW)
    assert stored.now(incident_id).is_private


def test_a_channel_has_one_incident_also_for_two_who_start_at_once(stored: Stored) -> None:
    def start(key: str) -> Callable[[Session], int]:
        return lambda session: service.declare(
            session, TEAM, declaration(), gesture(key), here=CHANNEL
        )

    outcomes = stored.at_once([start("one"), start("two")])
    sentences = [str(error) for one in outcomes if (error := one.exception()) is not None]
    assert len(sentences) == 1
    assert "channel of INC-1 already" in sentences[0]


def test_a_name_that_changes_before_the_channel_is_taken_over_takes_nothing_over(
    stored: Stored,
) -> None:
    incident_id = declare_here(stored)
    stored.do(service.rename_channel, TEAM, CHANNEL, "renamed")
    assert stored.now(incident_id).channel_name is None


def test_the_bots_own_joining_does_not_open_what_is_being_taken_over(stored: Stored) -> None:
    incident_id = declare_here(stored)
    joined = ChannelState.OPEN
    stored.do(service.change_channel_state, TEAM, CHANNEL, joined, now=NOW)
    assert stored.now(incident_id).open_channel is None
    stored.do(service.change_channel_state, TEAM, CHANNEL, ChannelState.LEFT, now=NOW)
    (told,) = stored.waiting(service.TELL_CHANNEL_TROUBLE)
    assert told.arguments == {"incident": incident_id}
    stored.do(service.change_channel_state, TEAM, CHANNEL, joined, now=NOW)
    (take,) = stored.waiting(service.TAKE_CHANNEL)
    assert take.arguments == {"incident": incident_id, "is_private": True}


def declare_here(stored: Stored) -> int:
    return stored.do(service.declare, TEAM, declaration(), gesture("here"), here=CHANNEL)
