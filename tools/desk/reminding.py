"""Remind of a task once when its time is near and once when it has passed."""

from collections.abc import Collection
from datetime import datetime

import structlog
from sqlmodel import Session, col, select, update

from tools.database import Database
from tools.desk.alerts import tell
from tools.desk.duty import people_on_duty
from tools.desk.roster import Roster
from tools.models import Member, Staff, Task

_AT_ONCE = 100


def remind_due(database: Database, roster: Roster, ways: Collection[str], *, now: datetime) -> int:
    """Remind of every task whose moment has come; return how many were told of. Two workers remind once."""
    with database.reading() as session:
        due = select(Task.id).where(Task.state == "open", col(Task.remind_at) <= now)
        ids = session.exec(due.order_by(col(Task.remind_at)).limit(_AT_ONCE)).all()
    told = 0
    for task_id in ids:
        with database.writing() as session:
            told += _remind(session, roster, ways, task_id, now)
    return told


def _remind(session: Session, roster: Roster, ways: Collection[str], task_id: str, now: datetime) -> bool:
    task = session.get(Task, task_id)
    if task is None or task.remind_at is None or task.remind_at > now:
        return False
    is_over = task.due_at <= now
    mine = update(Task).where(col(Task.id) == task.id, col(Task.state) == "open", col(Task.remind_at) == task.remind_at)
    moved = mine.values(remind_at=None if is_over else task.due_at).execution_options(synchronize_session=False)
    if session.exec(moved).rowcount != 1:
        return False
    reason = "overdue" if is_over else "due_soon"
    chosen = [way for way in roster.channels.of("reminder") if way in ways]
    people = _people(session, roster, task, now)
    for staff_id in people:
        tell(session, task, staff_id, chosen, reason=reason, number=task.version, now=now)
    log = structlog.get_logger("desk")
    log.info("task reminder", task=task.id, kind=task.kind, reason=reason, staff=people)
    return True


def _people(session: Session, roster: Roster, task: Task, now: datetime) -> list[str]:
    """Return the task's owner, else who is on duty at its desk."""
    owner = session.get(Staff, task.owner_staff_id) if task.owner_staff_id else None
    if owner is not None and owner.active:
        return [owner.staff_id]
    member = session.get_one(Member, task.member_id)
    lines = roster.desk(task.desk).lines
    return list(dict.fromkeys(p.staff_id for line in lines for p in people_on_duty(session, line, member, now)))
