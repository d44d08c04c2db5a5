"""What every test may use: a fresh database of either kind; and no stop-watch for hypothesis.

And how the run spares time, and what it says when there was no browser to try things in.
"""

import gc
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from tests.browser.chromium import MISSING
from tests.databases import PostgresTemplate, SqliteTemplate

gc.disable()  # until everything is imported
# A busy machine is slow now and then; how long an example takes says nothing about the code.
settings.register_profile("onward", deadline=None)
settings.load_profile("onward")


def pytest_collection_finish() -> None:
    """What was imported stays, so that it need not be looked through again and again."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[PostgresTemplate]:
    # Not below pytest's own folder: every pytest that starts closes that one to other users, and
    # a server that root started runs as another user.
    with TemporaryDirectory(prefix="onward-pg-") as folder:
        template = PostgresTemplate(Path(folder))
        yield template
        template.stop()


@pytest.fixture(scope="session")
def sqlite_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("database")


@pytest.fixture
def sqlite_url(sqlite_template: SqliteTemplate, sqlite_folder: Path) -> Iterator[str]:
    """The same address for every test, at which the file is a new one."""
    with sqlite_template.copy(sqlite_folder) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_template: PostgresTemplate, tmp_path: Path) -> Iterator[str]:
    with postgres_template.copy(tmp_path) as url:
        yield url


@pytest.fixture(params=["sqlite_url", "postgres_url"], ids=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty, migrated database; the test runs once on each kind."""
    url: str = request.getfixturevalue(request.param)
    return url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that the browser tests did not run; in CI they fail instead."""
    skipped = [
        one for one in terminalreporter.stats.get("skipped", []) if MISSING in str(one.longrepr)
    ]
    if skipped:
        terminalreporter.section("THE BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests were left out. {MISSING}", red=True, bold=True)
