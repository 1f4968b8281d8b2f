"""Work is shared by processes that load everything themselves where this one may not be copied."""

import threading
from contextlib import AbstractContextManager, nullcontext

import pytest

from api.evaluation import workers
from api.evaluation.workers import judge_all, processes_for


class Doubling:
    """Doubles numbers."""

    def __call__(self, case: int) -> int:
        """Return the double."""
        return case * 2

    def let_go(self) -> None:
        """Hold nothing."""

    def twin(self) -> AbstractContextManager["Doubling"]:
        """Give itself."""
        return nullcontext(self)


def doubling() -> AbstractContextManager[Doubling]:
    return nullcontext(Doubling())


@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_cases(processes: int) -> None:
    assert judge_all(doubling, (), range(40), processes) == [case * 2 for case in range(40)]


def test_a_process_with_a_second_thread_is_never_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    copied = []
    monkeypatch.setattr(workers, "_shared", lambda context, *_rest: copied.append(context.get_start_method()) or [])
    done = threading.Event()
    beside = threading.Thread(target=done.wait)
    beside.start()
    judge_all(doubling, (), [1, 2], 2)
    done.set()
    beside.join()
    assert copied == ["forkserver"]


@pytest.mark.parametrize(("cases", "jobs", "wanted"), [(3, 8, 3), (5, None, 1), (0, 2, 1), (9, 2, 2)])
def test_no_more_processes_work_than_there_are_cases(cases: int, jobs: int | None, wanted: int) -> None:
    assert processes_for(cases, jobs=jobs, worth_sharing=50) == wanted


def test_a_long_file_gets_every_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    assert processes_for(50, jobs=None, worth_sharing=50) == 4
