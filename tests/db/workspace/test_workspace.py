"""A workspace keeps what it chose; a person is read when unknown or a day old."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.slack.ids import ChannelId, TeamId, UserId
from app.workspace import queries, service
from app.workspace.rules import Choices
from tests.factories import ALICE, BOB, BOT, CAROL, NOW, TEAM, Stored

OTHER_TEAM = TeamId("T0OTHER")
CHOICES = Choices(
    announce_channel=ChannelId("C0NEWS"),
    time_zone="Asia/Kathmandu",
    day_starts_at="10:00",
    day_ends_at="18:30",
    holiday_country="NP",
    facilitators=(BOB, CAROL),
    drafts=frozenset(),
)


def register(stored: Stored, team: TeamId = TEAM, *, name: str = "Acme") -> None:
    stored.do(
        service.register,
        team,
        name=name,
        url="https://other.slack.com/",
        bot_user=UserId("U0NEWBOT"),
        now=NOW + timedelta(days=1),
    )


def meet(stored: Stored, *users: UserId, after: timedelta = timedelta()) -> None:
    stored.do(service.meet, TEAM, users, now=NOW + after)


def profiles_to_read(stored: Stored) -> list[str]:
    return [row.arguments["user"] for row in stored.waiting(service.READ_PROFILE)]


def test_a_new_workspace_begins_with_usable_choices(stored: Stored) -> None:
    workspace = stored.do(queries.workspace, TEAM)

    assert workspace.choices == Choices(
        announce_channel=None,
        time_zone="UTC",
        day_starts_at="09:00",
        day_ends_at="17:00",
        holiday_country=None,
        facilitators=(),
        drafts=frozenset(),
    )


def test_choices_are_kept_when_the_workspace_registers_again_under_a_new_name(
    stored: Stored,
) -> None:
    stored.do(service.change_choices, TEAM, CHOICES, now=NOW)

    register(stored, name="Acme & Sons")

    workspace = stored.do(queries.workspace, TEAM)
    assert workspace.choices == CHOICES
    assert (workspace.name, workspace.bot_user) == ("Acme & Sons", "U0NEWBOT")


def test_the_announcement_channel_is_looked_for_once(stored: Stored) -> None:
    register(stored)

    (row,) = stored.waiting(service.FIND_ANNOUNCEMENT_CHANNEL)
    assert (row.key, row.due_at) == (f"{service.FIND_ANNOUNCEMENT_CHANNEL}:{TEAM}", NOW)


def test_the_channel_that_was_found_is_taken_while_nobody_has_chosen_one(stored: Stored) -> None:
    stored.do(service.propose_announcement_channel, TEAM, ChannelId("C0FOUND"), now=NOW)

    assert stored.do(queries.workspace, TEAM).choices.announce_channel == "C0FOUND"


def test_the_channel_that_was_found_never_replaces_a_chosen_one(stored: Stored) -> None:
    stored.do(service.change_choices, TEAM, CHOICES, now=NOW)

    stored.do(service.propose_announcement_channel, TEAM, ChannelId("C0FOUND"), now=NOW)

    assert stored.do(queries.workspace, TEAM).choices.announce_channel == "C0NEWS"


def test_choosing_facilitators_has_their_profiles_read(stored: Stored) -> None:
    stored.do(service.change_choices, TEAM, CHOICES, now=NOW)

    assert sorted(profiles_to_read(stored)) == sorted([BOB, CAROL])


def test_the_choices_of_one_workspace_are_not_those_of_another(stored: Stored) -> None:
    register(stored, OTHER_TEAM)

    stored.do(service.change_choices, TEAM, CHOICES, now=NOW)

    assert stored.do(queries.workspace, OTHER_TEAM).choices.time_zone == "UTC"


def test_a_workspace_with_an_unknown_zone_is_on_utc(stored: Stored) -> None:
    stored.do(service.change_choices, TEAM, replace(CHOICES, time_zone="Moon/Base"), now=NOW)

    assert stored.do(queries.workspace, TEAM).zone == ZoneInfo("UTC")


def test_meeting_somebody_new_twice_has_the_profile_read_once(stored: Stored) -> None:
    meet(stored, ALICE, ALICE)
    meet(stored, ALICE)

    (row,) = stored.waiting(service.READ_PROFILE)
    assert (row.key, row.arguments) == (f"{service.READ_PROFILE}:{ALICE}", {"user": ALICE})


def test_a_profile_read_within_a_day_is_not_read_again(stored: Stored) -> None:
    stored.person(ALICE)

    meet(stored, ALICE, after=timedelta(days=1))

    assert profiles_to_read(stored) == []


def test_a_profile_older_than_a_day_is_read_again(stored: Stored) -> None:
    stored.person(ALICE)

    meet(stored, ALICE, BOB, after=timedelta(days=1, seconds=1))

    assert sorted(profiles_to_read(stored)) == [ALICE, BOB]


def test_meeting_nobody_reads_nothing(stored: Stored) -> None:
    meet(stored)

    assert profiles_to_read(stored) == []


def test_meeting_a_crowd_asks_the_database_once_who_is_known(stored: Stored) -> None:
    crowd = [stored.person(UserId(f"U0{number}")) for number in range(50)]

    assert stored.count_statements(service.meet, TEAM, crowd, now=NOW) == 1


def test_what_slack_said_last_of_a_person_counts(stored: Stored) -> None:
    stored.person(ALICE, "Europe/Berlin")

    stored.person(ALICE, "America/Lima", is_bot=True, is_active=False)

    person = stored.do(queries.people, TEAM, [ALICE])[ALICE]
    assert (person.zone, person.is_bot, person.is_active) == (ZoneInfo("America/Lima"), True, False)


def test_a_zone_that_does_not_exist_is_an_unknown_zone(stored: Stored) -> None:
    stored.person(ALICE, "Europe/Atlantis")

    assert stored.do(queries.people, TEAM, [ALICE])[ALICE].zone is None


def test_people_of_another_workspace_are_strangers(stored: Stored) -> None:
    register(stored, OTHER_TEAM)
    stored.person(ALICE)

    assert stored.do(queries.people, OTHER_TEAM, [ALICE]) == {}
    assert stored.do(queries.all_people, OTHER_TEAM) == {}


def test_our_bot_and_known_bots_are_bots_and_nobody_else(stored: Stored) -> None:
    stored.person(CAROL, is_bot=True)
    stored.person(ALICE)

    bots = [user for user in (BOT, CAROL, ALICE, BOB) if stored.do(queries.is_bot, TEAM, user)]

    assert bots == [BOT, CAROL]


def test_a_person_whom_two_processes_store_at_once_is_stored_once(stored: Stored) -> None:
    def save(session: Session) -> None:
        service.save_profile(
            session,
            TEAM,
            ALICE,
            names=["Alice"],
            time_zone=None,
            is_bot=False,
            is_active=True,
            now=NOW,
        )

    stored.overlapping(save, save).result()

    assert list(stored.do(queries.all_people, TEAM)) == [ALICE]
