"""What a shop is asked beside its lists: less dear, two told apart, not for her, sent later, a part to buy."""

import re
from datetime import timedelta

import pytest

from agent.composer.hearing.matters import matters_in
from agent.composer.meant.ranges import measured
from agent.composer.record.orders import asks_where
from tests.agent.shop import Shop, texts
from tests.builders import NOW, make_member, make_message, make_order, make_order_line, make_product

pytestmark = pytest.mark.in_turn


def _blankets(shop: Shop) -> None:
    rows = (
        ("N1", "云栖 羊绒毯", 89900, 4, "羊绒，不可机洗"),
        ("N2", "云栖 牛奶绒毯", 16900, 6, "牛奶绒，可机洗"),
        ("N3", "云栖 竹席", 9900, 6, ""),
    )
    with shop.database.writing() as session:
        for sku, name, fen, stock, spec in rows:
            make_product(session, sku=sku, name=name, category="bedding", price_fen=fen, stock=stock, spec=spec)


def _spoken(shop: Shop, asked: str, answered: str) -> None:
    with shop.database.writing() as session:
        make_message(session, message_id="b1", text=asked, at=NOW - timedelta(minutes=40))
        make_message(session, message_id="b2", text=answered, direction="out", at=NOW - timedelta(minutes=30))


@pytest.mark.parametrize("words", ["太贵了，有便宜些的吗", "有没有实惠一点的"])
def test_something_cheaper_is_of_the_same_kind_and_never_the_dear_one(shop: Shop, words: str) -> None:
    _blankets(shop)
    _spoken(shop, "羊绒毯多少钱", "羊绒毯899元。")
    proposal = shop.ask(words)
    assert proposal.suggestion.kind == "reply"
    assert all("169元" in text and "899" not in text and "竹席" not in text for text in texts(proposal))


def test_where_nothing_costs_less_that_is_said(shop: Shop) -> None:
    _blankets(shop)
    _spoken(shop, "牛奶绒毯多少钱", "牛奶绒毯169元。")
    assert all("牛奶绒毯" in text and "899" not in text for text in texts(shop.ask("还有便宜一点的吗")))


@pytest.mark.parametrize(
    ("words", "held"),
    [
        ("羊绒毯和牛奶绒毯有啥区别，都什么价", ("899元", "169元", "不可机洗", "可机洗")),
        ("羊绒毯、牛奶绒毯分别多少钱", ("899元", "169元")),
        ("羊绒毯跟牛奶绒毯都还有吗", ("羊绒毯有货", "牛奶绒毯有货")),
    ],
)
def test_two_named_things_are_both_told(shop: Shop, words: str, held: tuple[str, ...]) -> None:
    _blankets(shop)
    assert all(part in text for text in texts(shop.ask(words)) for part in held)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("A醇晚霜我怀着能用不", "孕期不适合"),
        ("我在喂奶，A醇那个晚霜能擦不", "哺乳期不适合"),
        ("备孕呢，A醇晚霜能用吗", "备孕"),
    ],
)
def test_what_a_page_says_is_not_for_her_is_told_first(shop: Shop, words: str, said: str) -> None:
    with shop.database.writing() as session:
        make_member(session, member_id="m9", due_date=None, children=[])
        make_product(session, sku="R1", name="澄屿 A醇晚霜 30g", category="skincare", unsuitable=["孕妇", "乳母"])
    found = texts(shop.ask(words, member_id="m9"))
    assert found
    assert all(said in text and "医生" in text for text in found)


def test_a_thing_that_is_for_everybody_is_not_spoken_against(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="R2", name="澄屿 保湿乳", category="skincare")
    assert all("不适合" not in text for text in texts(shop.ask("我怀孕能用保湿乳吗")))


@pytest.mark.parametrize(
    ("words", "matter"),
    [
        ("书柜过两周再给我寄", "ship_later"),
        ("先别给我发，人还没搬过去", "ship_later"),
        ("能不能分开发呀", "split_order"),
        ("现在拍的话几天能到西宁", "delivery_time"),
        ("今天买赶得上周六不", "delivery_time"),
        ("水壶的盖子单卖吗", "spare_part"),
        ("想再配一个滤芯，哪儿能买", "spare_part"),
        ("坏了一只能只退一只的钱吗", "part_refund"),
        ("这差价给补不", "part_refund"),
        ("拆开一看里面只有一条裤子", "missing"),
        ("围巾没在包裹里", "missing"),
        ("我拍的是黑的，寄来的是蓝的", "wrong_item"),
        ("鞋给我发成38的了", "wrong_item"),
        ("能便宜三十不，老客了", "favour"),
        ("闺女走路有点内八", "gait"),
    ],
)
def test_a_matter_is_heard_in_other_words(words: str, matter: str) -> None:
    assert matter in {one.name for one in matters_in(words)}


@pytest.mark.parametrize(
    ("words", "matter"),
    [
        ("冰箱里只有一盒牛奶了", "missing"),
        ("家里面就我一个人", "missing"),
        ("晚点再给我发消息", "ship_later"),
        ("我上周买的几天能到", "delivery_time"),
        ("大姨问我能不能退休", "part_refund"),
        ("收到了，是我想要的颜色", "wrong_item"),
    ],
)
def test_what_only_looks_like_a_matter_is_none(words: str, matter: str) -> None:
    assert matter not in {one.name for one in matters_in(words)}


