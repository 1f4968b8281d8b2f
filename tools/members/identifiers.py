"""Everything that names a member or a colleague, for masking only: never shown, never said."""

from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import Session, select

from tools.members import stage
from tools.models import Member, Order, Staff
from tools.store import ask

# Columns, not objects, put together once: every draft that a model writes asks for them.
_STAFF = select(Staff.name, Staff.staff_id, Staff.wecom_userid)
_ORDERS = select(Order.order_id).where(Order.member_id == bindparam("member_id"))


@dataclass(frozen=True)
class Identifiers:
    """Her names and her children's, her numbers, her orders, and the names and ids of all staff."""

    names: tuple[str, ...]
    child_names: tuple[str, ...]
    phones: tuple[str, ...]
    ids: tuple[str, ...]
    orders: tuple[str, ...]
    staff_names: tuple[str, ...]
    staff_ids: tuple[str, ...]


def read_identifiers(session: Session, member: Member) -> Identifiers:
    """Read what names her and us; what she did not consent to use is masked all the same."""
    staff = [tuple(row) for row in ask(session, _STAFF, {})]
    orders = ask(session, _ORDERS, {"member_id": member.member_id}).scalars()
    return Identifiers(
        names=_filled(member.name, member.nickname, stage.call_of(member), _given(member.name.strip())),
        child_names=tuple(stage.nicknames(member)),
        phones=_filled(member.phone),
        ids=_filled(member.member_id, member.wecom_external_userid),
        orders=tuple(orders),
        staff_names=_filled(*(name for name, _, _ in staff)),
        staff_ids=_filled(*(staff_id for _, staff_id, _ in staff), *(userid for _, _, userid in staff)),
    )


def _given(name: str) -> str:
    """Return a Chinese name without its surname: that is what friends write."""
    return name[1:] if len(name) > 2 and not name.isascii() else ""


def _filled(*values: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value.strip()))
