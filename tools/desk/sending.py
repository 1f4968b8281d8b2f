"""Send alerts to staff: each at most once by each way, whoever dies in the middle.

These are not texts for members, so they do not pass the outbox; and they hold nothing a member wrote.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from sqlmodel import Session, col, select, update

from tools.database import Database
from tools.errors import ServiceError
from tools.models import Alert, Task

MOST_ATTEMPTS = 5
_LEASE = timedelta(seconds=60)
_FIRST_WAIT = timedelta(seconds=15)
_AT_ONCE = 20


class NotSent(ServiceError):
    """The alert surely did not leave; it may be tried again."""


@dataclass(frozen=True)
class Notice:
    """What one alert says: a kind and a level, who should act by when, and never a word of the member's."""

    key: str
    task_id: str
    staff_id: str
    reason: str
    kind: str
    level: str
    desk: str
    due_at: datetime


class AlertSender(Protocol):
    """A way to reach a member of staff outside the console."""

    def send(self, notice: Notice) -> None:
        """Send once. Raises NotSent when it surely did not leave; any other error leaves it in doubt."""
        ...


def send_due(database: Database, senders: Mapping[str, AlertSender], *, now: Callable[[], datetime], owner: str) -> int:
    """Send what waits and return how many alerts were tried; a sender that vanished leaves its alert in doubt."""
    _give_up_leases(database, now())
    with database.reading() as session:
        waiting = select(Alert.id).where(Alert.state == "queued", col(Alert.not_before) <= now())
        ids = session.exec(waiting.order_by(col(Alert.created_at)).limit(_AT_ONCE)).all()
    return sum(_send(database, senders, alert_id, now, owner) for alert_id in ids)


def _send(
    database: Database, senders: Mapping[str, AlertSender], alert_id: str, now: Callable[[], datetime], owner: str
) -> bool:
    with database.writing() as session:
        notice = _claim(session, alert_id, now(), owner)
        channel = session.get_one(Alert, alert_id).channel
    if notice is None:
        return False
    sender = senders.get(channel)
    if sender is None:
        _finish(database, alert_id, owner, state="failed", error=f"{channel} is not set up")
        return True
    try:
        sender.send(notice)
    except NotSent as error:
        _try_again(database, alert_id, owner, error.message, now())
    except Exception as error:
        # Whatever went wrong after it may have left: a second alert is worse than an honest doubt.
        _finish(database, alert_id, owner, state="unknown", error=type(error).__name__)
    else:
        _finish(database, alert_id, owner, state="sent", sent_at=now(), error="")
    return True


def _claim(session: Session, alert_id: str, now: datetime, owner: str) -> Notice | None:
    """Take one alert in hand; one whose task is settled meanwhile is taken back."""
    alert = session.get_one(Alert, alert_id)
    task = session.get_one(Task, alert.task_id)
    still = task.state == "open" and not (alert.reason == "call" and task.taken_at)
    columns: dict[str, Any] = {"state": "sending", "owner": owner, "lease_until": now + _LEASE}
    if not still:
        columns = {"state": "failed", "error": "the task was settled before"}
    mine = update(Alert).where(col(Alert.id) == alert_id, col(Alert.state) == "queued")
    values = mine.values(**columns, attempts=Alert.attempts + 1).execution_options(synchronize_session=False)
    if session.exec(values).rowcount != 1 or not still:
        return None
    return Notice(alert.id, task.id, alert.staff_id, alert.reason, task.kind, task.level, task.desk, task.due_at)


def _try_again(database: Database, alert_id: str, owner: str, error: str, now: datetime) -> None:
    with database.reading() as session:
        attempts = session.get_one(Alert, alert_id).attempts
    if attempts >= MOST_ATTEMPTS:
        _finish(database, alert_id, owner, state="failed", error=error)
        return
    later = now + _FIRST_WAIT * 2 ** (attempts - 1)
    _finish(database, alert_id, owner, state="queued", error=error, not_before=later, lease_until=None)


def _finish(database: Database, alert_id: str, owner: str, **columns: Any) -> None:
    with database.writing() as session:
        mine = update(Alert).where(col(Alert.id) == alert_id, col(Alert.state) == "sending", col(Alert.owner) == owner)
        session.exec(mine.values(**columns).execution_options(synchronize_session=False))
    if columns["state"] != "sent":
        log = structlog.get_logger("desk")
        log.warning("alert not delivered", alert=alert_id, state=columns["state"], reason=columns["error"])


def _give_up_leases(database: Database, now: datetime) -> None:
    with database.reading() as session:
        found = select(Alert.id).where(Alert.state == "sending", col(Alert.lease_until) <= now).limit(1)
        if session.exec(found).first() is None:
            return
    with database.writing() as session:
        lost = update(Alert).where(col(Alert.state) == "sending", col(Alert.lease_until) <= now)
        columns = {"state": "unknown", "error": "the sender stopped in the middle"}
        session.exec(lost.values(**columns).execution_options(synchronize_session=False))
