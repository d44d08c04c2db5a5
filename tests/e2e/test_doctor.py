"""`/incident doctor`: an admin sees what did not reach Slack, why, and has it tried again."""

from datetime import timedelta

from app.doctor import views
from tests.e2e.office import Office, words

ASKED = "/incident doctor"


async def test_an_admin_sees_what_is_stuck_and_why_and_has_it_tried_again(office: Office) -> None:
    slack = office.stage.slack
    office.alice.user.is_admin = True
    assert "for an admin" in await office.typed(office.bob, ASKED, "general")
    assert "Nothing is stuck" in await office.typed(office.alice, ASKED, "general")

    channel = await office.declare("Search is down")
    slack.faults.refuse("chat.update", "restricted_action", times=None)
    await office.typed(office.alice, "/incident status identified", channel)
    secret = await office.declare("A leaked key", by=office.bob, is_private=["private"])
    await office.typed(office.bob, "/incident status identified", secret)
    slack.faults.refuse("reactions.add", "missing_scope", times=None)
    await office.keep(channel, office.bob, "The disk is full")
    slack.faults.server_error("chat.postMessage", times=None)
    await office.typed(office.alice, "/incident status monitoring", channel)

    told = await office.typed(office.alice, ASKED, "general")
    assert "INC-1" in told
    assert "the announcement" in told
    assert "A setting of this workspace" in told
    assert "restricted_action" in told
    assert "The app lacks a permission" in told
    assert "Slack did not answer." in told
    assert "Slack accepts Onward's token" in told
    assert "Slack last told of an event" in told
    for hidden in ("Search is down", "leaked", "INC-2", secret.id):
        assert hidden not in told
    assert "private incidents" in told
    office.bob.user.is_admin = True
    assert "INC-2" in await office.typed(office.bob, ASKED, "general")

    await office.alice.open_home()
    await office.stage.settled()
    assert office.alice.home is not None
    assert "did not reach Slack yet" in words(office.alice.home.blocks)
    await office.alice.click_home(views.OPEN)
    await office.stage.settled()

    slack.faults.clear()
    assert "Identified" not in words(office.card(channel).blocks)
    await office.alice.click_in_modal(views.TRY_ALL)
    await office.stage.settled()
    assert "Monitoring" in words(office.card(channel).blocks)
    assert office.alice.modal is not None
    assert "Nothing is stuck that you can see" in words(office.alice.modal.blocks)
    told_once = office.tally(channel)
    await office.pass_time(timedelta(hours=2))
    assert office.tally(channel) == told_once
    await office.alice.close_modal()
    await office.alice.open_home()
    await office.stage.settled()
    assert "Nothing" in await office.typed(office.alice, ASKED, "general")
    assert "Identified" not in words(office.card(secret).blocks)
