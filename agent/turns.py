"""How many turns compute at once: more than the processors bear make every one of them wait for all."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

_PER_PROCESSOR = 2


class Turns:
    """Seats for turns that compute; whoever waits for a model gives the seat to somebody else meanwhile."""

    def __init__(self, seats: int = 0) -> None:
        """Take a number of seats, 0 for two per processor."""
        self.seats = seats or _PER_PROCESSOR * (os.cpu_count() or 1)
        self._free = BoundedSemaphore(self.seats)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Hold a seat."""
        with self._free:
            yield
            settle()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Give the held seat away until the block ends."""
        self._free.release()
        try:
            yield
        finally:
            self._free.acquire()


@cache
def settle() -> None:
    """Leave out of every later search for garbage what the first turn has loaded to stay: library, rules, patterns.

    Such a search goes through hundreds of thousands of objects, and whoever's turn it falls into waits 0.2 s for it.
    """
    gc.freeze()
