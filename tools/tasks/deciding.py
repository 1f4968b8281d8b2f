"""Take, finish, cancel, hand over and snooze a task: each names the version it saw, and one of two people wins."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, update

from tools import audit
from tools.access import Actor, may, require
from tools.errors import BadInput, NotAllowed, VersionMissing
from tools.models import Task
from tools.tasks.opening import note_of, require_staff
from tools.tasks.reading import get
from tools.tasks.refusals import NoteMissing, StaleTask, TaskAlreadyClosed
from tools.tasks.rules import is_grave, remind_at, rules


def take(session: Session, actor: Actor, task_id: str, version: int | None, *, now: datetime) -> Task:
    """Say "I am on it": the actor owns the task and nobody else is called. Raises what `done` raises."""
    task = _in_hand(session, actor, task_id, version)
    columns = {"owner_staff_id": actor.staff_id, "taken_at": now, "taken_by": actor.staff_id, "next_call_at": None}
    return _move(session, actor, task, "task.taken", now, columns)


def done(session: Session, actor: Actor, task_id: str, version: int | None, *, now: datetime, note: str = "") -> Task:
    """Close a task as done; a grave one needs a note of what was done.

    Raises NotAllowed, VersionMissing, NotFound, StaleTask, TaskAlreadyClosed, NoteMissing, BadInput.
    """
    task = _in_hand(session, actor, task_id, version)
    words = note_of(note)
    if is_grave(task.level) and not words:
        raise NoteMissing("This task is closed with a note.", fix="Write in a sentence what was done for her.")
    return _close(session, actor, task, "done", words, now)


def cancel(session: Session, actor: Actor, task_id: str, version: int | None, reason: str, *, now: datetime) -> Task:
    """Give a task up for a reason; a grave one only with the role for it. Raises what `done` raises."""
    task = _in_hand(session, actor, task_id, version)
    words = note_of(reason)
    if not words:
        raise BadInput("A task is given up for a reason.", fix="Write why nothing is to be done.")
    if is_grave(task.level) and not may(actor, "cancel_call"):
        raise NotAllowed("An urgent task is not given up like this.", fix="Finish it, or ask a supervisor.")
    return _close(session, actor, task, "cancelled", words, now)


def reassign(
    session: Session, actor: Actor, task_id: str, version: int | None, to: str, *, now: datetime, reason: str = ""
) -> Task:
    """Hand a task to a colleague: one's own, or anybody's with the role for it. Raises what `done` raises."""
    task = _in_hand(session, actor, task_id, version)
    if task.owner_staff_id != actor.staff_id:
        require(actor, "reassign_task")
    require_staff(session, to)
    if to == task.owner_staff_id:
        raise BadInput("The task is theirs already.", fix="Choose somebody else.")
    columns = {"owner_staff_id": to, "remind_at": remind_at(task.due_at, now), "taken_at": None, "taken_by": ""}
    detail = {"from": task.owner_staff_id, "to": to, "reason_sha256": _sum(note_of(reason))}
    return _move(session, actor, task, "task.reassigned", now, columns, **detail)


def snooze(
    session: Session, actor: Actor, task_id: str, version: int | None, until: datetime, *, now: datetime
) -> Task:
    """Be reminded later. The due time moves along only where nobody outside was promised anything.

    Raises what `done` raises.
    """
    task = _in_hand(session, actor, task_id, version)
    if is_grave(task.level):
        raise NotAllowed("An urgent task cannot wait.", fix="Take it, finish it, or hand it to somebody.")
    longest = timedelta(days=rules()["longest_snooze_days"])
    if not now < until <= now + longest:
        raise BadInput("That is no time to be reminded at.", fix=f"Name a time within {longest.days} days.")
    columns: dict[str, object] = {"remind_at": until}
    if task.source in rules()["movable_sources"] and until > task.due_at:
        columns["due_at"] = until
    return _move(session, actor, task, "task.snoozed", now, columns, until=until.isoformat())


def _in_hand(session: Session, actor: Actor, task_id: str, version: int | None) -> Task:
    require(actor, "work_tasks")
    if version is None:
        raise VersionMissing("Say which version of the task you mean.", fix="Send If-Match with its version.")
    task = get(session, actor, task_id)
    if task.state != "open":
        raise _closed(task)
    if task.version != version:
        raise StaleTask(
            f"You read version {version}; the task is now at version {task.version}.", fix="Read it again, then decide."
        )
    return task


def _close(session: Session, actor: Actor, task: Task, state: str, note: str, now: datetime) -> Task:
    columns = {"state": state, "done_at": now, "done_by": actor.staff_id, "remind_at": None, "next_call_at": None}
    kept = "\n".join(words for words in (task.note, note) if words)
    return _move(session, actor, task, f"task.{state}", now, columns | {"note": kept}, note_sha256=_sum(note))


def _move(
    session: Session, actor: Actor, task: Task, action: str, now: datetime, columns: dict[str, object], **detail: object
) -> Task:
    """Change a task only if nobody did meanwhile; this UPDATE is what a decision rests on."""
    mine = update(Task).where(col(Task.id) == task.id, col(Task.state) == "open", col(Task.version) == task.version)
    moved = mine.values(version=task.version + 1, **columns).execution_options(synchronize_session=False)
    if session.exec(moved).rowcount != 1:
        session.refresh(task)
        raise _closed(task) if task.state != "open" else StaleTask("Somebody was faster.", fix="Read it again.")
    session.refresh(task)
    audit.record(
        session,
        at=now,
        actor=actor.staff_id,
        action=action,
        subject=f"task:{task.id}",
        member_id=task.member_id,
        detail={"version": task.version, "level": task.level, **detail},
    )
    return task


def _closed(task: Task) -> TaskAlreadyClosed:
    at = f" at {task.done_at.isoformat(timespec='seconds')}" if task.done_at else ""
    return TaskAlreadyClosed(
        f"The task is {task.state} already (by {task.done_by}{at}).", fix="Look at the list again."
    )


def _sum(words: str) -> str:
    return audit.sum_of(words) if words else ""
