"""Calling: the first line at once, the next one in time, nobody twice, and silence never looks like help."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlmodel import col, select

from tests.builders import ADMIN, NOW, REP, SUPERVISOR, make_member, make_staff, make_task
from tests.tools.desk.conftest import urgent_task
from tools import audit, tasks
from tools.database import Database
from tools.desk import call_due, load_roster, open_calls, remind_due
from tools.models import Alert, Staff, Task

ROSTER = load_roster()
NIGHT = NOW + timedelta(hours=15)  # 01:00 in Shanghai


def _told(database: Database, reason: str = "call") -> list[tuple[int, str]]:
    with database.reading() as session:
        rows = session.exec(select(Alert).where(Alert.reason == reason).order_by(col(Alert.round), col(Alert.staff_id)))
        return [(alert.round, alert.staff_id) for alert in rows]


def _call(database: Database, **later: float) -> None:
    call_due(database, ROSTER, {"console"}, now=NOW + timedelta(**later))


def test_the_first_line_is_called_at_once_and_only_once(called: Database) -> None:
    _call(called)
    _call(called, seconds=1)
    assert _told(called) == [(0, "r1"), (0, "v1")]


def test_an_unanswered_call_goes_to_the_next_in_line(called: Database) -> None:
    _call(called)
    _call(called, minutes=4, seconds=59)
    assert len(_told(called)) == 2
    _call(called, minutes=5)
    assert _told(called)[2:] == [(1, "a1"), (1, "v1")]
    _call(called, minutes=9)
    assert len(_told(called)) == 4
    _call(called, minutes=10)
    assert _told(called)[4:] == [(2, "a1")]
    _call(called, hours=3)
    assert len(_told(called)) == 5


@pytest.mark.parametrize("answer", ["take", "done"])
def test_who_answers_ends_the_calling(called: Database, answer: str) -> None:
    _call(called)
    with called.writing() as session:
        if answer == "take":
            tasks.take(session, SUPERVISOR, "T1", 1, now=NOW)
        else:
            tasks.done(session, SUPERVISOR, "T1", 1, note="已电话", now=NOW)
    _call(called, minutes=30)
    assert len(_told(called)) == 2
    with called.reading() as session:
        assert open_calls(session, REP) == []


def test_at_night_nobody_is_called_everybody_sees_it_and_the_morning_shift_is(called: Database) -> None:
    with called.writing() as session:
        session.get_one(Task, "T1").next_call_at = NIGHT
    call_due(called, ROSTER, {"console"}, now=NIGHT)
    call_due(called, ROSTER, {"console"}, now=NIGHT + timedelta(minutes=6))
    assert _told(called) == [(0, "")]
    with called.reading() as session:
        assert [task.id for task in open_calls(session, REP)] == ["T1"]
        assert [task.id for task in open_calls(session, ADMIN)] == ["T1"]
        actions = [entry.action for entry in audit.entries(session, subject="task:T1")]
    assert actions == ["desk.empty"]
    call_due(called, ROSTER, {"console"}, now=NIGHT + timedelta(hours=7, minutes=1))
    assert _told(called)[1:] == [(0, "r1"), (0, "v1")]


def test_an_empty_line_hands_over_without_waiting(called: Database) -> None:
    with called.writing() as session:
        for person in session.exec(select(Staff).where(Staff.role != "admin")):
            person.active = False
    _call(called)
    assert _told(called) == [(1, "a1")]


def test_a_call_is_seen_by_who_was_told_and_may_see_her(called: Database) -> None:
    with called.writing() as session:
        make_staff(session, "r2", "rep", name="Zhou")
    _call(called)
    with called.reading() as session:
        assert [task.id for task in open_calls(session, SUPERVISOR)] == ["T1"]
        from tests.builders import OTHER_REP

        assert open_calls(session, OTHER_REP) == []


def test_two_workers_call_once(called: Database) -> None:
    with called.writing() as session:
        for number in range(8):
            urgent_task(session, f"X{number}")
    start = Barrier(2)

    def work() -> None:
        start.wait()
        _call(called)

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert _told(called) == sorted([(0, "r1"), (0, "v1")] * 9)


def test_two_workers_remind_once_before_and_once_after_the_time(database: Database) -> None:
    due = NOW + timedelta(hours=1)
    with database.writing() as session:
        make_staff(session, "r1")
        make_member(session)
        for number in range(6):
            make_task(session, id=f"T{number}", owner_staff_id="r1", due_at=due, remind_at=NOW)

    def work() -> None:
        for now in (NOW, NOW, due, due + timedelta(days=1)):
            remind_due(database, ROSTER, {"console"}, now=now)

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert _told(database, "due_soon") == [(1, "r1")] * 6
    assert _told(database, "overdue") == [(1, "r1")] * 6


def test_a_task_without_an_owner_reminds_who_is_on_duty(database: Database) -> None:
    with database.writing() as session:
        make_staff(session, "v1", "supervisor")
        make_member(session, owner_staff_id="")
        make_task(session, owner_staff_id="", desk="supervisor", due_at=NOW, remind_at=NOW)
    remind_due(database, ROSTER, {"console"}, now=NOW)
    assert _told(database, "overdue") == [(1, "v1")]


def test_a_closed_task_reminds_nobody(database: Database) -> None:
    with database.writing() as session:
        make_staff(session, "r1")
        make_member(session)
        make_task(session, id="T1", owner_staff_id="r1", remind_at=NOW + timedelta(hours=1))
        tasks.done(session, REP, "T1", 1, now=NOW)
    assert remind_due(database, ROSTER, {"console"}, now=NOW + timedelta(days=2)) == 0
