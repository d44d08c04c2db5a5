"""Forgetting a person: nothing is left of them but what keeps them forgotten, the rest stays."""

from itertools import count

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.custody import forgotten
from app.db.tables import ForgottenRow, MarkRow, MuteRow, PersonRow, Table
from app.errors import ConfigurationError
from app.privacy import service_forgetting as service
from app.slack.ids import TeamId, UserId
from app.timeline.rules import Mark
from tests.db.privacy.rows import fill
from tests.factories import BOB, CHANNEL, NOW, TEAM, Stored, found, mark, ts

FULL, OTHER = TeamId("T0FULL"), TeamId("T0OTHER")
DANA = UserId("U0DANA")
WORDS = "<@U0DANA> asked Dana Diaz to look"
LATER = NOW.replace(hour=18)
KEPT = {ForgottenRow.__tablename__, MuteRow.__tablename__}
"""By which they stay forgotten, and are not written to."""
GONE_WITH_THEM = {"people", "posts", "reflections", "file_copies"}


def forget(stored: Stored, team: TeamId, user: UserId) -> dict[str, int]:
    stored.do(service.ask_forgetting, team, user, now=LATER, names=["Dana Diaz"])
    tokens = (f"{number:012x}" for number in count())
    while stored.do(service.forget_some, team, token=next(tokens), now=LATER):
        pass
    return {kind: n for kind, n in stored.do(service.counts_of, team, user).items() if n}


def told(session: Session, *without: str) -> dict[str, str]:
    """What each table says."""
    tables = [one for one in Table.metadata.sorted_tables if one.name not in without]
    return {one.name: str([tuple(row) for row in session.execute(select(one))]) for one in tables}


def numbers(session: Session) -> dict[str, int]:
    tables = Table.metadata.sorted_tables
    return {one.name: session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


def test_no_table_names_them_any_more_and_the_structure_stays(stored: Stored) -> None:
    stored.do(fill, FULL, DANA, WORDS)
    before = stored.do(numbers)

    done = forget(stored, FULL, DANA)

    left = {table for table, says in stored.do(told).items() if "dana" in says.lower()}
    assert left == KEPT
    after = stored.do(numbers)
    lost = {table for table in before if table != "outbox" and after[table] < before[table]}
    assert lost == GONE_WITH_THEM
    assert done["answers"] == done["changes"] == 1
    assert done["places"] > 20
    assert done["texts"] > 20
    assert forget(stored, FULL, DANA) == {}, "asked for again, there is nothing to do"


def test_nobody_else_is_touched_nor_another_workspace(stored: Stored) -> None:
    stored.do(fill, FULL, BOB, "Bob asked <@U0BOB>")
    stored.do(fill, OTHER, DANA, WORDS)
    before = stored.do(told, "outbox", *KEPT, "workspaces")

    forget(stored, FULL, DANA)

    assert stored.do(told, "outbox", *KEPT, "workspaces") == before


async def test_the_command_line_forgets_without_the_bot(stored: Stored) -> None:
    incident = stored.incident()
    stored.person(DANA)
    stored.keep(found(ts(), "Dana restarts it", author=DANA))
    url = stored.engine.url.render_as_string(hide_password=False)

    done = await forgotten(url, DANA, None)

    assert done["places"] == done["texts"] == 1
    (entry,) = stored.timeline(incident)
    assert entry.text == "A responder restarts it"
    with pytest.raises(ConfigurationError, match="no workspace T0ELSEWHERE"):
        await forgotten(url, DANA, "T0ELSEWHERE")


def test_reading_the_channel_again_brings_nothing_back(stored: Stored) -> None:
    incident = stored.incident()
    said = found(ts(), "Dana restarts it, <@U0DANA>", author=DANA)
    stored.keep(said, by=DANA)
    forget(stored, TEAM, DANA)

    stored.keep(said, by=DANA)

    (entry,) = stored.timeline(incident)
    assert entry.text == "A responder restarts it, a responder"
    everything = "\n".join(stored.do(told, *KEPT).values())
    assert "dana" not in everything.lower()


def test_whoever_acts_again_is_known_again_from_then_on(stored: Stored) -> None:
    incident = stored.incident()
    stored.keep(found(ts(), "We restart it.", author=DANA))
    forget(stored, TEAM, DANA)
    stored.person(DANA)
    assert not stored.do(known, DANA), "a profile alone tells nothing"

    stored.mark(again(ts(), by=DANA))
    stored.person(DANA)

    assert stored.do(known, DANA)
    (entry,) = stored.timeline(incident)
    assert entry.author != DANA
    assert stored.do(markers) == {BOB, DANA}


def again(message: str, by: UserId) -> Mark:
    late = ts(LATER.replace(hour=19))
    first = mark(ts(), by=by)
    return Mark(
        channel=CHANNEL,
        ts=first.ts,
        user=by,
        emoji=first.emoji,
        meaning=first.meaning,
        is_on=True,
        event_ts=late,
    )


def markers(session: Session) -> set[str]:
    return set(session.scalars(select(MarkRow.user_id)))


def known(session: Session, user: UserId) -> bool:
    return session.get(PersonRow, (TEAM, user)) is not None
