"""Keep the figures of a large base for some hours.

Revision: 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "kept_figures",
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("asked", name=op.f("pk_kept_figures")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("kept_figures")
