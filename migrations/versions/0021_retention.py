"""how long things are kept, and who chose what in the settings

An expanding migration: the program of before runs on with it. A workspace that is here already
keeps everything until it chooses otherwise.
"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    for name in ('keeps_texts_days', 'keeps_answers_days', 'keeps_incidents_days'):
        op.add_column('workspaces', sa.Column(name, sa.Integer(), nullable=True))
    op.add_column('incidents', sa.Column('texts_removed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('reviews', sa.Column('answers_removed', sa.Integer(), server_default='0', nullable=False))
    op.create_table('setting_changes',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('team_id', sa.String(length=40), nullable=False),
    sa.Column('setting', sa.String(length=40), nullable=False),
    sa.Column('was', sa.JSON(), nullable=False),
    sa.Column('became', sa.JSON(), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['team_id'], ['workspaces.team_id'], name=op.f('fk_setting_changes_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_setting_changes'))
    )
    op.create_index(op.f('ix_setting_changes_team_id_id'), 'setting_changes', ['team_id', 'id'])


def downgrade() -> None:
    op.drop_table('setting_changes')
    op.drop_column('reviews', 'answers_removed')
    op.drop_column('incidents', 'texts_removed_at')
    for name in ('keeps_texts_days', 'keeps_answers_days', 'keeps_incidents_days'):
        op.drop_column('workspaces', name)
