"""Release a hold: only a person with the role and a reason may."""

from datetime import datetime

from sqlmodel import Session, col, select

from tools import audit
from tools.access import Actor, require, visible_members
from tools.errors import BadInput, Conflict, NotFound
from tools.holds.desks import desk_for
from tools.holds.silence import is_sealing, neutral
from tools.models import Hold, Member, Task
from tools.reviews import lock_member
from tools.reviews.standstill import open_holds


def release(
    session: Session, actor: Actor, hold_id: str, reason: str, *, now: datetime, mistaken: bool = False
) -> Hold:
    """Release a hold, and older ones of the same kind and cause: they are one story that she told in several messages.

    A newer one stays, because whoever released this one has not seen it. Nothing that was voided comes back. What it
    sealed stays sealed (`reopen_family` opens it), unless it was `mistaken`: then it never was.
    Raises NotAllowed, NotFound, BadInput (no reason), Conflict (already released).
    """
    require(actor, "release_hold")
    if not reason.strip():
        raise BadInput("A hold is released for a reason.", fix="Write what you know now.")
    member = lock_member(session, _visible(session, actor, hold_id).member_id)
    hold = session.exec(select(Hold).where(Hold.id == hold_id).execution_options(populate_existing=True)).one()
    if hold.released_at is not None:
        raise Conflict(
            f"{hold.released_by} released it at {hold.released_at.isoformat(timespec='seconds')}.",
            fix="Look at the member again.",
        )
    for each in _same_story(session, hold, now):
        each.released_at, each.released_by, each.release_reason = now, actor.staff_id, reason.strip()
        each.mistaken = mistaken
        _close_tasks(session, each, actor, now)
        _tell(session, each, actor, reason, now)
    session.flush()
    _unmark(session, member, hold, now)
    return hold


def lift_opt_out(
    session: Session, actor: Actor, member_id: str, message_id: str, reason: str, *, now: datetime
) -> bool:
    """Release the opt-out that one message opened, if it stands alone; tell whether there was one.

    Another message that asked for silence keeps its hold. Raises NotAllowed.
    """
    opted_out = [hold for hold in open_holds(session, member_id, now) if hold.kind == "opt_out"]
    if [hold.message_id for hold in opted_out] != [message_id]:
        return False
    release(session, actor, opted_out[0].id, reason, now=now, mistaken=True)
    return True


def _visible(session: Session, actor: Actor, hold_id: str) -> Hold:
    statement = select(Hold).join(Member, col(Member.member_id) == col(Hold.member_id))
    found = session.exec(statement.where(Hold.id == hold_id, visible_members(actor))).first()
    if found is None:
        raise NotFound(f"There is no hold {hold_id!r} among yours.", fix="Look at the member's page.")
    return found


def _same_story(session: Session, hold: Hold, now: datetime) -> list[Hold]:
    others = [
        other
        for other in open_holds(session, hold.member_id, now)
        if (other.kind, other.cause) == (hold.kind, hold.cause) and other.opened_at <= hold.opened_at
    ]
    return [hold, *(other for other in others if other.id != hold.id)]


def _unmark(session: Session, member: Member, hold: Hold, now: datetime) -> None:
    """Take the member's marks off unless another open hold still means them."""
    meant = [desk_for(each.kind, each.level, each.cause) for each in open_holds(session, member.member_id, now)]
    released = desk_for(hold.kind, hold.level, hold.cause)
    if released.care_hold:
        member.care_hold = any(desk.care_hold for desk in meant)
        _unseal_if_never_meant(session, member, hold)
    if released.opted_out:
        member.opted_out = any(desk.opted_out for desk in meant)
    member.updated_at = now


def _unseal_if_never_meant(session: Session, member: Member, hold: Hold) -> None:
    if not hold.mistaken:
        return
    every = session.exec(select(Hold).where(Hold.member_id == member.member_id)).all()
    if not any(is_sealing(each) for each in every):
        member.sealed_fields = []


def _close_tasks(session: Session, hold: Hold, actor: Actor, now: datetime) -> None:
    for task in session.exec(select(Task).where(Task.source == f"hold:{hold.id}", Task.state == "open")):
        task.state, task.done_at, task.done_by = "done", now, actor.staff_id
        task.remind_at, task.next_call_at, task.version = None, None, task.version + 1


def _tell(session: Session, hold: Hold, actor: Actor, reason: str, now: datetime) -> None:
    audit.record(
        session,
        at=now,
        actor=actor.staff_id,
        action="hold.released",
        subject=f"hold:{hold.id}",
        member_id=hold.member_id,
        detail={"kind": neutral(hold.kind), "mistaken": hold.mistaken, "reason_sha256": audit.sum_of(reason)},
    )
