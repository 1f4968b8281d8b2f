"""playbook decisions.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

_STRING = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    """Apply."""
    op.create_table('playbook_decision',
    sa.Column('playbook_id', _STRING(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('version', _STRING(), nullable=False),
    sa.Column('content_hash', _STRING(), nullable=False),
    sa.Column('step', _STRING(), nullable=False),
    sa.Column('review', _STRING(), nullable=False),
    sa.Column('from_status', _STRING(), nullable=False),
    sa.Column('to_status', _STRING(), nullable=False),
    sa.Column('decided_by', _STRING(), nullable=False),
    sa.Column('named', _STRING(), nullable=False),
    sa.Column('note', _STRING(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('playbook_id', 'number', name=op.f('pk_playbook_decision')),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table('playbook_decision')
