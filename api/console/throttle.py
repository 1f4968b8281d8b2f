"""Slows down whoever guesses passwords: after five wrong ones for an id in one process, it rests there five minutes."""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

MOST_WRONG = 5
WINDOW = timedelta(minutes=5)
_MOST_IDS = 10_000


class Throttle:
    """Remembers wrong passwords by staff id, in this process only. Safe to share by threads."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._wrong: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def may_try(self, staff_id: str, now: datetime) -> bool:
        """Tell whether this id may try another password now."""
        with self._lock:
            return len(self._recent(staff_id, now)) < MOST_WRONG

    def note_wrong(self, staff_id: str, now: datetime) -> None:
        """Remember a wrong password."""
        with self._lock:
            recent = self._recent(staff_id, now)
            recent.append(now)
            if staff_id not in self._wrong and len(self._wrong) >= _MOST_IDS:
                # Made-up ids must not fill the memory; forgetting the oldest gives nobody more than five tries at once.
                self._wrong.pop(next(iter(self._wrong)))
            self._wrong[staff_id] = recent

    def forget(self, staff_id: str) -> None:
        """Start afresh after a right password."""
        with self._lock:
            self._wrong.pop(staff_id, None)

    def _recent(self, staff_id: str, now: datetime) -> deque[datetime]:
        recent = self._wrong.get(staff_id, deque(maxlen=MOST_WRONG))
        while recent and now - recent[0] >= WINDOW:
            recent.popleft()
        return recent
