"""what people write in the place of sections of a summary, and its versions"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('section_texts',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('review_id', BIG_ID, nullable=False),
    sa.Column('section', sa.String(length=40), nullable=False),
    sa.Column('statements', sa.JSON(), nullable=False),
    sa.Column('based_on', sa.JSON(), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.Column('dropped', sa.Integer(), server_default='0', nullable=False),
    sa.Column('revision', sa.Integer(), server_default='1', nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('written_by', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_section_texts_review_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_section_texts')),
    sa.UniqueConstraint('review_id', 'section', name=op.f('uq_section_texts_review_id_section'))
    )
    op.create_table('section_text_versions',
    sa.Column('id', BIG_ID, nullable=False),
    sa.Column('review_id', BIG_ID, nullable=False),
    sa.Column('section', sa.String(length=40), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('statements', sa.JSON(), nullable=False),
    sa.Column('key', sa.String(length=255), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('written_by', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_section_text_versions_review_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_section_text_versions')),
    sa.UniqueConstraint('review_id', 'section', 'revision', name=op.f('uq_section_text_versions_review_id_section_revision'))
    )


def downgrade() -> None:
    op.drop_table('section_text_versions')
    op.drop_table('section_texts')
