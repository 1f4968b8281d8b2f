"""Messages that mean nothing alone: taken up from what was said before, or asked about, never answered past."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.agent.shop import Shop, fields, texts
from tests.builders import NOW, make_member, make_message, make_order, make_order_line, make_product, make_score

pytestmark = pytest.mark.in_turn


def _before(shop: Shop, asked: str, answered: str) -> None:
    with shop.database.writing() as session:
        make_message(session, message_id="b1", text=asked, at=NOW - timedelta(minutes=40))
        make_message(session, message_id="b2", text=answered, direction="out", at=NOW - timedelta(minutes=30))


@pytest.mark.parametrize(("sent", "named"), [("[图片]", "图片"), ("[语音]", "语音"), ("[视频]", "视频")])
def test_what_has_no_words_is_named_and_asked_about(shop: Shop, sent: str, named: str) -> None:
    found = texts(shop.ask(sent))
    assert len(found) == 3
    assert all(named in text or "语音" in text for text in found)


def test_a_sticker_alone_gets_a_light_word(shop: Shop) -> None:
    assert all("表情" in text for text in texts(shop.ask("[捂脸][捂脸]")))


def test_a_question_that_goes_on_is_answered_with_the_one_before(shop: Shop) -> None:
    _before(shop, "退货怎么退", "您把包装留好，我来办。")
    proposal = shop.ask("那要多久呢？")
    assert len(proposal.drafts) == 3
    assert all("退货怎么退" in text and "12点前" in text for text in texts(proposal))
    assert all({"messages"} <= fields(draft) for draft in proposal.drafts)
    assert {str(one["source"]) for one in proposal.drafts[0].evidence} >= {"message b1"}


def test_a_page_answers_two_questions_read_together_where_it_holds_the_figure(shop: Shop) -> None:
    _before(shop, "辅食先加什么", "从含铁的米粉开始，一次只加一样。")
    proposal = shop.ask("多大可以开始？")
    assert {draft.playbook_id for draft in proposal.drafts} == {"PB-B04"}


def test_a_larger_one_is_asked_for_of_what_was_just_spoken_of(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="T1", name="云栖 竹棉浴巾", category="家纺")
    _before(shop, "竹棉浴巾吸水吗", "竹棉浴巾是加厚的那种。")
    found = texts(shop.ask("那大一点的呢"))
    assert len(found) == 3
    assert all("竹棉浴巾" in text and "大一点" in text and "应您要求" not in text for text in found)


def test_a_question_that_goes_on_from_nothing_is_asked_back(shop: Shop) -> None:
    assert all("哪一件" in text for text in texts(shop.ask("那要多久呢")))


def test_a_whole_question_is_no_pointer(shop: Shop) -> None:
    _before(shop, "辅食先加什么", "从含铁的米粉开始，一次只加一样。")
    assert not any("辅食先加什么" in text for text in texts(shop.ask("多久洗一次浴巾合适")))


def test_whoever_asks_after_a_promise_hears_what_was_promised(shop: Shop) -> None:
    _before(shop, "窗帘能定制吗", "我去问一下，9点前回您。")
    found = texts(shop.ask("问到了吗"))
    assert len(found) == 3
    assert all("窗帘" in text and "今天晚上9点前" in text for text in found)


def test_as_last_time_names_what_was_last_bought(shop: Shop) -> None:
    with shop.database.writing() as session:
        product = make_product(session)
        make_order_line(session, make_order(session))
    found = texts(shop.ask("和上次一样"))
    assert found
    assert all(product.name in text for text in found)


def test_as_last_time_without_an_order_is_asked_back(shop: Shop) -> None:
    found = texts(shop.ask("和上次一样"))
    assert len(found) >= 2
    assert all("哪一样" in text for text in found)


def test_a_price_without_a_name_is_asked_back_and_nothing_is_priced(shop: Shop) -> None:
    found = texts(shop.ask("这个多少钱"))
    assert all("哪一" in text and "元" not in text for text in found)


def test_what_was_tried_in_vain_is_not_answered_with_the_same_page(shop: Shop) -> None:
    _before(shop, "孩子半夜醒了怎么接觉", "先等一两分钟，看他是不是自己能睡回去。")
    proposal = shop.ask("可是没用啊")
    assert {draft.playbook_id for draft in proposal.drafts} == {""}


@pytest.mark.parametrize("said", ["今天累瘫了", "谢谢你", "小豆今天翻身了！", "昨晚起来喂了三次奶"])
def test_over_ten_turns_nobody_gets_the_same_sentence_twice_running(shop: Shop, said: str) -> None:
    sent: list[str] = []
    for _ in range(10):
        proposal = shop.ask(said)
        shop.approve(proposal)
        assert shop.deliver() == ["sent"]
        sent.append(shop.channel.sent[-1])
        shop.later(days=1)
    openings = [text.removeprefix("芸姐，")[:8] for text in sent]
    assert all(now != before for before, now in pairwise(openings)), sent


_STEERING = ("消费", "价值", "象限", "现金牛", "潜力", "沉睡", "低效", "流失", "高危", "静默", "预产期", "评分")


@pytest.mark.parametrize("quadrant", ["growth_stock", "cash_cow", "sleeping_gold", "low_yield"])
def test_no_draft_of_the_composer_names_what_only_steers(shop: Shop, quadrant: str) -> None:
    with shop.database.writing() as session:
        for number, due in enumerate((-20, -10, 0, 60, 120)):
            member_id = f"s{number}"
            make_member(
                session, member_id=member_id, due_date=(NOW + timedelta(days=due)).date(), tags=["高危", "双胎"]
            )
            make_score(session, member_id=member_id, quadrant=quadrant)
    for number in range(5):
        for words in ("最近老是睡不踏实，有什么小办法吗", "今天累瘫了", "在忙什么呀"):
            found = texts(shop.ask(words, member_id=f"s{number}"))
            assert not [text for text in found if any(word in text for word in _STEERING)]
