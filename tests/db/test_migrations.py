"""The migrations make exactly the tables that app/db/tables.py declares."""

from alembic import command

from app.db.engine import make_engine
from app.db.migrate import alembic_config, upgrade


def test_migrations_leave_nothing_to_generate(database_url: str) -> None:
    engine = make_engine(database_url)

    command.check(alembic_config(engine))

    engine.dispose()


def test_migrating_a_current_database_changes_nothing(database_url: str) -> None:
    engine = make_engine(database_url)

    upgrade(engine)

    command.check(alembic_config(engine))
    engine.dispose()


def test_every_migration_can_be_taken_back(database_url: str) -> None:
    engine = make_engine(database_url)

    command.downgrade(alembic_config(engine), "base")
    upgrade(engine)

    command.check(alembic_config(engine))
    engine.dispose()
