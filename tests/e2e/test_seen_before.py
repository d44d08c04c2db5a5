"""Seen before? An incident that is like one whose review is done says so, with what helped."""

from collections.abc import Sequence
from datetime import timedelta

from tests.e2e.office import Office, words


async def _reviewed(office: Office, title: str, is_private: Sequence[str] = ()) -> None:
    """An incident of which the summary is out."""
    channel = await office.declare(title, is_private=is_private)
    await office.resolve(channel, {"eased_by": "Rebuilding the index"})
    await office.pass_time(timedelta(days=8))


async def test_the_card_and_whoever_starts_it_are_told_what_helped_then(
    office_on_both: Office,
) -> None:
    office = office_on_both
    await _reviewed(office, "Search shows yesterday's prices")
    channel = await office.declare("Searches are slow")
    card = words(office.card(channel).blocks)
    told = office.alice.whispers("general")[-1]
    for shown in (card, words(told.blocks)):
        assert "Seen before?" in shown
        assert "|INC-1>" in shown
        assert "_What helped then:_ Rebuilding the index" in shown
    assert "Seen before?" not in "".join(office.announcements())


async def test_nothing_is_said_of_a_private_one_and_of_one_that_was_not_reviewed(
    office: Office,
) -> None:
    await _reviewed(office, "The search key leaked", is_private=["private"])
    await office.declare("Search shows yesterday's prices")
    for is_private in ([], ["private"]):
        channel = await office.declare("Searches are slow", is_private=is_private)
        assert "Seen before?" not in words(office.card(channel).blocks)


async def test_the_next_review_of_its_kind_begins_with_what_is_still_open(office: Office) -> None:
    before = await office.declare("Search shows yesterday's prices")
    await office.resolve(before)
    await office.pass_time(timedelta(days=8))
    await office.alice.command("/incident change Limit imports", channel=before.id)
    assert await office.alice.submit({"strength": "engineer", "owner": office.bob.id}) == {}
    await office.stage.settled()

    channel = await office.declare("Searches are slow")
    await office.resolve(channel)
    await office.pass_time(timedelta(days=8))

    (agenda,) = [words(one.blocks) for one in office.said(channel) if "begins now" in str(one)]
    assert "*Still open from earlier reviews*\n• Limit imports (<" in agenda
    assert office.bob.id not in agenda
    first, *_ = [words(one.blocks) for one in office.said(before) if "begins now" in str(one)]
    assert "Still open" not in first
