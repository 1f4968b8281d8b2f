"""A promise is a task from the moment its text is approved until it turns out that the text never left."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select, update

from tools import audit
from tools.checks.normalise import readable
from tools.checks.promises import promises
from tools.models import Draft, Task
from tools.tasks.opening import open_task
from tools.tasks.rules import due_of, promises_something, rules, title_of

_KIND = "answer"


def keep_promise(session: Session, draft: Draft, owner_staff_id: str, *, now: datetime) -> Task | None:
    """Open the task behind an approved text that promises to come back to her; None when it promises nothing.

    The draft knows by when if it was written as a promise; else the approved words decide, also a human's own.
    """
    due = _promised_for(draft, now)
    if due is None:
        return None
    source = f"draft:{draft.id}"
    standing = session.exec(select(Task).where(Task.source == source, Task.state == "open")).first()
    return standing or open_task(
        session,
        draft.member_id,
        kind=_KIND,
        title=title_of(_KIND),
        owner_staff_id=owner_staff_id,
        due_at=due,
        source=source,
        now=now,
        by=draft.decided_by or "system",
    )


def withdraw_promises(session: Session, draft_ids: Sequence[str], *, reason: str, now: datetime) -> int:
    """Take back the tasks behind texts that will not reach her; return how many. What was done stays done."""
    sources = [f"draft:{draft_id}" for draft_id in draft_ids]
    found = session.exec(select(Task).where(col(Task.source).in_(sources), Task.state == "open")).all()
    for task in found:
        gone = update(Task).where(col(Task.id) == task.id, col(Task.state) == "open")
        columns = {"state": "cancelled", "done_at": now, "done_by": "system", "remind_at": None, "next_call_at": None}
        session.exec(gone.values(version=Task.version + 1, **columns).execution_options(synchronize_session="fetch"))
        audit.record(
            session,
            at=now,
            actor="system",
            action="task.withdrawn",
            subject=f"task:{task.id}",
            member_id=task.member_id,
            detail={"reason": reason},
        )
    return len(found)


def _promised_for(draft: Draft, now: datetime) -> datetime | None:
    """Return by when: what the words say first, for a human may have changed it; then what it was written with."""
    written = (draft.grounds or {}).get("promise_due")
    is_own_word = draft.text != draft.proposed_text
    if written and not is_own_word:
        return datetime.fromisoformat(str(written))
    if draft.kind not in rules()["promise_kinds"]:
        return None
    said = promised_by(draft.text, now)
    return said or (due_of(_KIND, now) if promises_something(draft.text) else None)


def promised_by(text: str, now: datetime) -> datetime | None:
    """Return the first moment still ahead by which a text promises to come back to her; None when it names none."""
    ahead = [one.due for one in promises(readable(text).text, now) if one.due > now]
    return min(ahead, default=None)
