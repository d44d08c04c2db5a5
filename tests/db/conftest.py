"""Services and queries are called as they stand, each in a transaction of its own."""

from collections.abc import Iterator

import pytest

from app.db.engine import make_engine
from tests.factories import Stored


@pytest.fixture
def stored(database_url: str) -> Iterator[Stored]:
    """A database with one registered workspace in it, and short ways to fill it."""
    engine = make_engine(database_url)
    yield Stored(engine)
    engine.dispose()
