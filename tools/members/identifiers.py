"""Everything that names a member or a colleague, for masking only: never shown, never said."""

from dataclasses import dataclass

from sqlmodel import Session, select

from tools.members import stage
from tools.models import Member, Order, Staff


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
    staff = session.exec(select(Staff)).all()
    orders = session.exec(select(Order.order_id).where(Order.member_id == member.member_id)).all()
    return Identifiers(
        names=_filled(member.name, member.nickname, stage.call_of(member), _given(member.name.strip())),
        child_names=tuple(stage.nicknames(member)),
        phones=_filled(member.phone),
        ids=_filled(member.member_id, member.wecom_external_userid),
        orders=tuple(orders),
        staff_names=_filled(*(one.name for one in staff)),
        staff_ids=_filled(*(one.staff_id for one in staff), *(one.wecom_userid for one in staff)),
    )


def _given(name: str) -> str:
    """Return a Chinese name without its surname: that is what friends write."""
    return name[1:] if len(name) > 2 and not name.isascii() else ""


def _filled(*values: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value.strip()))
