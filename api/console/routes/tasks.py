"""Tasks: the list, one task, and what a person decides about it."""

from urllib.parse import urlencode

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.console.reading.tasks import snooze_times, task_page, tasks_page
from api.console.render import render
from api.console.visit import Field, FormDep, VisitDep, version_of
from tools import tasks
from tools.clock import parse_time
from tools.errors import BadInput

router = APIRouter()


@router.get("/tasks")
def show_tasks(visit: VisitDep, tab: str = "", cursor: str = "", owner: str = "") -> Response:
    """Show what people promised or must do, overdue ones on top."""
    with visit.services.database.reading() as session:
        return render(tasks_page(visit, session, tab=tab, cursor=cursor, owner=owner))


@router.post("/tasks/hand-over")
def hand_over(visit: FormDep, owner: Field = "", to: Field = "", note: Field = "") -> Response:
    """Hand all open tasks of one colleague to another."""
    with visit.services.database.writing() as session:
        tasks.hand_over(session, visit.actor, owner, to, reason=note, now=visit.now)
    query = urlencode({"tab": "all", "owner": to, "notice": "tasks_handed_over"})
    return RedirectResponse(f"/tasks?{query}", status_code=303)


@router.get("/tasks/{task_id}")
def show_task(task_id: str, visit: VisitDep) -> Response:
    """Show one task."""
    with visit.services.database.reading() as session:
        return render(task_page(visit, session, task_id))


@router.post("/members/{member_id}/tasks")
def add(
    member_id: str, visit: FormDep, kind: Field = "", title: Field = "", note: Field = "", due_at: Field = ""
) -> Response:
    """Open a task for a member."""
    due = parse_time(due_at) if due_at else None
    with visit.services.database.writing() as session:
        tasks.add(session, visit.actor, member_id, kind=kind, title=title, note=note, due_at=due, now=visit.now)
    return RedirectResponse(f"/members/{member_id}?notice=task_added#tasks", status_code=303)


@router.post("/tasks/{task_id}/take")
def take(task_id: str, visit: FormDep, version: Field = "") -> Response:
    """Say "I am on it"."""
    with visit.services.database.writing() as session:
        tasks.take(session, visit.actor, task_id, version_of(version), now=visit.now)
    return _back(task_id, "task_taken")


@router.post("/tasks/{task_id}/done")
def done(task_id: str, visit: FormDep, version: Field = "", note: Field = "") -> Response:
    """Close a task as done."""
    with visit.services.database.writing() as session:
        tasks.done(session, visit.actor, task_id, version_of(version), note=note, now=visit.now)
    return RedirectResponse("/tasks?notice=task_done", status_code=303)


@router.post("/tasks/{task_id}/cancel")
def cancel(task_id: str, visit: FormDep, version: Field = "", reason: Field = "") -> Response:
    """Give a task up."""
    with visit.services.database.writing() as session:
        tasks.cancel(session, visit.actor, task_id, version_of(version), reason, now=visit.now)
    return RedirectResponse("/tasks?notice=task_cancelled", status_code=303)


@router.post("/tasks/{task_id}/reassign")
def reassign(task_id: str, visit: FormDep, version: Field = "", to: Field = "", reason: Field = "") -> Response:
    """Hand a task to a colleague; afterwards it may be out of one's own sight."""
    with visit.services.database.writing() as session:
        tasks.reassign(session, visit.actor, task_id, version_of(version), to, reason=reason, now=visit.now)
    return RedirectResponse("/tasks?notice=task_reassigned", status_code=303)


@router.post("/tasks/{task_id}/snooze")
def snooze(task_id: str, visit: FormDep, version: Field = "", until: Field = "") -> Response:
    """Be reminded later."""
    at = snooze_times(visit.now).get(until)
    if at is None:
        raise BadInput(f"{until!r} is no time to be reminded at.", fix="Choose one from the list.")
    with visit.services.database.writing() as session:
        tasks.snooze(session, visit.actor, task_id, version_of(version), at, now=visit.now)
    return _back(task_id, "task_snoozed")


def _back(task_id: str, notice: str) -> Response:
    return RedirectResponse(f"/tasks/{task_id}?notice={notice}", status_code=303)
