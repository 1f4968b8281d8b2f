"""A promise becomes a task when its text is approved, and is taken back when the text does not reach her."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.builders import NOW, REP, SUPERVISOR, make_draft, make_member, make_staff, make_suggestion
from tests.gates import FakeGate, Refused
from tests.tools.outbox.test_deliver import Recorder, deliver
from tools import holds, reviews
from tools.database import Database
from tools.models import Delivery, Task
from tools.tasks.rules import promises_something

DUE = NOW + timedelta(hours=2)
PROMISE = "这个我不敢随口答，我去问一下，12点前回您。"


@pytest.fixture
def shop(database: Database) -> Database:
    with database.writing() as session:
        make_staff(session, "r1")
        make_staff(session, "v1", "supervisor")
        make_member(session)
        parent = make_suggestion(session)
        grounds = {"promise_due": DUE.isoformat()}
        for style in ("short", "usual"):
            make_draft(session, suggestion=parent, id=style, style=style, text=PROMISE, grounds=grounds, expires_at=DUE)
    return database


def _approve(shop: Database, draft_id: str = "usual", version: int = 1) -> None:
    with shop.writing() as session:
        reviews.approve(
            session, SUPERVISOR, draft_id, version, now=NOW, gate=FakeGate(), channel="console", undo_window_s=0
        )


def _tasks(shop: Database) -> list[tuple[str, str]]:
    with shop.reading() as session:
        return [(task.source, task.state) for task in session.exec(select(Task).order_by(Task.id))]  # type: ignore[arg-type]


def test_a_proposal_promises_nothing_yet(shop: Database) -> None:
    assert _tasks(shop) == []
    with shop.writing() as session:
        reviews.reject(session, SUPERVISOR, "short", 1, "too_salesy", now=NOW)
    assert _tasks(shop) == []


def test_an_approved_promise_is_a_task_of_the_colleague_she_knows_by_that_hour(shop: Database) -> None:
    _approve(shop)
    with shop.reading() as session:
        task = session.exec(select(Task)).one()
    assert (task.owner_staff_id, task.due_at, task.source, task.kind) == ("r1", DUE, "draft:usual", "answer")


def test_an_undone_approval_takes_the_promise_back_and_a_new_one_opens_it_again(shop: Database) -> None:
    _approve(shop)
    with shop.writing() as session:
        reviews.undo(session, SUPERVISOR, "usual", 1, now=NOW)
    assert _tasks(shop) == [("draft:usual", "cancelled")]
    _approve(shop, version=2)
    assert sorted(_tasks(shop)) == [("draft:usual", "cancelled"), ("draft:usual", "open")]


def test_a_promise_that_was_delivered_stays(shop: Database) -> None:
    _approve(shop)
    deliver(shop, Recorder())
    assert _tasks(shop) == [("draft:usual", "open")]


def test_a_promise_that_a_hold_stopped_is_taken_back(shop: Database) -> None:
    _approve(shop)
    with shop.writing() as session:
        holds.open_hold(session, "m1", kind="bereavement", level="S2", cause="", message_id="x", now=NOW)
    assert ("draft:usual", "cancelled") in _tasks(shop)


def test_a_promise_refused_at_the_door_is_taken_back(shop: Database) -> None:
    _approve(shop)
    from tools.outbox import deliver_due

    gate = FakeGate(refusals=[Refused()])
    deliver_due(shop, {"console": Recorder()}, gate, now=lambda: NOW, owner="w")
    with shop.reading() as session:
        assert session.exec(select(Delivery.state)).one() == "refused"
    assert _tasks(shop) == [("draft:usual", "cancelled")]


def test_what_was_done_already_stays_done(shop: Database) -> None:
    _approve(shop)
    with shop.writing() as session:
        session.exec(select(Task)).one().state = "done"
    with shop.writing() as session:
        reviews.undo(session, SUPERVISOR, "usual", 1, now=NOW)
    assert _tasks(shop) == [("draft:usual", "done")]


def test_a_promise_in_a_humans_own_words_is_a_task_too(shop: Database) -> None:
    with shop.writing() as session:
        make_draft(session, id="own", text="收到，您稍等。")
        reviews.edit(session, REP, "own", 1, "收到，我去查一下物流，晚点告诉您。", now=NOW, gate=FakeGate())
    _approve(shop, "own", 2)
    assert _tasks(shop) == [("draft:own", "open")]


def test_an_ordinary_answer_opens_nothing(shop: Database) -> None:
    with shop.writing() as session:
        make_draft(session, id="plain")
    _approve(shop, "plain")
    assert _tasks(shop) == []


@pytest.mark.parametrize(
    ("text", "promises"),
    [
        ("我去问一下，12点前回您。", True),
        ("我帮您查查物流到哪了。", True),
        ("我这边先核实，今天给您答复", True),
        ("有结果了第一时间告诉您", True),
        ("明天上午10点前回复您。", True),
        ("您可以问问产检医生，以医生的话为准。", False),
        ("睡前拉伸一下小腿，常抽就告诉产检医生。", False),
        ("收到啦，我记着了。", False),
        ("您先忙，不用回我。", False),
        ("查一下孩子的疫苗本，上面有日期。", False),
    ],
)
def test_words_that_promise_are_told_from_words_that_do_not(text: str, promises: bool) -> None:
    assert promises_something(text) is promises
