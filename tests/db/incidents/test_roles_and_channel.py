"""Who leads, and where: one holder at a time, and the lead hears once when the channel is lost."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.errors import UserError
from app.incidents import queries, service
from app.incidents.rules import Incident, RoleHeld
from app.slack.ids import ChannelId, UserId
from app.vocabulary import ChannelState, Role
from app.workspace import service as workspace_service
from tests.factories import ALICE, BOB, BOT, CAROL, CHANNEL, NOW, TEAM, Stored, gesture

HOUR = timedelta(hours=1)


def roles(stored: Stored, incident: Incident) -> list[RoleHeld]:
    return list(stored.do(queries.roles_held, incident.id))


def change_channel(stored: Stored, state: ChannelState, channel: ChannelId = CHANNEL) -> None:
    stored.do(service.change_channel_state, TEAM, channel, state, now=NOW)


def test_a_new_lead_takes_over_when_the_one_before_ends(stored: Stored) -> None:
    incident = stored.incident()

    stored.do(service.change_lead, incident, BOB, gesture("lead", at=NOW + HOUR))

    assert stored.now(incident.id).lead == BOB
    assert roles(stored, incident) == [
        RoleHeld(Role.LEAD, ALICE, NOW, NOW + HOUR),
        RoleHeld(Role.LEAD, BOB, NOW + HOUR, None),
    ]


def test_a_new_lead_is_invited_and_read_and_the_cards_show_them(stored: Stored) -> None:
    incident = stored.incident()

    stored.do(service.change_lead, incident, BOB, gesture("lead"))

    (invite,) = stored.waiting(service.INVITE)
    assert (invite.key, invite.arguments) == (
        f"{service.INVITE}:{incident.id}",
        {"incident": incident.id},
    )
    profiles = stored.waiting(workspace_service.READ_PROFILE)
    assert BOB in [row.arguments["user"] for row in profiles]
    assert len(stored.waiting(service.SHOW_CARD)) == 1
    assert stored.waiting(service.TELL_TRANSITION) == [], "the hand-off tells it"


def test_a_lead_given_twice_by_one_gesture_is_given_once(stored: Stored) -> None:
    incident = stored.incident()
    stored.do(service.change_lead, incident, BOB, gesture("same"))
    stored.do(service.change_lead, incident, CAROL, gesture("other"))

    stored.do(service.change_lead, incident, BOB, gesture("same"))

    assert [held.user for held in roles(stored, incident)] == [ALICE, BOB, CAROL]
    assert stored.now(incident.id).lead == CAROL


def test_the_lead_can_come_back(stored: Stored) -> None:
    incident = stored.incident()
    stored.do(service.change_lead, incident, BOB, gesture("there", at=NOW + HOUR))

    stored.do(service.change_lead, incident, ALICE, gesture("back", at=NOW + 2 * HOUR))

    assert [held.user for held in roles(stored, incident)] == [ALICE, BOB, ALICE]
    assert stored.now(incident.id).lead == ALICE


def test_two_people_who_give_the_lead_at_once_leave_one_lead(stored: Stored) -> None:
    incident = stored.incident()

    def give(lead: UserId, session: Session) -> None:
        service.change_lead(session, incident, lead, gesture(f"to {lead}"))

    second = stored.overlapping(
        lambda session: give(BOB, session), lambda session: give(CAROL, session)
    )

    assert second.exception() is None
    assert stored.now(incident.id).lead == CAROL
    assert [held.user for held in roles(stored, incident)] == [ALICE, BOB, CAROL]


def test_one_gesture_delivered_twice_at_once_gives_the_lead_once(stored: Stored) -> None:
    incident = stored.incident()

    def give(session: Session) -> None:
        service.change_lead(session, incident, BOB, gesture("same"))

    stored.overlapping(give, give).result()

    assert [held.user for held in roles(stored, incident)] == [ALICE, BOB]


def test_many_who_give_the_lead_at_once_leave_one_lead_at_any_time(stored: Stored) -> None:
    incident = stored.incident()

    outcomes = stored.at_once(
        [
            lambda session: service.change_lead(session, incident, ALICE, gesture("1")),
            lambda session: service.change_lead(session, incident, BOB, gesture("2")),
            lambda session: service.change_lead(session, incident, CAROL, gesture("3")),
            lambda session: service.change_lead(session, incident, BOB, gesture("4")),
        ]
    )

    assert [outcome.exception() for outcome in outcomes] == [None] * 4
    held = roles(stored, incident)
    assert len(held) == 5
    assert len([each for each in held if each.until_at is None]) == 1


@pytest.mark.parametrize("bot", [BOT, UserId("U0DEPLOYBOT")])
def test_a_bot_cannot_lead(stored: Stored, bot: UserId) -> None:
    stored.person(UserId("U0DEPLOYBOT"), is_bot=True)
    incident = stored.incident()

    with pytest.raises(UserError, match="A bot can't lead"):
        stored.do(service.change_lead, incident, bot, gesture("lead"))

    assert stored.now(incident.id).lead == ALICE
    assert stored.waiting(service.TELL_TRANSITION) == []


@pytest.mark.parametrize("state", [ChannelState.ARCHIVED, ChannelState.LEFT, ChannelState.GONE])
def test_a_channel_that_cannot_be_written_to_is_told_to_the_lead_once(
    stored: Stored, state: ChannelState
) -> None:
    incident = stored.incident()

    change_channel(stored, state)
    change_channel(stored, state)

    assert stored.now(incident.id).open_channel is None
    (row,) = stored.waiting(service.TELL_CHANNEL_TROUBLE)
    assert (row.key, row.arguments) == (
        f"{service.TELL_CHANNEL_TROUBLE}:{incident.id}:{state.value}",
        {"incident": incident.id},
    )


def test_a_channel_archived_again_and_again_is_told_once(stored: Stored) -> None:
    stored.incident()

    for state in (ChannelState.ARCHIVED, ChannelState.OPEN, ChannelState.ARCHIVED):
        change_channel(stored, state)

    assert len(stored.waiting(service.TELL_CHANNEL_TROUBLE)) == 1


def test_a_channel_that_is_back_shows_the_card_as_it_is_now(stored: Stored) -> None:
    incident = stored.incident()
    change_channel(stored, ChannelState.ARCHIVED)
    (before,) = stored.waiting(service.SHOW_CARD)

    change_channel(stored, ChannelState.OPEN)

    assert stored.now(incident.id).open_channel == CHANNEL
    (after,) = stored.waiting(service.SHOW_CARD)
    assert after.version == before.version + 1


def test_a_channel_that_is_open_already_has_nothing_to_show(stored: Stored) -> None:
    stored.incident()
    (before,) = stored.waiting(service.SHOW_CARD)

    change_channel(stored, ChannelState.OPEN)

    (after,) = stored.waiting(service.SHOW_CARD)
    assert after.version == before.version


def test_another_channel_that_is_archived_concerns_nobody(stored: Stored) -> None:
    incident = stored.incident()

    change_channel(stored, ChannelState.ARCHIVED, ChannelId("C0OTHER"))

    assert stored.now(incident.id).channel_state is ChannelState.OPEN
    assert stored.waiting(service.TELL_CHANNEL_TROUBLE) == []


def test_an_incident_is_shown_under_its_channels_new_name(stored: Stored) -> None:
    incident = stored.incident()

    stored.do(service.rename_channel, TEAM, CHANNEL, "inc-1-prices")
    stored.do(service.rename_channel, TEAM, ChannelId("C0OTHER"), "lunch")

    assert stored.now(incident.id).channel_name == "inc-1-prices"
