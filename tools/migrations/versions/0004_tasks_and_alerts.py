"""tasks and alerts.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

_STRING = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_task_state'), type_='check')
        batch_op.add_column(sa.Column('level', _STRING(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('remind_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('next_call_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('call_line', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('taken_by', _STRING(), nullable=False, server_default=''))
    op.execute("UPDATE task SET state = 'cancelled' WHERE state = 'dropped'")
    # Nobody was reminded before this version: an old task is told of once, at its time or at once when that is past.
    op.execute("UPDATE task SET remind_at = due_at WHERE state = 'open'")
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f('ck_task_state'), "state IN ('open', 'done', 'cancelled')")
        batch_op.create_check_constraint(batch_op.f('ck_task_level'), "level IN ('', 'S1', 'S2', 'S3')")
        batch_op.create_index(batch_op.f('ix_task_source'), ['source'], unique=False)
        batch_op.create_index(batch_op.f('ix_task_remind_at'), ['remind_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_task_next_call_at'), ['next_call_at'], unique=False)

    op.create_table('alert',
    sa.Column('id', _STRING(), nullable=False),
    sa.Column('task_id', _STRING(), nullable=False),
    sa.Column('member_id', _STRING(), nullable=False),
    sa.Column('reason', _STRING(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('staff_id', _STRING(), nullable=False),
    sa.Column('channel', _STRING(), nullable=False),
    sa.Column('state', _STRING(), nullable=False),
    sa.Column('owner', _STRING(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', _STRING(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("reason IN ('call', 'due_soon', 'overdue')", name=op.f('ck_alert_reason')),
    sa.CheckConstraint("channel IN ('console', 'email', 'webhook')", name=op.f('ck_alert_channel')),
    sa.CheckConstraint("state IN ('queued', 'sending', 'sent', 'failed', 'unknown')", name=op.f('ck_alert_state')),
    sa.ForeignKeyConstraint(['member_id'], ['member.member_id'], name=op.f('fk_alert_member_id_member')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_alert_task_id_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alert')),
    sa.UniqueConstraint(
        'task_id', 'reason', 'round', 'staff_id', 'channel', name=op.f('uq_alert_task_id_reason_round_staff_id_channel')
    ),
    )
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alert_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_alert_staff_id'), ['staff_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_alert_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_alert_task_id'), ['task_id'], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table('alert')
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_task_next_call_at'))
        batch_op.drop_index(batch_op.f('ix_task_remind_at'))
        batch_op.drop_index(batch_op.f('ix_task_source'))
        batch_op.drop_constraint(batch_op.f('ck_task_level'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_task_state'), type_='check')
        for name in ('taken_by', 'taken_at', 'call_line', 'next_call_at', 'remind_at', 'version', 'level'):
            batch_op.drop_column(name)
    op.execute("UPDATE task SET state = 'dropped' WHERE state = 'cancelled'")
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.create_check_constraint(batch_op.f('ck_task_state'), "state IN ('open', 'done', 'dropped')")
