"""Turns compute a few at a time, and a waiting one keeps nobody from computing."""

import gc
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock
from time import sleep

from agent.turns import Turns, settle


def test_no_more_turns_compute_at_once_than_there_are_seats() -> None:
    turns, lock, at_once = Turns(2), Lock(), [0, 0]

    def work(_: int) -> None:
        with turns.working():
            with lock:
                at_once[0] += 1
                at_once[1] = max(at_once)
            sleep(0.02)
            with lock:
                at_once[0] -= 1

    with ThreadPoolExecutor(8) as many:
        list(many.map(work, range(8)))
    assert at_once == [0, 2]


def test_whoever_waits_for_a_model_gives_the_seat_to_another() -> None:
    turns, everybody, done = Turns(1), Barrier(3, timeout=5), Event()

    def wait(_: int) -> bool:
        with turns.working():
            with turns.away():
                everybody.wait()
            done.set()
        return True

    with ThreadPoolExecutor(3) as many:
        assert all(many.map(wait, range(3)))
    assert done.is_set()


def test_what_the_first_turn_loaded_is_not_gone_through_for_garbage_again() -> None:
    gc.unfreeze()
    settle.cache_clear()
    turns, kept = Turns(1), {"to": "stay"}
    with turns.working():
        assert gc.get_freeze_count() == 0
    held = gc.get_freeze_count()
    with turns.working():
        later = [kept]
    assert held > 0
    assert gc.get_freeze_count() == held
    assert later[0] is kept
    gc.unfreeze()
