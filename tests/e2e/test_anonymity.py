"""Nobody can find out who wrote an answer without a name: docs/adr/0005-anonymous-answers.md.

The same story is told in two worlds; in one Alice answers, in the other Bob. Whatever is left
behind may not tell the worlds apart: the database, its file, the logs, what Slack is sent.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from app.db.engine import make_engine
from app.db.tables import Table
from app.stage import Stage
from app.wording.views import KEEP, USE
from tests.databases import SqliteTemplate
from tests.e2e.conftest import PATIENCE, closing
from tests.e2e.office import START, Office, sketched
from tests.e2e.test_rewind import SAID, Walk, planned

SECRET = "I muted the alert on the evening before"
PLAIN = SAID[:2]
JUDGES = "Carol forgot to unmute the alert again"
NAMED = "The queue was long when I looked"
RANDOM = re.compile(r"[0-9a-f]{64}|\b\d{13,19}\b")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody finds afterwards."""

    new_rows: list[str]
    gone_rows: list[str]
    logs: list[str]
    traffic: list[str]
    raw: bytes


def rows(url: str) -> list[str]:
    """Everything in the database."""
    engine = make_engine(url)
    with Session(engine) as session:
        found = [
            f"{table.name} {tuple(row)!r}"
            for table in Table.metadata.sorted_tables
            for row in session.execute(select(table))
        ]
    engine.dispose()
    return sorted(found)


def raw(folder: Path) -> bytes:
    """The file and what lies beside it."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("test.db*")))


def folder(within: Path, name: str) -> Path:
    (within / name).mkdir()
    return within / name


async def reflect(walk: Walk, name: str, **values: object) -> None:
    person = getattr(walk.office, name)
    assert await walk.office.typed(person, "/incident reflect", walk.channel) == ""
    assert await person.submit(values) == {}
    await walk.office.stage.settled()


async def world(
    template: SqliteTemplate,
    place: Path,
    who: str,
    other: str,
    *,
    said: str = SECRET,
    noted: str | None = None,
) -> Left:
    """Both open the form, and one of them answers without a name; the words get a note if they are
    `noted`, and that is answered by this press.
    """
    with template.copy(place) as url:
        async with closing(
            Office(Stage(START, url, ack_timeout_s=PATIENCE, draw=sketched))
        ) as office:
            walk = await planned(office, said=PLAIN)
            for name in (who, other):
                person = getattr(office, name)
                assert await office.typed(person, "/incident reflect", walk.channel) == ""
                await person.close_modal(whole_stack=True)
            before = rows(url)
            with capture_logs() as logs:
                person = getattr(office, who)
                assert await office.typed(person, "/incident reflect", walk.channel) == ""
                since = office.calls_so_far
                answers = {"helped": said, "helped_audience": "unnamed"}
                assert await person.submit(answers) == {}
                await office.stage.settled()
                if noted:
                    await person.click_in_modal(noted)
                    await office.stage.settled()
                    assert await person.submit() == {}
                    await office.stage.settled()
            after, bytes_left = rows(url), raw(place)
            await office.pass_time(DAY)
            return Left(
                new_rows=[RANDOM.sub("?", row) for row in after if row not in before],
                gone_rows=[row for row in before if row not in after],
                logs=[str(sorted(one.items())) for one in logs],
                traffic=sorted(office.calls(since)),
                raw=bytes_left,
            )


async def test_two_worlds_cannot_be_told_apart(
    sqlite_template: SqliteTemplate, tmp_path: Path
) -> None:
    alice = await world(sqlite_template, folder(tmp_path, "alice"), "alice", "bob")
    bob = await world(sqlite_template, folder(tmp_path, "bob"), "bob", "alice")

    assert [row.split()[0] for row in alice.new_rows] == ["receipts", "reflections"]
    assert alice.new_rows == bob.new_rows
    assert alice.gone_rows == bob.gone_rows == []
    assert alice.logs == bob.logs
    assert alice.traffic == bob.traffic


@pytest.mark.parametrize("noted", [USE, KEEP])
async def test_a_note_about_its_wording_leaves_no_trace(
    sqlite_template: SqliteTemplate, tmp_path: Path, noted: str
) -> None:
    alice, bob = [
        await world(sqlite_template, folder(tmp_path, who), who, other, said=JUDGES, noted=noted)
        for who, other in (("alice", "bob"), ("bob", "alice"))
    ]

    assert [row.split()[0] for row in alice.new_rows] == ["receipts", "reflections"]
    assert alice.new_rows == bob.new_rows
    assert alice.gone_rows == bob.gone_rows == []
    assert alice.logs == bob.logs
    assert alice.traffic == bob.traffic
    assert (JUDGES.encode() in alice.raw) is (noted == KEEP)


async def test_the_file_holds_the_answer_and_no_name_near_it(
    sqlite_template: SqliteTemplate, tmp_path: Path
) -> None:
    left = await world(sqlite_template, tmp_path, "alice", "bob")
    found = [match.start() for match in re.finditer(SECRET.encode(), left.raw)]
    assert len(found) == 1  # one place: neither an earlier page nor the log of changes has it
    page = left.raw[found[0] // 4096 * 4096 :][:4096]
    assert re.findall(rb"U0000000\d", page) == []


async def test_what_loses_its_name_is_gone_from_the_file(
    office: Office, sqlite_folder: Path
) -> None:
    walk = await planned(office, said=PLAIN)
    await reflect(walk, "bob", helped=NAMED, helped_audience="named")
    assert NAMED.encode() in raw(sqlite_folder)

    await reflect(walk, "bob", helped=SECRET, helped_audience="unnamed")

    assert NAMED.encode() not in raw(sqlite_folder)
    assert SECRET.encode() in raw(sqlite_folder)


async def test_nothing_is_sent_or_edited_when_an_answer_arrives(office: Office) -> None:
    walk = await planned(office, said=PLAIN)
    assert await office.typed(office.bob, "/incident reflect", walk.channel) == ""
    since = office.calls_so_far

    assert await office.bob.submit({"helped": SECRET, "helped_audience": "unnamed"}) == {}
    await office.stage.settled()

    assert office.calls(since) == []
