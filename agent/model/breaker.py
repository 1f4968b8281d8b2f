"""A circuit breaker: a model that keeps failing is left alone for a while, then tried by one request."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic
from typing import Literal

from agent.errors import BudgetSpent, ModelUnavailable, UnusableAnswer
from agent.model.limits import BreakerLimits

BreakerState = Literal["closed", "open", "half_open"]


class Breaker:
    """Counts failures in a row; shared by all threads of a process."""

    def __init__(self, limits: BreakerLimits, *, clock: Callable[[], float] = monotonic) -> None:
        """Start closed: requests pass."""
        self._limits, self._clock, self._lock = limits, clock, Lock()
        self._failures = 0
        self._opened_at: float | None = None
        self._is_probing = False

    @property
    def state(self) -> BreakerState:
        """Say whether requests pass (closed), none do (open), or one may try (half_open)."""
        if self._opened_at is None:
            return "closed"
        return "open" if self.seconds_left > 0 else "half_open"

    @property
    def seconds_left(self) -> float:
        """Return the seconds until a request may try again, 0 when it may."""
        opened_at = self._opened_at
        return 0.0 if opened_at is None else max(0.0, opened_at + self._limits.pause_s - self._clock())

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Let one request pass and learn from its end; an answer nobody can use is still a sign of life.

        Raises ModelUnavailable without a wait while the model is left alone.
        """
        self._enter()
        end = self._left
        try:
            yield
            end = self._succeeded
        except BudgetSpent:
            raise
        except ModelUnavailable:
            end = self._failed
            raise
        except UnusableAnswer:
            end = self._succeeded
            raise
        finally:
            end()

    def _enter(self) -> None:
        with self._lock:
            if self.state == "closed":
                return
            if self.state == "open" or self._is_probing:
                raise ModelUnavailable(
                    f"The model failed {self._failures} times in a row and is left alone for now.",
                    fix=f"It is tried again in {self.seconds_left:.0f} s; `zhiji doctor` says what ails it.",
                )
            self._is_probing = True

    def _succeeded(self) -> None:
        with self._lock:
            self._failures, self._opened_at, self._is_probing = 0, None, False

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._is_probing or self._failures >= self._limits.failures:
                self._opened_at = self._clock()
            self._is_probing = False

    def _left(self) -> None:
        with self._lock:
            self._is_probing = False
