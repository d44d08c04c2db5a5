"""Guests: whether they may start incidents is the workspace's choice."""

from datetime import timedelta

from app.sandbox.people import Person
from app.workspace.standing import NO_GUESTS
from tests.e2e.office import START, Office


async def start(person: Person, title: str) -> dict[str, str]:
    await person.command("/incident start", channel="general")
    return await person.submit({"title": title})


async def test_guests_start_incidents_unless_the_workspace_wants_none_of_that(
    office: Office,
) -> None:
    guest = office.stage.slack.add_person("Gus Guest", is_restricted=True)
    general = office.stage.slack.channel("general")
    await office.alice.invite(general.id, guest.id)
    assert await start(guest, "Search is slow") == {}
    await office.stage.settled()
    assert office.incident_channel(1).name == "inc-1-search-is-slow"

    await office.alice.command("/incident settings", channel="general")
    assert await office.alice.submit({"guests_start": []}) == {}
    assert await start(guest, "Mail is late") == {"title": NO_GUESTS}
    await guest.close_modal()
    await guest.command("/incident review Backup was empty", channel="general")
    happened = {"happened_at": int((START - timedelta(days=1)).timestamp())}
    assert await guest.submit(happened) == {"title": NO_GUESTS}
    await guest.close_modal()
    assert await start(office.bob, "Mail is late") == {}
    await office.stage.settled()
    assert office.incident_channel(2).name == "inc-2-mail-is-late"

    office.stage.slack.faults.server_error("users.info", times=None)
    assert await start(guest, "Nothing works") == {}
