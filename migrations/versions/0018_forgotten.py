"""who was forgotten, and ways to what refers to a row that goes

An expanding migration: the program of before runs on with it.
"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
REFERRING = (
    ('similar_incidents', 'earlier_id'),
    ('roles', 'incident_id'),
    ('stops', 'entry_id'),
    ('findings', 'stop_id'),
    ('findings', 'merged_into_id'),
    ('followups', 'idea_id'),
    ('answers', 'finding_id'),
    ('evidence', 'entry_id'),
)


def upgrade() -> None:
    op.create_table('forgotten',
    sa.Column('team_id', sa.String(length=40), nullable=False),
    sa.Column('user_id', sa.String(length=40), nullable=False),
    sa.Column('forgotten_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by', sa.String(length=40), nullable=True),
    sa.Column('names', sa.JSON(), nullable=False),
    sa.Column('reached', BIG_ID, server_default='0', nullable=False),
    sa.Column('counts', sa.JSON(), server_default='{}', nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('returned_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['team_id'], ['workspaces.team_id'], name=op.f('fk_forgotten_team_id')),
    sa.PrimaryKeyConstraint('team_id', 'user_id', name=op.f('pk_forgotten'))
    )
    for table, column in REFERRING:
        op.create_index(op.f(f'ix_{table}_{column}'), table, [column])


def downgrade() -> None:
    for table, column in REFERRING:
        op.drop_index(op.f(f'ix_{table}_{column}'), table)
    op.drop_table('forgotten')
