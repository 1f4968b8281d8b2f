"""Alerts as rows: who was told of which task by which way, once each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from tools.access import Actor, visible_members
from tools.models import Alert, Member, Task, new_id


@dataclass(frozen=True)
class AlertView:
    """One alert for a reader: to whom (blank: nobody was on duty), why, by which way, and what became of it."""

    staff_id: str
    reason: str
    channel: str
    state: str
    at: datetime
    error: str


def tell(
    session: Session, task: Task, staff_id: str, ways: Sequence[str], *, reason: str, number: int, now: datetime
) -> int:
    """Write down that a person is to be told, by each way once; return how many alerts are new."""
    return sum(_one(session, task, staff_id, way, reason, number, now) for way in ways)


def _one(session: Session, task: Task, staff_id: str, way: str, reason: str, number: int, now: datetime) -> bool:
    # The console needs no sending: a row that is there is on the page.
    state, sent_at = ("sent", now) if way == "console" else ("queued", None)
    alert = Alert(
        id=new_id("A", now),
        task_id=task.id,
        member_id=task.member_id,
        reason=reason,
        round=number,
        staff_id=staff_id,
        channel=way,
        state=state,
        not_before=now,
        created_at=now,
        sent_at=sent_at,
    )
    try:
        with session.begin_nested():
            session.add(alert)
    except IntegrityError:
        return False
    return True


def open_calls(session: Session, actor: Actor) -> list[Task]:
    """Return tasks that call for a person now, of which the actor was told or nobody was on duty to be told."""
    statement = select(Task).join(Member, col(Member.member_id) == col(Task.member_id))
    told = select(Alert.task_id).where(Alert.reason == "call", col(Alert.staff_id).in_((actor.staff_id, "")))
    statement = statement.where(Task.state == "open", col(Task.taken_at).is_(None), col(Task.id).in_(told))
    statement = statement.where(visible_members(actor)).order_by(col(Task.level), col(Task.due_at), col(Task.id))
    return list(session.exec(statement.limit(20)).all())


def alerts_about(session: Session, task_id: str) -> tuple[AlertView, ...]:
    """Return the alerts of one task, oldest first."""
    statement = select(Alert).where(Alert.task_id == task_id).order_by(col(Alert.created_at), col(Alert.id))
    return tuple(
        AlertView(a.staff_id, a.reason, a.channel, a.state, a.sent_at or a.created_at, a.error)
        for a in session.exec(statement).all()
    )
