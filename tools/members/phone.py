"""Her phone number: masked everywhere, shown in full only to who may call her, and only with a trace."""

from datetime import datetime

from sqlmodel import Session

from tools import audit
from tools.access import Actor, require
from tools.errors import NotFound
from tools.members.find import get_for


def masked(phone: str) -> str:
    """Return a phone number that can be recognised but not dialled."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "*" * len(phone)


def reveal_phone(session: Session, actor: Actor, member_id: str, *, now: datetime) -> str:
    """Return the number and write down who looked. Raises NotAllowed, NotFound."""
    require(actor, "see_phone")
    member = get_for(session, actor, member_id)
    if not member.phone:
        raise NotFound("There is no phone number on record.", fix="Write to her where you know each other from.")
    audit.record(
        session,
        at=now,
        actor=actor.staff_id,
        action="member.phone_shown",
        subject=f"member:{member_id}",
        member_id=member_id,
    )
    return member.phone
