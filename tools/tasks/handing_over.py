"""Hand over everything that waits for a colleague who is ill, on leave or gone."""

from collections import Counter
from datetime import datetime

from sqlmodel import Session, col, select

from tools.access import Actor, require
from tools.errors import BadInput
from tools.models import Member, Task
from tools.tasks.deciding import reassign
from tools.tasks.opening import require_staff
from tools.tasks.reading import is_visible


def hand_over(session: Session, actor: Actor, owner: str, to: str, *, now: datetime, reason: str = "") -> int:
    """Hand every open task of a colleague that the actor sees to another; return how many.

    Raises NotAllowed, NotFound (nobody of that id), BadInput (the same person).
    """
    require(actor, "reassign_task")
    require_staff(session, to)
    if owner == to:
        raise BadInput("The task is theirs already.", fix="Choose somebody else.")
    waiting = select(Task).join(Member, col(Member.member_id) == col(Task.member_id))
    waiting = waiting.where(is_visible(actor), Task.state == "open", Task.owner_staff_id == owner)
    found = session.exec(waiting.order_by(col(Task.due_at), col(Task.id))).all()
    for task in found:
        reassign(session, actor, task.id, task.version, to, now=now, reason=reason)
    return len(found)


def open_by_owner(session: Session, actor: Actor) -> dict[str, int]:
    """Return how many open tasks that the actor sees each colleague has, most first."""
    waiting = select(Task.owner_staff_id).join(Member, col(Member.member_id) == col(Task.member_id))
    owners = session.exec(waiting.where(is_visible(actor), Task.state == "open", Task.owner_staff_id != "")).all()
    return dict(Counter(owners).most_common())
