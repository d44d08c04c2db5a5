"""The database: whether it answers, may be written to, and has the tables of this version."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, make_url, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from app.checking.findings import Finding, look, ok, untried, wrong
from app.config import Settings
from app.db.engine import make_engine
from app.db.migrate import alembic_config
from app.db.sealed import OTHER_KEY, PLACES
from app.db.tables import InstallationRow, WorkspaceRow
from app.sealing import Seal, SealedError

_DATABASE = "database"
_MIGRATIONS = "migrations"
_WRITING = "write access"
_KEY = "encryption key"
_REST = (_MIGRATIONS, _WRITING, _KEY)
_CURRENT = "The tables are those of this version."
_OPENS = "It opens every secret in the database."
_NO_KEY = "None is set: secrets of webhooks stand in the database as they are."
_MEND = "Check DATABASE_URL, that it can be reached, and that it may be written to."


@dataclass(frozen=True, slots=True)
class Stored:
    """What was found, and the token of each workspace that has the app installed, by its name; none
    of them where the database could not be asked.
    """

    findings: Sequence[Finding]
    tokens: Mapping[str, str] | None = field(default=None, repr=False)


def stored(settings: Settings, problems: Mapping[str, str], folder: Path) -> Stored:
    """`folder` is where the process works, from where a relative path leads."""
    if "DATABASE_URL" in problems:
        first = "DATABASE_URL has to be readable first."
        return Stored([untried(name, first) for name in (_DATABASE, *_REST)])
    address = make_url(settings.database_url)
    missing = _not_there_yet(address, folder)
    if missing is not None:
        return Stored(missing)
    engine = make_engine(settings.database_url)
    try:
        found = list(_asked(engine, address))
        if not _is_current(found):
            return Stored([*found, *_untried("The tables of this version are needed first.", _KEY)])
        key, tokens = _opened(engine, settings.seal)
        return Stored([*found, key], tokens)
    finally:
        engine.dispose()


def _is_current(found: Sequence[Finding]) -> bool:
    return any(one.check == _MIGRATIONS and one.says == _CURRENT for one in found)


def _not_there_yet(address: URL, folder: Path) -> Sequence[Finding] | None:
    """A SQLite file that is not there would be made by looking; None when there is one to ask."""
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    file = folder / address.database
    if file.exists():
        return None
    if not file.parent.is_dir():
        says = f"There is no folder {file.parent}: make it, mount it, or change DATABASE_URL."
        return [wrong(_DATABASE, says), *_untried("There is no database yet.", *_REST)]
    return [
        ok(_DATABASE, f"{file} is made at the first start."),
        ok(_MIGRATIONS, "All are run at the first start."),
        _folder_can_be_written(file.parent),
        ok(_KEY, "Nothing is sealed yet."),
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
        yield from _untried("The database has to answer first.", _MIGRATIONS, _WRITING)
        return
    yield _writing(engine)


def _untried(says: str, *names: str) -> list[Finding]:
    return [untried(name, says) for name in names]


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
    return ok(_MIGRATIONS, _CURRENT)


def _opened(engine: Engine, seal: Seal) -> tuple[Finding, Mapping[str, str] | None]:
    """Whether all that is sealed can be opened, and the tokens if it can."""
    with Session(engine) as session:
        try:
            for place in PLACES:
                for kept in session.scalars(select(place.column).where(place.column.is_not(None))):
                    seal.open(kept)
        except SealedError:
            return wrong(_KEY, OTHER_KEY), None
        rows = session.execute(
            select(WorkspaceRow.name, InstallationRow.bot_token).join(
                WorkspaceRow, WorkspaceRow.team_id == InstallationRow.team_id
            )
        )
        says = _OPENS if seal.has_key else _NO_KEY
        return ok(_KEY, says), {name: seal.open(token) for name, token in rows}


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
