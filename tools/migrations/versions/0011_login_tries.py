"""Count tries to sign in where all processes see them.

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "login_try",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_login_try")),
    )
    op.create_index(op.f("ix_login_try_who"), "login_try", ["who"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("login_try")
