"""what became of changes: handed over, put off, done how, and whether they hold; one webhook

An expanding migration: the program of before runs on with it.
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('followup_steps',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('followup_id', BIG_ID, nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['followup_id'], ['followups.id'], name=op.f('fk_followup_steps_followup_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_followup_steps'))
    )
    with op.batch_alter_table('followup_steps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_followup_steps_followup_id'), ['followup_id'], unique=False)
    op.create_table('look_backs',
    sa.Column('followup_id', BIG_ID, nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('holds', sa.String(length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['followup_id'], ['followups.id'], name=op.f('fk_look_backs_followup_id')),
    sa.PrimaryKeyConstraint('followup_id', 'done_at', 'days', name=op.f('pk_look_backs'))
    )
    with op.batch_alter_table('followups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('how', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('handed_to_id', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('revision', sa.Integer(), server_default='0', nullable=False))
    with op.batch_alter_table('workspaces', schema=None) as batch_op:
        batch_op.add_column(sa.Column('webhook_url', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('webhook_secret', sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('workspaces', schema=None) as batch_op:
        batch_op.drop_column('webhook_secret')
        batch_op.drop_column('webhook_url')
    with op.batch_alter_table('followups', schema=None) as batch_op:
        batch_op.drop_column('revision')
        batch_op.drop_column('handed_to_id')
        batch_op.drop_column('how')
    op.drop_table('look_backs')
    op.drop_table('followup_steps')
