"""Open a task: by a person, by a draft that promises something, by a hold."""

from datetime import datetime

from sqlmodel import Session

from tools import audit
from tools.access import Actor, require, require_member
from tools.errors import BadInput, NotFound
from tools.models import Staff, Task, new_id
from tools.tasks.rules import calls_desk, due_of, remind_at, require_kind, title_of

LONGEST_TITLE, LONGEST_NOTE = 80, 500


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
    desk: str = "",
    level: str = "",
    note: str = "",
    by: str = "system",
) -> Task:
    """Open a task; one of a calling level is put before the desk at once."""
    task = Task(
        id=new_id("T", now),
        member_id=member_id,
        kind=kind,
        title=title,
        owner_staff_id=owner_staff_id,
        desk=desk,
        level=level,
        due_at=due_at,
        remind_at=remind_at(due_at, now),
        next_call_at=now if desk and calls_desk(level) else None,
        source=source,
        note=note,
        created_by=by,
        created_at=now,
    )
    session.add(task)
    session.flush()
    audit.record(
        session,
        at=now,
        actor=by,
        action="task.opened",
        subject=f"task:{task.id}",
        member_id=member_id,
        detail={"kind": kind, "level": level, "desk": desk, "due_at": due_at.isoformat(), "source": source},
    )
    return task


def add(
    session: Session,
    actor: Actor,
    member_id: str,
    *,
    kind: str,
    now: datetime,
    title: str = "",
    note: str = "",
    due_at: datetime | None = None,
    owner_staff_id: str = "",
) -> Task:
    """Open a task by hand, for oneself unless another owner is named. Raises NotAllowed, NotFound, BadInput."""
    require(actor, "work_tasks")
    require_kind(kind)
    require_member(session, actor, member_id)
    due = due_at or due_of(kind, now)
    if due <= now:
        raise BadInput("The time for this task has passed already.", fix="Name a time to come.")
    words = _short(title, LONGEST_TITLE, "title") or title_of(kind)
    owner = owner_staff_id or actor.staff_id
    require_staff(session, owner)
    told = note_of(note)
    return open_task(
        session,
        member_id,
        kind=kind,
        title=words,
        owner_staff_id=owner,
        due_at=due,
        source="hand",
        now=now,
        note=told,
        by=actor.staff_id,
    )


def require_staff(session: Session, staff_id: str) -> Staff:
    """Return an active member of staff. Raises NotFound."""
    staff = session.get(Staff, staff_id)
    if staff is None or not staff.active:
        raise NotFound(f"There is no member of staff {staff_id!r}.", fix="`zhiji staff list` shows who there is.")
    return staff


def note_of(words: str) -> str:
    """Return a note as it may be stored. Raises BadInput when it is too long."""
    return _short(words, LONGEST_NOTE, "note")


def _short(words: str, longest: int, name: str) -> str:
    text = words.replace("\x00", "").strip()
    if len(text) > longest:
        raise BadInput(f"The {name} has {len(text)} characters.", fix=f"Use at most {longest}.")
    return text