@pytest.mark.parametrize(
    "words", ["今天能出库吗", "这单明天发得走不，能发走吗", "还有一箱没到", "取消的那单钱要我申请吗"]
)
def test_these_ask_how_an_order_stands(words: str) -> None:
    assert asks_where(words)


def test_the_money_of_a_cancelled_order_is_asked_about_and_not_whether_she_cancelled_it(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="N1", name="云栖 羊绒毯")
        order = make_order(session, order_id="OC", ordered_at=NOW - timedelta(days=3), status="cancelled")
        make_order_line(session, order, sku="N1")
    found = texts(shop.ask("取消的那单，钱是自动退还是要我申请"))
    assert found
    assert all("退款" in text and "是不是您取消" not in text for text in found)


@pytest.mark.parametrize(("words", "cm"), [("身高七十一", 71), ("个子一百一十二", 112)])
def test_a_height_may_be_spelled_out(words: str, cm: int) -> None:
    assert [int(one.figure) for one in measured(words)] == [cm]


def test_an_answer_from_the_page_of_her_own_thing_counts_as_use(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="P1", name="暖木 炖盅", spec="首次使用先用清水煮十分钟；不可空烧")
        order = make_order(session, order_id="OP", ordered_at=NOW - timedelta(days=4))
        make_order_line(session, order, sku="P1")
    proposal = shop.ask("炖盅头一回用要空烧一下吗")
    assert {draft.topic for draft in proposal.drafts} == {"A02"}
    assert len(proposal.drafts) == 3


@pytest.mark.parametrize(
    ("ask", "name", "category", "fits", "fits_not"),
    [
        ("你们有哪些凉鞋？", "软底凉鞋", "鞋", "脚", "肩宽"),
        ("你们有哪些鞋柜？", "窄身鞋柜", "家具", "卷尺", "脚印"),
        ("你们有哪些口红？", "丝绒口红", "彩妆", "嘴唇|舔", "耳"),
        ("你们有哪些卸妆油？", "轻柔卸妆油", "护肤", "隔天用", "耳"),
        ("你们有哪些面霜？", "保湿面霜", "护肤", "耳", "隔天用一次"),
    ],
)
def test_what_to_try_first_suits_the_thing_that_is_listed(
    shop: Shop, ask: str, name: str, category: str, fits: str, fits_not: str
) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="T1", name=name, category=category, stock=9)
    usual = next(draft.text for draft in shop.ask(ask).drafts if draft.style == "usual")
    assert re.search(fits, usual)
    assert not re.search(fits_not, usual)


def test_a_list_of_one_thing_gives_its_link_in_every_style(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="T1", name="晴川 竹柄伞", category="daily", url="https://shop.example/t1", stock=9)
    assert all("https://shop.example/t1" in text for text in texts(shop.ask("竹柄伞的链接发我")))


@pytest.mark.parametrize("words", ["上回那款竹柄伞还卖吗", "竹柄伞还有卖不"])
def test_what_is_sold_no_more_is_said_to_be_so(shop: Shop, words: str) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="T1", name="晴川 竹柄伞", category="daily", status="off", stock=9)
        make_product(session, sku="T2", name="晴川 折叠伞", category="daily", stock=9)
    assert all("下架" in text and "折叠" not in text for text in texts(shop.ask(words)))


@pytest.mark.parametrize("words", ["下大雪呢，我那单会不会耽搁", "台风天，我的包裹是不是得晚几天"])
def test_weather_beside_an_order_is_a_question_about_the_order(shop: Shop, words: str) -> None:
    with shop.database.writing() as session:
        make_order(session, order_id="o9", ordered_at=NOW - timedelta(days=2))
    assert all("单" in text for text in texts(shop.ask(words)))


def test_without_an_order_on_record_it_is_asked_after_and_not_answered_with_the_weather(shop: Shop) -> None:
    found = texts(shop.ask("台风来了，我那单会不会晚到"))
    assert found
    assert all("问" in text or "查" in text for text in found)
    assert not any("阳台" in text for text in found)


@pytest.mark.parametrize(("children", "size"), [(["2025-07-20"], "73"), (["2025-07-20", "2022-01-01"], "")])
def test_an_only_child_s_age_picks_the_size_where_pages_state_months(
    shop: Shop, children: list[str], size: str
) -> None:
    with shop.database.writing() as session:
        rows = [{"birthday": day, "nickname": f"宝{n}"} for n, day in enumerate(children)]
        make_member(session, member_id="m9", due_date=None, children=rows, consent_sensitive=["children"])
        for number, (low, high) in ((66, (3, 6)), (73, (6, 9)), (80, (9, 12))):
            columns = {"age_min_months": low, "age_max_months": high}
            name = f"云朵 软裤 {number}码"
            make_product(session, sku=f"S{number}", name=name, category="clothes", stock=9, **columns)
    found = texts(shop.ask("软裤穿哪个码", member_id="m9"))
    assert found
    assert all(f"{size}码" in text for text in found) if size else not any("照说明" in text for text in found)
