"""Ordinary asks of a shop: sizes, the same again, two things at once, offers, invoices, points, checklists."""

import re
from datetime import timedelta

import pytest

from tests.agent.shop import Shop, texts
from tests.builders import NOW, make_event, make_order, make_order_line, make_product
from tools.models import Member

pytestmark = pytest.mark.in_turn


def _nappies(shop: Shop) -> None:
    with shop.database.writing() as session:
        for sku, size, spec, low, high in (
            ("D1", "NB 40片", "腰贴能放进两指；5kg以内", 0, 1),
            ("D2", "S 58片", "换下时卷好；4–8kg", 1, 4),
            ("D3", "M 50片", "换下时卷好；6–11kg", 3, 8),
            ("D4", "L 42片", "换下时卷好；9–14kg", 6, 15),
        ):
            columns = {"name": f"棉朵 轻云纸尿裤 {size}", "spec": spec, "category": "diaper", "price_fen": 9900}
            make_product(session, sku=sku, age_min_months=low, age_max_months=high, **columns)


def _first(shop: Shop, words: str) -> str:
    proposal = shop.ask(words)
    assert proposal.suggestion.kind == "reply", proposal.suggestion.kind
    return texts(proposal)[0]


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("娃14斤，纸尿裤该用M还是L", "M50片"),
        ("7公斤半，轻云纸尿裤S兜不住了，换几码", "M50片"),
        ("12.5公斤穿轻云纸尿裤几号", "L42片"),
        ("6斤8两，轻云纸尿裤用NB还是M", "NB40片"),
    ],
)
def test_a_weight_in_either_unit_picks_the_size_whose_page_holds_it(shop: Shop, words: str, size: str) -> None:
    _nappies(shop)
    assert size in _first(shop, words)


def test_without_a_weight_it_is_asked_for_beside_what_the_pages_say(shop: Shop) -> None:
    _nappies(shop)
    text = _first(shop, "轻云纸尿裤M还是L呢")
    assert "体重" in text
    assert "6–11kg" in text
    assert "9–14kg" in text


def test_a_foot_is_fitted_by_what_the_page_adds_to_it(shop: Shop) -> None:
    with shop.database.writing() as session:
        for number, cm in enumerate(("12.5", "13.5", "14.5")):
            rule = "量脚长再加1cm选码；鞋垫取出晾干"
            make_product(session, sku=f"S{number}", name=f"木芽 机能学步鞋 {cm}cm", spec=rule, stock=4)
    assert "13.5cm" in _first(shop, "脚量出来12.4厘米，学步鞋拿几号")


def test_where_no_page_states_a_measure_the_months_of_a_size_tell(shop: Shop) -> None:
    with shop.database.writing() as session:
        for number, (size, low, high) in enumerate((("73码", 6, 9), ("80码", 9, 15))):
            columns = {"name": f"棉朵 夹棉爬服 {size}", "spec": "翻面机洗", "stock": 4}
            make_product(session, sku=f"C{number}", age_min_months=low, age_max_months=high, **columns)
    assert "爬服80码" in _first(shop, "爬服73码还是80码，11个月的娃")


def _towels(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="T1", name="棉朵 厚棉柔巾 80抽", price_fen=6900, list_price_fen=8900, stock=9)
        make_product(session, sku="T2", name="棉朵 薄棉柔巾 30抽", price_fen=4900, stock=9)
        make_product(session, sku="T3", name="植语 护手霜 60g", price_fen=5900, stock=9)
        order = make_order(session, order_id="o7", ordered_at=NOW - timedelta(days=30), amount_fen=6900)
        make_order_line(session, order, sku="T1", quantity=1)


def test_the_same_again_is_the_one_she_has_with_the_sum_of_what_she_wants(shop: Shop) -> None:
    _towels(shop)
    text = _first(shop, "跟上次一样的棉柔巾再来两包")
    assert "厚棉柔巾80抽" in text
    assert "138元" in text
    assert "薄棉柔巾" not in text


@pytest.mark.parametrize("words", ["厚棉柔巾和护手霜哪个有活动", "厚棉柔巾跟护手霜双十二有优惠吗"])
def test_an_offer_we_do_not_know_of_is_asked_for_beside_the_prices_of_the_page(shop: Shop, words: str) -> None:
    _towels(shop)
    text = _first(shop, words)
    assert "厚棉柔巾80抽 69元（标价89元）" in text
    assert "护手霜60g 59元" in text
    assert "问" in text


def test_things_on_both_sides_of_an_and_are_added_up(shop: Shop) -> None:
    _towels(shop)
    assert "128元" in _first(shop, "厚棉柔巾和护手霜一起买多少钱")


@pytest.mark.parametrize("words", ["便宜点呗", "隔壁便宜五块，你们能不能少点呀"])
def test_haggling_is_answered_once_and_gets_no_list(shop: Shop, words: str) -> None:
    _towels(shop)
    text = _first(shop, words)
    assert text.count("没有权限") + text.count("没权改") == 1


