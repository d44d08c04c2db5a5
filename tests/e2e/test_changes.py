"""Changes in Slack: asked for two working days after the review, added, owned, done, decided
against.
"""

from datetime import timedelta

from app.followups import views
from app.sandbox.people import Person
from app.sandbox.world import Message
from tests.e2e.office import Office, buttons, words
from tests.e2e.test_rewind import Walk, begun

DAY = timedelta(days=1)
IDEA = "Alert on the age of the index"


class Changes:
    """The review of an incident that was held, and what is decided after it."""

    def __init__(self, walk: Walk) -> None:
        self.walk, self.office, self.channel = walk, walk.office, walk.channel

    def messages(self) -> list[Message]:
        sign = "Building forward · INC"
        return [one for one in self.office.said(self.channel) if sign in words(one.blocks)]

    @property
    def message(self) -> Message:
        (message,) = self.messages()
        return message

    def board(self) -> str:
        return words(self.message.blocks)

    def letters(self, person: Person) -> list[str]:
        return [one for one in self.office.direct(person) if "Would you take this" in one]

    def whisper(self, person: Person) -> str:
        return words(person.whispers(self.channel.id)[-1].blocks)

    async def add(self, person: Person, text: str, **fields: object) -> dict[str, str]:
        """`/incident change`, and its form."""
        await person.command(f"/incident change {text}", channel=self.channel.id)
        chosen = {"strength": "engineer", "owner": self.office.bob.id} | fields
        problems = await person.submit(chosen)
        await self.office.stage.settled()
        return problems

    async def press(self, person: Person, action_id: str) -> None:
        await person.click(self.channel.id, self.message.ts, action_id)
        await self.office.stage.settled()

    async def choose(self, person: Person, label: str, about: str = "") -> None:
        """In the menu beside the only thing (of those that say `about`) that has this choice."""
        ((block_id, value),) = [
            (block["block_id"], option["value"])
            for block in self.message.blocks
            if about in words([block])
            for option in block.get("accessory", {}).get("options", ())
            if option["text"]["text"] == label
        ]
        place = self.channel.id, self.message.ts
        await person.click(*place, "followups.more", value, block_id=block_id)
        await self.office.stage.settled()

    async def answer(self, person: Person, action_id: str) -> None:
        """In the newest letter."""
        letter = [one for one in person.hears_from_app() if action_id in str(one.blocks)][-1]
        await person.click(letter.channel, letter.ts, action_id)
        await self.office.stage.settled()


async def held(office: Office) -> Changes:
    """The rewind is done, an idea was parked on the way, and the summary is out."""
    walk = await begun(office)
    await walk.park(office.bob, IDEA)
    await walk.finish()
    return Changes(walk)


async def asked(office: Office) -> Changes:
    """Two working days later."""
    changes = await held(office)
    await office.pass_time(5 * DAY)
    return changes


async def test_two_working_days_after_the_review_the_channel_is_asked_once(office: Office) -> None:
    changes = await held(office)
    await office.pass_time(DAY)
    assert changes.messages() == []

    await office.pass_time(4 * DAY)

    assert IDEA in changes.board()
    assert set(buttons(changes.message.blocks)) == {"Add a change", "Decided not to"}
    await office.pass_time(10 * DAY)
    assert len(changes.messages()) == 1


async def test_a_change_is_added_and_its_owner_asked_and_takes_it(office: Office) -> None:
    changes = await asked(office)

    assert await changes.add(office.alice, "Reject imports that are too large") == {}

    assert "Reject imports that are too large" in changes.board()
    assert "an owner is asked" in changes.board()
    assert office.bob.id not in changes.board()
    assert "is asked whether" in changes.whisper(office.alice)
    await office.pass_time(DAY)
    assert len(changes.letters(office.bob)) == 1

    await changes.answer(office.bob, views.TAKE)

    assert "is asked" not in changes.board()
    assert f"<@{office.bob.id}>" in changes.board()
    assert "This change is yours" in office.direct(office.bob)[-1]


async def test_whoever_says_no_is_named_nowhere(office: Office) -> None:
    changes = await asked(office)
    await changes.add(office.alice, "Reject imports that are too large")
    await office.pass_time(DAY)

    await changes.answer(office.bob, views.DECLINE)

    assert "*needs an owner*" in changes.board()
    assert office.bob.id not in changes.board()
    assert office.bob.id not in await office.typed(
        office.alice, "/incident changes", changes.channel
    )
    assert "it is offered again" in office.direct(office.bob)[-1]

    await changes.choose(office.dora, "I'll take it")

    assert f"<@{office.dora.id}>" in changes.board()
    assert changes.letters(office.dora) == []
    await office.pass_time(3 * DAY)
    assert "Somebody else has this one" in office.direct(office.bob)[-1]


