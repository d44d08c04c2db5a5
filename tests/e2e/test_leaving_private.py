"""Whoever left a private incident's channel, or was removed from it, knows of it no more."""

from datetime import timedelta

from tests.e2e.office import Office


async def test_whoever_is_not_in_its_channel_any_more_does_not_see_a_private_incident(
    office: Office,
) -> None:
    alice, bob = office.alice, office.bob
    private = await office.declare("The zeppelin is down", is_private=["private"], lead=bob.id)
    await office.declare("The pigeon is down")

    async def sees(line: str) -> list[bool]:
        said = [await office.typed(one, line, "general") for one in (alice, bob, office.carol)]
        return ["zeppelin" in one for one in said]

    assert await sees("/incident list") == [True, True, False]
    await bob.leave(private.id)
    await office.stage.settled()
    for line in ("/incident list", "/incident search down"):
        assert await sees(line) == [True, False, False]
    await bob.open_home()
    await office.stage.settled()
    assert bob.home is not None
    assert "zeppelin" not in str(bob.home.blocks)

    await alice.invite(private.id, bob.id)
    await office.stage.settled()
    assert await sees("/incident list") == [True, True, False]

    faults = office.stage.slack.faults
    faults.drop("member_left_channel")
    await alice.remove(private.id, bob.id)
    await office.stage.settled()
    assert await sees("/incident list") == [True, True, False]  # nobody told it
    await office.pass_time(timedelta(days=1))
    assert await sees("/incident list") == [True, False, False]

    await alice.invite(private.id, bob.id)
    faults.drop("member_left_channel")
    await alice.remove(private.id, bob.id)
    await office.restart()
    assert await sees("/incident list") == [True, False, False]
