"""who has a role in a private incident and is not in its channel

An expanding migration: the program of before runs on with it.
"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('incidents', sa.Column('absent_ids', sa.JSON(), server_default='[]', nullable=False))


def downgrade() -> None:
    op.drop_column('incidents', 'absent_ids')