async def test_a_change_of_ones_own_needs_no_letter(office: Office) -> None:
    changes = await asked(office)

    await changes.add(office.alice, "Reject large imports", owner=office.alice.id)
    await office.pass_time(3 * DAY)

    assert "is asked" not in changes.board()
    assert changes.letters(office.alice) == []


async def test_a_letter_waits_for_the_working_day_of_its_receiver(office: Office) -> None:
    changes = await asked(office)
    assert office.stage.clock.now().hour >= 14  # past seven in the evening in Kolkata

    await changes.add(office.alice, "Reject large imports", owner=office.carol.id)
    assert changes.letters(office.carol) == []
    await office.pass_time(3 * DAY)

    assert len(changes.letters(office.carol)) == 1


async def test_what_was_settled_before_the_letter_could_go_asks_nobody(office: Office) -> None:
    changes = await asked(office)
    await changes.add(office.alice, "Reject large imports", owner=office.carol.id)

    await changes.choose(office.alice, "Done")
    await office.pass_time(3 * DAY)

    assert changes.letters(office.carol) == []
    assert "done" in changes.board()


async def test_a_letter_about_something_that_is_done_says_so_and_asks_no_more(
    office: Office,
) -> None:
    changes = await asked(office)
    await changes.add(office.alice, "Reject large imports")
    await office.pass_time(DAY)
    assert {"I'll take it", "Not me"} <= set(buttons(office.bob.hears_from_app()[-1].blocks))

    await changes.choose(office.alice, "Done")

    assert "This change is done" in office.direct(office.bob)[-1]
    assert not {"I'll take it", "Not me"} & set(buttons(office.bob.hears_from_app()[-1].blocks))
    await changes.choose(office.alice, "Not done yet")
    assert {"I'll take it", "Not me"} <= set(buttons(office.bob.hears_from_app()[-1].blocks))


async def test_an_idea_becomes_a_change_once_somebody_says_so(office: Office) -> None:
    changes = await asked(office)

    await changes.choose(office.alice, "Make it a change")
    problems = await office.alice.submit({"strength": "recover", "owner": office.bob.id})
    await office.stage.settled()

    assert problems == {}
    assert "Which of these become changes?" not in changes.board()
    assert IDEA in changes.board()


async def test_an_idea_that_is_left_can_be_offered_again(office: Office) -> None:
    changes = await asked(office)

    await changes.choose(office.bob, "Leave it")
    assert IDEA not in changes.board()
    await changes.press(office.bob, views.OFFER_AGAIN)

    assert IDEA in changes.board()


async def test_what_is_decided_against_keeps_its_reason_and_can_become_a_change(
    office: Office,
) -> None:
    changes = await asked(office)
    await changes.press(office.alice, views.ADD_AGAINST)
    told = {"text": "Build a second cluster", "reason": "The limit work comes first"}
    assert await office.alice.submit(told) == {}
    await office.stage.settled()
    assert "Decided not to: Build a second cluster" in changes.board()
    assert "The limit work comes first" in changes.board()

    await changes.choose(office.alice, "Make it a change", about="second cluster")
    assert await office.alice.submit({"strength": "engineer", "owner": office.alice.id}) == {}
    await office.stage.settled()

    assert "Decided not to:" not in changes.board()
    assert "The limit work comes first" not in changes.board()


async def test_a_day_off_is_answered_with_the_next_working_day(office: Office) -> None:
    changes = await asked(office)

    problems = await changes.add(office.alice, "Reject large imports", due_on="2026-03-22")

    assert problems["due_on"].endswith("The next working day is Mon, Mar 23.")
    assert "Reject large imports" not in changes.board()


async def test_a_change_that_does_not_begin_with_a_verb_is_kept_and_asked_about(
    office: Office,
) -> None:
    changes = await asked(office)

    assert await changes.add(office.alice, "Monitoring of the index") == {}

    assert "Monitoring of the index" in changes.board()
    assert "Could it begin with a verb" in changes.whisper(office.alice)


async def test_changes_made_early_wait_for_their_day_and_are_listed_meanwhile(
    office: Office,
) -> None:
    changes = await held(office)

    await changes.add(office.alice, "Reject large imports")

    assert changes.messages() == []
    listed = await office.typed(office.bob, "/incident changes", changes.channel)
    assert "Reject large imports" in listed
    await office.pass_time(5 * DAY)
    assert "Reject large imports" in changes.board()


async def test_elsewhere_one_sees_ones_own_changes_and_no_others(office: Office) -> None:
    changes = await asked(office)
    await changes.add(office.alice, "Reject large imports")

    assert "Reject large imports" in await office.typed(office.bob, "/incident changes", "general")
    assert "no open changes" in await office.typed(office.carol, "/incident changes", "general")


