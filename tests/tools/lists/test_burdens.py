"""What is told of a body keeps off what a page says is not for it, in whatever words either says it."""

from typing import Any

import pytest

from tests.builders import NOW
from tools.lists.burdens import Told, offence_of, told_before
from tools.lists.choose import choose
from tools.lists.fitness import Life, off_limits_rule
from tools.models import Product

_FINE = "禾木 米饼 原味"


def _product(name: str, sku: str = "A", **columns: Any) -> Product:
    defaults = {"category": "snack", "price_fen": 2900, "stock": 5, "product_class": "food", "updated_at": NOW}
    return Product(sku=sku, name=name, **(defaults | columns))


# What is told; the page's own list of whom it is not for; its name; its description.
_KEPT_OFF = [
    ("医生说他牛奶蛋白过敏，小零食列一下", "牛奶蛋白过敏", "奶香小溶豆", ""),
    ("他对奶过敏 零食列几样", "", "奶酪棒", ""),
    ("娃喝牛奶就拉肚子，零食列一下", "", "小饼", "配料：全脂乳粉、白砂糖"),
    ("过敏原查出来是牛奶和蛋清，零食列列", "", "鸡蛋卷", ""),
    ("查了过敏原，蛋清二级，牛奶三级 列点零食", "乳制品过敏者", "酥饼", ""),
    ("医生让回避鸡蛋，零食有哪些", "对蛋类过敏者", "手指饼", ""),
    ("他不能碰鸡蛋 列点零食", "", "蛋黄酥", ""),
    ("花生碰都不能碰，零食列一下", "", "花生酥", ""),
    ("我吃核桃嘴巴发痒 零食列几款", "", "什锦坚果", ""),
    ("麸质不耐受 能吃的列一下", "", "全麦面包", ""),
    ("闺女小麦过敏，零食列几款", "麸质不耐者", "酥条", ""),
    ("虾蟹一吃就起疹子 列点吃的", "", "海苔虾片", ""),
    ("豆制品过敏的娃，零食列列", "", "豆奶棒", ""),
    ("娃有蚕豆病，零食列一下", "蚕豆病（G6PD缺乏）", "怪味豆", ""),
    ("G6PD缺乏 吃的列一下", "", "兰花蚕豆", ""),
    ("我乳糖不耐，喝的列几款", "", "纯牛奶", ""),
    ("我爸糖尿病，给我列点零食", "糖尿病患者", "燕麦饼", ""),
    ("我妈血糖有点高 点心列几样", "", "蜂蜜小蛋糕", ""),
    ("糖耐没过，零食列一下", "", "红糖酥", ""),
    ("我刚测出两道杠，面霜列几款", "孕妇", "焕亮面霜", ""),
    ("备孕呢 面霜列一下", "", "面霜", "孕期及哺乳期慎用"),
    ("还在喂奶，面霜列几款", "乳母", "面霜", ""),
    ("我老公痛风，零食列几样", "痛风患者", "牛肉干", ""),
    ("我爸装了起搏器，按摩仪列一下", "佩戴心脏起搏器者", "颈部按摩仪", ""),
    ("我敏感肌，面膜列一下", "敏感肌慎用", "焕肤面膜", ""),
    ("孩子两岁，面霜给娃列一下", "3岁以下婴幼儿", "面霜 儿童", ""),
    ("老人吞咽不好，零食列列", "吞咽困难者、老人", "糯米糍", ""),
]


@pytest.mark.parametrize(("told", "unsuitable", "name", "spec"), _KEPT_OFF)
def test_what_is_told_in_the_ask_keeps_off_what_the_page_is_against(
    told: str, unsuitable: str, name: str, spec: str
) -> None:
    bad = _product(name, "BAD", spec=spec, unsuitable=[unsuitable] if unsuitable else [])
    choice = choose([bad, _product(_FINE, "FINE")], ask=told, said_before="", life=Life())
    assert "BAD" not in [product.sku for product in choice.products]


@pytest.mark.parametrize(
    ("told", "name", "spec"),
    [
        ("牛奶饼干有哪些", "牛奶饼干", ""),
        ("我鼻子过敏 想买点牛奶饼干", "牛奶饼干", ""),
        ("他对牛奶不过敏，对鸡蛋过敏", "牛奶米饼", ""),
        ("娃牛奶过敏", "米饼", "不含牛奶、鸡蛋、花生"),
        ("娃牛奶过敏", "储奶袋", ""),
        ("我奶奶海鲜过敏", "奶酪棒", ""),
        ("没有糖尿病", "红糖糕", ""),
        ("我乳糖不耐", "无乳糖牛奶", ""),
        ("断奶了，他吃奶就少了", "奶酪棒", ""),
        ("我妈血糖高", "燕麦片", "无糖"),
        ("大豆过敏", "大豆纤维被", ""),
    ],
)
def test_what_is_not_told_or_not_held_keeps_nothing_off(told: str, name: str, spec: str) -> None:
    assert offence_of(_product(name, spec=spec), [Told(told)]) is None


def test_no_other_word_than_one_of_the_same_list_makes_a_page_free_of_it() -> None:
    assert offence_of(_product("无糖牛奶饼干"), [Told("娃牛奶过敏")]) is not None


def test_what_she_told_before_keeps_it_off_lists_and_replies_alike() -> None:
    told = told_before(["娃牛奶过敏", *["好的"] * 20])
    assert off_limits_rule(_product("奶酪棒"), Life(told=told)) == "UNSUITABLE"


def test_a_pregnancy_told_long_ago_or_of_somebody_else_is_over() -> None:
    cream = _product("面霜", unsuitable=["孕妇"])
    for lines, is_off in ((["我怀孕了"], True), (["我怀孕了", *["好的"] * 20], False), (["我闺蜜怀孕了"], False)):
        assert (off_limits_rule(cream, Life(told=told_before(lines))) == "UNSUITABLE") is is_off, lines


def test_only_what_the_ask_tells_is_told_as_the_reason() -> None:
    shelf = [_product("奶酪棒", "BAD", unsuitable=["牛奶蛋白过敏"]), _product(_FINE, "FINE")]
    now = choose(shelf, ask="奶酪棒和米饼列一下，他牛奶过敏", said_before="", life=Life())
    before = choose(shelf, ask="奶酪棒和米饼列一下", said_before="", life=Life(told=told_before(["他牛奶过敏"])))
    assert [left.rule for left in now.left_out] == ["TOLD-UNSUITED"]
    assert [left.rule for left in before.left_out] == ["UNSUITABLE"]


def test_years_and_months_are_one_age() -> None:
    shelf = [_product("苹果片", age_min_months=18, age_max_months=48)]
    assert choose(shelf, ask="一岁八个月吃的零食列一下", said_before="", life=Life()).products
