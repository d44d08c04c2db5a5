"""An incident as files: the picture below the summary, and what somebody asks for."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator

from app.sandbox.people import Person
from app.sandbox.world import Channel, File
from app.stage import Stage
from tests.e2e.conftest import PATIENCE, closing
from tests.e2e.machine import Machine
from tests.e2e.office import START, Office, words

SCHEMA: dict[str, Any] = json.loads(Path("docs/review.schema.json").read_text("utf-8"))


def sent_to(office: Office, person: Person) -> dict[str, File]:
    """The files in somebody's direct messages, by name."""
    files = office.stage.slack.slack.world.files.values()
    direct = {message.channel for message in person.hears_from_app()}
    return {file.name: file for file in files if direct.intersection(file.channels)}


def pictures(office: Office, channel: Channel) -> list[File]:
    return [file for file in office.files(channel) if file.name.endswith(".png")]


async def _worked_on(office: Office) -> Channel:
    """An incident that Alice leads and Bob works on."""
    channel = await office.declare("Search shows yesterday's prices")
    await office.keep(channel, office.bob, "The index queue grew without an alert.")
    await office.pass_time(timedelta(minutes=40))
    await office.keep(channel, office.bob, "Restarted the indexers at 70 percent.")
    return channel


async def _reviewed(office: Office) -> Channel:
    channel = await _worked_on(office)
    await office.resolve(channel)
    await office.pass_time(timedelta(days=8))
    return channel


@pytest.fixture
async def drawing_office(sqlite_url: str) -> AsyncIterator[Office]:
    """With pictures as people get them."""
    async with closing(Office(Stage(START, sqlite_url, ack_timeout_s=PATIENCE))) as office:
        yield office


async def test_all_files_come_to_whoever_asked_and_to_nobody_else(
    drawing_office: Office,
) -> None:
    office = drawing_office
    channel = await _worked_on(office)
    await office.resolve(channel)
    said = await office.typed(office.bob, "/incident export", channel)
    assert "in a direct message" in said
    files = sent_to(office, office.bob)
    assert sorted(files) == [
        "INC-1-review.html",
        "INC-1-review.ics",
        "INC-1-review.json",
        "INC-1-review.md",
        "INC-1-timeline.png",
    ]
    assert sent_to(office, office.alice) == {}
    assert not {file.name for file in office.files(channel)}.intersection(
        {"INC-1-review.md", "INC-1-review.html", "INC-1-timeline.png"}
    )
    assert "Restarted the indexers" in files["INC-1-review.md"].content.decode()
    assert "data:image/png;base64," in files["INC-1-review.html"].content.decode()
    assert files["INC-1-timeline.png"].content.startswith(b"\x89PNG")
    assert len(files["INC-1-timeline.png"].content) > 10_000
    assert "4 entries by role" in files["INC-1-timeline.png"].alt_txt
    (event,) = Calendar.from_ical(files["INC-1-review.ics"].content.decode()).events
    assert str(event["SUMMARY"]).startswith("Review of INC-1")


async def test_the_json_is_as_its_schema_says(office: Office) -> None:
    channel = await _reviewed(office)
    await office.typed(office.bob, "/incident export json", channel)
    (file,) = sent_to(office, office.bob).values()
    found = json.loads(file.content)
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(found)
    assert found["incident"]["label"] == "INC-1"
    assert [section["key"] for section in found["sections"]][:2] == ["title", "in_short"]


async def test_an_incident_that_goes_on_has_files_too_and_no_calendar(office: Office) -> None:
    channel = await _worked_on(office)
    await office.typed(office.alice, "/incident export md, ics", channel)
    assert list(sent_to(office, office.alice)) == ["INC-1-review.md"]
    assert "no meeting is planned" in office.direct(office.alice)[0]


async def test_from_elsewhere_an_incident_is_named(office: Office) -> None:
    await _worked_on(office)
    await office.typed(office.dora, "/incident export inc-1 md", "general")
    assert list(sent_to(office, office.dora)) == ["INC-1-review.md"]


