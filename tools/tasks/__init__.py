"""Tasks: what a person promised or must do, with an owner and a time."""

from datetime import datetime

from sqlmodel import Session

from tools import audit
from tools.models import Task, new_id


def open_task(
    session: Session,
    member_id: str,
    *,
    kind: str,
    title: str,
    owner_staff_id: str,
    due_at: datetime,
    source: str,
    now: datetime,
) -> Task:
    """Open a task for a member of staff."""
    task = Task(
        id=new_id("T", now),
        member_id=member_id,
        kind=kind,
        title=title,
        owner_staff_id=owner_staff_id,
        due_at=due_at,
        source=source,
        created_by=owner_staff_id,
        created_at=now,
    )
    session.add(task)
    audit.record(
        session,
        at=now,
        actor=owner_staff_id,
        action="task.opened",
        subject=f"task:{task.id}",
        member_id=member_id,
        detail={"kind": kind, "due_at": due_at.isoformat(), "source": source},
    )
    return task
