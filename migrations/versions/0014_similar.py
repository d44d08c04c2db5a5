"""which earlier incidents one is like"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('similar_incidents',
    sa.Column('incident_id', BIG_ID, nullable=False),
    sa.Column('earlier_id', BIG_ID, nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['incident_id'], ['incidents.id'], name=op.f('fk_similar_incidents_incident_id')),
    sa.ForeignKeyConstraint(['earlier_id'], ['incidents.id'], name=op.f('fk_similar_incidents_earlier_id')),
    sa.PrimaryKeyConstraint('incident_id', 'earlier_id', name=op.f('pk_similar_incidents'))
    )


def downgrade() -> None:
    op.drop_table('similar_incidents')
