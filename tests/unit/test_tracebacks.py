"""An error in the log says what kind it is and where, and quotes nobody."""

import io
import json
import logging
import sqlite3
from collections.abc import Callable
from contextlib import redirect_stderr

import psycopg
import pytest
import structlog

from app.logs import configure_logs
from app.tracebacks import told

SECRET = "hunter2"


class RefusedError(psycopg.errors.CheckViolation):
    """As PostgreSQL tells of a row."""

    sqlstate = "23514"


def constraint() -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE marks (emoji UNIQUE)")
    try:
        database.executemany("INSERT INTO marks VALUES (?)", [(SECRET,), (SECRET,)])
    finally:
        database.close()


def search() -> None:
    database = sqlite3.connect(":memory:")
    try:
        database.execute(f'SELECT "{SECRET}')
    finally:
        database.close()


def row() -> None:
    raise RefusedError(f"Failing row contains (1, {SECRET}).")


def several() -> None:
    raise ExceptionGroup(SECRET, [ValueError(SECRET), KeyError(SECRET)])


def in_turn() -> None:
    try:
        row()
    except RefusedError as error:
        raise LookupError(SECRET) from error


def no_file() -> None:
    open(f"/{SECRET}/{SECRET}").close()  # noqa: PTH123


def misspelled() -> None:
    None.title()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("fails", "says"),
    [
        (constraint, "sqlite3.IntegrityError: UNIQUE constraint failed: marks.emoji"),
        (search, "sqlite3.OperationalError: SQLITE_ERROR"),
        (row, "RefusedError: 23514"),
        (several, "builtins.KeyError"),
        (in_turn, "builtins.LookupError"),
        (in_turn, "RefusedError: 23514\n\nand then:"),
        (no_file, "builtins.FileNotFoundError: ENOENT"),
        (misspelled, "no attribute 'title'"),
    ],
)
def test_it_is_named_and_placed_without_what_it_was_given(
    fails: Callable[[], None], says: str
) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - each raises another
        fails()
    shown = told(caught.value)
    assert says in shown
    assert f"in {fails.__name__}" in shown
    assert SECRET not in shown


def test_of_a_library_only_who_spoke_and_where_is_in_the_log() -> None:
    root, own = logging.getLogger(), logging.getLogger("onward")
    before = root.handlers, root.level, own.level
    said = io.StringIO()
    try:
        with redirect_stderr(said):
            configure_logs("DEBUG", "json")
            try:
                in_turn()
            except LookupError:
                logging.getLogger("slack_bolt.App").exception("Unhandled: %s", SECRET)
    finally:
        structlog.reset_defaults()
        root.handlers, level, own_level = before
        root.setLevel(level)
        own.setLevel(own_level)
    line = json.loads(said.getvalue())
    assert (line["event"], line["library"]) == ("library.said", "slack_bolt.App")
    assert line["where"].startswith("test_tracebacks:")
    assert "builtins.LookupError" in line["exception"]
    assert SECRET not in said.getvalue()
