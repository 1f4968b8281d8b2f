"""From her question to the answer that reaches her once."""

from datetime import timedelta

import pytest

from tests.agent.scripted_model import drafts, scripted
from tests.agent.shop import Shop
from tests.builders import NOW, REP, SUPERVISOR, make_product
from tools import reviews
from tools.errors import Conflict, NotAllowed, TextBlocked
from tools.members.find import get
from tools.members.touches import recent_messages, touches_among
from tools.models import Delivery, Draft, Message, Product

QUESTION = "宝宝胎动怎么数呀"


def _approve(shop: Shop, draft: Draft, version: int = 1, actor: object = REP) -> Delivery:
    with shop.database.writing() as session:
        return reviews.approve(
            session, actor, draft.id, version, now=shop.now(), gate=shop.workshop.gate, channel="console"
        )


def _edit(shop: Shop, draft: Draft, text: str) -> Draft:
    with shop.database.writing() as session:
        return reviews.edit(session, REP, draft.id, draft.version, text, now=shop.now(), gate=shop.workshop.gate)


def test_a_question_is_drafted_edited_approved_and_answered_exactly_once(shop: Shop) -> None:
    proposal = shop.ask(QUESTION, message_id="w1")
    edited = _edit(shop, proposal.drafts[0], proposal.drafts[0].text + "有空再聊。")
    _approve(shop, edited, 2)
    assert shop.channel.sent == []
    assert shop.deliver() == ["sent"]
    assert shop.deliver() == []
    assert shop.channel.sent == [edited.text]
    states = {draft.id: draft.state for draft in shop.rows(Draft)}
    assert sorted(states.values()) == ["approved", "superseded", "superseded"]
    sent = [message for message in shop.rows(Message) if message.direction == "out"]
    assert [(message.text, message.topic, message.purpose) for message in sent] == [(edited.text, "P21", "reply")]


def test_an_answer_is_no_touch_and_outreach_is_one(shop: Shop) -> None:
    _approve(shop, shop.ask(QUESTION).drafts[0])
    shop.deliver()
    with shop.database.reading() as session:
        assert touches_among(recent_messages(session, "m1", now=shop.now())) == ()
    shop.later(days=6)
    _approve(shop, shop.ask(kind="care").drafts[0], actor=SUPERVISOR)
    shop.deliver()
    with shop.database.reading() as session:
        assert len(touches_among(recent_messages(session, "m1", now=shop.now()))) == 1
    assert "CT-4" in shop.ask(kind="care").suggestion.blocked_by


def test_outreach_needs_a_supervisor_and_waits_for_the_morning(shop: Shop) -> None:
    shop.later(hours=12)
    draft = shop.ask(kind="care").drafts[0]
    with pytest.raises(NotAllowed):
        _approve(shop, draft)
    delivery = _approve(shop, draft, actor=SUPERVISOR)
    assert delivery.not_before == NOW + timedelta(hours=23)
    assert shop.deliver() == []
    shop.later(hours=11)
    assert shop.deliver() == ["sent"]


def test_a_second_message_before_the_answer_takes_the_first_ones_place(shop: Shop) -> None:
    first = shop.ask(QUESTION, message_id="w1").drafts[0]
    shop.later(minutes=1)
    second = shop.ask("早上数还是晚上数呀", message_id="w2").drafts[0]
    with pytest.raises(Conflict):
        _approve(shop, first)
    _approve(shop, second)
    assert shop.deliver() == ["sent"]


def test_an_edit_that_sells_is_stopped_and_the_old_text_stays(shop: Shop) -> None:
    draft = shop.ask(QUESTION).drafts[0]
    with pytest.raises(TextBlocked):
        _edit(shop, draft, "芸姐，我们家的孕妇枕今天下单立减50，点链接就能拍。")
    assert {row.text for row in shop.rows(Draft) if row.id == draft.id} == {draft.text}


def test_her_ask_becomes_a_list_that_a_supervisor_lets_go(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, name="纱布浴巾", stock=9, url="https://shop.example/1")
    draft = shop.ask("你们家有哪些浴巾？").drafts[0]
    _approve(shop, draft, actor=SUPERVISOR)
    assert shop.deliver() == ["sent"]
    assert "纱布浴巾" in shop.channel.sent[0]
    assert "99元" in shop.channel.sent[0]


def test_a_list_whose_price_moved_after_approval_does_not_leave(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, name="纱布浴巾", stock=9)
    _approve(shop, shop.ask("你们家有哪些浴巾？").drafts[0], actor=SUPERVISOR)
    with shop.database.writing() as session:
        session.get_one(Product, "K1").price_fen = 19900
    assert shop.deliver() == ["refused"]
    assert shop.channel.sent == []


def test_a_promise_cannot_be_approved_after_its_time(shop: Shop) -> None:
    draft = shop.ask("你们老板属什么星座的？").drafts[0]
    shop.later(hours=3)
    with pytest.raises(Conflict):
        _approve(shop, draft)


def test_the_same_road_with_a_model(shop: Shop) -> None:
    written = drafts(usual="{call}，挑她爱动的时候静静数一会儿就好，觉得和平时不一样就去医院，以您的产检医生为准。")
    with scripted(written) as script:
        draft = shop.with_model(script.model()).ask(QUESTION).drafts[0]
    _approve(shop, draft)
    assert shop.deliver() == ["sent"]
    assert shop.channel.sent[0].startswith("芸姐，")


def test_asking_again_after_the_answer_left_starts_afresh(shop: Shop) -> None:
    first = shop.ask(QUESTION, message_id="w1")
    _approve(shop, first.drafts[0])
    shop.deliver()
    shop.later(hours=2)
    second = shop.ask("那躺着数还是坐着数呢", message_id="w2")
    assert second.suggestion.id != first.suggestion.id
    assert {draft.answers_message_id for draft in second.drafts} == {"w2"}
    with shop.database.reading() as session:
        assert get(session, "m1").opted_out is False
