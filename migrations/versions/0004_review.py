"""the review: how it is held, who takes part, reflections, findings, changes"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('mutes',
    sa.Column('team_id', sa.String(length=40), nullable=False),
    sa.Column('user_id', sa.String(length=40), nullable=False),
    sa.Column('letter', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['team_id'], ['workspaces.team_id'], name=op.f('fk_mutes_team_id')),
    sa.PrimaryKeyConstraint('team_id', 'user_id', 'letter', name=op.f('pk_mutes'))
    )
    op.create_table('confirmations',
    sa.Column('entry_id', BIG_ID, nullable=False),
    sa.Column('user_id', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_confirmations_entry_id')),
    sa.PrimaryKeyConstraint('entry_id', 'user_id', name=op.f('pk_confirmations'))
    )
    op.create_table('declines',
    sa.Column('review_id', BIG_ID, nullable=False),
    sa.Column('user_id', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_declines_review_id')),
    sa.PrimaryKeyConstraint('review_id', 'user_id', name=op.f('pk_declines'))
    )
    op.create_table('group_answers',
    sa.Column('review_id', BIG_ID, nullable=False),
    sa.Column('group', sa.String(length=40), nullable=False),
    sa.Column('answered_by', sa.String(length=40), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_group_answers_review_id')),
    sa.PrimaryKeyConstraint('review_id', 'group', name=op.f('pk_group_answers'))
    )
    op.create_table('participants',
    sa.Column('review_id', BIG_ID, nullable=False),
    sa.Column('user_id', sa.String(length=40), nullable=False),
    sa.Column('stance', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_participants_review_id')),
    sa.PrimaryKeyConstraint('review_id', 'user_id', name=op.f('pk_participants'))
    )
    op.create_table('polls',
    sa.Column('review_id', BIG_ID, nullable=False),
    sa.Column('question', sa.String(length=40), nullable=False),
    sa.Column('yes', sa.Integer(), server_default='0', nullable=False),
    sa.Column('no', sa.Integer(), server_default='0', nullable=False),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_polls_review_id')),
    sa.PrimaryKeyConstraint('review_id', 'question', name=op.f('pk_polls'))
    )
    op.create_table('receipts',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('review_id', BIG_ID, nullable=False),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_receipts_review_id')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_receipts'))
    )
    with op.batch_alter_table('receipts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_receipts_review_id'), ['review_id'], unique=False)

    op.create_table('reflections',
    sa.Column('id', BIG_ID, autoincrement=False, nullable=False),
    sa.Column('review_id', BIG_ID, nullable=False),
    sa.Column('question', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('audience', sa.String(length=40), nullable=False),
    sa.Column('author_id', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_reflections_review_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reflections')),
    sa.UniqueConstraint('review_id', 'question', 'author_id', name=op.f('uq_reflections_review_id_question_author_id'))
    )
    op.create_table('voters',
    sa.Column('review_id', BIG_ID, nullable=False),
    sa.Column('question', sa.String(length=40), nullable=False),
    sa.Column('user_id', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_voters_review_id')),
    sa.PrimaryKeyConstraint('review_id', 'question', 'user_id', name=op.f('pk_voters'))
    )
    op.create_table('waivers',
    sa.Column('review_id', BIG_ID, nullable=False),
    sa.Column('item', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('waived_by', sa.String(length=40), nullable=False),
    sa.Column('waived_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_waivers_review_id')),
    sa.PrimaryKeyConstraint('review_id', 'item', name=op.f('pk_waivers'))
    )
    op.create_table('quotes',
    sa.Column('stop_id', BIG_ID, nullable=False),
    sa.Column('reflection_id', BIG_ID, nullable=False),
    sa.ForeignKeyConstraint(['stop_id'], ['stops.id'], name=op.f('fk_quotes_stop_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('stop_id', 'reflection_id', name=op.f('pk_quotes'))
    )
    op.create_table('followups',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('review_id', BIG_ID, nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('strength', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('owner_id', sa.String(length=40), nullable=True),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('ticket_url', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('idea_id', BIG_ID, nullable=True),
    sa.Column('made_by', sa.String(length=40), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['idea_id'], ['findings.id'], name=op.f('fk_followups_idea_id')),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_followups_review_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_followups')),
    sa.UniqueConstraint('review_id', 'key', name=op.f('uq_followups_review_id_key'))
    )
    with op.batch_alter_table('followups', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_followups_owner_id_state'), ['owner_id', 'state'], unique=False)

    op.create_table('new_to',
    sa.Column('finding_id', BIG_ID, nullable=False),
    sa.Column('user_id', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['findings.id'], name=op.f('fk_new_to_finding_id')),
    sa.PrimaryKeyConstraint('finding_id', 'user_id', name=op.f('pk_new_to'))
    )
    op.create_table('wordings',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('finding_id', BIG_ID, nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('replaced_by', sa.String(length=40), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['findings.id'], name=op.f('fk_wordings_finding_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wordings')),
    sa.UniqueConstraint('finding_id', 'key', name=op.f('uq_wordings_finding_id_key'))
    )
    op.create_table('answers',
    sa.Column('followup_id', BIG_ID, nullable=False),
    sa.Column('finding_id', BIG_ID, nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['findings.id'], name=op.f('fk_answers_finding_id')),
    sa.ForeignKeyConstraint(['followup_id'], ['followups.id'], name=op.f('fk_answers_followup_id')),
    sa.PrimaryKeyConstraint('followup_id', 'finding_id', name=op.f('pk_answers'))
    )
    with op.batch_alter_table('findings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('merged_into_id', BIG_ID, nullable=True))
        batch_op.add_column(sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_findings_merged_into_id'), 'findings', ['merged_into_id'], ['id'])

    with op.batch_alter_table('reviews', schema=None) as batch_op:
        batch_op.add_column(sa.Column('depth', sa.String(length=40), server_default='full', nullable=False))
        batch_op.add_column(sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('facilitator_reason', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('owner_id', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('reason', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('reason_by', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('reflections_opened_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('shared_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('workspaces', schema=None) as batch_op:
        batch_op.add_column(sa.Column('facilitator_group', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('group_member_ids', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('meeting_link', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('unsent', sa.JSON(), server_default='[]', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('findings', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_findings_merged_into_id'), type_='foreignkey')
    for table in (
        'answers',
        'followups',
        'mutes',
        'confirmations',
        'declines',
        'group_answers',
        'participants',
        'polls',
        'receipts',
        'reflections',
        'voters',
        'waivers',
        'quotes',
        'new_to',
        'wordings',
    ):
        op.drop_table(table)
    with op.batch_alter_table('findings', schema=None) as batch_op:
        batch_op.drop_column('merged_into_id')
        batch_op.drop_column('removed_at')
    with op.batch_alter_table('reviews', schema=None) as batch_op:
        batch_op.drop_column('depth')
        batch_op.drop_column('accepted_at')
        batch_op.drop_column('facilitator_reason')
        batch_op.drop_column('owner_id')
        batch_op.drop_column('reason')
        batch_op.drop_column('reason_by')
        batch_op.drop_column('reflections_opened_at')
        batch_op.drop_column('shared_at')
    with op.batch_alter_table('workspaces', schema=None) as batch_op:
        batch_op.drop_column('facilitator_group')
        batch_op.drop_column('group_member_ids')
        batch_op.drop_column('meeting_link')
        batch_op.drop_column('unsent')
