"""What an ask limits: price, what she does not want, size, colour, and for whom it is."""

from typing import Any

import pytest

from tests.builders import NOW
from tools.lists.budget import asked_budget
from tools.lists.choose import choose
from tools.lists.fitness import Life
from tools.lists.limits import limits_in
from tools.lists.recipient import recipient_in
from tools.lists.sizes import months_of_size
from tools.lists.telling import said_back
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
        ("一百五左右的毯子", 18_750),
        ("三百零五以内的毯子", 30_500),
        ("两三百的床单", 30_000),
        ("两百上下的", 25_000),
        ("200到300之间的", 30_000),
        ("66到73码的", None),
        ("最多三款就够", None),
        ("最多36个月能玩的", None),
        ("3个月内的宝宝用的", None),
    ],
)
def test_a_budget_is_read_and_a_count_or_an_age_is_none(ask: str, fen: int | None) -> None:
    budget = asked_budget(ask)
    assert (budget.most_fen if budget else None) == fen


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
    assert choice.because["A"] == (("height", {"height": 66}),)


@pytest.mark.parametrize(
    ("ask", "what"),
    [
        ("他花生过敏,别的小零嘴列几样", ("花生",)),
        ("腰果过敏,给列点零食", ("腰果",)),
        ("花生他过敏,零食有啥", ("花生",)),
        ("闺女虾过敏,辅食列几样", ("虾",)),
        ("他一吃鸡蛋就起疹子,零食列几样", ("鸡蛋",)),
        ("换季过敏,口罩有吗", ()),
        ("我皮肤容易过敏,面霜列几样", ()),
        ("宝宝脸过敏,霜列一下", ()),
        ("她是过敏体质,润肤露列几款", ()),
    ],
)
def test_an_allergy_is_heard_of_any_thing_and_of_no_skin_or_season(ask: str, what: tuple[str, ...]) -> None:
    assert limits_in(ask).bears_not == what


def test_a_thing_that_is_not_borne_is_never_taken_for_the_thing_wanted() -> None:
    shelf = [_product("A", "米饼", category="snack"), _product("B", "花生泡芙", category="snack")]
    assert _chosen("老二花生过敏,别的小零食你家有什么", *shelf) == ["A"]


def test_an_allergy_of_her_tags_is_told_as_known_only_where_she_lets_us_speak_of_it() -> None:
    shelf = [_product("A", "毯子 羊毛"), _product("B", "毯子 纯棉")]
    for told, rule in ((("羊毛过敏",), "KNOWN-NOT"), ((), "UNSUITABLE")):
        life = Life(tags=("羊毛过敏",), told_tags=told)
        choice = choose(shelf, ask="毯子给我列列", said_before="", life=life)
        assert [(left.sku, left.rule, left.what) for left in choice.left_out] == [("A", rule, "羊毛")]
        assert said_back(choice.limits) == []


def test_what_she_will_not_have_names_nothing_that_she_wants() -> None:
    shelf = [_product("A", "坚果饼干", category="食品"), _product("B", "苏打饼干", category="食品")]
    assert _chosen("零食有哪些,坚果的不要", *shelf) == ["B"]


def test_a_sum_for_all_is_never_passed_whatever_is_on_the_shelf() -> None:
    shelf = [_product("A", "四件套", 29_900), _product("B", "羽绒被", 89_900), _product("C", "毯子", 15_000)]
    choice = choose(shelf, ask="预算500给我配一套床上用的", said_before="", life=Life())
    assert [p.sku for p in choice.products] == ["A", "C"]
    assert [(left.sku, left.rule) for left in choice.left_out] == [("B", "BUDGET-IN-ALL")]


@pytest.mark.parametrize(
    ("ask", "call", "is_grown_up"),
    [
        ("想送我婆婆个礼物", "婆婆", True),
        ("给我妈挑点东西", "妈妈", True),
        ("给闺蜜家的宝宝挑个玩具", "闺蜜家的宝宝", False),
        ("同事生孩子了,送点啥好", "同事家孩子", False),
        ("同事添了个丫头,俩月,随份礼", "同事家孩子", False),
        ("给我小外甥买的", "小外甥", False),
    ],
)
def test_a_gift_names_whom_it_is_for(ask: str, call: str, is_grown_up: bool) -> None:
    found = recipient_in(ask)
    assert found is not None
    assert (found.call, found.is_grown_up) == (call, is_grown_up)


@pytest.mark.parametrize("ask", ["给妈妈用的产褥垫", "给我列列玩具", "给宝宝挑件衣服", "妈咪包有哪些"])
def test_what_is_for_her_and_hers_is_no_gift(ask: str) -> None:
    assert recipient_in(ask) is None


def test_her_own_bump_does_not_steer_what_another_child_gets_but_bars_what_is_unfit_for_her() -> None:
    shelf = [
        _product("A", "玩具 叠叠杯", age_min_months=6, age_max_months=24),
        _product("B", "玩具 摇铃", age_max_months=6),
        _product("C", "玩具 精油枕", unsuitable=["孕妇"]),
    ]
    assert _chosen("给闺蜜家的宝宝挑个玩具,九个月大", *shelf, life=Life(gest_week=30, is_expecting=True)) == ["A"]


def test_a_size_or_colour_that_a_name_leaves_open_is_said_to_be_open() -> None:
    choice = choose([_product("A", "围巾 羊绒")], ask="围巾要红色的", said_before="", life=Life())
    assert choice.because["A"] == (("colour_open", {}),)


def test_naming_one_kind_of_bedding_wants_no_other_unless_she_says_the_like() -> None:
    shelf = [_product("A", "四件套 灰色", category="bedding"), _product("B", "毯子 1.5m", category="bedding")]
    assert _chosen("四件套有哪些", *shelf) == ["A"]
    assert _chosen("四件套这类的有哪些", *shelf) == ["A", "B"]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ("送我婆婆,三百以内,不要香味的", ["送婆婆", "300元以内", "不要香味"]),
        ("两百上下,66码,粉色的", ["200元左右", "66码", "粉色"]),
        ("便宜的列两款", ["便宜的排前面"]),
        ("不要红色的", ["不要红色"]),
        ("一共150以内,我对羊毛过敏", ["一共150元以内", "避开羊毛"]),
        ("不要着急慢慢列", []),
    ],
)
def test_what_she_limits_is_said_back_in_short_phrases(ask: str, said: list[str]) -> None:
    assert said_back(limits_in(ask)) == said


def test_the_months_of_a_size_follow_the_height_it_names() -> None:
    assert months_of_size("爬服 66码") == (1, 7)
    assert months_of_size("爬服 80码") == (8, 18)
    assert months_of_size("毛毯 100cm") is None
