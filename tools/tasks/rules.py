"""The rules of tasks: titles, times and what a level demands, as data."""

import re
from datetime import datetime, timedelta
from functools import cache

from tools.errors import BadInput
from tools.models import Task
from tools.yaml_text import table_beside

rules = table_beside(__file__, "policy.yaml")


def is_overdue(task: Task, now: datetime) -> bool:
    """Tell whether the time of an open task has passed."""
    return task.state == "open" and task.due_at <= now


def title_of(kind: str) -> str:
    """Return the neutral title of a kind."""
    return str(rules()["kinds"][kind]["title"])


def due_of(kind: str, now: datetime) -> datetime:
    """Return by when a task of this kind is due if nobody says."""
    return now + timedelta(minutes=rules()["kinds"][kind]["due_in_minutes"])


def require_kind(kind: str) -> None:
    """Raise BadInput for a kind that a person may not open."""
    allowed = rules()["by_hand"]
    if kind not in allowed:
        raise BadInput(f"{kind!r} is not a kind of task.", fix=f"Choose from: {', '.join(allowed)}.")


def remind_at(due_at: datetime, now: datetime) -> datetime:
    """Return when to remind of a task that is opened or moved now."""
    before = timedelta(minutes=rules()["remind_before_minutes"])
    return max(due_at - min(before, max(due_at - now, timedelta(0)) / 2), now)


def is_grave(level: str) -> bool:
    """Tell whether a level demands a note, and a senior person to cancel."""
    return level in rules()["grave_levels"]


def calls_desk(level: str) -> bool:
    """Tell whether people are called for this level at once."""
    return level in rules()["calling_levels"]


def promises_something(text: str) -> bool:
    """Tell whether a text to a member promises that somebody will come back to her."""
    return any(pattern.search(text) for pattern in _promises())


@cache
def _promises() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in rules()["promise_words"])
