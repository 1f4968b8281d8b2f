"""The order of locks: member rows by id, then draft, then delivery, and the audit chain last.

Whoever decides about a member's texts first locks her row. On PostgreSQL this makes "approve", "claim for sending"
and "stop everything" wait for one another; on SQLite the writing transaction already holds the only lock.
"""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from tools.errors import NotFound
from tools.models import Member


def lock_member(session: Session, member_id: str) -> Member:
    """Return the member as she is now, locked until the transaction ends. Raises NotFound."""
    locked = lock_members(session, [member_id])
    if not locked:
        raise NotFound(f"There is no member {member_id!r}.", fix="Check the id or import members first.")
    return locked[0]


def lock_members(session: Session, member_ids: Iterable[str]) -> list[Member]:
    """Lock several members in one fixed order, so that two transactions never wait for each other in a circle."""
    # FOR NO KEY UPDATE: inserting a message for her needs a share of the key and must not wait, or deadlock, here.
    statement = (
        select(Member)
        .where(col(Member.member_id).in_(sorted(set(member_ids))))
        .order_by(col(Member.member_id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(session.exec(statement).all())
