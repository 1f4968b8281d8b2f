"""A promise has an owner, a time and a line in the audit."""

from datetime import timedelta

from tests.builders import NOW, make_member
from tools import audit
from tools.database import Database
from tools.models import Task
from tools.tasks import open_task


def test_a_task_is_open_owned_and_told(database: Database) -> None:
    due = NOW + timedelta(hours=2)
    with database.writing() as session:
        make_member(session)
        task = open_task(
            session,
            "m1",
            kind="answer",
            title="问清楚",
            owner_staff_id="r1",
            due_at=due,
            source="suggestion:S1",
            now=NOW,
            by="r1",
        )
    with database.reading() as session:
        kept = session.get_one(Task, task.id)
        assert (kept.state, kept.owner_staff_id, kept.due_at, kept.created_at) == ("open", "r1", due, NOW)
        entry = audit.entries(session)[0]
    assert (entry.action, entry.subject, entry.actor) == ("task.opened", f"task:{task.id}", "r1")
    assert "问清楚" not in str(entry.detail)
