"""A light review: no meeting, all stops as threads, over two working days."""

from datetime import timedelta

from app.retelling_forms import press_in_letters
from app.reviews.views import START
from app.reviews.views_facilitator import ACCEPT
from app.reviews.views_schedule import MAKE_LIGHT
from app.reviews.views_stops import FINISH, NEXT, PARK_IDEA
from tests.e2e.office import Office, buttons, words
from tests.e2e.test_rewind import Walk, planned

DAY = timedelta(days=1)


async def _light(office: Office) -> Walk:
    """Made light on a Tuesday, so that it begins on Wednesday and ends on Friday."""
    walk = await planned(office)
    await walk.choose(MAKE_LIGHT)
    assert await office.dora.submit() == {}
    await office.stage.settled()
    return walk


async def test_all_stops_stand_at_once_without_an_agenda(office: Office) -> None:
    walk = await _light(office)
    assert "in threads" in words(walk.date().blocks)

    await office.pass_time(DAY)

    assert walk.titles() == [f"Stop {n} of 5" for n in range(1, 6)]
    offered = [set(buttons(stop.blocks).values()) for stop in walk.stops()]
    assert all(PARK_IDEA in some and NEXT not in some for some in offered)
    assert office.tally(walk.channel)["agendas"] == 0
    assert office.tally(walk.channel)["waiting lines"] == 0


async def test_it_closes_by_itself_and_keeps_what_was_said(office: Office) -> None:
    walk = await _light(office)
    await office.pass_time(DAY)
    await walk.park(office.bob, "Alert on the age of the index", at=walk.stops()[0])
    assert office.tally(walk.channel)["summaries"] == 0

    await office.pass_time(2 * DAY)

    assert office.tally(walk.channel)["summaries"] == 1
    assert "Alert on the age of the index" in walk.summary()
    assert walk.active() == []
    assert "rewind is done" in words(walk.found("The rewind is done.").blocks)


async def test_the_facilitator_may_close_it_earlier(office: Office) -> None:
    walk = await _light(office)
    await office.pass_time(DAY)

    await walk.press(walk.found("These are all the stops"), FINISH)

    assert office.tally(walk.channel)["summaries"] == 1
    await office.pass_time(5 * DAY)
    assert office.tally(walk.channel)["summaries"] == 1


async def test_started_by_hand_it_is_the_same(office: Office) -> None:
    walk = await _light(office)
    assert await press_in_letters(office.dora, ACCEPT)
    await office.stage.settled()
    assert "Start the rewind" in await walk.asked(office.dora)
    page = office.dora.whispers(walk.channel.id)[-1]
    await office.dora.click(walk.channel.id, page.ts, START)
    await office.stage.settled()

    assert walk.titles() == [f"Stop {n} of 5" for n in range(1, 6)]
    await office.pass_time(4 * DAY)
    assert office.tally(walk.channel)["summaries"] == 1
    assert walk.active() == []


async def test_opened_again_it_can_be_finished_again(office: Office) -> None:
    walk = await _light(office)
    await office.pass_time(4 * DAY)

    await walk.reopen()
    await walk.press(walk.found("These are all the stops"), FINISH)

    assert "rewind is done" in words(walk.found("The rewind is done.").blocks)


async def test_only_who_steers_makes_it_light(office: Office) -> None:
    walk = await planned(office)

    await walk.choose(MAKE_LIGHT, office.bob)

    assert "in threads" not in words(walk.date().blocks)
    assert "steers" in words(office.bob.whispers(walk.channel.id)[-1].blocks)


async def test_a_restart_while_it_lasts_posts_nothing_twice(office: Office) -> None:
    walk = await _light(office)
    await office.pass_time(DAY)
    before = office.tally(walk.channel)

    await office.restart()
    await office.pass_time(timedelta(hours=1))

    assert office.tally(walk.channel) == before
