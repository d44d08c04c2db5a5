"""Bringing a database to the tables of this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing; nothing happens on a current database."""
    command.upgrade(alembic_config(engine), "head")


def alembic_config(engine: Engine) -> Config:
    """Alembic's settings, with the engine to use instead of an address."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config
