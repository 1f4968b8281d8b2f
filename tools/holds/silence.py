"""After a loss: what is sealed, what is taken out of sight, and how long nobody writes first."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, delete, select

from tools.checks.family_words import speaks_of_family
from tools.clock import shanghai_day
from tools.holds.desks import Desk, desk_for
from tools.models import Hold, Member, Message, PlannedTouch, Task

# What a task, an audit entry or a decision's reason may say: the word for what happened is for the route alone.
_NEUTRAL = {"bereavement": "care_hold"}


def neutral(kind: str) -> str:
    """Return the name under which a kind of hold may be seen."""
    return _NEUTRAL.get(kind, kind)


def is_sealing(hold: Hold) -> bool:
    """Tell whether a hold, open or released, is a reason to keep her family out of sight."""
    return not hold.mistaken and bool(desk_for(hold.kind, hold.level, hold.cause).seals)


def quiet_days_of(holds: Iterable[Hold]) -> tuple[date, ...]:
    """Return the days around which nobody writes first, from open and released holds."""
    days = [day for hold in holds if not hold.mistaken for day in hold.quiet_days or []]
    return tuple(date.fromisoformat(day) for day in dict.fromkeys(days))


def silent_until_of(holds: Iterable[Hold]) -> datetime | None:
    """Return until when nobody writes first, released or not; None without a loss on record."""
    ends = [hold.opened_at + timedelta(days=_desk_of(hold).hello_days) for hold in holds if is_sealing(hold)]
    return max(ends, default=None)


def seal(session: Session, member: Member, hold: Hold, desk: Desk, now: datetime) -> None:
    """Seal her family and take out of sight what the product has written about it. Does nothing at other desks."""
    if not desk.seals:
        return
    member.sealed_fields = sorted({*(member.sealed_fields or []), *desk.seals})
    hold.quiet_days = [day.isoformat() for day in _days_to_remember(session, member, hold)]
    session.exec(
        delete(PlannedTouch)
        .where(col(PlannedTouch.member_id) == member.member_id)
        .execution_options(synchronize_session=False)
    )
    waiting = select(Task).where(Task.member_id == member.member_id, Task.state == "open")
    for task in session.exec(waiting).all():
        if speaks_of_family(f"{task.title} {task.note}"):
            task.state, task.done_at, task.done_by = "done", now, "system"


def _desk_of(hold: Hold) -> Desk:
    return desk_for(hold.kind, hold.level, hold.cause)


def _days_to_remember(session: Session, member: Member, hold: Hold) -> list[date]:
    told = session.get(Message, hold.message_id) if hold.message_id else None
    days = [shanghai_day(told.at if told is not None else hold.opened_at)]
    return days + ([member.due_date] if member.due_date is not None else [])
