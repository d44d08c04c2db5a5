"""Services and queries are called as they stand, each in a transaction of its own."""

from collections.abc import Iterator
from functools import cache

import pytest

from app.db.engine import make_engine
from tests.factories import Stored

# An engine for each address, however often its database is a new one: an engine keeps the
# statements that it made, and making them is a sixth of the time of these tests.
_engine_at = cache(make_engine)


@pytest.fixture
def stored(database_url: str) -> Iterator[Stored]:
    """A database with one registered workspace in it, and short ways to fill it."""
    engine = _engine_at(database_url)
    yield Stored(engine)
    engine.dispose()
