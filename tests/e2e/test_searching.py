"""`/incident search`: what somebody finds, and what they do not."""

from tests.e2e.office import Office


async def test_what_was_kept_is_found_where_one_is_and_shown_to_nobody_else(
    office_on_both: Office,
) -> None:
    office = office_on_both
    channel = await office.declare("Search shows yesterday's prices")
    ts = await office.keep(channel, office.bob, "The index queues grew without an alert.")
    before = len(office.said("general"))
    shown = await office.typed(office.carol, "/incident search index queue", "general")
    assert "INC-1" in shown
    assert "The index queues grew without an alert." in shown
    assert f"/archives/{channel.id}/p{ts.replace('.', '')}|Timeline>" in shown
    assert len(office.said("general")) == before
    assert "Search shows yesterday's prices" in await office.typed(
        office.carol, "/incident search serach", "general"
    )


async def test_a_private_incident_is_found_in_its_channel_and_by_its_people_only(
    office: Office,
) -> None:
    channel = await office.declare("Keys were seen outside", is_private=["private"])
    await office.keep(channel, office.alice, "The vault was sealed.")
    for typed in ("vault", "keys", "vualt"):
        nothing = await office.typed(office.dora, f"/incident search {typed}", "general")
        unknown = await office.typed(office.dora, "/incident search zeppelin", "general")
        assert nothing == unknown.replace("zeppelin", typed)
        assert "INC-1" in await office.typed(office.alice, f"/incident search {typed}", "general")


async def test_what_is_deleted_is_not_found_any_more(office: Office) -> None:
    channel = await office.declare()
    ts = await office.keep(channel, office.bob, "The zeppelin landed.")
    assert "landed" in await office.typed(office.dora, "/incident search zeppelin", "general")
    await office.bob.delete(channel.id, ts)
    await office.stage.settled()
    assert "Nothing that you can see" in await office.typed(
        office.dora, "/incident search zeppelin", "general"
    )


async def test_what_cannot_be_looked_for_gets_a_sentence(office: Office) -> None:
    sentences = {
        "": "What would you like to find?",
        " ?!": "words and numbers",
        " <@U0NOBODY>": "words and numbers",
        " " + "queue " * 500: "two or three telling words",
        ' "queue" OR (': "Nothing that you can see",
    }
    for typed, sentence in sentences.items():
        said = await office.typed(office.alice, f"/incident search{typed}", "general")
        assert sentence in said
