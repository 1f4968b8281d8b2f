"""What an ask means and what it does not: formula, what she has, whom a thing is for, senses of a need, one unknown."""

from typing import Any

import pytest

from tests.builders import NOW
from tools.lists.choose import Choice, choose
from tools.lists.fitness import Life
from tools.lists.meant import meant_by
from tools.models import Product
from tools.products.catalogue import named_in

_FORMULA = {
    "name": "牧优 幼儿配方奶粉 3段",
    "category": "formula",
    "product_class": "formula",
    "formula_stage": 3,
    "registration_no": "国食注字YP1",
    "age_min_months": 12,
}
_SHOP: dict[str, dict[str, Any]] = {
    "FORMULA": _FORMULA,
    "POWDER": {"name": "牧优 成长奶粉 罐装", "category": "奶粉"},
    "WASH": {"name": "棉朵 洗衣液 1L", "category": "洗护"},
    "CUP": {"name": "木芽 学饮杯", "category": "feeding", "age_min_months": 6},
    "SUMMER": {"name": "眠山 凉感夏被 2m", "category": "bedding"},
    "WINTER": {"name": "眠山 羊毛冬被 2m", "category": "bedding"},
    "CARPET": {"name": "眠山 羊毛地毯", "category": "home"},
    "SLIPPER": {"name": "予安 包跟月子鞋", "category": "maternity", "gest_week_min": 28},
    "TODDLER": {"name": "木芽 软底学步鞋", "category": "shoes", "age_min_months": 10, "age_max_months": 20},
    "MAT": {"name": "予安 产褥垫 10片", "category": "maternity", "gest_week_min": 28, "checklist_items": ["产褥垫"]},
    "GOWN": {"name": "予安 月子服", "category": "maternity", "gest_week_min": 28, "checklist_items": ["月子服"]},
    "BODY": {"name": "棉朵 连体衣 52码", "category": "clothes", "age_min_months": 0, "checklist_items": ["连体衣"]},
    "NAPPY": {"name": "棉朵 纸尿裤 NB", "category": "diaper", "age_max_months": 1, "price_fen": 19900},
    "RATTLE": {"name": "木芽 摇铃礼盒", "category": "toy", "age_min_months": 0, "price_fen": 19900},
    "SHELF": {"name": "木芽 玩具收纳架", "category": "home"},
    "BLOCKS": {"name": "木芽 磁力片", "category": "toy", "age_min_months": 36, "spec": "有小零件，三岁以下不要玩"},
    "OATS": {"name": "谷满 原切燕麦片", "category": "food"},
    "CREAM": {"name": "植语 燕麦面霜", "category": "skincare"},
    "KIT": {"name": "植语 旅行洗护四件套", "category": "body"},
    "BED15": {"name": "眠山 水洗棉四件套 1.5m床", "category": "bedding"},
}


def _choice(ask: str, *skus: str, life: Life | None = None, **columns: Any) -> Choice:
    rows = {sku: _SHOP[sku] for sku in skus or _SHOP}
    default = {"price_fen": 9900, "stock": 5, "updated_at": NOW}
    shelf = [Product(sku=sku, **(default | row | columns)) for sku, row in rows.items()]
    return choose(shelf, ask=ask, said_before="", life=life or Life())


def _chosen(ask: str, *skus: str, **given: Any) -> list[str]:
    return [product.sku for product in _choice(ask, *skus, **given).products]


def _rules(choice: Choice) -> dict[str, str]:
    return {left.sku: left.rule for left in choice.left_out}


_TODDLER = Life(child_months=30)


@pytest.mark.parametrize(
    "ask",
    [
        "孩子两岁半，用得上的都列给我",
        "给二宝挑几样，预算五百以内",
        "娃该添点什么，你帮我选",
        "两岁半早饭能吃的有啥",
        "有什么推荐的吗",
        "喝的也要，孩子不爱吃饭",
    ],
)
def test_formula_is_on_no_list_that_did_not_ask_for_it_by_name(ask: str) -> None:
    choice = _choice(ask, life=_TODDLER)
    assert not {"FORMULA", "POWDER"} & {product.sku for product in choice.products}


@pytest.mark.parametrize("ask", ["奶粉3段还有吗，列我看看", "三段的给我列一下", "配方奶有哪些"])
def test_formula_that_is_asked_for_by_name_may_be_listed_where_nothing_else_bars_it(ask: str) -> None:
    assert meant_by(ask).names_formula
    assert _chosen(ask, "FORMULA", "WASH", life=_TODDLER) == ["FORMULA"]
    assert _chosen(ask, "FORMULA", "WASH", life=Life(child_months=5, has_infant=True)) == []


