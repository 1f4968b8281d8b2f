"""Answers from the record: her purchases, how an order went on, goods by size, and what a page says of use."""

from datetime import date, timedelta

import pytest

from agent.composer.meant.things import is_headed, is_named, short_name
from agent.composer.meant.variants import picked_by_words
from agent.composer.phrases import seeks_a_nod
from tests.agent.shop import Shop, fields, texts
from tests.builders import NOW, make_event, make_message, make_order, make_order_line, make_product
from tools.lists.budget import Budget, asked_budget
from tools.members.parcels import order_standings
from tools.members.said_dates import said_span, said_until


def _bought(shop: Shop, *, quantity: int = 3, spec: str = "") -> None:
    with shop.database.writing() as session:
        make_product(session, sku="K1", name="云栖 燕麦片 500g", spec=spec, category="食品", price_fen=2500)
        order = make_order(session, order_id="OK1", ordered_at=NOW - timedelta(days=5), amount_fen=6300)
        make_order_line(session, order, sku="K1", quantity=quantity, amount_fen=6300)


def _cups(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="C1", name="云栖 焖烧杯 450ml", category="家居", price_fen=11900, stock=0)
        make_product(session, sku="C2", name="云栖 焖烧杯 800ml", category="家居", price_fen=16900, stock=4)


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        ("上回那单总共划了我多少钱来着", "63元"),
        ("燕麦片我那会儿拿的，合下来一包多少钱", "21元"),
        ("燕麦片我前后买了几回了", "1次"),
        ("上回那单拢共几件", "3件"),
    ],
)
def test_her_own_purchases_are_worked_out_from_her_orders(shop: Shop, words: str, figure: str) -> None:
    _bought(shop)
    proposal = shop.ask(words)
    assert all(figure in text for text in texts(proposal))
    assert all("orders" in fields(draft) for draft in proposal.drafts)


def test_a_price_is_that_of_the_size_she_names_alone(shop: Shop) -> None:
    _cups(shop)
    assert all("119元" in text and "169" not in text for text in texts(shop.ask("焖烧杯小的那个啥价")))


def test_a_sum_of_several_is_added_up_from_the_catalogue(shop: Shop) -> None:
    _cups(shop)
    assert all("407元" in text for text in texts(shop.ask("焖烧杯俩小的一个大的，一共多少钱")))


def test_what_is_sold_out_is_said_with_what_is_there(shop: Shop) -> None:
    _cups(shop)
    assert all("没货" in text and "800ml" in text for text in texts(shop.ask("焖烧杯450的还有没")))


def test_the_price_of_a_thing_we_do_not_find_is_promised_not_another_list(shop: Shop) -> None:
    _cups(shop)
    found = texts(shop.ask("空气炸锅你那儿卖多少"))
    assert all("12点前" in text and "焖烧杯" not in text for text in found)


def test_a_plan_against_the_page_of_her_thing_is_stopped_with_its_words(shop: Shop) -> None:
    _bought(shop, spec="开封后30天内吃完，忌用沸水久煮")
    found = texts(shop.ask("燕麦片我打算用沸水煮一个钟头"))
    assert all("忌用沸水久煮" in text and ("先" in text) for text in found)


def test_the_carrier_and_the_number_are_told_where_the_event_has_them(shop: Shop) -> None:
    _bought(shop)
    with shop.database.writing() as session:
        payload = {"order_id": "OK1", "carrier": "中通", "tracking_no": "ZT7700125", "expected_at": "2026-03-06"}
        make_event(session, type="shipped", at=NOW - timedelta(days=2), payload=payload)
    assert all("ZT7700125" in text and "3月6日" in text for text in texts(shop.ask("燕麦片走到哪了")))


def test_a_second_parcel_is_still_on_its_way_when_the_first_has_come(shop: Shop) -> None:
    _bought(shop)
    with shop.database.writing() as session:
        for number, days in ((1, 3), (2, 2)):
            payload = {"order_id": "OK1", "parcel": number}
            make_event(session, type="shipped", at=NOW - timedelta(days=days), payload=payload)
        make_event(session, type="delivered", at=NOW - timedelta(days=1), payload={"order_id": "OK1", "parcel": 1})
        standing = order_standings(session, "m1", now=NOW)[0]
    assert (standing.state, standing.at) == ("part_delivered", NOW - timedelta(days=2))


@pytest.mark.parametrize(
    "words", ["一天抹两回就行了吧", "筷子头蘸一点点让他尝尝味行吧", "那我晚上再喷好了", "总归不碍事"]
)
def test_a_question_needs_no_question_word(words: str) -> None:
    assert seeks_a_nod(words)


@pytest.mark.parametrize("words", ["好吧", "算了吧", "再看看吧", "那先这样吧", "今天天气不错"])
def test_what_only_closes_a_talk_is_no_question(words: str) -> None:
    assert not seeks_a_nod(words)


