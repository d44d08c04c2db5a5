"""Bringing a database to the tables of this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from app.errors import ConfigurationError

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing; nothing happens on a current database.

    Raises ConfigurationError when the database cannot be used.
    """
    try:
        command.upgrade(alembic_config(engine), "head")
    except DatabaseError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise ConfigurationError(unusable(reason)) from error
    except CommandError as error:
        raise ConfigurationError(
            "The database of DATABASE_URL was written by a newer version of Onward: start that one."
        ) from error


def unusable(reason: str) -> str:
    """The sentence for whoever set DATABASE_URL."""
    return (
        f"The database of DATABASE_URL cannot be used: {reason}. Check the address, that it can be "
        "reached, and that it may be written to."
    )


def alembic_config(engine: Engine) -> Config:
    """Alembic's settings, with the engine to use instead of an address."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config
