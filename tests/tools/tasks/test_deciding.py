"""Taking, finishing, cancelling, handing over and snoozing: one of two people wins, and each leaves a trace."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from tests.builders import (
    ADMIN,
    AUDITOR,
    NOW,
    OTHER_REP,
    REP,
    SUPERVISOR,
    make_member,
    make_staff,
    make_task,
)
from tools import audit, tasks
from tools.access import Actor
from tools.database import Database
from tools.errors import BadInput, NotAllowed, NotFound, ServiceError, VersionMissing
from tools.models import Task
from tools.tasks import NoteMissing, StaleTask, TaskAlreadyClosed


@pytest.fixture
def shop(database: Database) -> Database:
    with database.writing() as session:
        for actor in (REP, OTHER_REP, SUPERVISOR, ADMIN, AUDITOR):
            make_staff(session, actor.staff_id, actor.role, name=actor.name, store=actor.store)
        make_member(session)
        make_task(session, id="T1", owner_staff_id="r1", source="hand")
        make_task(session, id="S1", owner_staff_id="r1", level="S1", desk="care", source="hold:H1", next_call_at=NOW)
    return database


def _task(shop: Database, task_id: str) -> Task:
    with shop.reading() as session:
        return session.get_one(Task, task_id)


def _actions(shop: Database, task_id: str) -> list[str]:
    with shop.reading() as session:
        return [entry.action for entry in audit.entries(session, subject=f"task:{task_id}")]


def test_an_everyday_task_is_done_without_many_words(shop: Database) -> None:
    with shop.writing() as session:
        tasks.done(session, REP, "T1", 1, now=NOW)
    task = _task(shop, "T1")
    assert (task.state, task.done_by, task.done_at, task.remind_at, task.version) == ("done", "r1", NOW, None, 2)
    assert _actions(shop, "T1") == ["task.done"]


def test_an_urgent_one_is_closed_with_a_note_that_the_audit_only_sums_up(shop: Database) -> None:
    with pytest.raises(NoteMissing), shop.writing() as session:
        tasks.done(session, REP, "S1", 1, now=NOW, note="  ")
    with shop.writing() as session:
        tasks.done(session, REP, "S1", 1, now=NOW, note="已电话，她在去医院的路上")
    with shop.reading() as session:
        detail = str(audit.entries(session, subject="task:S1")[0].detail)
    assert "医院" not in detail
    assert _task(shop, "S1").note == "已电话，她在去医院的路上"


def test_taking_makes_it_mine_and_ends_the_calling(shop: Database) -> None:
    with shop.writing() as session:
        tasks.take(session, SUPERVISOR, "S1", 1, now=NOW)
    task = _task(shop, "S1")
    assert (task.owner_staff_id, task.taken_by, task.next_call_at, task.state) == ("v1", "v1", None, "open")


def test_a_rep_may_not_give_an_urgent_task_up_but_a_supervisor_may_with_a_reason(shop: Database) -> None:
    with pytest.raises(NotAllowed), shop.writing() as session:
        tasks.cancel(session, REP, "S1", 1, "误报", now=NOW)
    with pytest.raises(BadInput), shop.writing() as session:
        tasks.cancel(session, SUPERVISOR, "S1", 1, " ", now=NOW)
    with shop.writing() as session:
        tasks.cancel(session, SUPERVISOR, "S1", 1, "误报，已问过她", now=NOW)
    assert (_task(shop, "S1").state, _task(shop, "S1").note) == ("cancelled", "误报，已问过她")


def test_a_task_is_handed_over_by_its_owner_or_a_supervisor(shop: Database) -> None:
    with shop.writing() as session:
        tasks.reassign(session, REP, "T1", 1, "r2", now=NOW, reason="明天我休息")
    with pytest.raises(NotAllowed), shop.writing() as session:
        tasks.reassign(session, REP, "T1", 2, "r1", now=NOW)
    with shop.writing() as session:
        tasks.reassign(session, SUPERVISOR, "T1", 2, "a1", now=NOW)
    assert _task(shop, "T1").owner_staff_id == "a1"
    with shop.reading() as session:
        detail = audit.entries(session, subject="task:T1")[0].detail
    assert (detail["from"], detail["to"]) == ("r2", "a1")


def test_whom_a_task_was_handed_to_sees_it_though_the_member_is_not_theirs(shop: Database) -> None:
    with pytest.raises(NotFound), shop.reading() as session:
        tasks.get(session, OTHER_REP, "T1")
    with shop.writing() as session:
        tasks.reassign(session, REP, "T1", 1, "r2", now=NOW)
    with shop.writing() as session:
        assert tasks.done(session, OTHER_REP, "T1", 2, now=NOW).done_by == "r2"


@pytest.mark.parametrize("to", ["nobody", "r1"])
def test_a_task_goes_to_somebody_else_who_works_here(shop: Database, to: str) -> None:
    with pytest.raises((NotFound, BadInput)), shop.writing() as session:
        tasks.reassign(session, REP, "T1", 1, to, now=NOW)


def test_snoozing_moves_the_reminder_and_the_time_only_where_nobody_was_promised_anything(shop: Database) -> None:
    with shop.writing() as session:
        make_task(session, id="P1", owner_staff_id="r1", source="draft:D1", due_at=NOW + timedelta(hours=1))
    later = NOW + timedelta(days=3)
    with shop.writing() as session:
        tasks.snooze(session, REP, "T1", 1, later, now=NOW)
        tasks.snooze(session, REP, "P1", 1, later, now=NOW)
    assert (_task(shop, "T1").remind_at, _task(shop, "T1").due_at) == (later, later)
    assert (_task(shop, "P1").remind_at, _task(shop, "P1").due_at) == (later, NOW + timedelta(hours=1))


def test_an_urgent_task_cannot_be_snoozed_and_no_task_for_a_month_or_into_the_past(shop: Database) -> None:
    with pytest.raises(NotAllowed), shop.writing() as session:
        tasks.snooze(session, REP, "S1", 1, NOW + timedelta(hours=1), now=NOW)
    for until in (NOW, NOW - timedelta(days=1), NOW + timedelta(days=30)):
        with pytest.raises(BadInput), shop.writing() as session:
            tasks.snooze(session, REP, "T1", 1, until, now=NOW)


def test_a_decision_names_the_version_it_saw(shop: Database) -> None:
    with pytest.raises(VersionMissing), shop.writing() as session:
        tasks.done(session, REP, "T1", None, now=NOW)
    with shop.writing() as session:
        tasks.take(session, REP, "T1", 1, now=NOW)
    with pytest.raises(StaleTask), shop.writing() as session:
        tasks.done(session, REP, "T1", 1, now=NOW)


@pytest.mark.parametrize("actor", [AUDITOR])
def test_an_auditor_only_looks(shop: Database, actor: Actor) -> None:
    with shop.reading() as session:
        assert tasks.get(session, actor, "T1").id == "T1"
    with pytest.raises(NotAllowed), shop.writing() as session:
        tasks.done(session, actor, "T1", 1, now=NOW)


def test_of_two_people_who_close_the_same_task_one_wins(shop: Database) -> None:
    outcomes: list[str] = []
    start = Barrier(2)

    def close(actor: Actor) -> None:
        start.wait()
        try:
            with shop.writing() as session:
                tasks.done(session, actor, "T1", 1, now=NOW)
            outcomes.append("won")
        except ServiceError as error:
            outcomes.append(type(error).__name__)

    people = [Thread(target=close, args=(actor,)) for actor in (REP, SUPERVISOR)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(outcomes) == [TaskAlreadyClosed.__name__, "won"]
    assert _actions(shop, "T1") == ["task.done"]


def test_a_task_by_hand_needs_a_kind_a_time_to_come_and_a_member_of_ones_own(shop: Database) -> None:
    with shop.writing() as session:
        task = tasks.add(session, REP, "m1", kind="call", now=NOW)
    assert (task.owner_staff_id, task.source, task.due_at) == ("r1", "hand", NOW + timedelta(minutes=240))
    assert task.remind_at == task.due_at - timedelta(minutes=30)
    for given in ({"kind": "medical"}, {"kind": "call", "due_at": NOW}, {"kind": "call", "title": "x" * 81}):
        with pytest.raises(BadInput), shop.writing() as session:
            tasks.add(session, REP, "m1", now=NOW, **given)
    with pytest.raises(NotFound), shop.writing() as session:
        tasks.add(session, OTHER_REP, "m1", kind="call", now=NOW)
    with pytest.raises(NotAllowed), shop.writing() as session:
        tasks.add(session, AUDITOR, "m1", kind="call", now=NOW)


def test_a_reminder_never_comes_before_half_the_time_is_over(shop: Database) -> None:
    with shop.writing() as session:
        task = tasks.add(session, REP, "m1", kind="call", due_at=NOW + timedelta(minutes=20), now=NOW)
    assert task.remind_at == NOW + timedelta(minutes=10)
