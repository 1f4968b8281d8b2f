"""When the silence after a loss is over: one hello, written by hand by whoever she knows. A task, never a draft."""

from collections import defaultdict
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from tools.checks.contact import is_near
from tools.checks.contact_policy import contact_policy
from tools.clock import shanghai_day
from tools.holds.desks import Desk, desk_for
from tools.holds.silence import is_sealing, quiet_days_of
from tools.models import Hold, Member, Task
from tools.tasks import open_task

_KIND = "hello"


def open_hellos(session: Session, now: datetime) -> int:
    """Open the task for every member whose silence is over, once for each silence; return how many.

    Not for whoever has started to talk again (the hold is released), opted out or left, and not on her quiet days.
    """
    return sum(_open(session, holds, now) for holds in _in_silence(session).values())


def _in_silence(session: Session) -> dict[str, list[Hold]]:
    statement = select(Hold).join(Member, col(Member.member_id) == col(Hold.member_id))
    statement = statement.where(
        Hold.kind == "bereavement",
        col(Hold.released_at).is_(None),
        col(Member.opted_out).is_(False),
        col(Member.erased_at).is_(None),
    )
    found: defaultdict[str, list[Hold]] = defaultdict(list)
    for hold in session.exec(statement.order_by(col(Hold.opened_at), col(Hold.id))):
        if is_sealing(hold):
            found[hold.member_id].append(hold)
    return found


def _open(session: Session, holds: list[Hold], now: datetime) -> int:
    latest, desk = holds[-1], _desk_of(holds[-1])
    over = latest.opened_at + timedelta(days=desk.hello_days)
    margin = contact_policy().quiet_day_margin
    is_quiet = any(is_near(shanghai_day(now), day, margin) for day in quiet_days_of(holds))
    if now < over or is_quiet or _was_asked(session, holds):
        return 0
    open_task(
        session,
        latest.member_id,
        kind=_KIND,
        title=desk.hello_title,
        owner_staff_id=session.get_one(Member, latest.member_id).owner_staff_id,
        due_at=now + timedelta(days=1),
        source=f"hold:{latest.id}",
        now=now,
    )
    return 1


def _was_asked(session: Session, holds: list[Hold]) -> bool:
    sources = [f"hold:{hold.id}" for hold in holds]
    asked = select(Task.id).where(col(Task.source).in_(sources), Task.kind == _KIND)
    return session.exec(asked).first() is not None


def _desk_of(hold: Hold) -> Desk:
    return desk_for(hold.kind, hold.level, hold.cause)
