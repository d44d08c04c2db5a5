"""Whoever may not know of a private incident never reads a word of it, and what was said for the
facilitator only reaches nobody else: in no answer, list, digest, letter, picture, file or webhook.
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.bootstrap import all_listeners
from app.db.engine import make_engine
from app.db.tables import FindingRow, IncidentRow, ReviewRow
from app.learning.views_patterns import PICTURE
from app.reviews.views_reading import READ
from app.sandbox.people import Person
from app.sandbox.world import Channel, File
from app.slack.listeners import Kind
from app.stage import Stage
from app.vocabulary import Category, FindingKind, ReviewState
from tests.e2e.conftest import PATIENCE, closing
from tests.e2e.office import START, Office, sketched
from tests.e2e.test_changes import Changes
from tests.e2e.test_outgoing_webhook import Receiver, choose, receiving
from tests.e2e.test_reflections import accepted, answered
from tests.e2e.test_rewind import Walk

HIDDEN = "zeppelin"
"""Said in the private incident only."""
CONFIDED = "walrus"
"""Said to the facilitator of the public one only."""
TYPED = ("", "INC-2", "flew", "1y", "open")
IN_CHANNEL = ("", "INC-2", "flew")

COMMANDS = sorted({one.key for one in all_listeners() if one.kind is Kind.COMMAND and one.key})
"""A new one is walked by itself."""


async def drawn(values: Mapping[str, Any]) -> bytes:
    """A picture in which everything that would be drawn can be read."""
    return await sketched(values) + json.dumps(values, default=str).encode()


@pytest.fixture
async def telling_office(sqlite_url: str) -> AsyncIterator[Office]:
    stage = Stage(START, sqlite_url, ack_timeout_s=PATIENCE, draw=drawn)
    async with closing(Office(stage)) as office:
        yield office


@dataclass
class Told:
    """A public incident, whose review Dora facilitates and Bob is part of, and Alice's private one.
    Carol is in neither of them; Gus is a guest.
    """

    office: Office
    walk: Walk
    private: Channel
    guest: Person
    receiver: Receiver

    def without_access(self) -> Sequence[Person]:
        office = self.office
        return (office.bob, office.carol, office.dora, self.guest)

    def places(self, person: Person) -> Iterator[Channel]:
        """Where somebody can read: a guest only where they are a member."""
        for place in self.office.stage.slack.channels:
            is_open = place.kind == "public" and person is not self.guest
            if is_open or person.id in place.members:
                yield place

    def read_by(self, person: Person) -> str:
        """All that stands before somebody in channels, letters, whispers, files and at home."""
        places = list(self.places(person))
        parts = [f"{one.text} {one.blocks}" for place in places for one in place.in_order()]
        parts += [str(one.blocks) for place in places for one in person.whispers(place.id)]
        files = self.office.stage.slack.slack.world.files.values()
        ids = {place.id for place in places}
        parts += [_text_of(file) for file in files if ids.intersection(file.channels)]
        return "\n".join([*parts, str(person.home.blocks if person.home else "")])


def _text_of(file: File) -> str:
    return f"{file.name} {file.title} {file.alt_txt} {file.content.decode('utf-8', 'ignore')}"


async def both_told(office: Office, receiver: Receiver) -> Told:
    slack = office.stage.slack
    guest = slack.add_person("Gus Guest", is_restricted=True)
    slack.add_channel("lobby", members=[guest, office.alice])
    await choose(office, receiver.url)
    await office.alice.command("/incident settings", channel="general")
    assert await office.alice.submit({"digest_day": "1", "digest_at": "15:00"}) == {}
    walk = await accepted(office)
    audience = {"decided": f"I thought of the {CONFIDED}.", "decided_audience": "facilitator"}
    assert "Kept" in await answered(walk, office.alice, **audience)
    private = await office.declare(f"The {HIDDEN} is down", is_private=["private"])
    await office.keep(private, office.alice, f"It flew, the {HIDDEN}.")
    return Told(office, walk, private, guest, receiver)


async def walked(told: Told, person: Person, place: str, typed: Sequence[str]) -> str:
    """Every command with every word; all that was answered and opened."""
    said = []
    for command in COMMANDS:
        for word in typed:
            said.append(await told.office.typed(person, f"/incident {command} {word}", place))
            if person.modal is not None:
                said.append(str(person.modal.blocks))
                await person.close_modal(whole_stack=True)
    await person.open_home()
    await told.office.stage.settled()
    return "\n".join(said)


def share_all(url: str) -> None:
    """As if each incident's review had been shared, with a finding in the words of its title."""
    engine = make_engine(url)
    with Session(engine) as session, session.begin():
        for incident in session.scalars(select(IncidentRow)).all():
            is_its = ReviewRow.incident_id == incident.id
            review = session.scalar(select(ReviewRow).where(is_its)) or ReviewRow(
                incident_id=incident.id,
                meets_at=START,
                length_minutes=60,
                calendar_uid=str(incident.id),
            )
            review.state, review.shared_at = ReviewState.SHARED, START + timedelta(days=1)
            session.add(review)
            session.flush()
            finding = FindingRow(
                review_id=review.id,
                key="telling",
                kind=FindingKind.FACTOR,
                category=Category.HANDOFF,
                text=f"Half handed over: {incident.title}",
                found_by="U0BOB",
                found_at=START,
            )
            session.add(finding)
    engine.dispose()