async def test_a_private_incident_is_refused_like_one_that_is_not_there(office: Office) -> None:
    await office.declare("Keys were seen outside", is_private=["private"])
    refused = await office.typed(office.dora, "/incident export INC-1", "general")
    unknown = await office.typed(office.dora, "/incident export INC-2", "general")
    assert refused == unknown.replace("INC-2", "INC-1")
    assert sent_to(office, office.dora) == {}


async def test_a_kind_of_file_that_there_is_not_gets_a_sentence(office: Office) -> None:
    channel = await _worked_on(office)
    said = await office.typed(office.alice, "/incident export docx", channel)
    assert "`/incident export md`" in said
    assert sent_to(office, office.alice) == {}


async def test_files_cut_off_half_way_come_once(office: Office) -> None:
    channel = await _worked_on(office)
    office.stage.slack.faults.lose_answer("files.completeUploadExternal")
    await office.typed(office.alice, "/incident export md json", channel)
    await office.pass_time(timedelta(minutes=10))
    names = [
        file.name
        for file in office.stage.slack.slack.world.files.values()
        if file.name.startswith("INC-1-review")
    ]
    assert sorted(names) == ["INC-1-review.json", "INC-1-review.md"]
    assert len([line for line in office.direct(office.alice) if "as files" in line]) == 1


async def test_a_picture_stands_below_the_summary_with_its_words(office: Office) -> None:
    channel = await _reviewed(office)
    (picture,) = pictures(office, channel)
    assert picture.alt_txt.startswith("Timeline of INC-1")
    (summary,) = [one for one in office.said(channel) if "*In short*" in words(one.blocks)]
    assert picture.id in [file for reply in channel.replies(summary.ts) for file in reply.files]


async def test_a_newer_picture_takes_the_place_of_the_one_before(office: Office) -> None:
    channel = await _reviewed(office)
    (before,) = pictures(office, channel)
    await office.keep(channel, office.bob, "The alert measured the wrong queue.")
    await office.post_summary(channel)
    await office.pass_time(timedelta(minutes=40))
    shown = [file for file in pictures(office, channel) if not file.deleted]
    assert len(shown) == 1
    assert shown[0].id != before.id


async def test_the_command_line_writes_the_same_files(
    office: Office, sqlite_url: str, tmp_path: Path
) -> None:
    channel = await _reviewed(office)
    await office.typed(office.bob, "/incident export md", channel)
    (sent,) = sent_to(office, office.bob).values()
    status, said = await _exported(
        tmp_path, sqlite_url, "inc-1", "md", "--out", str(tmp_path / "files")
    )
    assert status == 0, said
    assert (tmp_path / "files" / "INC-1-review.md").read_bytes() == sent.content


@pytest.mark.parametrize(
    ("words_typed", "says"),
    [
        (["INC-9", "md"], "There is no INC-9"),
        (["INC-1", "docx"], "no file of that kind"),
        (["md"], "Name it like INC-7"),
        (["INC-1", "--team", "T9"], "--team"),
    ],
)
async def test_the_command_line_refuses_with_a_sentence(
    office: Office, sqlite_url: str, tmp_path: Path, words_typed: list[str], says: str
) -> None:
    await office.declare("Keys were seen outside", is_private=["private"])
    status, said = await _exported(tmp_path, sqlite_url, *words_typed)
    assert status == 2
    assert says in said
    assert "Traceback" not in said


async def test_the_command_line_keeps_a_private_incident_to_those_who_may_see_it(
    office: Office, sqlite_url: str, tmp_path: Path
) -> None:
    await office.declare("Keys were seen outside", is_private=["private"])
    place = ("--out", str(tmp_path))
    for reader in ([], ["--reader", office.dora.id]):
        status, said = await _exported(tmp_path, sqlite_url, "INC-1", "md", *place, *reader)
        assert status == 2
        assert "INC-1" in said
    status, _ = await _exported(
        tmp_path, sqlite_url, "INC-1", "md", *place, "--reader", office.alice.id
    )
    assert status == 0


async def _exported(folder: Path, database_url: str, *typed: str) -> tuple[int, str]:
    """How `python -m app export` ended, and what it said."""
    machine = Machine(folder, DATABASE_URL=database_url)
    before = len(machine.log)
    await machine.start("export", *typed)
    status = await machine.ended()
    return status, " ".join(machine.log[before:].split())
