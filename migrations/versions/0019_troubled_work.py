"""finding what did not reach Slack"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        'ix_outbox_troubled', 'outbox', ['team_id', 'id'], unique=False,
        sqlite_where=sa.text('trouble IS NOT NULL'), postgresql_where=sa.text('trouble IS NOT NULL'),
    )


def downgrade() -> None:
    op.drop_index('ix_outbox_troubled', table_name='outbox')
