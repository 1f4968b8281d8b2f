"""Advice on what she only tells, sizes by a stated range, terse follow-ups, and two matters in one breath."""

from datetime import date, timedelta

import pytest

from agent.composer.hearing.telling import course_of
from agent.composer.phrases import is_question
from tests.agent.shop import Shop, fields, texts
from tests.builders import NOW, make_event, make_member, make_message, make_order, make_order_line, make_product

pytestmark = pytest.mark.in_turn


def _topics(shop: Shop, words: str, member_id: str = "m1") -> set[str]:
    return {draft.topic for draft in shop.ask(words, member_id=member_id).drafts}


def _sleeves(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="F1", name="云栖 卫衣 100码", spec="适合身高95-105cm", price_fen=8900)
        make_product(session, sku="F2", name="云栖 卫衣 110码", spec="适合身高105-115cm", price_fen=9900)


def _mother_of_one_about_to_eat(shop: Shop) -> None:
    with shop.database.writing() as session:
        born = [{"birthday": (NOW - timedelta(days=181)).date().isoformat(), "nickname": "米米"}]
        make_member(session, "m7", personas=["maternal"], due_date=None, children=born)


def test_what_she_plans_to_feed_first_is_answered_before_she_does_it(shop: Shop) -> None:
    _mother_of_one_about_to_eat(shop)
    assert _topics(shop, "后天满六个月，头一顿打算喂点稀粥汤", "m7") == {"B04"}


@pytest.mark.parametrize(
    "words",
    ["米米今天正好半岁，全家拍了照", "米米今天满六个月，去照相馆合影留念", "今天头一回吃米粉，一口没剩，太高兴了"],
)
def test_good_news_of_the_same_age_is_still_only_listened_to(shop: Shop, words: str) -> None:
    _mother_of_one_about_to_eat(shop)
    assert "B04" not in _topics(shop, words, "m7")


def test_a_rash_of_pimples_and_what_would_look_bad_are_no_good_news() -> None:
    assert course_of("额头冒了一排痘") != "good"
    assert course_of("空手去又不好看") != "good"
    assert course_of("花盆里冒了新芽") == "good"


def test_a_height_picks_the_size_whose_page_states_it(shop: Shop) -> None:
    _sleeves(shop)
    drafts = shop.ask("98公分穿几码合适").drafts
    assert all("100码" in draft.text and "110码" not in draft.text for draft in drafts)
    assert all("products" in fields(draft) for draft in drafts)


def test_a_height_between_two_sizes_names_both_and_leaves_the_choice(shop: Shop) -> None:
    _sleeves(shop)
    assert all("100码" in text and "110码" in text for text in texts(shop.ask("身高105穿什么码")))


@pytest.mark.parametrize("words", ["70公分的桌子配什么号的椅子", "我家98公分啦"])
def test_no_size_is_named_where_none_is_asked(shop: Shop, words: str) -> None:
    _sleeves(shop)
    assert all("适合身高" not in text for text in texts(shop.ask(words)))


def test_a_figure_beyond_all_sizes_is_told_so(shop: Shop) -> None:
    _sleeves(shop)
    assert all("不" in text and "105-115cm" in text for text in texts(shop.ask("130公分穿几码")))


def _trousers(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="T1", name="云栖 家居裤", spec="S 80–95斤；M 95–115斤；L 115–135斤", price_fen=12900)
        make_product(session, sku="B1", name="云栖 床笠 1.5m", spec="适合床垫厚度≤20cm", price_fen=9900)
        make_product(session, sku="B2", name="云栖 床笠 1.8m", spec="适合床垫厚度≤25cm", price_fen=11900)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("一米六92斤拿S还是M", "80–95斤"),
        ("我一百零三斤，家居裤穿哪个码", "95–115斤"),
        ("体重50公斤，家居裤穿哪个码", "50公斤（合100斤）"),
        ("1.8的床，垫子22公分厚，床笠套得上吗", "≤25cm"),
    ],
)
def test_a_page_that_lists_its_sizes_answers_by_its_row(shop: Shop, words: str, says: str) -> None:
    _trousers(shop)
    assert all(says in text for text in texts(shop.ask(words)))


def test_a_bed_told_on_our_question_picks_what_she_asked_for_before(shop: Shop) -> None:
    _trousers(shop)
    with shop.database.writing() as session:
        make_message(session, member_id="m1", text="想换个床笠", at=NOW - timedelta(minutes=9))
        ours = "家里床是1.5米还是1.8米的？床垫厚吗？"
        make_message(session, member_id="m1", text=ours, direction="out", at=NOW - timedelta(minutes=8))
    found = texts(shop.ask("1米8 床垫二十公分"))
    assert all("床笠1.8m" in text for text in found), found


