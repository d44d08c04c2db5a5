"""The workspace that most tests of the sandbox begin with."""

from collections.abc import AsyncIterator

import pytest

from tests.unit.sandbox.workspaces import Workspace, workspace


@pytest.fixture
async def w() -> AsyncIterator[Workspace]:
    """Alice and Bob in #general, and the bot."""
    async with workspace() as w:
        yield w
