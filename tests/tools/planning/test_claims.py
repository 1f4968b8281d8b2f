"""A touch is in one run's hands at a time, and only that run may end it."""

import os
import socket
import subprocess
import sys
import threading
from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests.builders import NOW, make_member, make_planned_touch, make_staff
from tools.database import Database
from tools.errors import Conflict
from tools.models import PlannedTouch
from tools.planning import claim, give_back_of_dead, make_plan, name_run, release, settle

TODAY = date(2026, 3, 4)


@pytest.fixture
def touched(database: Database) -> Database:
    """Store one planned touch."""
    with database.writing() as session:
        make_staff(session)
        make_member(session)
        make_planned_touch(session, id="P1")
    return database


def _claim(database: Database, owner: str, minutes: int = 0) -> bool:
    with database.writing() as session:
        return claim(session, "P1", owner=owner, now=NOW + timedelta(minutes=minutes))


def _kept(database: Database) -> PlannedTouch:
    with database.reading() as session:
        return session.get_one(PlannedTouch, "P1")


def test_a_touch_in_hand_is_refused_to_others_until_the_lease_ends(touched: Database) -> None:
    assert _claim(touched, "a")
    assert not _claim(touched, "b", minutes=9)
    assert _claim(touched, "b", minutes=10)
    assert _kept(touched).claimed_by == "b"


def test_a_released_touch_is_free_at_once_but_only_its_holder_releases_it(touched: Database) -> None:
    _claim(touched, "a")
    with touched.writing() as session:
        release(session, "P1", owner="b")
    assert not _claim(touched, "b")
    with touched.writing() as session:
        release(session, "P1", owner="a")
    assert _claim(touched, "b")


def test_what_came_of_a_touch_is_noted_by_its_holder_once(touched: Database) -> None:
    _claim(touched, "a")
    with touched.writing() as session:
        settle(session, "P1", owner="a", state="blocked", suggestion_id="S1", blocked_by=("CT-2",))
    kept = _kept(touched)
    assert (kept.state, kept.suggestion_id, kept.blocked_by) == ("blocked", "S1", ["CT-2"])
    assert not _claim(touched, "b", minutes=60)
    for owner in ("a", "b"):
        with pytest.raises(Conflict), touched.writing() as session:
            settle(session, "P1", owner=owner, state="drafted")
    assert _kept(touched).state == "blocked"


def test_of_many_who_reach_for_a_touch_at_once_one_gets_it(touched: Database) -> None:
    start, won = threading.Barrier(6), list[bool]()

    def reach(owner: str) -> None:
        start.wait()
        won.append(_claim(touched, owner))

    _run([threading.Thread(target=reach, args=(str(number),)) for number in range(6)])
    assert sorted(won) == [False] * 5 + [True]


def test_two_plans_of_one_day_made_at_once_are_one_plan(database: Database) -> None:
    with database.writing() as session:
        make_staff(session)
        for number in range(12):
            make_member(session, f"m{number}")
    start, made = threading.Barrier(2), list[int]()

    def plan() -> None:
        start.wait()
        with database.writing() as session:
            made.append(len(make_plan(session, TODAY, now=NOW)))

    _run([threading.Thread(target=plan) for _ in range(2)])
    assert made == [12, 12]
    with database.reading() as session:
        assert len(session.exec(select(PlannedTouch)).all()) == 12


def _run(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _dead_process() -> int:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    return gone.pid


def _give_back(database: Database) -> int:
    with database.writing() as session:
        return give_back_of_dead(session, TODAY)


def test_what_a_dead_run_of_this_machine_had_in_hand_is_free_at_once(touched: Database) -> None:
    assert _claim(touched, f"W1@{_dead_process()}.{socket.gethostname()}")
    assert not _claim(touched, "b")
    assert _give_back(touched) == 1
    assert _claim(touched, "b")


@pytest.mark.parametrize(
    "owner",
    [name_run(NOW), f"W1@{os.getppid()}.{socket.gethostname()}", "W1@1.another-machine", "W1", "W1@x.y"],
    # Named, for process numbers differ between the processes that share the tests out.
    ids=["this run", "its parent", "another machine", "no process", "no number"],
)
def test_what_a_living_run_or_one_of_another_machine_has_in_hand_stays_with_it(touched: Database, owner: str) -> None:
    assert _claim(touched, owner)
    assert _give_back(touched) == 0
    assert not _claim(touched, "b")
