"""what readers of a summary know of it"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('summary_notes',
    sa.Column('review_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('sections', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_summary_notes_review_id')),
    sa.PrimaryKeyConstraint('review_id', name=op.f('pk_summary_notes'))
    )


def downgrade() -> None:
    op.drop_table('summary_notes')
