"""What goes on a requested list: asked for, fit for her, at most eight, and never by accident."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW
from tools.lists.asks import asked_count, asked_months
from tools.lists.choose import MOST_ROWS, choose
from tools.lists.fitness import Life, unfit_rule
from tools.models import Product


def _product(sku: str = "K1", **columns: Any) -> Product:
    defaults = {"name": "纱布浴巾", "category": "bath", "price_fen": 9900, "stock": 5, "updated_at": NOW}
    return Product(sku=sku, **(defaults | columns))


@pytest.mark.parametrize(
    ("ask", "months"),
    [
        ("两岁的玩具", 24),
        ("满两岁了", 24),
        ("2岁半", 30),
        ("三周岁", 36),
        ("3周岁", 36),
        ("一两岁的", 12),
        ("三四个月大的", 3),
        ("3-6岁的玩具", 36),
        ("2到3岁", 24),
        ("十二个月大", 12),
        ("二十四个月的", 24),
        ("6个月宝宝", 6),
        ("同事添了个丫头，俩月", 2),
        ("半岁", 6),
        ("周岁礼物", 12),
        ("新生儿", 0),
        ("我30岁怀孕了", None),
        ("有什么玩具", None),
    ],
)
def test_an_age_in_the_ask_is_read_and_of_a_range_the_younger_counts(ask: str, months: int | None) -> None:
    assert asked_months(ask) == months


@pytest.mark.parametrize(
    ("columns", "life", "rule"),
    [
        ({}, Life(), ""),
        ({"status": "recalled"}, Life(), "LS-5"),
        ({"status": "off"}, Life(), "NOT-ON-SALE"),
        ({"stock": 0}, Life(), "OUT-OF-STOCK"),
        ({"product_class": "special_medical"}, Life(), "FD-80"),
        ({"product_class": "health_food"}, Life(), "FD-78"),
        ({"product_class": "device"}, Life(), "DEV"),
        ({"product_class": "formula", "formula_stage": 3}, Life(child_months=20), "BMS-6"),
        ({"product_class": "formula", "formula_stage": 3, "registration_no": "1"}, Life(child_months=20), ""),
        ({"product_class": "formula", "formula_stage": 3, "registration_no": "1"}, Life(child_months=11), "BMS-2"),
        ({"product_class": "formula", "formula_stage": 3, "registration_no": "1"}, Life(gest_week=20), "BMS-2"),
        ({"product_class": "formula", "formula_stage": 3, "registration_no": "1"}, Life(has_infant=True), "BMS-2"),
        ({"product_class": "formula", "formula_stage": 2, "registration_no": "1"}, Life(child_months=40), "BMS-2"),
        ({"product_class": "formula", "registration_no": "1"}, Life(child_months=40), "BMS-2"),
        ({"age_min_months": 36}, Life(child_months=35), "AGE"),
        ({"age_min_months": 36}, Life(child_months=36), ""),
        ({"age_max_months": 6}, Life(child_months=7), "AGE"),
        ({"age_min_months": 36}, Life(), "AGE"),
        ({"age_min_months": 6}, Life(gest_week=30), "AGE"),
        ({"age_min_months": 0}, Life(gest_week=30), ""),
        ({"gest_week_min": 32}, Life(gest_week=30), "GEST-WEEK"),
        ({"gest_week_max": 28}, Life(gest_week=30), "GEST-WEEK"),
        ({"age_min_months": 36}, Life(gest_week=30, child_months=40), ""),
        ({"unsuitable": ["孕妇慎用"]}, Life(gest_week=30), "UNSUITABLE"),
        ({"unsuitable": ["孕妇慎用"]}, Life(is_expecting=True), "UNSUITABLE"),
        ({"unsuitable": ["孕妇慎用"]}, Life(child_months=40), ""),
        ({"unsuitable": ["哺乳期"]}, Life(child_months=5), "UNSUITABLE"),
        ({"unsuitable": ["婴幼儿"], "age_min_months": 0}, Life(child_months=20), "UNSUITABLE"),
        ({"unsuitable": ["牛奶过敏者"]}, Life(tags=("牛奶过敏",)), "UNSUITABLE"),
        ({"unsuitable": ["牛奶过敏者"]}, Life(tags=("",)), ""),
    ],
)
def test_each_reason_to_leave_a_product_out_has_its_rule(columns: dict[str, Any], life: Life, rule: str) -> None:
    assert unfit_rule(_product(**columns), life) == rule


@given(
    st.sampled_from(["有奶粉吗", "给3岁的买奶粉", "我30岁，要奶粉", "这些哪些是你们家有的", "你们有什么"]),
    st.integers(1, 4),
    st.one_of(st.builds(Life, gest_week=st.integers(4, 42)), st.builds(Life, child_months=st.integers(0, 11))),
)
def test_no_ask_whatsoever_puts_formula_on_the_list_of_a_bump_or_an_infant(ask: str, stage: int, life: Life) -> None:
    formula = _product("F", name="贝贝奶粉", category="formula", product_class="formula", formula_stage=stage)
    formula.registration_no = "国食注字YP1"
    chosen = choose([formula], ask=ask, said_before="奶粉", life=life)
    if asked_months(ask) is None or life.gest_week is not None:
        assert chosen.products == ()


def test_what_she_names_comes_clearest_first_and_what_was_left_out_has_its_reason() -> None:
    products = [_product("A", name="棉柔巾", category="wipes"), _product("B"), _product("C", name="纯棉浴巾", stock=0)]
    choice = choose(products, ask="你们家有哪些浴巾", said_before="", life=Life())
    assert [product.sku for product in choice.products] == ["B"]
    assert [(left.sku, left.rule) for left in choice.left_out] == [("C", "OUT-OF-STOCK")]


def test_these_points_at_the_checklist_that_was_spoken_of() -> None:
    products = [_product("A", name="产褥垫", checklist_items=["产褥垫"]), _product("B", checklist_items=["包被"])]
    choice = choose(products, ask="这些哪些是你们家有的？", said_before="要带产褥垫、吸管杯", life=Life(gest_week=33))
    assert [product.sku for product in choice.products] == ["A"]


def test_when_she_names_nothing_what_is_made_for_her_stage_comes_first_and_eight_are_enough() -> None:
    products = [_product(f"A{n}") for n in range(9)] + [_product("Z", age_min_months=6, age_max_months=24)]
    choice = choose(products, ask="推荐点什么给我吧", said_before="", life=Life(child_months=9))
    assert len(choice.products) == MOST_ROWS
    assert choice.products[0].sku == "Z"


@pytest.mark.parametrize(
    ("ask", "count"),
    [
        ("纱布巾捡两三款给我瞅瞅就行", 3),
        ("列两个给我", 2),
        ("推荐3样", 3),
        ("要一款就好", 1),
        ("第三样你们有吗", None),
        ("两个月的宝宝用什么", None),
        ("两岁的玩具有哪些", None),
        ("都有什么", None),
    ],
)
def test_how_many_she_wants_is_read_from_her_words(ask: str, count: int | None) -> None:
    assert asked_count(ask) == count


def test_a_list_is_no_longer_than_she_asked_for() -> None:
    shelf = [_product(f"K{number}") for number in range(6)]
    assert len(choose(shelf, ask="浴巾捡两三款给我看看", said_before="", life=Life()).products) == 3
    assert len(choose(shelf, ask="浴巾都有哪些", said_before="", life=Life()).products) == 6


def test_of_sizes_the_one_that_was_named_in_full_is_spoken_of() -> None:
    shelf = [_product("K1", name="云栖 浴巾 70cm"), _product("K2", name="云栖 浴巾 90cm")]
    before = "70的浴巾多少钱 云栖浴巾70cm，99元"
    assert [p.sku for p in choose(shelf, ask="链接呢", said_before=before, life=Life()).products] == ["K1"]
    assert len(choose(shelf, ask="链接呢", said_before="有浴巾吗 有的", life=Life()).products) == 2


def test_a_short_yes_lists_what_was_just_spoken_of() -> None:
    shelf = [_product("K1"), _product("K2", name="保温水杯", category="kitchen")]
    before = "你们有浴巾吗 有的，您想看看有哪些吗"
    assert [p.sku for p in choose(shelf, ask="都看看吧", said_before=before, life=Life()).products] == ["K1"]