def test_a_size_and_an_invoice_are_both_answered(shop: Shop) -> None:
    _sleeves(shop)
    assert all("110码" in text and "发票" in text for text in texts(shop.ask("112cm拿几号，对了能开发票吗")))


def test_of_several_prices_the_one_out_of_stock_says_so(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="P1", name="云栖 珊瑚绒浴袍 M", category="家居", price_fen=15900, stock=3)
        make_product(session, sku="P2", name="云栖 珊瑚绒浴袍 L", category="家居", price_fen=16900, stock=0)
    said = texts(shop.ask("浴袍L号断货没，断了M的多少钱"))
    assert said
    assert all("159元" in text and "没有现货" in text for text in said)


def test_a_terse_question_is_read_with_her_line_before_it(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, direction="in", text="上午出门抹过防晒霜", at=NOW - timedelta(minutes=40))
        make_message(session, direction="out", text="好的，记得戴帽子。", at=NOW - timedelta(minutes=35))
    assert _topics(shop, "管一天没问题吧") == {"F02"}


def test_a_terse_question_on_something_else_is_not_answered_past_her(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, direction="in", text="上午出门抹过防晒霜", at=NOW - timedelta(minutes=40))
    assert "F02" not in _topics(shop, "停车费能报销吗")


@pytest.mark.parametrize("words", ["这双大了，帮我换成37的吧", "颜色不喜欢，给换个灰色行不"])
def test_an_exchange_is_taken_up_with_her_own_words(shop: Shop, words: str) -> None:
    said = texts(shop.ask(words))
    assert said
    assert all("换" in text and "点前" in text for text in said)


def test_a_change_of_teat_is_no_exchange(shop: Shop) -> None:
    assert all("吊牌" not in text for text in texts(shop.ask("奶嘴该换大号的吗")))


def _orders(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="B1", name="云栖 卷纸 10卷/提", category="家居", price_fen=2000)
        order = make_order(session, order_id="OB1", ordered_at=NOW - timedelta(days=6), amount_fen=10000)
        make_order_line(session, order, sku="B1", quantity=5, amount_fen=10000)
        make_event(session, type="delivered", at=NOW - timedelta(days=2), payload={"order_id": "OB1"})


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("上趟卷纸我囤了几提来着", "5"),
        ("我在你家总共成了几单", "1单"),
        ("快递短信说搁门口了，出去一看毛都没有", "签收"),
        ("卷纸寄没寄", "签收"),
    ],
)
def test_the_record_is_asked_in_more_ways(shop: Shop, words: str, told: str) -> None:
    _orders(shop)
    said = texts(shop.ask(words))
    assert said
    assert all(told in text for text in said)


def test_a_wish_for_the_doorstep_stays_a_wish(shop: Shop) -> None:
    _orders(shop)
    assert all("转" in text or "去跟快递" in text for text in texts(shop.ask("麻烦让快递放门口")))


def test_an_invoice_and_washing_are_each_answered_once(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="W1", name="云栖 亚麻床笠", spec="可机洗，30℃以下", category="家纺", price_fen=19900)
        order = make_order(session, order_id="OW1", ordered_at=NOW - timedelta(days=4), amount_fen=19900)
        make_order_line(session, order, sku="W1", quantity=1, amount_fen=19900)
    for text in texts(shop.ask("发票开了没？还有那床笠能丢洗衣机吗")):
        assert text.count("可机洗") == 1
        assert "发票" in text


def test_her_level_is_told_as_recorded_and_only_then(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_member(session, "m8", tier="银卡")
    proposal = shop.ask("我目前算哪个等级", member_id="m8")
    assert all("银卡" in text for text in texts(proposal))
    assert all("tier" in fields(draft) for draft in proposal.drafts)
    assert all("查" in text and "银卡" not in text for text in texts(shop.ask("我目前算哪个等级")))


def test_a_thank_you_that_says_what_helped_is_answered_with_it(shop: Shop) -> None:
    said = texts(shop.ask("上次教的那个襁褓包法神了，昨晚没哭，谢啦"))
    assert any("襁褓" in text for text in said)


def test_a_parent_found_again_is_no_parcel(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_member(session, "m9", due_date=None, children=[], birthday=date(1990, 1, 1))
    said = texts(shop.ask("老爷子遛弯走没影了，找了半天刚找着，我手还抖", member_id="m9"))
    assert said
    assert not any("快递" in text or "单号" in text or "包裹" in text for text in said)


def test_a_choice_of_one_verb_twice_is_a_question() -> None:
    assert is_question("苹果给她磨泥还是磨丝")
    assert not is_question("说来说去还是家里好")
