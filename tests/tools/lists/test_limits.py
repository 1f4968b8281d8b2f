"""What an ask limits: price, what she does not want, size, colour, and for whom it is."""

from typing import Any

import pytest

from tests.builders import NOW
from tools.lists.choose import Life, choose
from tools.lists.limits import limits_in
from tools.models import Product


def _product(sku: str, name: str, fen: int = 9900, **columns: Any) -> Product:
    defaults = {"category": "home", "stock": 5, "updated_at": NOW}
    return Product(sku=sku, name=name, price_fen=fen, **(defaults | columns))


@pytest.mark.parametrize(
    ("ask", "fen"),
    [
        ("三百以内的床单", 30_000),
        ("单件三百往下的列列", 30_000),
        ("不超过200的面霜", 20_000),
        ("预算500,给我配一套", 50_000),
        ("一百五左右的毯子", 18_000),
        ("最多三款就够", None),
        ("最多36个月能玩的", None),
        ("3个月内的宝宝用的", None),
    ],
)
def test_a_budget_is_read_and_a_count_or_an_age_is_none(ask: str, fen: int | None) -> None:
    assert limits_in(ask).most_fen == fen


def _chosen(ask: str, *shelf: Product, life: Life | None = None) -> list[str]:
    return [p.sku for p in choose(shelf, ask=ask, said_before="", life=life or Life()).products]


def test_what_costs_more_than_she_says_stays_off() -> None:
    shelf = [_product("A", "法兰绒床单", 19_900), _product("B", "羽绒床单", 129_900)]
    assert _chosen("床单三百以内的列列", *shelf) == ["A"]


def test_a_budget_for_all_is_kept_by_the_sum() -> None:
    shelf = [_product(sku, "纱布浴巾", 9_000) for sku in "ABCD"]
    assert len(_chosen("浴巾一共200以内", *shelf)) == 2


def test_what_she_does_not_want_stays_off_and_free_of_it_is_no_offence() -> None:
    shelf = [_product("A", "身体乳 花香"), _product("B", "身体乳", spec="无香精")]
    assert _chosen("身体乳有哪些,不要香味的", *shelf) == ["B"]


def test_an_allergy_she_names_or_a_tag_tells_of_keeps_it_off() -> None:
    shelf = [_product("A", "毯子 羊毛"), _product("B", "毯子 纯棉")]
    assert _chosen("毯子给我列列,我对羊毛过敏", *shelf) == ["B"]
    assert _chosen("毯子给我列列", *shelf, life=Life(tags=("羊毛过敏",))) == ["B"]


def test_another_size_or_colour_than_hers_stays_off() -> None:
    shelf = [_product("A", "爬服 66码 粉色"), _product("B", "爬服 80码 粉色"), _product("C", "爬服 66码 蓝色")]
    assert _chosen("爬服66码粉色的", *shelf) == ["A"]


def test_a_childs_size_in_a_name_counts_as_its_age() -> None:
    shelf = [_product("A", "爬服 52码"), _product("B", "爬服 66码"), _product("C", "爬服 80码")]
    assert _chosen("爬服列给我看看", *shelf, life=Life(child_months=5)) == ["B"]


def test_a_present_for_a_grown_up_is_nothing_for_a_child() -> None:
    shelf = [_product("A", "积木 木质", age_min_months=3), _product("B", "围巾 木质")]
    assert _chosen("送我婆婆的礼物,木质的", *shelf, life=Life(child_months=9)) == ["B"]


def test_what_she_named_and_cannot_have_is_told_with_its_reason() -> None:
    shelf = [_product("A", "爬服 66码"), _product("B", "爬服 80码")]
    choice = choose(shelf, ask="爬服列给我看看", said_before="", life=Life(child_months=5))
    assert [(left.sku, left.rule, left.named) for left in choice.left_out] == [("B", "AGE", True)]
    assert choice.because["A"][0] == ("age", {"low": 2, "high": 7})
