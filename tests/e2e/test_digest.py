"""The weekly digest: once a week, after restarts and changed settings, too."""

from datetime import timedelta

from tests.e2e.office import Office, words


def digests(office: Office) -> list[str]:
    said = [words(message.blocks) for message in office.said("incidents")]
    return [text for text in said if "This week" in text]


async def choose(office: Office, day: str, at: str) -> None:
    await office.alice.command("/incident settings", channel="general")
    assert await office.alice.submit({"digest_day": day, "digest_at": at}) == {}
    await office.stage.settled()


async def test_what_is_going_on_is_told_once_a_week(office: Office) -> None:
    await office.declare("Search is down")
    await office.declare("The vault is open", is_private=["private"])
    await choose(office, "1", "14:30")  # half an hour from now, on a Tuesday
    await office.pass_time(timedelta(minutes=20))
    assert digests(office) == []
    await office.restart()
    await office.pass_time(timedelta(minutes=20))
    (told,) = digests(office)
    assert "Search is down" in told
    assert "vault" not in told
    assert "INC-2" not in told
    await choose(office, "1", "15:00")
    await office.restart()
    await office.pass_time(timedelta(hours=1))
    assert len(digests(office)) == 1
    await office.pass_time(timedelta(days=7))
    assert len(digests(office)) == 2


async def test_a_week_with_nothing_to_tell_and_a_day_that_is_taken_back_are_quiet(
    office: Office,
) -> None:
    await choose(office, "1", "14:30")
    await office.pass_time(timedelta(hours=1))
    assert digests(office) == []
