"""what is searched: the words of summaries, and an index over what people wrote"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

SEARCHED = {
    'incidents': ('title', 'impact'),
    'entries': ('text',),
    'findings': ('text',),
    'followups': ('text',),
    'summaries': ('search_text',),
}
"""The columns of each table in which words are looked for."""

SIGNS = '-./:_@#&<>|=+,\\~^*'
"""PostgreSQL's parser takes what they join for an address, a path or a number: one word."""

LETTERS = {
    letter: unicodedata.normalize('NFKD', letter)[0]
    for letter in map(chr, range(0xC0, 0x180))
    if len(unicodedata.normalize('NFKD', letter)) == 2 and unicodedata.normalize('NFKD', letter)[0].isascii()
}
"""With an accent, and without: SQLite's tokenizer takes them for the same."""

LONGEST = 200_000
"""Characters; a text with more different words than fit cannot be indexed at all."""


def upgrade() -> None:
    with op.batch_alter_table('summaries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('search_text', sa.Text(), server_default='', nullable=False))
    if op.get_bind().dialect.name == 'sqlite':
        _follow_in_sqlite()
    else:
        _index_in_postgres()


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for table in SEARCHED:
            for event in ('insert', 'update', 'delete'):
                op.execute(f'DROP TRIGGER search_{table}_{event}')
            op.execute(f'DROP TABLE search_{table}')
    else:
        for table in SEARCHED:
            op.execute(f'DROP INDEX search_{table}')
        op.execute('DROP FUNCTION search_vector(text)')
    with op.batch_alter_table('summaries', schema=None) as batch_op:
        batch_op.drop_column('search_text')


def _follow_in_sqlite() -> None:
    """An index without the texts, which triggers keep in step within each transaction."""
    for table, columns in SEARCHED.items():
        listed = ', '.join(columns)
        new, old = (', '.join(f'{row}.{column}' for column in columns) for row in ('new', 'old'))
        index = f'search_{table}'
        add = f'INSERT INTO {index} (rowid, {listed}) VALUES (new.id, {new});'
        drop = f"INSERT INTO {index} ({index}, rowid, {listed}) VALUES ('delete', old.id, {old});"
        changed = ' OR '.join(f'old.{column} IS NOT new.{column}' for column in columns)
        op.execute(
            f'CREATE VIRTUAL TABLE {index} USING fts5('
            f"{listed}, content='{table}', content_rowid='id', tokenize='porter unicode61')"
        )
        op.execute(f'CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {add} END')
        op.execute(f'CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {drop} END')
        op.execute(
            f'CREATE TRIGGER {index}_update AFTER UPDATE OF {listed} ON {table} '
            f'WHEN {changed} BEGIN {drop} {add} END'
        )
        op.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")


def _index_in_postgres() -> None:
    plain = ''.join(LETTERS.values()) + ' ' * len(SIGNS)
    op.execute(
        sa.text(
            'CREATE FUNCTION search_vector(words text) RETURNS tsvector '
            'LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT pg_catalog.to_tsvector('
            "'pg_catalog.english'::regconfig, pg_catalog.translate("
            f"pg_catalog.left(words, {LONGEST}), '{_escaped(''.join(LETTERS) + SIGNS)}', '{plain}')) $$"
        )
    )
    for table, columns in SEARCHED.items():
        said = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
        said = said if len(columns) > 1 else columns[0]
        op.execute(f'CREATE INDEX search_{table} ON {table} USING gin (search_vector({said}))')


def _escaped(signs: str) -> str:
    """A colon would begin a parameter."""
    return signs.replace(':', '\\:')
