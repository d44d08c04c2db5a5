"""PostgreSQL keeps the words of a text beside it

Ranking needs the words of each text that is found, and taking a text apart takes milliseconds.
"""

from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

SEARCHED = {
    'incidents': "coalesce(title, '') || ' ' || coalesce(impact, '')",
    'entries': 'text',
    'findings': 'text',
    'followups': 'text',
    'summaries': 'search_text',
}


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        for table, said in SEARCHED.items():
            op.execute(
                f'ALTER TABLE {table} ADD COLUMN search_words tsvector '
                f'GENERATED ALWAYS AS (search_vector({said})) STORED'
            )
            op.execute(f'DROP INDEX search_{table}')
            op.execute(f'CREATE INDEX search_{table} ON {table} USING gin (search_words)')


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        for table, said in SEARCHED.items():
            op.execute(f'ALTER TABLE {table} DROP COLUMN search_words')
            op.execute(f'CREATE INDEX search_{table} ON {table} USING gin (search_vector({said}))')
