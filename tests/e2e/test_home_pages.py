"""App Home with more than it can show: its lists go on in a dialog, page by page."""

import re

from sqlalchemy import insert

from app.db.engine import make_engine
from app.db.tables import IncidentRow
from app.home.rules_home import LISTED, PAGE_SIZE, Shelf, Turn
from app.home.views_shelves import MORE, MORE_BACK
from app.vocabulary import ChannelState, Severity, State
from tests.e2e.office import START, Office, words
from tests.factories import TEAM

OPEN = PAGE_SIZE + 5


def fill(office: Office, url: str) -> None:
    """So many open incidents."""
    rows = [
        {
            "team_id": TEAM,
            "number": number,
            "declaration_key": f"many {number}",
            "title": "Search shows yesterday's prices",
            "severity": Severity.SEV2,
            "state": State.INVESTIGATING,
            "declared_by": office.bob.id,
            "declared_at": START,
            "started_at": START,
            "channel_state": ChannelState.OPENING,
        }
        for number in range(1, OPEN + 1)
    ]
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(insert(IncidentRow), rows)
    engine.dispose()


def labels(shown: str) -> list[str]:
    return re.findall(r"INC-\d+", shown)


async def test_a_list_that_is_longer_than_the_page_goes_on_in_a_dialog(
    office: Office, sqlite_url: str
) -> None:
    fill(office, sqlite_url)
    alice = office.alice
    await alice.open_home()
    await office.stage.settled()
    assert alice.home is not None
    at_first = labels(words(alice.home.blocks))
    assert len(at_first) == LISTED

    await alice.click_home(MORE, Turn(Shelf.OPEN).dump())
    await office.stage.settled()
    assert alice.modal is not None
    first = labels(words(alice.modal.blocks))
    assert len(first) == PAGE_SIZE
    assert first[:LISTED] == at_first

    await alice.click_in_modal(MORE)
    await office.stage.settled()
    second = labels(words(alice.modal.blocks))
    assert {*first, *second} == {f"INC-{number}" for number in range(1, OPEN + 1)}
    assert len(second) == OPEN - PAGE_SIZE

    await alice.click_in_modal(MORE_BACK)
    await office.stage.settled()
    assert labels(words(alice.modal.blocks)) == first
