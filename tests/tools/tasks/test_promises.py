"""A promise becomes a task when its text is approved, and is taken back when the text does not reach her."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from tests.builders import NOW, REP, SUPERVISOR, make_draft, make_member, make_staff, make_suggestion
from tests.gates import FakeGate, Refused
from tests.tools.outbox.test_deliver import Recorder, deliver
from tools import holds, reviews
from tools.clock import shanghai
from tools.database import Database
from tools.models import Delivery, Task
from tools.tasks.promises import promised_by
from tools.tasks.rules import due_of, promises_something

DUE = NOW + timedelta(hours=2)
# A Wednesday, three in the afternoon in Shanghai.
_AFTERNOON = datetime(2026, 3, 4, 7, tzinfo=UTC)
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
        return [(task.source, task.state) for task in session.exec(select(Task).order_by(col(Task.id)))]


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


def test_a_time_without_a_date_is_due_on_its_last_day(shop: Database) -> None:
    with shop.writing() as session:
        make_draft(session, id="vague", text="收到，您稍等。")
        reviews.edit(session, REP, "vague", 1, "收到，我这两天问问，有结果告诉您。", now=NOW, gate=FakeGate())
    _approve(shop, "vague", 2)
    with shop.reading() as session:
        task = session.exec(select(Task)).one()
    assert shanghai(task.due_at).isoformat() == "2026-03-05T21:00:00+08:00"


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


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("我去问一下，18点前回您。", "03-04 18:00"),
        ("我去问仓库，今天18点前回您。", "03-04 18:00"),
        ("明天上午给您答复。", "03-05 12:00"),
        ("我去查，半小时内回您", "03-04 15:30"),
        ("两个小时内给您准信", "03-04 17:00"),
        ("一个半小时后回您消息", "03-04 16:30"),
        ("我问问，五点半前告诉您", "03-04 17:30"),
        ("晚上8点前给您回话", "03-04 20:00"),
        ("今天下班前回您", "03-04 21:00"),
        ("三天内联系您", "03-07 15:00"),
        ("周五前给您答复", "03-06 21:00"),
        ("下周一之前回您", "03-09 21:00"),
        ("您问的6点能不能送到，我去问，17点前回您", "03-04 17:00"),
        ("我去问，下班前回您", "03-04 21:00"),
        ("3月6号前给您答复", "03-06 21:00"),
        ("6号前给您答复", "03-06 21:00"),
        ("一周内给您准信", "03-11 15:00"),
    ],
)
def test_the_time_that_was_promised_is_read(text: str, due: str) -> None:
    promised = promised_by(text, _AFTERNOON)
    assert promised is not None
    assert f"{shanghai(promised):%m-%d %H:%M}" == due


@pytest.mark.parametrize("text", ["您下午3点前吃完饭", "宝宝三天内就好带了", "我去问一下，晚点回您", "周五您去产检"])
def test_a_time_that_binds_nobody_is_no_promise(text: str) -> None:
    assert promised_by(text, _AFTERNOON) is None


def _approved_as(shop: Database, text: str) -> Task | None:
    with shop.writing() as session:
        reviews.edit(session, REP, "usual", 1, text, now=NOW, gate=FakeGate())
    _approve(shop, version=2)
    with shop.reading() as session:
        return session.exec(select(Task)).one_or_none()


def test_a_time_that_a_human_changed_is_the_time_of_the_task(shop: Database) -> None:
    task = _approved_as(shop, "这个我不敢随口答，我去问一下，半小时内回您。")
    assert task is not None
    assert task.due_at == NOW + timedelta(minutes=30)


def test_a_promise_that_lost_its_time_is_due_by_the_policy(shop: Database) -> None:
    task = _approved_as(shop, "这个我不敢随口答，我去问一下再回您。")
    assert task is not None
    assert task.due_at == due_of("answer", NOW)


def test_a_promise_that_a_human_took_out_opens_nothing(shop: Database) -> None:
    assert _approved_as(shop, "这款盖毯可以机洗，用洗衣袋。") is None
