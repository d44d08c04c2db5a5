"""`/incident doctor`: an admin sees what did not reach Slack, why, and has it tried again."""

from datetime import timedelta

from app.doctor import views
from app.sandbox.people import Person
from tests.e2e.office import Office, words

ASKED = "/incident doctor"


async def test_an_admin_sees_what_is_stuck_and_why_and_has_it_tried_again(office: Office) -> None:
    slack = office.stage.slack
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

    await open_at_home(office, office.alice)
    slack.faults.server_error("users.info")
    assert "`python -m app check`" in await office.typed(office.alice, ASKED, "general")
    slack.faults.clear()
    assert "Identified" not in words(office.card(channel).blocks)
    page = await press(office, office.alice, views.TRY_ALL)
    assert "Nothing is stuck that you can see" in page
    assert "Monitoring" in words(office.card(channel).blocks)
    told_once = office.tally(channel)
    await office.pass_time(timedelta(hours=2))
    assert office.tally(channel) == told_once
    assert "Identified" not in words(office.card(secret).blocks)

    await open_at_home(office, office.bob)
    assert "*Nothing is stuck*" in await press(office, office.bob, views.LET_GO)
    assert "Identified" not in words(office.card(secret).blocks)


async def open_at_home(office: Office, admin: Person) -> None:
    """Where App Home says that something is stuck."""
    await admin.open_home()
    await office.stage.settled()
    assert admin.home is not None
    assert "did not reach Slack yet" in words(admin.home.blocks)
    await admin.click_home(views.OPEN)
    await office.stage.settled()


async def press(office: Office, admin: Person, button: str) -> str:
    """What the page says then."""
    await admin.click_in_modal(button)
    await office.stage.settled()
    assert admin.modal is not None
    return words(admin.modal.blocks)
