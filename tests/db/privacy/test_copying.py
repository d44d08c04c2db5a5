"""All that a workspace stored, as files: complete, described, without what is nobody else's."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.custody import copied
from app.db.tables import IncidentRow, ReflectionRow, RewindRow
from app.errors import ConfigurationError
from app.privacy.copying import Whose, copy_workspace
from app.privacy.rules_ledger import LEDGER, Part, What
from app.slack.ids import TeamId, UserId
from app.vocabulary import Audience
from tests.db.privacy.rows import AT, fill
from tests.factories import Stored

FULL, OTHER = TeamId("T0FULL"), TeamId("T0OTHER")


def lines(folder: Path, kind: str) -> list[dict[str, Any]]:
    return [json.loads(each) for each in (folder / f"{kind}.jsonl").read_text("utf-8").splitlines()]


async def test_every_table_is_there_as_it_is_described_and_no_secret(
    stored: Stored, tmp_path: Path
) -> None:
    for team, words in ((FULL, "words\nof ours"), (OTHER, "theirs")):
        stored.do(fill, team, "U0ALICE", words)
    stored.do(told)
    folder = tmp_path / "copy"

    await copied(stored.engine.url.render_as_string(hide_password=False), FULL, folder)

    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    ours = {
        name
        for name, holding in LEDGER.items()
        if holding.part not in {Part.WORK, Part.INSTALLATION}
    }
    assert set(manifest["lines"]) == ours - {"forgotten", "mutes"}
    assert set(manifest["lines"].values()) == {1}
    for kind, schema in manifest["schemas"].items():
        (line,) = lines(folder, kind)
        Draft202012Validator(schema).validate(line)
        left_out = {What.KEY, What.HIDDEN, What.OPT_OUT}
        assert set(line) == {
            name for name, what in LEDGER[kind].columns.items() if what not in left_out
        }
    everything = "".join(file.read_text("utf-8") for file in folder.rglob("*") if file.is_file())
    assert "secret-of" not in everything
    assert "theirs" not in everything
    with pytest.raises(ConfigurationError, match="not empty"):
        await copied(stored.engine.url.render_as_string(hide_password=False), FULL, folder)


def test_what_was_said_to_the_facilitator_stays_with_them(stored: Stored, tmp_path: Path) -> None:
    stored.do(fill, FULL, "U0ALICE", "words")

    before = stored.do(copy_workspace, Whose(FULL), tmp_path)["reflections"]
    stored.do(told)
    assert (before, stored.do(copy_workspace, Whose(FULL), tmp_path)["reflections"]) == (0, 1)
    stored.do(
        lambda session: session.execute(update(ReflectionRow).values(audience=Audience.FACILITATOR))
    )
    assert stored.do(copy_workspace, Whose(FULL), tmp_path)["reflections"] == 0


def test_nobody_takes_along_a_private_incident_that_they_may_not_know_of(
    stored: Stored, tmp_path: Path
) -> None:
    stored.do(fill, FULL, "U0ALICE", "words")
    private = {"is_private": True, "absent_ids": ["U0ALICE"]}
    stored.do(lambda session: session.execute(update(IncidentRow).values(private)))
    outside = stored.do(copy_workspace, Whose(FULL, UserId("U0ALICE")), tmp_path)
    assert outside["incidents"] == 0, "she left its channel"
    stored.do(lambda session: session.execute(update(IncidentRow).values(absent_ids=[])))

    hers = stored.do(copy_workspace, Whose(FULL, UserId("U0ALICE")), tmp_path)
    assert hers["incidents"] == hers["entries"] == hers["findings"] == 1
    others = stored.do(copy_workspace, Whose(FULL, UserId("U0BOB")), tmp_path)
    assert {kind for kind, number in others.items() if number} == {
        "workspaces",
        "people",
        "hooks",
        "setting_changes",
    }


def told(session: Session) -> None:
    """The rewind has begun, and the answer may be quoted."""
    session.execute(update(ReflectionRow).values(audience=Audience.UNNAMED, author_id=None))
    session.execute(update(RewindRow).values(started_at=AT))
