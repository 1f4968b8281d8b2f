"""A desk with people: a rep, a supervisor and an administrator, and one member with an urgent task."""

import pytest
from sqlmodel import Session

from tests.builders import ADMIN, NOW, REP, SUPERVISOR, make_member, make_staff, make_task
from tools.database import Database
from tools.models import Task


def staff(session: Session) -> None:
    for actor in (REP, SUPERVISOR, ADMIN):
        make_staff(session, actor.staff_id, actor.role, name=actor.name, store=actor.store)


def urgent_task(session: Session, task_id: str = "T1", **columns: object) -> Task:
    defaults: dict[str, object] = {
        "id": task_id,
        "kind": "medical",
        "title": "紧急健康信号",
        "desk": "care",
        "level": "S1",
        "owner_staff_id": "r1",
        "source": "hold:H1",
        "next_call_at": NOW,
    }
    return make_task(session, **(defaults | columns))


@pytest.fixture
def called(database: Database) -> Database:
    """Give a store in which an S1 task waits for the desk."""
    with database.writing() as session:
        staff(session)
        make_member(session)
        urgent_task(session)
    return database
