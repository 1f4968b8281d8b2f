"""Lists: overdue first, then by time; every page once; only what one may see."""

from datetime import timedelta

import pytest

from tests.builders import NOW, OTHER_REP, REP, SUPERVISOR, make_member, make_staff, make_task
from tools import tasks
from tools.access import Actor
from tools.database import Database
from tools.errors import BadInput
from tools.tasks import TaskQuery


@pytest.fixture
def shop(database: Database) -> Database:
    with database.writing() as session:
        make_staff(session, "r1")
        make_member(session)
        make_member(session, "m2", owner_staff_id="r2", store="s2")
        for number, hours in enumerate((5, -3, 0, 2, 2, -1)):
            make_task(session, id=f"T{number}", owner_staff_id="r1", due_at=NOW + timedelta(hours=hours))
        make_task(session, "m2", id="other", owner_staff_id="r2", desk="care", due_at=NOW)
        make_task(session, id="shut", state="done", owner_staff_id="r1", done_at=NOW)
    return database


def _ids(shop: Database, actor: Actor, query: TaskQuery, limit: int = 50) -> list[str]:
    found: list[str] = []
    cursor = ""
    with shop.reading() as session:
        while True:
            page = tasks.list_tasks(session, actor, query, now=NOW, limit=limit, cursor=cursor)
            found += [task.id for task in page.tasks]
            cursor = page.next_cursor
            if not cursor:
                return found


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_what_is_overdue_comes_first_then_by_time_and_every_page_once(shop: Database, limit: int) -> None:
    assert _ids(shop, REP, TaskQuery(), limit) == ["T1", "T5", "T2", "T3", "T4", "T0"]


def test_overdue_ones_can_be_had_alone(shop: Database) -> None:
    assert _ids(shop, REP, TaskQuery(overdue=True)) == ["T1", "T5", "T2"]
    assert _ids(shop, REP, TaskQuery(overdue=False)) == ["T3", "T4", "T0"]
    with shop.reading() as session:
        counts = tasks.count_mine(session, REP, now=NOW)
    assert (counts.open, counts.overdue) == (6, 3)


def test_lists_are_narrowed_by_owner_desk_member_and_state(shop: Database) -> None:
    assert _ids(shop, OTHER_REP, TaskQuery(desks=("care",))) == ["other"]
    assert _ids(shop, SUPERVISOR, TaskQuery(owner="r1"))[:1] == ["T1"]
    assert _ids(shop, REP, TaskQuery(member_id="m2")) == []
    assert _ids(shop, REP, TaskQuery(state="done")) == ["shut"]


def test_nobody_sees_tasks_about_members_of_others(shop: Database) -> None:
    assert "other" not in _ids(shop, REP, TaskQuery())
    assert "other" not in _ids(shop, SUPERVISOR, TaskQuery())


def test_a_cursor_that_is_not_ours_is_refused(shop: Database) -> None:
    with pytest.raises(BadInput), shop.reading() as session:
        tasks.list_tasks(session, REP, TaskQuery(), now=NOW, cursor="x")