async def with_picture(told: Told, person: Person) -> str:
    """`/incident patterns` and its picture."""
    shown = await told.office.typed(person, "/incident patterns 1y", "general")
    whisper = person.whispers(_general(told))[-1]
    await person.click(_general(told), whisper.ts, PICTURE)
    await told.office.stage.settled()
    return shown


def _general(told: Told) -> str:
    (found,) = [one.id for one in told.office.stage.slack.channels if one.name == "general"]
    return found


async def test_nobody_reads_what_is_not_for_them_whatever_they_type(
    telling_office: Office, sqlite_url: str
) -> None:
    office = telling_office
    async with receiving() as receiver:
        told = await both_told(office, receiver)
        public = told.walk.channel

        assert HIDDEN in await office.typed(office.alice, "/incident list", "general")
        said = {
            "outsider": await walked(told, office.carol, "general", TYPED),
            "guest": await walked(told, told.guest, "lobby", IN_CHANNEL),
            "member": await walked(told, office.bob, public.id, IN_CHANNEL),
        }
        assert {who for who, text in said.items() if HIDDEN in text or CONFIDED in text} == set()
        assert HIDDEN not in await walked(told, office.dora, "general", IN_CHANNEL)

        await _what_comes_by_itself(told)
        share_all(sqlite_url)
        assert HIDDEN in await office.typed(office.alice, "/incident patterns 1y", "general")
        assert HIDDEN not in await with_picture(told, office.carol)
        assert HIDDEN not in await with_picture(told, office.bob)
        await office.typed(office.bob, "/incident export", public)

        _assert_kept_apart(told)


async def _what_comes_by_itself(told: Told) -> None:
    """The facilitator reads, changes are written down, the reviews meet, a week goes by."""
    office, public = told.office, told.walk.channel
    await office.dora.command("/incident review", channel=public.id)
    page = office.dora.whispers(public.id)[-1]
    await office.dora.click(public.id, page.ts, READ)
    await office.stage.settled()
    assert office.dora.modal is not None
    assert CONFIDED in str(office.dora.modal.blocks)
    await office.dora.close_modal(whole_stack=True)

    await office.resolve(told.private)
    await office.declare("The pigeon is down")
    await office.declare("The balloon is down")
    await office.pass_time(timedelta(days=8))
    assert await Changes(told.walk).add(office.alice, "Watch the pigeons") == {}
    await office.alice.command(f"/incident change Tether {HIDDEN}", channel=told.private.id)
    assert await office.alice.submit({"strength": "engineer", "owner": office.alice.id}) == {}
    await office.stage.settled()
    for person in (office.carol, told.guest, office.bob, office.dora):
        await person.open_home()
    await office.stage.settled()


def _assert_kept_apart(told: Told) -> None:
    office, digests = told.office, told.office.announcements()
    assert any("This week" in one for one in digests)
    assert HIDDEN in told.read_by(office.alice)
    for person in told.without_access():
        assert HIDDEN not in told.read_by(person), person.id
        if person is not office.dora:
            assert CONFIDED not in told.read_by(person), person.id
    sent = b"".join(body for _, body in told.receiver.got).decode()
    assert "pigeons" in sent
    assert HIDDEN not in sent
