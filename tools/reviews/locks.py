"""The order of locks: member rows by id, then draft, then delivery, and the audit chain last.

Whoever decides about a member's texts first locks her row. On PostgreSQL this makes "approve", "claim for sending"
and "stop everything" wait for one another; on SQLite the writing transaction already holds the only lock.
"""

from collections.abc import Iterable

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from tools.errors import NotFound
from tools.models import Member
from tools.store import is_storable

_LOCKED = "locked_members"
# FOR NO KEY UPDATE: inserting a message for her needs a share of the key and must not wait, or deadlock, here.
_LOCKING = (
    select(Member)
    .order_by(col(Member.member_id))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_LOCKING_ONE = _LOCKING.where(Member.member_id == bindparam("wanted"))
_LOCKING_SEVERAL = _LOCKING.where(col(Member.member_id).in_(bindparam("wanted", expanding=True)))


def lock_member(session: Session, member_id: str) -> Member:
    """Return the member as she is now, locked until the transaction ends. Raises NotFound."""
    locked = lock_members(session, [member_id])
    if not locked:
        raise NotFound(f"There is no member {member_id!r}.", fix="Check the id or import members first.")
    return locked[0]


def lock_members(session: Session, member_ids: Iterable[str]) -> list[Member]:
    """Lock several members in one fixed order, so that two transactions never wait for each other in a circle."""
    wanted = sorted(member_id for member_id in set(member_ids) if is_storable(member_id))
    held = _held(session)
    if not held.keys() >= set(wanted):
        found = _locked(session, wanted)
        held.update({member.member_id: member for member in found})
        return found
    # Nobody can have changed a row that this transaction holds: the session has it, and asks for it no more.
    return [member for member_id in wanted if (member := session.get(Member, member_id)) is not None]


def _held(session: Session) -> dict[str, Member]:
    """Return the members by id locked in the present transaction; a savepoint that is undone gives its locks back."""
    present = session.get_nested_transaction() or session.get_transaction()
    known = session.info.get(_LOCKED)
    if present is None or known is None or known[0] is not present:
        known = session.info[_LOCKED] = (present, {})
    held: dict[str, Member] = known[1] if present is not None else {}
    return held


def _locked(session: Session, wanted: list[str]) -> list[Member]:
    if len(wanted) == 1:
        return list(session.exec(_LOCKING_ONE, params={"wanted": wanted[0]}).all())
    return list(session.exec(_LOCKING_SEVERAL, params={"wanted": wanted}).all())
