"""Who facilitates: asked by a letter, with a yes and a no; changed by a form or a command."""

from datetime import UTC, datetime, timedelta

from app.reviews.views_facilitator import ACCEPT, CHANGE_FACILITATOR, DECLINE
from app.reviews.views_schedule import RESCHEDULE
from app.sandbox.people import Person
from app.sandbox.world import Message
from tests.e2e.office import Office, buttons, words
from tests.e2e.test_rewind import Walk, begun, planned

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def _letters(person: Person) -> list[Message]:
    heard = person.hears_from_app()
    return [one for one in heard if ":compass:" in words(one.blocks)]


async def _answer(office: Office, person: Person, action_id: str) -> None:
    letter = _letters(person)[-1]
    await person.click(letter.channel, letter.ts, action_id)
    await office.stage.settled()


def _shown(walk: Walk) -> str:
    return words(walk.date().blocks)


def _public(walk: Walk) -> str:
    """Everything that the bot says in the channel."""
    return "\n".join(words(one.blocks) for one in walk.office.said(walk.channel))


async def test_who_is_only_asked_does_not_read_what_was_answered(office: Office) -> None:
    walk = await planned(office)
    assert await office.typed(office.bob, "/incident reflect", walk.channel) == ""
    assert await office.bob.submit({"saw": "A queue."}) == {}
    assert "Read the reflections" not in await walk.asked(office.dora)

    await _answer(office, office.dora, ACCEPT)

    assert "Read the reflections" in await walk.asked(office.dora)
    said = await office.typed(office.carol, "/incident facilitator me", walk.channel)
    assert "only they hand this on" in said
    assert f"<@{office.dora.id}> facilitates" in _shown(walk)


async def test_who_was_chosen_is_asked_and_says_yes(office_on_both: Office) -> None:
    office = office_on_both
    walk = await planned(office)
    assert "Somebody is asked to facilitate" in _shown(walk)
    assert office.dora.id not in _public(walk)
    assert office.dora.id not in walk.channel.members
    (letter,) = _letters(office.dora)
    assert f"<@{office.alice.id}> asks you" in words(letter.blocks)

    await _answer(office, office.dora, ACCEPT)

    assert office.dora.id in walk.channel.members
    assert f"<@{office.dora.id}> facilitates" in _shown(walk)
    (letter,) = _letters(office.dora)
    assert "You facilitate" in words(letter.blocks)
    assert list(buttons(letter.blocks)) == ["I can't after all"]


async def test_who_said_yes_can_step_back(office: Office) -> None:
    walk = await planned(office)
    await _answer(office, office.dora, ACCEPT)
    await _answer(office, office.dora, DECLINE)

    assert f"<@{office.dora.id}>" not in _shown(walk).split("Taking part")[0]
    assert "You do not facilitate" in words(_letters(office.dora)[0].blocks)


async def test_a_letter_waits_for_the_receivers_morning(office: Office) -> None:
    await office.meet_everybody()
    await office.stage.move_to(datetime(2026, 3, 3, 20, 0, tzinfo=UTC))
    walk = await planned(office)
    assert _letters(office.dora) == []

    await office.stage.move_to(datetime(2026, 3, 4, 8, 1, tzinfo=UTC))  # nine in Berlin

    assert len(_letters(office.dora)) == 1
    assert "is asked" in _shown(walk)


async def test_who_said_no_is_named_nowhere(office: Office) -> None:
    walk = await planned(office)

    await _answer(office, office.dora, DECLINE)

    assert office.dora.id not in _public(walk)
    assert office.dora.id not in walk.channel.members
    page = await office.typed(office.alice, "/incident review", walk.channel)
    assert office.dora.id not in page


async def test_a_no_asks_the_next_one_and_then_nobody_facilitates_yet(office: Office) -> None:
    await office.alice.command("/incident settings", channel="general")
    assert await office.alice.submit({"facilitators": [office.carol.id, office.dora.id]}) == {}
    walk = await planned(office)

    await _answer(office, office.dora, DECLINE)
    assert "Somebody is asked" in _shown(walk)
    await office.pass_time(DAY)
    await _answer(office, office.carol, DECLINE)

    assert "Nobody facilitates yet" in _shown(walk)
    assert len(_letters(office.dora)) == len(_letters(office.carol)) == 1
    assert "You do not facilitate" in words(_letters(office.carol)[0].blocks)


async def test_the_form_names_somebody_else_who_is_asked(office: Office) -> None:
    walk = await planned(office)
    await walk.choose(CHANGE_FACILITATOR, office.bob)
    assert await office.bob.submit({"facilitator": office.carol.id}) == {}
    await office.pass_time(DAY)

    assert "Somebody is asked" in _shown(walk)
    assert f"<@{office.bob.id}> asks you" in words(_letters(office.carol)[0].blocks)
    assert "You do not facilitate" in words(_letters(office.dora)[0].blocks)


async def test_somebody_of_the_response_needs_a_reason_that_is_shown(office: Office) -> None:
    walk = await planned(office)
    await walk.choose(CHANGE_FACILITATOR, office.alice)
    problems = await office.alice.submit({"facilitator": office.bob.id})
    assert list(problems) == ["facilitator_reason"]

    reason = {"facilitator_reason": "Nobody else knows how."}
    assert await office.alice.submit(reason) == {}
    await office.stage.settled()

    assert "Somebody is asked" in _shown(walk)
    assert "Nobody else knows how." in _shown(walk)