@pytest.mark.parametrize(
    ("words", "place"), [("小的那个", [0]), ("大号的呢", [1]), ("800的", [1]), ("焖烧杯", []), ("大的小的都要", [])]
)
def test_one_of_several_is_picked_by_size_or_figure(words: str, place: list[int]) -> None:
    assert picked_by_words(["云栖 焖烧杯 450ml", "云栖 焖烧杯 800ml"], words) == place


def test_a_name_is_heard_past_brand_and_size() -> None:
    assert is_named("澄屿 舒润精华 30ml", "那瓶精华怎么用")
    assert not is_named("澄屿 舒润精华 30ml", "30的怎么用")
    assert is_headed("暖木 砂锅 4L", "我那个锅儿好久到")
    assert short_name("澄屿 舒润精华 30ml") == "舒润精华30ml"


@pytest.mark.parametrize(
    ("ask", "budget"),
    [
        ("两百上下的", Budget(14000, 25000)),
        ("一百五往下", Budget(None, 15000)),
        ("预算500", Budget(None, 50000)),
        ("给我列个清单", None),
    ],
)
def test_a_sum_she_names_bounds_the_list(ask: str, budget: Budget | None) -> None:
    assert asked_budget(ask) == budget


@pytest.mark.parametrize(
    ("said", "said_on", "until"),
    [
        ("下旬去趟外地", date(2026, 11, 5), date(2026, 11, 30)),
        ("下个月中比赛", date(2026, 12, 9), date(2027, 1, 20)),
        ("月初开家长会", date(2026, 3, 4), date(2026, 3, 10)),
        ("月初开家长会", date(2026, 3, 25), date(2026, 4, 10)),
        ("下周搬家", date(2026, 3, 4), date(2026, 3, 15)),
        ("过几天出门", date(2026, 3, 4), date(2026, 3, 11)),
        ("昨天搬家了", date(2026, 3, 4), None),
    ],
)
def test_a_time_to_come_that_names_no_day_ends_somewhere(said: str, said_on: date, until: date | None) -> None:
    assert said_until(said, said_on) == until


def test_a_week_or_a_year_behind_her_is_read_from_the_day_she_wrote() -> None:
    week, year = said_span("上礼拜那单", NOW.date()), said_span("今年花了多少", NOW.date())
    assert week is not None
    assert year is not None
    assert (week.first.isoformat(), week.last.isoformat()) == ("2026-02-23", "2026-03-01")
    assert (year.first.isoformat(), year.last.isoformat()) == ("2026-01-01", "2026-12-31")


def _stocked_with(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="R1", name="眠野 全棉被套", spec="200×230 / 220×240", price_fen=25900)
        make_product(
            session, sku="R2", name="康粒 碳酸钙D3片", spec="60片；每日1片，随餐或餐后", product_class="health_food"
        )
        make_product(session, sku="R3", name="禾木 奶酪棒", unsuitable=["牛奶蛋白过敏"], price_fen=2900)
        order = make_order(session, order_id="OR", ordered_at=NOW - timedelta(days=1), amount_fen=12800)
        make_order_line(session, order, sku="R2", amount_fen=12800)


@pytest.mark.parametrize(
    ("before", "words", "says"),
    [
        ("", "一米八的床要多大被套", "220×240"),
        ("", "钙片饭前吃还是饭后吃", "随餐或餐后"),
        ("", "昨天下的那单不想要了", "取消"),
        ("", "钙片想换成大瓶的，盒子让我扔了，行不行", "盒子"),
        ("", "鱼油吃了俩月血脂没啥变化", "不能代替药物"),
        ("娃查出来牛奶过敏", "奶酪棒多少钱", "不适合"),
    ],
)
def test_what_is_asked_of_goods_and_orders_is_told_from_page_and_record(
    shop: Shop, before: str, words: str, says: str
) -> None:
    _stocked_with(shop)
    if before:
        with shop.database.writing() as session:
            make_message(session, message_id="b1", direction="in", text=before, at=NOW - timedelta(days=2))
            make_message(session, message_id="b2", direction="out", text="先听医生的。", at=NOW - timedelta(days=2))
    written = texts(shop.ask(words))
    assert len(written) == 3
    assert all(says in text for text in written), written


def test_the_other_thing_of_hers_is_named_by_the_day_she_ordered_it(shop: Shop) -> None:
    _bought(shop)
    with shop.database.writing() as session:
        make_product(session, sku="K2", name="云栖 焖烧杯", price_fen=11900)
        order = make_order(session, order_id="OK2", ordered_at=NOW - timedelta(days=40), amount_fen=11900)
        make_order_line(session, order, sku="K2", amount_fen=11900)
        make_message(session, message_id="b1", direction="in", text="盖子打不开", at=NOW - timedelta(minutes=9))
        make_message(
            session, message_id="b2", direction="out", text="是刚买的燕麦片吗？", at=NOW - timedelta(minutes=5)
        )
    written = texts(shop.ask("不是这个，是之前那个"))
    assert all("焖烧杯" in text and "盖子打不开" in text for text in written), written
