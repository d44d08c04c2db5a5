"""decisions, hand-offs, rewording, reading back, hooks"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

MEANINGS = {
    'scales': 'decision',
    'handshake': 'handoff',
    'bulb': 'insight',
    'four_leaf_clover': 'luck',
    'star': 'helped',
}
"""What the emoji of marks made so far say; all others keep."""


def upgrade() -> None:
    op.create_table('hooks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('team_id', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('made_by', sa.String(length=40), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['team_id'], ['workspaces.team_id'], name=op.f('fk_hooks_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hooks')),
    sa.UniqueConstraint('team_id', 'name', name=op.f('uq_hooks_team_id_name'))
    )
    op.create_table('decisions',
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('intent', sa.Text(), nullable=True),
    sa.Column('known', sa.Text(), nullable=True),
    sa.Column('assumed', sa.Text(), nullable=True),
    sa.Column('alternatives', sa.Text(), nullable=True),
    sa.Column('pressure', sa.Text(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_decisions_entry_id')),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_decisions'))
    )
    op.create_table('handoffs',
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subject', sa.Text(), nullable=True),
    sa.Column('role', sa.String(length=40), nullable=True),
    sa.Column('giver_id', sa.String(length=40), nullable=True),
    sa.Column('receiver_id', sa.String(length=40), nullable=True),
    sa.Column('state_given', sa.Text(), nullable=True),
    sa.Column('open_questions', sa.Text(), nullable=True),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_back', sa.Text(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column(
        'answer_entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True
    ),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_handoffs_entry_id')),
    sa.ForeignKeyConstraint(
        ['answer_entry_id'], ['entries.id'], name=op.f('fk_handoffs_answer_entry_id')
    ),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_handoffs'))
    )
    op.create_index(
        op.f('ix_handoffs_answer_entry_id'), 'handoffs', ['answer_entry_id'], unique=False
    )
    op.create_table('file_copies',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('file_id', sa.String(length=40), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_file_copies_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_file_copies')),
    sa.UniqueConstraint('entry_id', 'file_id', name=op.f('uq_file_copies_entry_id_file_id'))
    )
    op.create_table('syncs',
    sa.Column('incident_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked_by', sa.String(length=40), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('position', sa.String(length=40), nullable=True),
    sa.Column('threads', sa.JSON(), server_default='[]', nullable=False),
    sa.Column('recovered', sa.JSON(), server_default='{}', nullable=False),
    sa.Column('is_asked_again', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('suggests', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents.id'], name=op.f('fk_syncs_incident_id')),
    sa.PrimaryKeyConstraint('incident_id', name=op.f('pk_syncs'))
    )
    op.create_table('uploads',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('review_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_uploads_review_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_uploads')),
    sa.UniqueConstraint('review_id', 'version', name=op.f('uq_uploads_review_id_version'))
    )
    op.create_index(
        op.f('ix_posts_channel_id_message_ts'), 'posts', ['channel_id', 'message_ts'], unique=False
    )
    with op.batch_alter_table('workspaces', schema=None) as batch_op:
        batch_op.add_column(sa.Column('marks', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('unrecorded', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(
            sa.Column('keeps_files', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('has_own_channel', sa.Boolean(), server_default=sa.true(), nullable=False)
        )
    with op.batch_alter_table('entries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('author_label', sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column(
                'confidence', sa.String(length=40), server_default='observed', nullable=False
            )
        )
        batch_op.add_column(sa.Column('link', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('removed_by', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('worded_by', sa.String(length=40), nullable=True))
        batch_op.add_column(
            sa.Column('is_kind_chosen', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.create_index(
        op.f('ix_entries_channel_id_message_ts'),
        'entries',
        ['channel_id', 'message_ts'],
        unique=False,
    )
    with op.batch_alter_table('entry_versions', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_entry_versions_entry_id_edited_ts'), type_='unique')
        batch_op.alter_column(
            'edited_ts',
            new_column_name='edit_key',
            existing_type=sa.String(length=40),
            type_=sa.String(length=255),
            existing_nullable=False,
        )
        batch_op.add_column(sa.Column('replaced_by', sa.String(length=40), nullable=True))
    with op.batch_alter_table('entry_versions', schema=None) as batch_op:
        batch_op.create_unique_constraint(
            op.f('uq_entry_versions_entry_id_edit_key'), ['entry_id', 'edit_key']
        )
    with op.batch_alter_table('marks', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('meaning', sa.String(length=40), server_default='keep', nullable=False)
        )
    marks = sa.table('marks', sa.column('emoji'), sa.column('meaning'))
    for emoji, meaning in MEANINGS.items():
        op.execute(marks.update().where(marks.c.emoji == emoji).values(meaning=meaning))
    with op.batch_alter_table('marks', schema=None) as batch_op:
        batch_op.alter_column('meaning', existing_type=sa.String(length=40), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('marks', schema=None) as batch_op:
        batch_op.drop_column('meaning')
    with op.batch_alter_table('entry_versions', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_entry_versions_entry_id_edit_key'), type_='unique')
        batch_op.drop_column('replaced_by')
        batch_op.alter_column(
            'edit_key',
            new_column_name='edited_ts',
            existing_type=sa.String(length=255),
            type_=sa.String(length=40),
            existing_nullable=False,
        )
    with op.batch_alter_table('entry_versions', schema=None) as batch_op:
        batch_op.create_unique_constraint(
            op.f('uq_entry_versions_entry_id_edited_ts'), ['entry_id', 'edited_ts']
        )
    op.drop_index(op.f('ix_posts_channel_id_message_ts'), table_name='posts')
    op.drop_index(op.f('ix_entries_channel_id_message_ts'), table_name='entries')
    with op.batch_alter_table('entries', schema=None) as batch_op:
        for name in ('is_kind_chosen', 'worded_by', 'removed_by', 'link', 'confidence'):
            batch_op.drop_column(name)
        batch_op.drop_column('author_label')
    with op.batch_alter_table('incidents', schema=None) as batch_op:
        batch_op.drop_column('has_own_channel')
    with op.batch_alter_table('workspaces', schema=None) as batch_op:
        for name in ('keeps_files', 'unrecorded', 'marks'):
            batch_op.drop_column(name)
    for table in ('uploads', 'syncs', 'file_copies', 'handoffs', 'decisions', 'hooks'):
        op.drop_table(table)
