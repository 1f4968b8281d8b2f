"""What must stop stops at once, whatever was drafted, approved or queued before."""

import pytest

from tests.agent.shop import Shop, texts
from tests.builders import SUPERVISOR, make_product
from tools import holds, reviews
from tools.errors import NotAllowed, ServiceError
from tools.members.find import get
from tools.models import Delivery, Draft, Hold, Task

BABY_WORDS = ("周", "胎", "宝宝", "预产期", "待产", "月子", "奶", "小豆")


def _approved_care(shop: Shop) -> Draft:
    draft = shop.ask(kind="care").drafts[0]
    with shop.database.writing() as session:
        reviews.approve(session, SUPERVISOR, draft.id, 1, now=shop.now(), gate=shop.workshop.gate, channel="console")
    return draft


def _approve(shop: Shop, draft: Draft) -> None:
    with shop.database.writing() as session:
        reviews.approve(session, SUPERVISOR, draft.id, 1, now=shop.now(), gate=shop.workshop.gate, channel="console")


def _states(shop: Shop) -> dict[str, str]:
    return {draft.id: draft.state for draft in shop.rows(Draft)}


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("我流产了", "bereavement"),
        ("我不想活了", "crisis"),
        ("别再给我发消息了", "opt_out"),
        ("我要投诉你们，东西是坏的还不给退", "complaint"),
        ("把我的信息全部删掉", "privacy"),
    ],
)
def test_an_approved_care_draft_does_not_leave_and_one_fixed_reply_waits(shop: Shop, message: str, kind: str) -> None:
    care = _approved_care(shop)
    proposal = shop.ask(message, message_id="w1")
    assert shop.deliver() == []
    assert shop.channel.sent == []
    assert _states(shop)[care.id] == "voided"
    assert [delivery.state for delivery in shop.rows(Delivery)] == ["cancelled"]
    waiting = [draft for draft in shop.rows(Draft) if draft.state == "proposed"]
    assert [(draft.kind, draft.answers_message_id) for draft in waiting] == [("fixed_reply", "w1")]
    assert [draft.id for draft in proposal.drafts] == [waiting[0].id]
    assert [hold.kind for hold in shop.rows(Hold)] == [kind]
    assert len(shop.rows(Task)) == 1


def test_after_a_loss_nothing_about_a_baby_is_drafted_for_more_than_a_year(shop: Shop) -> None:
    with shop.database.writing() as session:
        get(session, "m1").tags = ["双胎", "孕期群"]
    fixed = shop.ask("我流产了", message_id="w1")
    assert not any(word in text for word in BABY_WORDS for text in texts(fixed))
    for days in (0, 1, 30, 77, 100, 200):
        shop.later(days=days)
        for kind, message in (("care", ""), ("", "今天天气不错"), ("product_list", "你们家有哪些浴巾？")):
            proposal = shop.ask(message, kind=kind)
            assert proposal.drafts == ()
            assert "CARE-HOLD" in proposal.suggestion.blocked_by


def test_the_fixed_reply_to_a_loss_can_be_sent_by_a_person(shop: Shop) -> None:
    fixed = shop.ask("我流产了", message_id="w1").drafts[0]
    _approve(shop, fixed)
    assert shop.deliver() == ["sent"]
    assert shop.channel.sent == [fixed.text]


def test_a_care_draft_that_was_waiting_cannot_be_approved_any_more(shop: Shop) -> None:
    care = shop.ask(kind="care").drafts[0]
    shop.ask("我流产了", message_id="w1")
    with pytest.raises(ServiceError):
        _approve(shop, care)
    assert shop.deliver() == []


def test_a_hold_opened_in_error_is_released_by_a_person_and_care_goes_on(shop: Shop) -> None:
    shop.ask("我流产了", message_id="w1")
    with shop.database.writing() as session:
        holds.release(session, SUPERVISOR, shop.rows(Hold)[0].id, "说的是电视剧", now=shop.now(), mistaken=True)
    shop.later(days=1, hours=1)
    assert shop.ask(kind="care").drafts


def test_opting_out_leaves_room_for_answers_but_not_for_outreach(shop: Shop) -> None:
    shop.ask("别再给我发消息了", message_id="w1")
    shop.later(days=40)
    assert shop.ask(kind="care").suggestion.blocked_by == ["CT-2"]
    answer = shop.ask("宝宝胎动怎么数呀", message_id="w2").drafts[0]
    _approve(shop, answer)
    assert shop.deliver() == ["sent"]


def test_an_open_complaint_stops_lists_and_outreach_until_it_is_settled(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, name="纱布浴巾", stock=9)
    shop.ask("我要投诉你们，东西是坏的还不给退", message_id="w1")
    shop.later(hours=1)
    assert "COMPLAINT-OPEN" in shop.ask("你们家有哪些浴巾？", message_id="w2").suggestion.blocked_by
    with shop.database.writing() as session:
        holds.release(session, SUPERVISOR, shop.rows(Hold)[0].id, "已换新", now=shop.now())
    shop.later(hours=1)
    assert shop.ask("你们家有哪些浴巾？", message_id="w3").drafts


def test_a_rep_may_not_approve_what_a_supervisor_must_see(shop: Shop) -> None:
    from tests.builders import REP

    care = shop.ask(kind="care").drafts[0]
    with pytest.raises(NotAllowed), shop.database.writing() as session:
        reviews.approve(session, REP, care.id, 1, now=shop.now(), gate=shop.workshop.gate, channel="console")
