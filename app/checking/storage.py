"""The database: whether it answers, may be written to, and has the tables of this version."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.checking.findings import Finding, look, ok, untried, wrong
from app.db.engine import make_engine
from app.db.migrate import alembic_config

_DATABASE = "database"
_MIGRATIONS = "migrations"
_WRITING = "write access"
_REST = (_MIGRATIONS, _WRITING)
_MEND = "Check DATABASE_URL, that it can be reached, and that it may be written to."


def findings(url: str, problems: Mapping[str, str], folder: Path) -> Sequence[Finding]:
    """`folder` is where the process works, from where a relative path leads."""
    if "DATABASE_URL" in problems:
        first = "DATABASE_URL has to be readable first."
        return [untried(name, first) for name in (_DATABASE, *_REST)]
    address = make_url(url)
    missing = _not_there_yet(address, folder)
    if missing is not None:
        return missing
    engine = make_engine(url)
    try:
        return list(_asked(engine, address))
    finally:
        engine.dispose()


def _not_there_yet(address: URL, folder: Path) -> Sequence[Finding] | None:
    """A SQLite file that is not there would be made by looking; None when there is one to ask."""
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    file = folder / address.database
    if file.exists():
        return None
    if not file.parent.is_dir():
        says = f"There is no folder {file.parent}: make it, mount it, or change DATABASE_URL."
        return [wrong(_DATABASE, says), *_untried("There is no database yet.")]
    return [
        ok(_DATABASE, f"{file} is made at the first start."),
        ok(_MIGRATIONS, "All are run at the first start."),
        _folder_can_be_written(file.parent),
    ]


def _folder_can_be_written(folder: Path) -> Finding:
    probe = folder / ".onward-check"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        return wrong(_WRITING, f"{folder} cannot be written to ({error.strerror}). {_MEND}")
    return ok(_WRITING, f"{folder} can be written to.")


def _asked(engine: Engine, address: URL) -> Iterator[Finding]:
    shown = address.render_as_string(hide_password=True)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            yield ok(_DATABASE, f"{shown} answers.")
            yield _migrations(engine, connection)
    except (SQLAlchemyError, OSError) as error:
        yield wrong(_DATABASE, f"{shown} cannot be used: {_reason(error)}. {_MEND}")
        yield from _untried("The database has to answer first.")
        return
    yield _writing(engine)


def _untried(says: str) -> list[Finding]:
    return [untried(name, says) for name in _REST]


def _migrations(engine: Engine, connection: Connection) -> Finding:
    """By name only: a database of a newer version is never touched."""
    scripts = ScriptDirectory.from_config(alembic_config(engine))
    order = [one.revision for one in scripts.walk_revisions()]  # the newest first
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        return ok(_MIGRATIONS, "The tables are made at the first start.")
    if current not in order:
        return wrong(
            _MIGRATIONS,
            "The database was written by a newer version of Onward: start that one, or restore the "
            "backup that was made before.",
        )
    missing = order.index(current)
    if missing:
        return look(
            _MIGRATIONS,
            f"{missing} of this version are not run yet. Make a backup; the next start runs them.",
        )
    return ok(_MIGRATIONS, "The tables are those of this version.")


def _writing(engine: Engine) -> Finding:
    """A table that is made and taken back: what migrations need, and more than all else does."""
    try:
        with engine.connect() as connection, connection.begin() as transaction:
            connection.execute(text("CREATE TABLE onward_check (id INTEGER)"))
            transaction.rollback()
    except (SQLAlchemyError, OSError) as error:
        if "locked" in _reason(error):
            return look(_WRITING, "Another process is writing for long: try again in a minute.")
        return wrong(
            _WRITING,
            f"It does not let us write: {_reason(error)}. Give the user of DATABASE_URL the right "
            "to make tables, or the file and its folder to the user that runs Onward.",
        )
    return ok(_WRITING, "Tables can be made and written to.")


def _reason(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    lines = str(cause).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