def test_an_invoice_that_no_record_tells_of_is_looked_up_and_its_title_not_asked_for_anew(shop: Shop) -> None:
    _towels(shop)
    text = _first(shop, "棉柔巾那单发票怎么还没给我开")
    assert "财务" in text
    assert "税号" not in text
    assert "请给我四样" not in text


@pytest.mark.parametrize(
    ("words", "names"), [("我的积分月底就清零了吧", "到期"), ("积分能兑啥", "换"), ("我还剩多少积分", "查")]
)
def test_points_that_run_out_or_buy_something_are_no_missing_points(shop: Shop, words: str, names: str) -> None:
    text = _first(shop, words)
    assert names in text
    assert "漏" not in text


def test_recorded_points_tell_until_when_they_hold(shop: Shop) -> None:
    payload = {"points": 320, "valid_until": "2026-12-31"}
    with shop.database.writing() as session:
        make_event(session, type="points", at=NOW - timedelta(days=2), payload=payload)
    assert _first(shop, "积分是不是快过期了")


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("下个月入园，要准备点啥，列个单子", "PB-LIST-KINDERGARTEN"),
        ("托班要带什么，发我个清单", "PB-LIST-KINDERGARTEN"),
    ],
)
def test_what_to_prepare_for_an_occasion_is_a_checklist_and_no_goods(shop: Shop, words: str, page: str) -> None:
    _towels(shop)
    proposal = shop.ask(words)
    assert {draft.playbook_id for draft in proposal.drafts} == {page}
    assert all(not draft.attachments for draft in proposal.drafts)


def test_goods_for_the_occasion_are_listed_where_she_asks_what_we_have(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="B1", name="木芽 小书包", category="bag", stock=4, price_fen=9900)
    assert shop.ask("上幼儿园的书包你们家有哪些").suggestion.kind == "product_list"


_SQUARE = ("棉朵 纱布方巾 白色", "30×30cm，5条装；可机洗")


@pytest.mark.parametrize(
    ("thing", "words", "says"),
    [
        (_SQUARE, "纱布方巾白的还有货没？一包几条，多大一块", "有.*30×30cm，5条装"),
        (_SQUARE, "方巾多少钱，能扔洗衣机不", "39元.*可机洗"),
        (("木芽 保温杯 粉色", "容量480ml；可装冰水"), "保温杯还有粉的没，能装多少水", "有.*480ml"),
        (("灶语 空气炸锅 5L", "首次使用前清洗炸篮，180℃空烧10分钟"), "空气炸锅头回要空烧不", "要的.*空烧10分钟"),
        (("木芽 铁锅", "首次使用无需开锅；忌用洗碗机"), "铁锅头一回要开锅吗", "不用.*无需开锅"),
    ],
)
def test_what_a_page_says_is_told_beside_a_price_in_a_sentence_of_ours(
    shop: Shop, thing: tuple[str, str], words: str, says: str
) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="G1", name=thing[0], spec=thing[1], price_fen=3900, stock=4)
    told = texts(shop.ask(words))
    assert all(re.search(says, text.replace("\n", "")) for text in told), told
    assert not any("写的是“" in text for text in told)


def test_the_label_of_a_health_food_is_read_out_whole_and_to_nobody_with_child(shop: Shop) -> None:
    spec = "60粒/瓶；每日2次，每次1粒，饭后温水送服"
    with shop.database.writing() as session:
        columns = {"product_class": "health_food", "registration_no": "国食健注G20240210", "category": "health_food"}
        make_product(session, sku="H1", name="元麦 鱼油软胶囊", spec=spec, stock=4, **columns)
    ask = "那个鱼油一瓶多少粒，饭前吃还是饭后吃"
    assert not any("每次1粒" in text for text in texts(shop.ask(ask)))
    with shop.database.writing() as session:
        session.get_one(Member, "m1").due_date = None
    told = texts(shop.ask(ask, message_id="r2"))
    assert all(f"{spec}，本品不能代替药物" in text for text in told), told


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("鞋大了掉跟，没穿出门，想换小一码，来回快递费算谁的", "41码仓里还有.*运费看缘故"),
        ("运动鞋顶脚，吊牌没剪，想换大一号咋弄？邮费谁出", "43码仓里眼下没了.*运费看缘故"),
    ],
)
def test_an_exchange_is_answered_by_the_size_that_is_there_and_who_bears_the_way_back(
    shop: Shop, words: str, says: str
) -> None:
    with shop.database.writing() as session:
        for size, stock in ((41, 6), (42, 3), (43, 0)):
            make_product(session, sku=f"S{size}", name=f"步集 轻便运动鞋 {size}码", stock=stock)
        order = make_order(session, order_id="o9", ordered_at=NOW - timedelta(days=3))
        make_order_line(session, order, sku="S42", quantity=1)
    told = texts(shop.ask(words))
    assert all(re.search(says, text.replace("\n", "")) for text in told), told
    assert not any("剪了吊牌" in text for text in told)
