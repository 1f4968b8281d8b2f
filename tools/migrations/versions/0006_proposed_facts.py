"""proposed facts.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

_STRING = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    """Apply."""
    op.create_table('proposed_fact',
    sa.Column('id', _STRING(), nullable=False),
    sa.Column('member_id', _STRING(), nullable=False),
    sa.Column('message_id', _STRING(), nullable=False),
    sa.Column('kind', _STRING(), nullable=False),
    sa.Column('value', _STRING(), nullable=False),
    sa.Column('quote', _STRING(), nullable=False),
    sa.Column('sensitive', _STRING(), nullable=False),
    sa.Column('state', _STRING(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', _STRING(), nullable=False),
    sa.CheckConstraint("state IN ('proposed', 'confirmed', 'rejected')", name=op.f('ck_proposed_fact_state')),
    sa.ForeignKeyConstraint(['member_id'], ['member.member_id'], name=op.f('fk_proposed_fact_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposed_fact')),
    sa.UniqueConstraint('message_id', 'kind', name=op.f('uq_proposed_fact_message_id_kind')),
    )
    with op.batch_alter_table('proposed_fact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposed_fact_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposed_fact_state'), ['state'], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table('proposed_fact')
