"""What admins decide about a workspace's data, from the settings form to what is left."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.engine import make_engine
from app.db.tables import Table
from app.followups.views import TAKE
from app.privacy import views
from app.workspace.views import OPEN_PRIVACY
from tests.e2e.office import Office, words
from tests.e2e.test_changes import DAY, Changes
from tests.e2e.test_rewind import SAID, begun

KEPT = {"forgotten"}
"""By which a person stays forgotten."""


async def open_privacy(office: Office, *, is_admin: bool = True) -> None:
    assert await office.typed(office.alice, "/incident settings", "general") == ""
    office.alice.user.is_admin = is_admin  # or no more, since the settings stand open
    await office.alice.click_in_modal(OPEN_PRIVACY)
    await office.stage.settled()


async def test_an_admin_deletes_everything_and_begins_anew(office: Office) -> None:
    await office.declare("Search is down")
    await open_privacy(office, is_admin=False)
    assert office.alice.modal is not None
    assert "for an admin of it" in words(office.alice.modal.blocks)
    office.alice.user.is_admin = True
    await open_privacy(office)
    await office.alice.click_in_modal(views.COPY_ALL)
    await office.stage.settled()
    assert any("Here is all that Onward stored" in one for one in office.direct(office.alice))
    (copy,) = [
        one for one in office.stage.slack.slack.world.files.values() if one.name[-4:] == ".zip"
    ]
    with ZipFile(BytesIO(copy.content)) as archive:
        assert b"Search is down" in archive.read("incidents.jsonl")
    await office.alice.close_modal(whole_stack=True)
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
    assert channel.name.startswith("inc-2-")


async def test_a_person_is_forgotten_and_stays_so(office: Office, sqlite_url: str) -> None:
    walk = await begun(office, said=(*SAID, "Bob Brandt looks at the graphs, says Bob."))
    await walk.finish()
    await office.pass_time(5 * DAY)
    changes = Changes(walk)
    await changes.add(office.alice, "Reject imports that are too large")
    await office.pass_time(DAY)
    await changes.answer(office.bob, TAKE)
    assert office.bob.id in changes.board()

    assert await office.typed(office.alice, "/incident forget @bob", "general") == ""
    assert await office.alice.submit({}) == {}
    await office.stage.settled()
    await office.pass_time(timedelta(hours=1))

    assert "a role stands wherever" in office.direct(office.alice)[-1]
    assert "*needs an owner*" in changes.board()
    shown = [words(office.card(walk.channel).blocks), walk.summary(), changes.board()]
    shown += [words(one.blocks) for one in walk.stops()]
    assert [one for one in shown if office.bob.id in one or "Bob" in one] == []
    assert "looks at the graphs" in walk.summary()
    documents = [one for one in office.files(walk.channel) if one.name.endswith(".md")]
    (document,) = [one for one in documents if not one.deleted]
    assert b"Bob" not in document.content
    await office.typed(office.alice, "/incident sync", walk.channel)
    assert left_of(sqlite_url, office.bob.id, "Bob") == KEPT


def left_of(url: str, *words: str) -> set[str]:
    """The tables that still say one of these."""
    engine = make_engine(url)
    with Session(engine) as session:
        rows = {
            table.name: str([tuple(row) for row in session.execute(select(table))])
            for table in Table.metadata.sorted_tables
        }
    engine.dispose()
    return {table for table, says in rows.items() if any(word in says for word in words)}


async def test_texts_are_kept_no_longer_than_an_admin_chose(
    office: Office, sqlite_url: str
) -> None:
    channel = await office.declare("Search is down")
    await office.keep(channel, office.bob, "The indexers hang at their write limit.")
    await office.resolve(channel)
    await open_privacy(office)
    assert await office.alice.submit({"texts": "90"}) == {}
    assert office.alice.modal is not None
    assert "Texts of timelines: 90 days" in words(office.alice.modal.blocks)
    await office.alice.close_modal(whole_stack=True)
    await office.pass_time(80 * DAY)
    posted = "\n".join(words(one.blocks) for one in office.said(channel))
    assert "write limit" in posted, "the summary quotes it"

    await office.pass_time(20 * DAY)

    assert left_of(sqlite_url, "write limit") == set()
    shown = [words(one.blocks) for one in office.said(channel)]
    assert [one for one in shown if "write limit" in one] == []
    assert any("this workspace keeps such texts for a while only" in one for one in shown)
    await office.typed(office.alice, "/incident sync", channel)
    assert "write limit" not in await office.timeline(channel)
    assert left_of(sqlite_url, "write limit") == set()

    await open_privacy(office)
    assert await office.alice.submit({"incidents": "365"}) == {}
    await office.alice.close_modal(whole_stack=True)
    assert office.announcements()
    await office.pass_time(300 * DAY)

    assert left_of(sqlite_url, "Search is down") == set()
    assert office.announcements() == []
    assert [one for one in office.said(channel) if not one.files] == []
    (left,) = [one for one in office.files(channel) if not one.deleted]
    assert left.name.endswith(".ics"), "calendars have it anyway"
    assert "INC-1" not in await office.typed(office.alice, "/incident list", "general")


async def test_admins_see_who_changed_which_setting(office: Office) -> None:
    office.bob.user.is_admin = True
    assert await office.typed(office.bob, "/incident settings", "general") == ""
    assert await office.bob.submit({"time_zone": "Europe/Berlin"}) == {}
    await office.stage.settled()

    for line in ("/incident settings", "/incident settings log"):
        assert "for admins" in await office.typed(office.carol, line, "general")
    assert office.carol.modal is None
    assert await office.typed(office.alice, "/incident settings log", "general") == ""
    assert office.alice.modal is not None
    line = f"*Time zone*: UTC → Europe/Berlin · <@{office.bob.id}>"
    assert line in words(office.alice.modal.blocks)
    await office.alice.close_modal(whole_stack=True)
    await office.typed(office.alice, "/incident settings", "general")
    assert f"Last changed by <@{office.bob.id}>" in words(office.alice.modal.blocks)
