"""The worker: delivers, expires, reminds and calls the desk, until stopped; any number may run."""

import os
import socket
from datetime import datetime, timedelta
from threading import Event, Thread

import structlog

from agent.model.limits import load_limits
from api.services import Services
from tools import desk, exchanges, kpis, reviews
from tools.errors import ServiceError
from tools.outbox import deliver_due

_PAUSE_S = 1.0
_PAUSE_AFTER_FAILURE_S = 5.0
_FORGET_EVERY = timedelta(hours=1)
_COUNT_EVERY = timedelta(minutes=10)


class Worker:
    """One delivering loop with a name of its own, which owns the leases it takes."""

    def __init__(self, services: Services) -> None:
        """Start nothing yet."""
        self._services = services
        self._stopped = Event()
        self._thread: Thread | None = None
        self._forgot_at: datetime | None = None
        self._counted_at: datetime | None = None
        self.name = f"{socket.gethostname()}-{os.getpid()}-{id(self):x}"

    def start(self) -> None:
        """Run the loop in a thread of its own."""
        self._thread = Thread(target=self.run, name="worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the loop after the round it is in."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def run(self) -> None:
        """Deliver round after round; a failed round is logged and tried again later."""
        log = structlog.get_logger("worker")
        while not self._stopped.is_set():
            pause_s = _PAUSE_S
            try:
                self.round()
            except ServiceError as error:
                log.warning("round failed", reason=error.message, fix=error.fix)
                pause_s = _PAUSE_AFTER_FAILURE_S
            except Exception:
                # The one place that may catch everything: the loop must outlive any single round.
                log.exception("round failed")
                pause_s = _PAUSE_AFTER_FAILURE_S
            self._stopped.wait(pause_s)

    def round(self) -> int:
        """Expire old drafts, deliver what is due, and return how many deliveries were attempted."""
        services = self._services
        with services.database.writing() as session:
            reviews.expire_due(session, now=services.clock())
        self._look_after_staff()
        self._forget()
        outcomes = deliver_due(services.database, services.channels, services.gate, now=services.clock, owner=self.name)
        self._count()
        return len(outcomes)

    def _forget(self) -> None:
        """Delete prompts and answers whose time is over, once an hour."""
        now = self._services.clock()
        if self._forgot_at is not None and now - self._forgot_at < _FORGET_EVERY:
            return
        self._forgot_at = now
        days = load_limits(self._services.settings.llm_limits_file).kept_days
        with self._services.database.writing() as session:
            exchanges.forget_older(session, now=now, days=days)

    def _count(self) -> None:
        """Count the figures of a large base before somebody waits for them: one scope a round, then a pause."""
        now = self._services.clock()
        if self._counted_at is not None and now - self._counted_at < _COUNT_EVERY:
            return
        if not kpis.count_ahead(self._services.database, now=now):
            self._counted_at = now

    def _look_after_staff(self) -> None:
        """Call the desk, remind of tasks, and send what goes out beside the console."""
        services, database, roster = self._services, self._services.database, self._services.roster
        ways = {"console", *services.alert_senders}
        desk.call_due(database, roster, ways, now=services.clock())
        desk.remind_due(database, roster, ways, now=services.clock())
        desk.send_due(database, services.alert_senders, now=services.clock, owner=self.name)
