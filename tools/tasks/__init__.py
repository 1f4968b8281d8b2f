"""Tasks: what a person promised or must do, with an owner and a time."""

from tools.tasks.deciding import cancel, done, reassign, snooze, take
from tools.tasks.handing_over import hand_over, open_by_owner
from tools.tasks.opening import add, open_task
from tools.tasks.promises import keep_promise, withdraw_promises
from tools.tasks.reading import TaskCounts, TaskPage, TaskQuery, count_mine, get, list_tasks, tasks_of_member
from tools.tasks.refusals import NoteMissing, StaleTask, TaskAlreadyClosed
from tools.tasks.rules import rules

__all__ = [
    "NoteMissing",
    "StaleTask",
    "TaskAlreadyClosed",
    "TaskCounts",
    "TaskPage",
    "TaskQuery",
    "add",
    "cancel",
    "count_mine",
    "done",
    "get",
    "hand_over",
    "keep_promise",
    "list_tasks",
    "open_by_owner",
    "open_task",
    "reassign",
    "rules",
    "snooze",
    "take",
    "tasks_of_member",
    "withdraw_promises",
]
