"""A user group whose members can facilitate: read from Slack, again every day."""

from datetime import timedelta

from app.sandbox.people import Person
from app.sandbox.world import UserGroup
from tests.e2e.office import Office, words

DAY = timedelta(days=1)
HANDLE = "sre-facilitators"


def _group(office: Office, *people: Person) -> UserGroup:
    group = UserGroup(
        id="S0GROUP", handle=HANDLE, name="Facilitators", users=[one.id for one in people]
    )
    office.stage.slack.slack.world.usergroups[group.id] = group
    return group


async def _choose(office: Office, typed: str = f"@{HANDLE}") -> dict[str, str]:
    await office.alice.command("/incident settings", channel="general")
    problems = await office.alice.submit({"facilitator_group": typed})
    await office.stage.settled()
    return problems


async def _proposed(office: Office, title: str) -> object:
    """Who is proposed to facilitate the review of a new incident."""
    channel = await office.declare(title)
    await office.alice.command("/incident resolve", channel=channel.id)
    assert office.alice.modal is not None
    (field,) = [one for one in office.alice.modal.blocks if one["block_id"] == "facilitator"]
    await office.alice.close_modal()
    return field["element"].get("initial_user")


async def test_its_members_are_proposed(office: Office) -> None:
    _group(office, office.alice, office.carol)
    assert await _choose(office) == {}

    assert await _proposed(office, "One") == office.carol.id


async def test_who_comes_and_goes_is_noticed_within_a_day(office: Office) -> None:
    group = _group(office, office.carol)
    await _choose(office)
    group.users = [office.dora.id]
    await office.pass_time(DAY + timedelta(minutes=1))

    assert await _proposed(office, "One") == office.dora.id


async def test_a_group_that_is_not_there_leaves_everybody_to_be_proposed(office: Office) -> None:
    await office.meet_everybody()
    assert await _choose(office) == {}

    assert await _proposed(office, "One") is not None


async def test_without_a_paid_plan_there_are_no_groups_and_no_harm(office: Office) -> None:
    office.stage.slack.slack.world.plan = "free"
    assert await _choose(office) == {}
    assert await _proposed(office, "One") != office.alice.id


async def test_an_impossible_handle_is_explained_at_its_field(office: Office) -> None:
    assert list(await _choose(office, "two words")) == ["facilitator_group"]


async def test_taking_the_handle_out_forgets_the_group(office: Office) -> None:
    _group(office, office.carol)
    await _choose(office)
    assert await _choose(office, "") == {}
    await office.pass_time(2 * DAY)

    await office.alice.command("/incident settings", channel="general")
    assert office.alice.modal is not None
    assert HANDLE not in words(office.alice.modal.blocks)
    assert "usergroups.list" not in office.calls(office.calls_so_far - 3)
