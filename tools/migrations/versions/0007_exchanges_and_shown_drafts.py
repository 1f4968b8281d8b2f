"""What a model was told and said, and which drafts a person saw

Revision: 0007, after 0006.
"""
from alembic import op
import sqlalchemy as sa
import sqlmodel

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

_STRING = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table('model_exchange',
    sa.Column('id', _STRING(), nullable=False),
    sa.Column('member_id', _STRING(), nullable=False),
    sa.Column('suggestion_id', _STRING(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by', _STRING(), nullable=False),
    sa.Column('task', _STRING(), nullable=False),
    sa.Column('model', _STRING(), nullable=False),
    sa.Column('prompt_version', _STRING(), nullable=False),
    sa.Column('messages', sa.JSON(), nullable=False),
    sa.Column('answer', _STRING(), nullable=False),
    sa.Column('outcome', _STRING(), nullable=False),
    sa.Column('calls', sa.Integer(), nullable=False),
    sa.Column('tokens_in', sa.Integer(), nullable=False),
    sa.Column('tokens_out', sa.Integer(), nullable=False),
    sa.Column('micro_yuan', sa.BigInteger(), nullable=False),
    sa.Column('milliseconds', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.member_id'], name=op.f('fk_model_exchange_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_exchange')),
    )
    with op.batch_alter_table('model_exchange', schema=None) as batch_op:
        for column in ('at', 'member_id', 'suggestion_id'):
            batch_op.create_index(batch_op.f(f'ix_model_exchange_{column}'), [column], unique=False)
    op.create_table('draft_shown',
    sa.Column('draft_id', _STRING(), nullable=False),
    sa.Column('staff_id', _STRING(), nullable=False),
    sa.Column('member_id', _STRING(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_draft_shown_draft_id_draft')),
    sa.ForeignKeyConstraint(['member_id'], ['member.member_id'], name=op.f('fk_draft_shown_member_id_member')),
    sa.PrimaryKeyConstraint('draft_id', 'staff_id', name=op.f('pk_draft_shown')),
    )
    with op.batch_alter_table('draft_shown', schema=None) as batch_op:
        for column in ('at', 'member_id'):
            batch_op.create_index(batch_op.f(f'ix_draft_shown_{column}'), [column], unique=False)


def downgrade() -> None:
    op.drop_table('draft_shown')
    op.drop_table('model_exchange')
