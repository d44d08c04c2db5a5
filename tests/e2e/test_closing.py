"""What is asked when a review has ended: groups without a factor, and two questions."""

from datetime import timedelta

from app.reviews.views_groups import ADD_ONE, NOT_THIS_TIME
from app.reviews.views_poll import NO, YES
from app.reviews.views_schedule import MAKE_LIGHT
from app.reviews.views_stops import FINISH, REOPEN
from app.sandbox.people import Person
from app.sandbox.world import Message
from app.vocabulary import FactorGroup, PollQuestion
from tests.e2e.office import Office, buttons, words
from tests.e2e.test_findings import FACTOR, add
from tests.e2e.test_light_reviews import DAY
from tests.e2e.test_rewind import Walk, begun, planned

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def ended(office: Office) -> Walk:
    """A rewind that was walked to its end and finished."""
    walk = await begun(office)
    await walk.to_the_end()
    await walk.press(walk.found("That was the last stop"), FINISH)
    return walk


ASKED = "nothing was found under these"


def asked(walk: Walk) -> Message:
    return walk.found(ASKED)


def open_groups(walk: Walk) -> list[str]:
    """Those that the message still asks about."""
    return [one["accessory"]["value"] for one in asked(walk).blocks if "accessory" in one]


async def answer(walk: Walk, person: Person, action: str, group: FactorGroup) -> None:
    message = asked(walk)
    await person.click(walk.channel.id, message.ts, action, f"1:{group.value}")
    await walk.office.stage.settled()


async def vote(walk: Walk, person: Person, action: str, question: PollQuestion) -> str:
    """What it answered."""
    if person.id not in walk.channel.members:
        await person.join(walk.channel.id)
    message = walk.found("Two questions to end with")
    await person.click(walk.channel.id, message.ts, action, block_id=question.value)
    await walk.office.stage.settled()
    return words(person.whispers(walk.channel.id)[-1].blocks)


async def test_each_empty_group_is_asked_about_in_one_message(office_on_both: Office) -> None:
    office = office_on_both
    walk = await planned(office)
    await add(walk, office.bob)
    assert ASKED not in "".join(words(one.blocks) for one in office.said(walk.channel))

    await office.stage.move_to(walk.meets_at + 2 * HOUR)

    text = words(asked(walk).blocks)
    assert "*Who knew and who owned*\nDid knowledge reach us late" in text
    assert "How far we stretched" not in text
    assert len(open_groups(walk)) == 4


async def test_the_message_follows_what_is_answered_and_added(office: Office) -> None:
    walk = await ended(office)
    message = asked(walk)
    first, *others = FactorGroup
    await answer(walk, office.bob, ADD_ONE, first)
    assert await office.bob.submit(FACTOR) == {}
    await office.stage.settled()
    assert len(open_groups(walk)) == 4

    for group in others:
        await answer(walk, office.alice, NOT_THIS_TIME, group)

    final = walk.found("Every kind of factor has been looked at")
    assert final.ts == message.ts
    assert "Not this time: who knew and who owned" in words(final.blocks)
    assert buttons(final.blocks) == {}
    assert office.alice.id not in words(final.blocks)


async def test_pressed_twice_and_after_a_restart_it_is_asked_once(office: Office) -> None:
    walk = await ended(office)
    before = asked(walk).ts
    message = asked(walk)
    for person in (office.alice, office.bob):
        await person.click(walk.channel.id, message.ts, NOT_THIS_TIME, "1:process")
    await office.restart()
    assert asked(walk).ts == before
    assert len(open_groups(walk)) == 4


async def test_while_the_rewind_goes_on_nothing_is_asked(office: Office) -> None:
    walk = await begun(office)
    await office.pass_time(2 * HOUR)
    said = "".join(words(one.blocks) for one in office.said(walk.channel))
    assert ASKED not in said

    await walk.to_the_end()
    await walk.press(walk.found("That was the last stop"), FINISH)
    assert len(open_groups(walk)) == 5


async def test_the_poll_waits_for_the_end_of_a_rewind_that_takes_longer(office: Office) -> None:
    walk = await begun(office)
    await office.pass_time(2 * HOUR)
    said = "".join(words(one.blocks) for one in office.said(walk.channel))
    assert "Two questions to end with" not in said

    await walk.finish()

    assert buttons(walk.found("Two questions to end with").blocks)


async def test_going_back_to_the_rewind_asks_nothing_anew(office: Office) -> None:
    walk = await ended(office)
    before = asked(walk).ts
    await walk.press(walk.found("The rewind is done."), REOPEN)
    await walk.to_the_end()
    await walk.press(walk.found("That was the last stop"), FINISH)
    assert asked(walk).ts == before


async def test_a_light_review_asks_when_it_closes(office: Office) -> None:
    walk = await planned(office)
    await walk.choose(MAKE_LIGHT)
    assert await office.dora.submit() == {}
    await office.stage.settled()
    await office.pass_time(3 * DAY)
    assert len(open_groups(walk)) == 5
    assert buttons(walk.found("Two questions to end with").blocks)


async def test_counts_show_from_three_answers_on_and_name_nobody(office: Office) -> None:
    walk = await ended(office)
    learned = PollQuestion.LEARNED
    for person in (office.alice, office.bob):
        assert "Counted" in await vote(walk, person, YES, learned)
    await office.pass_time(11 * MINUTE)
    poll = words(walk.found("Two questions to end with").blocks)
    assert "2 yes" not in poll

    await vote(walk, office.carol, NO, learned)
    await office.pass_time(11 * MINUTE)
    poll = words(walk.found("Two questions to end with").blocks)
    assert "2 yes · 1 no" in poll
    assert poll.count(" yes · ") == 1
    assert not any(one.id in poll for one in (office.alice, office.bob, office.carol))


async def test_a_second_answer_is_not_counted(office: Office) -> None:
    walk = await ended(office)
    again = PollQuestion.COME_AGAIN
    await vote(walk, office.alice, YES, again)
    assert "already" in await vote(walk, office.alice, NO, again)
    await vote(walk, office.bob, YES, again)
    await vote(walk, office.dora, YES, again)
    await office.pass_time(11 * MINUTE)
    assert "3 yes · 0 no" in words(walk.found("Two questions to end with").blocks)


async def test_the_channel_archived_the_poll_waits_with_whoever_guides(office: Office) -> None:
    walk = await planned(office)
    await office.alice.archive(walk.channel.id)
    await office.stage.move_to(walk.meets_at + 2 * HOUR)
    heard = "".join(office.direct(office.dora))
    assert "Two questions to end with" in heard
    assert ASKED in heard
