"""Call the desk: the first line at once, the next one when nobody has taken the task in time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session, col, select, update

from tools import audit
from tools.database import Database
from tools.desk.alerts import tell
from tools.desk.duty import people_on_duty
from tools.desk.roster import Line, Roster
from tools.models import Member, Staff, Task

_AT_ONCE = 50


@dataclass(frozen=True)
class _Step:
    """Who is called now (nobody, when all lines are empty), and what comes next."""

    people: tuple[Staff, ...]
    number: int
    next_line: int
    next_at: datetime | None


def call_due(database: Database, roster: Roster, ways: Collection[str], *, now: datetime) -> int:
    """Call people for every task whose time for it has come; return how many tasks were looked at.

    `ways` are those that are set up. Each task is a transaction of its own, and two workers never call twice.
    """
    with database.reading() as session:
        due = select(Task.id).where(Task.state == "open", col(Task.next_call_at) <= now)
        ids = session.exec(due.order_by(col(Task.next_call_at)).limit(_AT_ONCE)).all()
    for task_id in ids:
        with database.writing() as session:
            _call(session, roster, ways, task_id, now)
    return len(ids)


def _call(session: Session, roster: Roster, ways: Collection[str], task_id: str, now: datetime) -> None:
    task = session.get(Task, task_id)
    member = session.get(Member, task.member_id) if task else None
    if task is None or member is None or task.next_call_at is None or task.next_call_at > now:
        return
    step = _step(session, roster, task, member, now)
    if not _claim(session, task, step):
        return
    chosen = [way for way in roster.channels.of(task.level) if way in ways]
    for person in step.people:
        tell(session, task, person.staff_id, chosen, reason="call", number=step.number, now=now)
    if not step.people:
        tell(session, task, "", ["console"], reason="call", number=0, now=now)
    _note(session, task, step, now)


def _step(session: Session, roster: Roster, task: Task, member: Member, now: datetime) -> _Step:
    """Find the next line that has people; an empty one hands over to the one behind it without waiting."""
    lines = roster.desk(task.desk).lines
    for number in range(task.call_line, len(lines)):
        people = people_on_duty(session, lines[number], member, now)
        if people:
            return _Step(people, number, number + 1, _when(lines, number + 1, task, now))
    retry = now + timedelta(minutes=roster.retry_minutes)
    return _Step((), task.call_line, task.call_line, retry if task.call_line < len(lines) else None)


def _when(lines: tuple[Line, ...], number: int, task: Task, now: datetime) -> datetime | None:
    """Return when the line of this number is called, None when there is none for this level."""
    if number >= len(lines):
        return None
    minutes = {str(level): wait for level, wait in lines[number].after_minutes.items()}.get(task.level)
    # Counted from the moment the line before was called: a task of the night gets its whole wait in the morning.
    return None if minutes is None else now + timedelta(minutes=minutes - _waited(lines, number - 1, task.level))


def _waited(lines: tuple[Line, ...], number: int, level: str) -> int:
    waits = {str(each): wait for each, wait in lines[number].after_minutes.items()}
    return waits.get(level, 0)


def _claim(session: Session, task: Task, step: _Step) -> bool:
    """Move the task on only if nobody else has: this UPDATE is what calling once rests on."""
    mine = update(Task).where(col(Task.id) == task.id, col(Task.state) == "open", col(Task.taken_at).is_(None))
    mine = mine.where(col(Task.call_line) == task.call_line, col(Task.next_call_at) == task.next_call_at)
    columns = {"call_line": step.next_line, "next_call_at": step.next_at}
    return session.exec(mine.values(**columns).execution_options(synchronize_session=False)).rowcount == 1


def _note(session: Session, task: Task, step: _Step, now: datetime) -> None:
    people = [person.staff_id for person in step.people]
    log = structlog.get_logger("desk")
    if people:
        log.info("desk called", task=task.id, desk=task.desk, level=task.level, staff=people)
        action = "desk.called"
    elif step.number == task.call_line and _is_first(session, task):
        log.warning("nobody is on duty", task=task.id, desk=task.desk, level=task.level)
        action = "desk.empty"
    else:
        return
    audit.record(
        session,
        at=now,
        actor="system",
        action=action,
        subject=f"task:{task.id}",
        member_id=task.member_id,
        detail={"desk": task.desk, "level": task.level, "line": step.number, "staff": people},
    )


def _is_first(session: Session, task: Task) -> bool:
    """Tell whether this empty desk is news: every few minutes it is looked at again."""
    return not any(entry.action == "desk.empty" for entry in audit.entries(session, subject=f"task:{task.id}"))
