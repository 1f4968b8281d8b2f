"""What an ask wants without a product's name: an everyday noun, a situation, a quality, a larger size, which child."""

from typing import Any

import pytest

from tests.builders import NOW
from tools.lists.choose import Choice, choose
from tools.lists.fitness import Life
from tools.lists.needs import needs_in
from tools.lists.recipient import recipient_in
from tools.models import Product

_SHELF = {
    "Q": {"name": "眠山 驼绒被 1.5m", "category": "textile"},
    "S": {"name": "棉朵 分腿睡袋", "category": "clothes"},
    "L": {"name": "木芽 感应灯", "category": "home", "spec": "暖光，可充电"},
    "T": {"name": "木芽 台灯", "category": "home", "spec": "插电，白光"},
    "C": {"name": "植语 面霜", "category": "skincare", "spec": "无香精"},
    "N": {"name": "谷满 什锦坚果", "category": "food"},
}


def _product(sku: str, columns: dict[str, Any]) -> Product:
    return Product(sku=sku, **({"price_fen": 9900, "stock": 5, "updated_at": NOW} | columns))


def _choice(ask: str, *, life: Life | None = None, shelf: dict[str, dict[str, Any]] | None = None) -> Choice:
    products = [_product(sku, columns) for sku, columns in (shelf or _SHELF).items()]
    return choose(products, ask=ask, said_before="", life=life or Life())


def _chosen(ask: str, **given: Any) -> list[str]:
    return [product.sku for product in _choice(ask, **given).products]


@pytest.mark.parametrize(
    ("ask", "skus"),
    [
        ("老人家脚冷，夜里盖着冷，有啥推荐", ["Q"]),
        ("娃半夜总蹬被子，愁人，你给挑个", ["S"]),
        ("起夜摸黑磕了好几回，找个东西照一照", ["L"]),
        ("洗完脸皮肤绷得慌，有没有能用的", ["C"]),
        ("盖的被子有没有", ["Q"]),
    ],
)
def test_a_situation_or_a_noun_wants_what_answers_it_and_nothing_else(ask: str, skus: list[str]) -> None:
    assert _chosen(ask) == skus


def test_what_a_situation_says_names_no_thing() -> None:
    assert [need.is_thing for need in needs_in("孩子老掀被子")] == [False]


def test_a_thing_that_nothing_on_the_shelf_is_called_is_said_to_be_missing() -> None:
    choice = _choice("有没有温奶器，发我看看")
    assert (choice.products, choice.not_carried) == ((), ("温奶器",))


def test_a_situation_that_nothing_answers_is_said_back_and_nothing_else_is_listed() -> None:
    choice = _choice("蚊子太多了，有什么能用的")
    assert (choice.products, choice.not_carried_for) == ((), "蚊子")


def test_a_wished_quality_leaves_what_grants_it_and_all_where_nothing_does() -> None:
    lamps = {sku: _SHELF[sku] for sku in ("L", "T")}
    assert _chosen("想要个灯，别晃，不用插电的", shelf=lamps) == ["L"]
    assert sorted(_chosen("灯有哪些，要防水的", shelf=lamps)) == ["L", "T"]


def test_a_row_says_which_words_of_its_page_grant_the_wish() -> None:
    choice = _choice("找个小灯，能充电的")
    assert ("quality", {"words": "可充电"}) in choice.because["L"]


def test_what_has_grown_short_is_looked_for_a_size_larger() -> None:
    suits = {cm: {"name": f"棉朵 爬服 {cm}码", "category": "童装"} for cm in ("66", "73", "90")}
    assert _chosen("爬服有吗", shelf=suits, life=Life(child_months=5)) == ["66", "73"]
    assert _chosen("爬服短了一截，有大点的没", shelf=suits, life=Life(child_months=5)) == ["73"]


@pytest.mark.parametrize(
    ("ask", "skus"), [("雨鞋有吗", ["S"]), ("老大的雨鞋有吗", ["B"]), ("俩孩子的雨鞋，各来一双", ["B", "S"])]
)
def test_of_two_children_the_younger_is_meant_unless_she_says_otherwise(ask: str, skus: list[str]) -> None:
    shoes = {
        "B": {"name": "棉朵 雨鞋 大童", "category": "童鞋", "age_min_months": 48, "age_max_months": 96},
        "S": {"name": "棉朵 雨鞋 小童", "category": "童鞋", "age_min_months": 12, "age_max_months": 36},
    }
    assert _chosen(ask, shelf=shoes, life=Life(child_months=20, children_months=(20, 60))) == skus


def test_what_a_page_warns_the_allergic_of_is_kept_from_them() -> None:
    snacks = {
        "A": {"name": "禾禾 泡芙", "category": "food", "unsuitable": ["鸡蛋过敏"]},
        "B": {"name": "禾禾 米饼", "category": "food"},
    }
    assert _chosen("孩子对鸡蛋过敏，零食有啥", shelf=snacks) == ["B"]
    assert _chosen("零食有啥", shelf=snacks, life=Life(told_tags=("宝宝鸡蛋过敏",), tags=("宝宝鸡蛋过敏",))) == ["B"]


@pytest.mark.parametrize("ask", ["烟味我闻不得香，面霜有吗", "香味受不了，有面霜没"])
def test_what_somebody_cannot_stand_is_not_listed_but_what_is_free_of_it_is(ask: str) -> None:
    creams = {
        "A": {"name": "植语 面霜", "category": "skincare", "spec": "无香精"},
        "B": {"name": "植语 玫瑰面霜", "category": "skincare", "spec": "玫瑰香型"},
    }
    assert _chosen(ask, shelf=creams) == ["A"]


_COATS = {
    "A": {"name": "绵里 夹棉外套 80码", "category": "clothes"},
    "B": {"name": "绵里 夹棉外套 110码", "category": "clothes"},
}
_QUILTS = {
    "T": {"name": "眠山 加厚冬被", "category": "textile", "spec": "加厚"},
    "L": {"name": "眠山 薄被", "category": "textile", "spec": "轻薄"},
    "O": {"name": "眠山 四季被", "category": "textile", "spec": "四季"},
}


def test_either_of_two_sizes_with_one_unit_is_hers() -> None:
    assert _chosen("换季外套列列你们有的，80到90码", shelf=_COATS, life=Life(child_months=13)) == ["A"]


def test_a_wish_and_its_contrary_are_both_granted_and_nothing_between() -> None:
    assert set(_chosen("被子厚的薄的各列一下", shelf=_QUILTS)) == {"T", "L"}


@pytest.mark.parametrize(
    ("ask", "skus"),
    [("便宜点的有吗", {"C"}), ("换几款看看", {"C", "D"})],
)
def test_less_dear_or_another_is_none_of_what_lies_before_her(ask: str, skus: set[str]) -> None:
    shelf = {
        "P": {"name": "云栖 浴巾", "category": "bath", "price_fen": 9900},
        "C": {"name": "云栖 小浴巾", "category": "bath", "price_fen": 4900},
        "D": {"name": "云栖 厚浴巾", "category": "bath", "price_fen": 12900},
    }
    products = [_product(sku, columns) for sku, columns in shelf.items()]
    found = choose(products, ask=f"浴巾{ask}", said_before="云栖 浴巾 99元", life=Life())
    assert {product.sku for product in found.products} == skus


@pytest.mark.parametrize("ask", ["媳妇生日送啥不踩雷", "给老婆挑个礼物"])
def test_a_wife_is_somebody_to_give_to(ask: str) -> None:
    found = recipient_in(ask)
    assert found is not None
    assert found.is_grown_up
