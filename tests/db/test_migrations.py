"""The migrations make exactly the tables that app/db/tables.py declares."""

import ast
from collections.abc import Iterator

from alembic import command

from app.db.engine import make_engine
from app.db.migrate import MIGRATIONS, alembic_config, upgrade

VERSIONS = MIGRATIONS / "versions"


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


def test_a_migration_leaves_to_the_program_of_before_what_it_works_with() -> None:
    """While several processes are upgraded one after the other, the older ones go on. What came
    before the first version that several could run is left out.
    """
    checked = [file for file in sorted(VERSIONS.glob("0*.py")) if file.name[:4] >= "0021"]
    assert checked
    for file in checked:
        tree = ast.parse(file.read_text("utf-8"))
        (upgrading,) = [
            node
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
        ]
        assert [ast.unparse(call) for call in breaking(upgrading)] == [], file.name


def test_what_would_break_the_program_of_before_is_found() -> None:
    tree = ast.parse("""
op.drop_column('a', 'b')
op.rename_table('a', 'b')
batch.alter_column('a', nullable=False)
batch.alter_column('a', new_column_name='b')
batch.alter_column('a', nullable=True)
op.add_column('a', sa.Column('b', sa.Integer(), nullable=False))
op.add_column('a', sa.Column('b', sa.Integer(), nullable=False, server_default='0'))
op.add_column('a', sa.Column('b', sa.Integer(), nullable=True))
op.create_table('a', sa.Column('b', sa.Integer(), nullable=False))
""")
    assert len(list(breaking(tree))) == 5


def breaking(tree: ast.AST) -> Iterator[ast.Call]:
    """What takes something away, gives it another name, or asks for a value that nobody gives."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        given = {one.arg: ast.unparse(one.value) for one in node.keywords}
        match node.func.attr:
            case "drop_column" | "drop_table" | "rename_table":
                yield node
            case "alter_column" if "new_column_name" in given or given.get("nullable") == "False":
                yield node
            case "add_column" if _has_to_be_given(node):
                yield node


def _has_to_be_given(adding: ast.Call) -> bool:
    (column,) = [one for one in adding.args if isinstance(one, ast.Call)]
    given = {one.arg: ast.unparse(one.value) for one in column.keywords}
    return given.get("nullable") == "False" and "server_default" not in given
