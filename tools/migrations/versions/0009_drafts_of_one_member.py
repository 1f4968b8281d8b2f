"""Find one member's waiting drafts without walking everybody's.

Revision: 0009, after 0008.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the state beside the member; the index of members alone is its beginning."""
    op.create_index(op.f("ix_draft_member_id_state"), "draft", ["member_id", "state"])
    op.drop_index(op.f("ix_draft_member_id"), table_name="draft")


def downgrade() -> None:
    """Take back."""
    op.create_index(op.f("ix_draft_member_id"), "draft", ["member_id"])
    op.drop_index(op.f("ix_draft_member_id_state"), table_name="draft")
