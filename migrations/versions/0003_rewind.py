"""the rewind: stops, what people contribute, second accounts, findings"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('rewinds',
    sa.Column('review_id', BIG_ID, nullable=False),
    sa.Column('position', sa.Integer(), server_default='0', nullable=False),
    sa.Column('reached', sa.Integer(), server_default='-1', nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('started_by', sa.String(length=40), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_rewinds_review_id')),
    sa.PrimaryKeyConstraint('review_id', name=op.f('pk_rewinds'))
    )
    op.create_table('stops',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('review_id', BIG_ID, nullable=False),
    sa.Column('entry_id', BIG_ID, nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('measure', sa.Integer(), server_default='0', nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('channel_id', sa.String(length=40), nullable=True),
    sa.Column('message_ts', sa.String(length=40), nullable=True),
    sa.Column('shown', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_stops_review_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_stops_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stops')),
    sa.UniqueConstraint('review_id', 'entry_id', name=op.f('uq_stops_review_id_entry_id'))
    )
    op.create_index(
        op.f('ix_stops_channel_id_message_ts'), 'stops', ['channel_id', 'message_ts'], unique=False
    )
    op.create_table('contributions',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('stop_id', BIG_ID, nullable=False),
    sa.Column('channel_id', sa.String(length=40), nullable=False),
    sa.Column('message_ts', sa.String(length=40), nullable=False),
    sa.Column('author_id', sa.String(length=40), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('edited_ts', sa.String(length=40), nullable=True),
    sa.Column('is_deleted', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.ForeignKeyConstraint(['stop_id'], ['stops.id'], name=op.f('fk_contributions_stop_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contributions')),
    sa.UniqueConstraint(
        'channel_id', 'message_ts', name=op.f('uq_contributions_channel_id_message_ts')
    )
    )
    op.create_index(
        op.f('ix_contributions_stop_id'), 'contributions', ['stop_id'], unique=False
    )
    op.create_table('accounts',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('entry_id', BIG_ID, nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('said_by', sa.String(length=40), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_accounts_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('entry_id', 'key', name=op.f('uq_accounts_entry_id_key'))
    )
    op.create_table('findings',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('review_id', BIG_ID, nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('category', sa.String(length=40), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('reasonable', sa.Text(), nullable=True),
    sa.Column('stop_id', BIG_ID, nullable=True),
    sa.Column('found_by', sa.String(length=40), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_findings_review_id')),
    sa.ForeignKeyConstraint(['stop_id'], ['stops.id'], name=op.f('fk_findings_stop_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_findings')),
    sa.UniqueConstraint('review_id', 'key', name=op.f('uq_findings_review_id_key'))
    )
    op.create_table('evidence',
    sa.Column('finding_id', BIG_ID, nullable=False),
    sa.Column('entry_id', BIG_ID, nullable=False),
    sa.ForeignKeyConstraint(['finding_id'], ['findings.id'], name=op.f('fk_evidence_finding_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_evidence_entry_id')),
    sa.PrimaryKeyConstraint('finding_id', 'entry_id', name=op.f('pk_evidence'))
    )


def downgrade() -> None:
    for table in ('evidence', 'findings', 'accounts', 'contributions', 'stops', 'rewinds'):
        op.drop_table(table)