async def test_before_the_incident_is_resolved_a_change_has_no_review_yet(office: Office) -> None:
    channel = await office.declare()

    assert "/incident resolve" in await office.typed(office.alice, "/incident change", channel)


async def test_an_archived_channel_moves_the_message_to_whoever_facilitates(
    office: Office,
) -> None:
    changes = await held(office)
    await office.alice.archive(changes.channel.id)
    await office.pass_time(5 * DAY)

    assert [one for one in office.direct(office.dora) if "Building forward · INC" in one]


async def test_a_restart_on_the_way_asks_nothing_twice(office: Office) -> None:
    changes = await held(office)
    await office.restart()
    await office.pass_time(5 * DAY)
    await changes.add(office.alice, "Reject large imports")
    await office.restart()
    await office.pass_time(DAY)

    assert len(changes.messages()) == 1
    assert len(changes.letters(office.bob)) == 1


async def test_two_who_edit_the_same_change_do_not_overwrite_each_other(office: Office) -> None:
    changes = await asked(office)
    await changes.add(office.alice, "Reject large imports", owner=office.alice.id)
    await changes.choose(office.alice, "Edit")
    await changes.choose(office.dora, "Edit")
    await office.alice.submit({"text": "Reject imports above the limit"})
    await office.dora.submit({"text": "Reject imports at night"})
    await office.stage.settled()

    assert "Reject imports above the limit" in changes.board()
    assert office.dora.modal is not None
    assert "Somebody changed this meanwhile" in words(office.dora.modal.blocks)


async def test_while_the_rewind_is_walked_again_the_question_waits(office: Office) -> None:
    changes = await held(office)
    await changes.walk.reopen()
    await office.pass_time(5 * DAY)
    assert changes.messages() == []

    await changes.walk.finish()
    await office.pass_time(4 * DAY)

    assert len(changes.messages()) == 1


async def test_a_rewind_that_nobody_finishes_again_holds_the_question_up_for_three_mornings(
    office: Office,
) -> None:
    changes = await held(office)
    await changes.walk.reopen()

    await office.pass_time(10 * DAY)

    assert len(changes.messages()) == 1


async def test_pressing_twice_changes_once(office: Office) -> None:
    changes = await asked(office)
    await changes.add(office.alice, "Reject large imports")
    (menu,) = [one for one in changes.message.blocks if "large imports" in words([one])]
    (done,) = [
        one["value"]
        for one in menu["accessory"]["options"]
        if one["value"].startswith(views.FINISH)
    ]
    place = changes.channel.id, changes.message.ts
    for _ in range(2):
        await office.bob.click(*place, "followups.more", done, block_id=menu["block_id"])
    await office.stage.settled()

    assert changes.board().count(":white_check_mark: Reject large imports") == 1


async def test_nobody_who_switched_these_letters_off_gets_one(office: Office) -> None:
    changes = await asked(office)
    await changes.add(office.alice, "Reject large imports")
    await office.pass_time(DAY)
    await changes.answer(office.bob, "workspace.mute")

    await changes.add(office.alice, "Rebuild the index at night")
    await office.pass_time(3 * DAY)

    assert len(changes.letters(office.bob)) == 1
    assert "Rebuild the index" in await office.typed(office.bob, "/incident changes", "general")


async def test_a_private_incident_is_told_to_no_owner_outside(office: Office) -> None:
    channel = await office.declare("A secret outage", is_private=["private"])
    guided = {"facilitator": office.alice.id, "facilitator_reason": "She knows how."}
    assert await office.resolve(channel, guided) == {}
    await office.typed(office.alice, "/incident change Rotate the keys", channel)
    form = {"strength": "engineer", "owner": office.bob.id}
    assert await office.alice.submit(form) == {}
    await office.stage.settled()
    await office.pass_time(DAY)

    told = office.direct(office.bob)
    assert any("Rotate the keys" in one for one in told)
    listed = await office.typed(office.bob, "/incident changes", "general")
    assert "Rotate the keys" in listed
    assert "secret" not in "".join([*told, listed])
    assert "no open changes" in await office.typed(office.carol, "/incident changes", "general")


async def test_a_message_deleted_by_hand_comes_back_with_the_next_change(office: Office) -> None:
    changes = await asked(office)
    await office.alice.delete(changes.channel.id, changes.message.ts)

    await changes.add(office.alice, "Reject large imports")

    assert "Reject large imports" in changes.board()


async def test_what_is_decided_stands_in_the_summary(office: Office) -> None:
    changes = await asked(office)

    await changes.add(office.alice, "Reject large imports", owner=office.alice.id)

    assert "Reject large imports" in changes.walk.summary()
