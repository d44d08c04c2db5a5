"""On SQLite one process works: what it keeps in memory about the file, no other may change."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from app.db.migrate import unusable
from app.errors import ConfigurationError

BESIDE = "-in-use"
"""Ends the name of the file that is locked. The system frees it with its process, however that
ends; the file itself stays, and says nothing."""


def take_sole_use(engine: Engine) -> Callable[[], None]:
    """Keep other processes from working on this database, until what is returned is called.
    Whoever only reads or writes a little is not asked; nor is anybody on PostgreSQL.

    Raises ConfigurationError when another process works on it.
    """
    file = _file_of(engine)
    if file is None:
        return lambda: None
    try:
        held = os.open(f"{file}{BESIDE}", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigurationError(unusable(error.strerror or "it cannot be locked")) from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(held)
        raise ConfigurationError(
            f"Another process already runs Onward on {file}: stop that one first, or use "
            "PostgreSQL, on which several can work."
        ) from error
    return lambda: os.close(held)


def _file_of(engine: Engine) -> Path | None:
    name = engine.url.database
    is_file = engine.dialect.name == "sqlite" and name and name != ":memory:"
    return Path(name) if is_file and name and not name.startswith("file:") else None
