"""Read tasks: overdue ones first, then by due time, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from tools.access import Actor, visible_members
from tools.errors import NotFound
from tools.models import Member, Task
from tools.paging import cursor_of, place_of


@dataclass(frozen=True)
class TaskQuery:
    """Which tasks: by state, owner (staff id), desks, member, and whether their time has passed."""

    state: str = "open"
    owner: str = ""
    desks: tuple[str, ...] = ()
    member_id: str = ""
    overdue: bool | None = None


@dataclass(frozen=True)
class TaskPage:
    """A page of tasks; the cursor names its last one, '' on the last page."""

    tasks: tuple[Task, ...]
    next_cursor: str


@dataclass(frozen=True)
class TaskCounts:
    """Open tasks of one member of staff, and those of them whose time has passed."""

    open: int
    overdue: int


def list_tasks(
    session: Session, actor: Actor, query: TaskQuery, *, now: datetime, limit: int = 50, cursor: str = ""
) -> TaskPage:
    """Return visible tasks: what is open by due time (so overdue comes first), what is closed newest first."""
    statement = (
        select(Task).join(Member, col(Member.member_id) == col(Task.member_id)).where(*_where(actor, query, now))
    )
    key = col(Task.due_at) if query.state == "open" else col(Task.done_at)
    if cursor:
        statement = statement.where(_behind(key, *place_of(cursor, datetime, str), is_open=query.state == "open"))
    order = (key, col(Task.id)) if query.state == "open" else (key.desc(), col(Task.id).desc())
    found = session.exec(statement.order_by(*order).limit(limit + 1)).all()
    shown = tuple(found[:limit])
    return TaskPage(shown, _cursor(shown[-1]) if len(found) > limit else "")


def get(session: Session, actor: Actor, task_id: str) -> Task:
    """Return one task as the database has it now. Raises NotFound."""
    statement = select(Task).join(Member, col(Member.member_id) == col(Task.member_id)).where(Task.id == task_id)
    found = session.exec(statement.where(is_visible(actor)).execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound(f"There is no task {task_id!r} among yours.", fix="Look at the list of tasks again.")
    return found


def count_mine(session: Session, actor: Actor, *, now: datetime) -> TaskCounts:
    """Count the actor's own open tasks."""
    mine = (Task.state == "open", Task.owner_staff_id == actor.staff_id)
    total = select(func.count()).select_from(Task).where(*mine)
    late = total.where(col(Task.due_at) <= now)
    return TaskCounts(int(session.exec(total).one()), int(session.exec(late).one()))


def _where(actor: Actor, query: TaskQuery, now: datetime) -> list[ColumnElement[bool]]:
    wanted = [is_visible(actor), col(Task.state) == query.state]
    wanted += [col(Task.owner_staff_id) == query.owner] if query.owner else []
    wanted += [col(Task.desk).in_(query.desks)] if query.desks else []
    wanted += [col(Task.member_id) == query.member_id] if query.member_id else []
    if query.overdue is not None:
        wanted.append(col(Task.due_at) <= now if query.overdue else col(Task.due_at) > now)
    return wanted


def is_visible(actor: Actor) -> ColumnElement[bool]:
    """Match tasks about members the actor sees, and what was handed to the actor."""
    return or_(visible_members(actor), col(Task.owner_staff_id) == actor.staff_id)


def _behind(key: Any, at: datetime, row_id: str, *, is_open: bool) -> ColumnElement[bool]:
    later: ColumnElement[bool] = key > at if is_open else key < at
    id_behind = col(Task.id) > row_id if is_open else col(Task.id) < row_id
    return or_(later, and_(key == at, id_behind))


def _cursor(task: Task) -> str:
    return cursor_of((task.due_at if task.state == "open" else task.done_at) or "", task.id)


def tasks_of_member(session: Session, member_id: str) -> Sequence[Task]:
    """Return a member's open tasks by due time."""
    statement = select(Task).where(Task.member_id == member_id, Task.state == "open")
    return session.exec(statement.order_by(col(Task.due_at), col(Task.id))).all()
