"""Keep what stays sealed after a release, and the days on which nobody writes first."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what is stored already has nothing to seal beyond its open holds."""
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed_fields", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mistaken", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("quiet_days", sa.JSON(), nullable=False, server_default="[]"))
    # Whoever is in a hold now keeps both fields sealed after its release.
    op.execute("UPDATE member SET sealed_fields = '[\"due_date\", \"children\"]' WHERE care_hold")


def downgrade() -> None:
    """Take the columns back."""
    with op.batch_alter_table("hold", schema=None) as batch_op:
        batch_op.drop_column("quiet_days")
        batch_op.drop_column("mistaken")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_column("sealed_fields")
