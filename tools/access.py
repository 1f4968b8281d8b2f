"""Who may see and do what: decided here, below every door, never in a prompt."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, true
from sqlmodel import Session, col, select

from tools.errors import NotAllowed, NotFound
from tools.models import Member, Staff
from tools.yaml_text import table_beside

policy = table_beside(__file__, "policy.yaml")
SEVERITY = {"pass": 0, "warn": 1, "hold": 2, "route": 2, "block": 3}


@dataclass(frozen=True)
class Actor:
    """The member of staff on whose behalf something happens."""

    staff_id: str
    name: str
    role: str
    store: str = ""
    team: str = ""


# Work the product starts itself (the plan, the demo); it may propose, never approve.
SYSTEM = Actor(staff_id="system", name="zhiji", role="system")


def actor_of(session: Session, staff_id: str) -> Actor:
    """Return the acting member of staff. Raises NotFound."""
    staff = session.get(Staff, staff_id)
    if staff is None or not staff.active:
        raise NotFound(f"There is no member of staff {staff_id!r}.", fix="`zhiji staff list` shows who there is.")
    return actor_of_staff(staff)


def actor_of_staff(staff: Staff) -> Actor:
    """Return a member of staff as somebody who acts."""
    return Actor(staff.staff_id, staff.name, staff.role, staff.store, staff.team)


def may(actor: Actor, action: str) -> bool:
    """Tell whether the role may do this at all."""
    return actor.role in policy()["may"][action]


def require(actor: Actor, action: str) -> None:
    """Raise NotAllowed unless the role may do this."""
    if not may(actor, action):
        allowed = ", ".join(policy()["may"][action])
        raise NotAllowed(f"{actor.name} ({actor.role}) may not do this: {action}.", fix=f"Ask one of: {allowed}.")


def visible_members(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on `member` that keeps what this actor may see."""
    if _sees_all(actor):
        return true()
    scope = policy()["sees"].get(actor.role, "own")
    own = col(Member.owner_staff_id) == actor.staff_id
    if scope == "own":
        return own
    colleagues = select(col(Staff.staff_id)).where(col(Staff.store) == actor.store)
    return or_(own, col(Member.store) == actor.store, col(Member.owner_staff_id).in_(colleagues))


def sight_of(actor: Actor) -> str:
    """Say whose members an actor sees: two with the same answer see the same ones."""
    if _sees_all(actor):
        return "all"
    scope = policy()["sees"].get(actor.role, "own")
    return f"{scope} {actor.staff_id}" if scope == "own" else f"{scope} {actor.store} {actor.staff_id}"


def _sees_all(actor: Actor) -> bool:
    return actor is SYSTEM or policy()["sees"].get(actor.role, "own") == "all"


def may_see(session: Session, actor: Actor, member: Member) -> bool:
    """Tell whether this actor may see this member."""
    if _sees_all(actor):
        return True
    found = select(col(Member.member_id)).where(col(Member.member_id) == member.member_id, visible_members(actor))
    return session.exec(found).first() is not None


def require_member(session: Session, actor: Actor, member_id: str) -> None:
    """Refuse a member whom the actor may not see, or who was erased, as if she were absent. Raises NotFound."""
    seen = select(Member.member_id).where(Member.member_id == member_id, visible_members(actor))
    if session.exec(seen.where(col(Member.erased_at).is_(None))).first() is None:
        raise NotFound(f"There is no member {member_id!r} among yours.", fix="Ask her owner or a supervisor.")


def may_decide(actor: Actor, kind: str, verdict: str) -> str:
    """Return '' when the actor may approve a draft of this kind and verdict, else who may."""
    if actor.role in policy()["approve_any"]:
        return ""
    alone = policy()["approve_alone"]
    if actor.role in alone["roles"] and kind in alone["kinds"]:
        # A fixed reply is the safe text itself: its warnings are addressed to whoever edits it.
        limit = "hold" if kind == "fixed_reply" else alone["findings_up_to"]
        if SEVERITY[verdict] <= SEVERITY[limit]:
            return ""
    return "A supervisor or member manager must approve this."
