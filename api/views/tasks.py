"""How tasks, alerts and duty look from outside."""

from datetime import datetime
from typing import Any

from api.views.times import moment
from tools.desk import AlertView, DutyStatus
from tools.models import Task
from tools.tasks.rules import is_overdue, rules

_SOURCES = {"draft": "draft", "hold": "triage", "message": "triage", "delivery": "delivery", "hand": "hand"}


def source_of(task: Task) -> str:
    """Return what opened a task: draft, triage, delivery or hand."""
    return _SOURCES.get(task.source.partition(":")[0], "hand")


def task_view(task: Task, now: datetime, alerts: tuple[AlertView, ...] | None = None) -> dict[str, Any]:
    """Return a task; with alerts, who was told of it."""
    view: dict[str, Any] = {
        "id": task.id,
        "version": task.version,
        "state": task.state,
        "overdue": is_overdue(task, now),
        "member_id": task.member_id,
        "kind": task.kind,
        "title": task.title,
        "level": task.level or None,
        "owner": task.owner_staff_id or None,
        "desk": task.desk or None,
        "due_at": moment(task.due_at),
        "remind_at": moment(task.remind_at),
        "source": source_of(task),
        "source_ref": task.source or None,
        "taken_by": task.taken_by or None,
        "taken_at": moment(task.taken_at),
        "note": task.note,
        "needs_note": task.level in rules()["grave_levels"],
        "created_by": task.created_by,
        "created_at": moment(task.created_at),
        "closed_by": task.done_by or None,
        "closed_at": moment(task.done_at),
    }
    if alerts is not None:
        view["alerts"] = [alert_view(alert) for alert in alerts]
    return view


def alert_view(alert: AlertView) -> dict[str, Any]:
    """Return one alert; no staff id means that nobody was on duty."""
    return {
        "staff_id": alert.staff_id or None,
        "reason": alert.reason,
        "channel": alert.channel,
        "state": alert.state,
        "at": moment(alert.at),
        "error": alert.error or None,
    }


def duty_view(status: DutyStatus) -> dict[str, Any]:
    """Return who is on duty, and the numbers that help in any case."""
    return {
        "desk": status.desk,
        "title": status.title,
        "on_duty": status.on_duty,
        "people": list(status.people),
        "next_shift_at": moment(status.next_at),
        "hotlines": [{"number": number, "name": name} for number, name in status.hotlines],
        "says": status.says,
    }