@pytest.mark.parametrize(
    ("ask", "had"),
    [
        ("待产包配齐，家里已有产褥垫", ("产褥垫",)),
        ("月子服买过了，别的还差哪几样", ("月子服",)),
        ("表姐给的连体衣有，其它看看还缺啥", ("连体衣",)),
        ("你家里有产褥垫吗", ()),
        ("家里的产褥垫快用完了", ()),
    ],
)
def test_what_she_has_is_heard_and_what_a_shop_has_is_not(ask: str, had: tuple[str, ...]) -> None:
    assert tuple(what[-len(had[0]) :] for what in meant_by(ask).had) == had if had else meant_by(ask).had == ()


def test_what_she_has_and_what_she_bought_stay_off_the_list_of_what_is_missing() -> None:
    expecting = Life(gest_week=35, bought={"GOWN": 20, "BODY": 400})
    choice = _choice("待产包还差哪几样，家里有产褥垫了", "MAT", "GOWN", "BODY", life=expecting)
    assert [product.sku for product in choice.products] == ["BODY"]
    assert _rules(choice) == {"MAT": "HAD", "GOWN": "BOUGHT"}


def test_a_list_of_the_birth_holds_mother_and_child_in_turns_and_nothing_for_an_elder_one() -> None:
    shop = ("BODY", "NAPPY", "MAT", "GOWN", "CUP")
    life = Life(gest_week=36, child_months=30)
    rows = _choice("住院要用的帮我查漏", *shop, life=life, checklist_items=["清单"]).products
    assert [product.sku for product in rows] == ["MAT", "BODY", "GOWN", "NAPPY"]


@pytest.mark.parametrize(
    ("ask", "shop", "skus"),
    [
        ("送女同事，她手总是冰，能暖着的", ("SUMMER", "WINTER", "CARPET"), ["WINTER"]),
        ("给我爸买床暖和的被子", ("SUMMER", "WINTER"), ["WINTER"]),
        ("给我爸买床暖和的被子", ("SUMMER",), []),
        ("孩子会走了，鞋有合适的吗", ("SLIPPER", "TODDLER"), ["TODDLER"]),
        ("月子里穿的鞋有没有", ("SLIPPER", "TODDLER", "GOWN"), ["SLIPPER"]),
        ("早饭有啥能吃的", ("OATS", "CREAM"), ["OATS"]),
        ("四岁的玩具挑一个", ("SHELF", "BLOCKS"), ["BLOCKS"]),
        ("四岁的玩具，别太多小零件", ("SHELF", "BLOCKS"), []),
        ("1.2的床用的四件套有没有", ("BED15", "KIT"), []),
        ("1.5的床用的四件套有没有", ("BED15", "KIT"), ["BED15"]),
        ("猫把被子抓烂了，有洗衣液吗", ("SUMMER", "WASH"), ["WASH"]),
        ("满月礼送闺蜜家的宝宝，两百上下", ("NAPPY", "RATTLE", "CREAM"), ["RATTLE"]),
    ],
)
def test_a_list_keeps_only_what_answers_the_noun_in_the_sense_she_needs(
    ask: str, shop: tuple[str, ...], skus: list[str]
) -> None:
    assert _chosen(ask, *shop, life=Life(child_months=14 if "会走" in ask else None)) == skus


def test_her_mother_in_laws_trouble_makes_the_thing_hers() -> None:
    choice = _choice("婆婆脖子老疼，被子轻一点的有吗", "WINTER", "MAT")
    assert choice.limits.recipient is not None
    assert choice.limits.recipient.is_grown_up


def test_two_ages_named_side_by_side_are_two_children() -> None:
    assert _chosen("一个一岁，一个四岁，想添点玩的", "BLOCKS", "TODDLER", "RATTLE") == ["BLOCKS", "RATTLE"]
    both = "一个一岁，一个四岁，想买样俩孩子都能玩的玩具"
    assert _chosen(both, "BLOCKS", "RATTLE") == ["RATTLE"]


def test_a_stretch_across_two_words_of_hers_names_nothing() -> None:
    box = Product(sku="X", name="植语 节日礼盒", category="gift", price_fen=9900, stock=5, updated_at=NOW)
    assert named_in([box], "想挑个生日礼物") == ()
    assert named_in([box], "那个节日礼盒还有吗")


def test_one_thing_by_a_word_that_we_do_not_know_is_named_as_not_found() -> None:
    choice = _choice("给小猫买个窝，有吗")
    assert (choice.products, choice.not_found) == ((), "窝")


def test_what_would_fit_and_is_sold_out_is_told_apart_from_what_does_not_fit() -> None:
    choice = _choice("会走了，鞋有没有", "TODDLER", "SLIPPER", life=Life(child_months=14), stock=0)
    assert [product.sku for product in choice.sold_out] == ["TODDLER"]
    assert _choice("会走了，鞋有没有", "TODDLER", life=Life(child_months=40), stock=0).sold_out == ()
