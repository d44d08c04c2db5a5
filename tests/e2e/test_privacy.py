"""What admins decide about a workspace's data, from the settings form to what is left."""

from app.privacy import views
from app.workspace.views import OPEN_PRIVACY
from tests.e2e.office import Office, words


async def open_privacy(office: Office) -> None:
    assert await office.typed(office.alice, "/incident settings", "general") == ""
    await office.alice.click_in_modal(OPEN_PRIVACY)
    await office.stage.settled()


async def test_an_admin_deletes_everything_and_begins_anew(office: Office) -> None:
    await office.declare("Search is down")
    await open_privacy(office)
    assert office.alice.modal is not None
    assert "for an admin of it" in words(office.alice.modal.blocks)
    office.alice.user.is_admin = True
    await open_privacy(office)
    await office.alice.click_in_modal(views.OPEN_DELETION)
    assert "is called" in (await office.alice.submit({"name": "Globex"}))["name"]

    assert await office.alice.submit({"name": office.stage.slack.slack.world.team_name}) == {}
    await office.stage.settled()

    assert office.alice.modal is not None
    assert "is being deleted" in words(office.alice.modal.blocks)
    await office.alice.close_modal(whole_stack=True)
    assert "INC-1" not in await office.typed(office.alice, "/incident list", "general")
    assert "INC-1" in office.announcements()[0]
    channel = await office.declare("Search is down again")
    assert channel.name.startswith("inc-1-")
