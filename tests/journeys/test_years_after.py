"""From one second to four hundred days after a loss: nothing about a baby is drafted, sendable, planned or shown."""

from pathlib import Path

import pytest

from agent.outreach import propose_plan
from api.file_import import bring_in
from tests.agent.shop import Shop, texts
from tests.builders import SUPERVISOR, make_product
from tools import holds, reviews
from tools.checks import verdict
from tools.errors import ServiceError
from tools.members.find import get
from tools.members.snapshot import read_snapshot
from tools.models import Delivery, Draft, Hold, PlannedTouch, Task

BABY_WORDS = ("周", "胎", "宝宝", "预产期", "待产", "月子", "奶", "小豆")
SECONDS = (1, 60, 3600, 86400, 7 * 86400, 30 * 86400, 77 * 86400, 91 * 86400, 200 * 86400, 280 * 86400, 400 * 86400)
FILE = (
    "member_id,due_date,personas,children,consent_sensitive,care_hold\n"
    'm1,2027-01-10,maternal,"[{""birthday"": ""2026-02-01"", ""nickname"": ""小豆""}]",due_date|children,false\n'
)


def _lose(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, name="宝宝纱布浴巾", stock=9)
    care = shop.ask(kind="care").drafts[0]
    with shop.database.writing() as session:
        reviews.approve(session, SUPERVISOR, care.id, 1, now=shop.now(), gate=shop.workshop.gate, channel="console")
    propose_plan(shop.workshop, SUPERVISOR)
    shop.later(seconds=1)
    shop.ask("我流产了", message_id="w1")


def _speaks(text: str) -> list[str]:
    return [word for word in BABY_WORDS if word in text]


def _seen(shop: Shop) -> str:
    """Return what a rep can see of her besides the conversation itself."""
    with shop.database.reading() as session:
        snapshot = read_snapshot(session, get(session, "m1"), now=shop.now())
    shown = [snapshot.call, snapshot.week_words, snapshot.age_words, *snapshot.tags, *snapshot.personas]
    shown += [fact.value for fact in snapshot.facts if fact.field != "messages"]
    shown += [touch.reason for touch in shop.rows(PlannedTouch)]
    shown += [f"{task.kind}{task.title}{task.note}" for task in shop.rows(Task)]
    return " ".join(shown)


@pytest.mark.parametrize("released", [False, True])
def test_nothing_about_a_baby_comes_back_with_time_files_or_a_release(
    shop: Shop, tmp_path: Path, released: bool
) -> None:
    _lose(shop)
    start = shop.now()
    path = tmp_path / "members.csv"
    path.write_text(FILE, encoding="utf-8")
    for seconds in SECONDS:
        shop.moment = start
        shop.later(seconds=seconds)
        if released and seconds >= 30 * 86400:
            _release_all(shop)
        bring_in(shop.database, "members", [path], dry_run=False, mapping_file=None, acting_as="a1")
        propose_plan(shop.workshop, SUPERVISOR)
        drafted = [
            text
            for kind, message in (("care", ""), ("", "今天天气不错"), ("product_list", "你们家有哪些浴巾？"))
            for text in texts(shop.ask(message, kind=kind, message_id=f"{kind}{seconds}" if message else ""))
        ]
        assert [text for text in drafted if _speaks(text)] == []
        assert _speaks(_seen(shop)) == []
        shop.deliver()
    assert [text for text in shop.channel.sent if _speaks(text)] == []
    assert {delivery.state for delivery in shop.rows(Delivery)} <= {"cancelled", "refused"}


def _release_all(shop: Shop) -> None:
    for hold in shop.rows(Hold):
        if hold.released_at is None:
            with shop.database.writing() as session:
                holds.release(session, SUPERVISOR, hold.id, "她愿意继续聊", now=shop.now())


@pytest.mark.parametrize(
    "text", ["快29周啦", "宝宝会动了", "预产期快到了", "月子里少碰凉水", "记得备待产包", "奶水够吗"]
)
def test_a_human_edit_cannot_bring_it_back_after_a_release(shop: Shop, text: str) -> None:
    _lose(shop)
    shop.later(days=120)
    _release_all(shop)
    draft = next(one for one in shop.rows(Draft) if one.kind == "care")
    with shop.database.reading() as session:
        assert verdict(shop.workshop.gate.inspect(session, draft, f"芸姐，{text}。", shop.now())) == "block"


def test_what_was_approved_before_the_loss_cannot_be_undone_into_the_queue(shop: Shop) -> None:
    _lose(shop)
    care = next(one for one in shop.rows(Draft) if one.kind == "care" and one.state == "voided")
    with shop.database.writing() as session, pytest.raises(ServiceError):
        reviews.undo(session, SUPERVISOR, care.id, care.version, now=shop.now())
