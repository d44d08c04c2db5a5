"""Two workspaces with equal ids of channels, people and messages, and the same story in both at
once: nothing of one is ever sent to the other.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest

from app.db.tables import Table
from tests.e2e import scoping
from tests.e2e.building import Building, opened
from tests.e2e.office import Office, words
from tests.e2e.test_digest import choose, digests
from tests.e2e.test_hooks import ADDED, make_hook, tell
from tests.e2e.test_rewind import Walk

WORDS = ("zeppelin", "quokka")
"""One for each workspace; in whatever its people write."""

LOOKED_AT = (
    "search restart",
    "list",
    "changes mine",
    "changes open",
    "changes overdue",
    "hook",
    "patterns",
    "doctor",
    "help",
)

Step = Callable[[Office, str], Awaitable[object]]


@pytest.fixture
async def building(sqlite_url: str) -> AsyncIterator[Building]:
    async with opened(sqlite_url) as building:
        for office in building.offices:
            await building.install(office)
        yield building


async def both(building: Building, step: Step) -> None:
    """At the same time."""
    pairs = zip(building.offices, WORDS, strict=True)
    await asyncio.gather(*(step(office, word) for office, word in pairs))
    await building.settled()


def sent(office: Office) -> str:
    """All that this workspace ever had from the bot: calls, answers, and what stands in it."""
    slack = office.stage.slack
    calls = [one.args for one in slack.calls]
    answers = [one.ack.body for one in slack.deliveries]
    said = [(one.text, one.blocks) for place in slack.channels for one in place.messages.values()]
    return json.dumps([calls, answers, said], default=str)


async def declared(office: Office, word: str) -> None:
    channel = await office.declare(f"The {word} is down")
    await office.declare(f"The vault of the {word} is open", is_private=["private"])
    await office.keep(channel, office.bob, f"The {word} grows without an alert.")
    ts = await office.keep(channel, office.carol, f"I restart the {word}; I assume it hangs.")
    await office.carol.react(channel.id, ts, "scales")
    await office.typed(office.bob, f"/incident note We paused the {word}", channel)


async def told_by_hooks(building: Building, office: Office, word: str) -> None:
    """At each workspace's own address, also of an incident of the same number."""
    secret = await make_hook(office)
    for place in building.offices:
        team = place.stage.slack.slack.world.team_id
        for name, text in (("deploys", "Deployed"), ("INC-1", "Restarted")):
            told = {"text": f"{text} the {word}"}
            answer = await tell(office, building.port, secret, told, name=f"{team}/{name}")
            assert answer == ADDED if place is office else answer[0] == 401


async def resolved(office: Office, word: str) -> None:
    channel = office.incident_channel(1)
    fields = {"facilitator": office.dora.id, "impact": f"Nobody found the {word}."}
    assert await office.resolve(channel, fields) == {}
    await choose(office, "1", "14:30")


async def at_home(office: Office, word: str) -> None:
    """Before the review, when it is to come, and after it."""
    other = next(one for one in WORDS if one != word)
    for person in (office.alice, office.bob, office.dora):
        await person.open_home()
        await office.stage.settled()
        assert person.home is not None
        assert word in words(person.home.blocks)
        assert other not in words(person.home.blocks)


async def reviewed(office: Office, word: str) -> None:
    """What the review found, and a change, each typed by somebody."""
    channel = office.incident_channel(1)
    walk = Walk(office, channel, office.stage.clock.now())
    for person in (office.dora, office.alice):
        if person.id not in channel.members:
            await person.join(channel.id)
    await office.alice.command("/incident finding", channel=channel.id)
    found = {"kind": "factor", "text": f"The limit of the {word}.", "category": "stretch"}
    assert await office.alice.submit(found) == {}
    await office.stage.settled()
    await office.alice.command(f"/incident change Measure the {word}", channel=channel.id)
    assert office.alice.modal is not None
    (factors,) = [one for one in office.alice.modal.blocks if one["block_id"] == "factors"]
    value = factors["element"]["options"][0]["value"]
    chosen = {"strength": "engineer", "owner": office.bob.id, "factors": [value]}
    assert await office.alice.submit(chosen) == {}
    await office.stage.settled()
    assert word in walk.summary()


async def looked_for(office: Office, word: str) -> None:
    """Everywhere where one can look."""
    channel = office.incident_channel(1)
    other = next(one for one in WORDS if one != word)
    for line in LOOKED_AT:
        shown = await office.typed(office.bob, f"/incident {line}", "general")
        if office.bob.modal is not None:
            shown += words(office.bob.modal.blocks)
            await office.bob.close_modal(whole_stack=True)
        assert other not in shown
        assert "takes one word" not in shown
    found = await office.typed(office.dora, f"/incident search {word}", "general")
    assert "INC-1" in found
    assert "INC-2" not in found  # private
    assert word in await office.timeline(channel)
    assert word in await office.preview(channel)
    await at_home(office, word)


async def test_nothing_of_one_workspace_ever_reaches_the_other(building: Building) -> None:
    acme, other = building.offices
    await both(building, declared)
    assert acme.alice.id == other.alice.id
    assert acme.incident_channel(1).id == other.incident_channel(1).id
    await both(building, lambda office, word: told_by_hooks(building, office, word))
    await both(building, at_home)
    await both(building, resolved)
    await both(building, at_home)
    await building.offices[0].pass_time(timedelta(days=8))
    await both(building, reviewed)
    await both(building, looked_for)
    for office, word, foreign in zip(building.offices, WORDS, WORDS[::-1], strict=True):
        assert word in "".join(digests(office))
        everything = sent(office)
        assert everything.count(word) > 20
        assert foreign not in everything
        assert office.tally(office.incident_channel(1))["summaries"] == 1
        nothing = await office.typed(office.dora, f"/incident search {foreign}", "general")
        assert "Nothing that you can see" in nothing


@pytest.mark.parametrize(
    ("sql", "is_scoped"),
    [
        ("SELECT entries.id FROM entries WHERE entries.channel_id = ?", False),
        ("SELECT entries.id FROM entries", False),
        ("SELECT f.id FROM followups AS f WHERE f.owner_id = ? AND f.state = ?", False),
        ("UPDATE marks SET is_on = ? WHERE marks.user_id = ?", False),
        ("SELECT e.id FROM entries AS e WHERE e.incident_id = ? AND e.channel_id = ?", True),
        (
            "SELECT e.id FROM entries AS e JOIN incidents AS i ON i.id = 1 WHERE i.team_id = ?",
            True,
        ),
        ("SELECT entries.id FROM entries WHERE entries.id IN (?, ?)", True),
        (
            "SELECT e.id FROM entries AS e LEFT OUTER JOIN posts AS p ON p.team_id = ? WHERE 1 = 1",
            False,
        ),
        ("PRAGMA wal_checkpoint(TRUNCATE)", True),
    ],
)
def test_a_statement_says_whose_rows_it_is_about(sql: str, *, is_scoped: bool) -> None:
    assert scoping.is_scoped(sql) is is_scoped


def test_what_is_unique_is_so_within_a_workspace() -> None:
    """A key of ours leads to one; Slack's ids alone do not."""
    for table in Table.metadata.sorted_tables:
        for columns in scoping.unique_in(table):
            assert {f"{table.name}.{name}" for name in columns} & scoping.OWN_IDS, (table, columns)