async def test_resolving_asks_for_the_reason_too(office: Office) -> None:
    channel = await office.declare()
    problems = await office.resolve(channel, {"facilitator": office.alice.id})
    assert list(problems) == ["facilitator_reason"]
    assert await office.alice.submit({"facilitator_reason": "A team of one."}) == {}
    await office.stage.settled()
    (shown,) = [one for one in office.said(channel) if "*Review · " in words(one.blocks)]
    assert f"<@{office.alice.id}> facilitates. Part of the response: A team" in words(shown.blocks)
    assert _letters(office.alice) == []


async def test_a_bot_cannot_be_chosen_when_resolving(office: Office) -> None:
    channel = await office.declare()
    bot = office.stage.slack.bot_user_id
    assert list(await office.resolve(channel, {"facilitator": bot})) == ["facilitator"]


async def test_the_command_names_one_person_or_oneself(office: Office) -> None:
    walk = await planned(office)
    said = await office.typed(
        office.alice, f"/incident facilitator <@{office.carol.id}>", walk.channel
    )
    assert "is asked within their working hours" in said
    assert "Somebody is asked" in _shown(walk)

    said = await office.typed(office.dora, "/incident facilitator me", walk.channel)
    assert "You facilitate" in said
    assert f"<@{office.dora.id}> facilitates" in _shown(walk)

    said = await office.typed(office.dora, "/incident facilitator somebody", walk.channel)
    assert "name one person" in said


async def test_the_command_opens_the_form_without_a_name_or_for_a_responder(
    office: Office,
) -> None:
    walk = await planned(office)
    for line in ("/incident facilitator", f"/incident facilitator <@{office.bob.id}>"):
        assert await office.typed(office.alice, line, walk.channel) == ""
        assert office.alice.modal is not None
        await office.alice.close_modal()


async def test_before_the_review_is_scheduled_nobody_facilitates(office: Office) -> None:
    channel = await office.declare()
    said = await office.typed(office.alice, "/incident facilitator me", channel)
    assert "/incident resolve" in said


async def test_an_answer_after_somebody_else_took_over_is_answered_kindly(
    office: Office,
) -> None:
    walk = await planned(office)
    (letter,) = _letters(office.dora)
    office.stage.slack.faults.ratelimit("chat.update", retry_after=30)
    await office.alice.command(
        f"/incident facilitator <@{office.carol.id}>", channel=walk.channel.id
    )
    await office.dora.click(letter.channel, letter.ts, ACCEPT)
    await office.pass_time(2 * MINUTE)
    assert "Somebody is asked" in _shown(walk)


async def test_another_date_asks_once_more_and_never_a_third_time(office: Office) -> None:
    walk = await planned(office)
    await _answer(office, office.dora, ACCEPT)
    for days in range(1, 7):
        await walk.press(walk.date(), RESCHEDULE, office.bob)
        assert await office.bob.submit({"meets_at": walk.meets_at + days * DAY}) == {}
        await office.stage.settled()

    assert len(_letters(office.dora)) == 2
    assert "is asked to facilitate" in _shown(walk)
    newest = f"<!date^{int((walk.meets_at + 6 * DAY).timestamp())}^"
    older, newer = (words(one.blocks) for one in _letters(office.dora))
    assert newest in newer
    assert "The newer letter below" in older
    await _answer(office, office.dora, ACCEPT)
    assert f"<@{office.dora.id}> facilitates" in _shown(walk)


async def test_who_left_the_workspace_is_replaced_before_the_meeting(office: Office) -> None:
    await office.alice.command("/incident settings", channel="general")
    assert await office.alice.submit({"facilitators": [office.carol.id, office.dora.id]}) == {}
    walk = await planned(office)
    await _answer(office, office.dora, ACCEPT)
    office.dora.user.deleted = True

    await office.stage.move_to(walk.meets_at - DAY + MINUTE)

    assert "Somebody is asked" in _shown(walk)
    await office.pass_time(timedelta(hours=20))
    assert "Would you facilitate" in words(_letters(office.carol)[0].blocks)


async def test_without_a_successor_the_lead_guides(office: Office) -> None:
    await office.alice.command("/incident settings", channel="general")
    assert await office.alice.submit({"facilitators": [office.dora.id]}) == {}
    walk = await planned(office)
    office.dora.user.deleted = True

    await office.stage.move_to(walk.meets_at + MINUTE)

    assert "Nobody facilitates yet" in words(walk.found("begins now").blocks)
    await walk.start(office.alice)
    assert walk.titles() == ["Stop 1 of 5"]


async def test_a_restart_between_question_and_answer_asks_nobody_twice(office: Office) -> None:
    walk = await planned(office)
    await office.restart()
    await _answer(office, office.dora, ACCEPT)
    await office.restart()

    assert len(_letters(office.dora)) == 1
    assert f"<@{office.dora.id}> facilitates" in _shown(walk)


async def test_with_the_channel_archived_who_facilitates_next_finds_the_stop_too(
    office: Office,
) -> None:
    await office.alice.command("/incident settings", channel="general")
    assert await office.alice.submit({"facilitators": [office.carol.id, office.dora.id]}) == {}
    walk = await begun(office)
    await office.alice.archive(walk.channel.id)
    await office.stage.settled()

    await _answer(office, office.dora, DECLINE)

    heard = [one for one in office.carol.hears_from_app() if "Stop 1 of 5" in words(one.blocks)]
    assert len(heard) == 1
