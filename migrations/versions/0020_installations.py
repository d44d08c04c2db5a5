"""the app in many workspaces, who is installing it, and replies of equal channels kept apart

The program of before runs on with it, but for replies in the thread of a stop: it cannot keep them any
more, and Slack sends them again, to the program of after.
"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('installations',
    sa.Column('team_id', sa.String(length=40), nullable=False),
    sa.Column('bot_user_id', sa.String(length=40), nullable=False),
    sa.Column('bot_id', sa.String(length=40), nullable=False),
    sa.Column('bot_token', sa.Text(), nullable=False),
    sa.Column('refresh_token', sa.Text(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('renewing_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('installed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('team_id', name=op.f('pk_installations'))
    )
    op.create_table('install_states',
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('team_id', sa.String(length=40), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('state', name=op.f('pk_install_states'))
    )
    with op.batch_alter_table('contributions') as batch:
        batch.drop_constraint(batch.f('uq_contributions_channel_id_message_ts'), type_='unique')
        batch.create_unique_constraint(
            batch.f('uq_contributions_stop_id_message_ts'), ['stop_id', 'message_ts']
        )


def downgrade() -> None:
    with op.batch_alter_table('contributions') as batch:
        batch.drop_constraint(batch.f('uq_contributions_stop_id_message_ts'), type_='unique')
        batch.create_unique_constraint(
            batch.f('uq_contributions_channel_id_message_ts'), ['channel_id', 'message_ts']
        )
    op.drop_table('install_states')
    op.drop_table('installations')
