"""A question of hers is told on as people do: without marks, turned to her, and only where it is her own."""

import pytest

from agent.composer.goods.wishes import asks_no_goods, wants_outright
from agent.composer.meant.things import names_another, thing_words
from agent.composer.phrases import is_question
from agent.composer.promise import asked, waiting_text
from tools.models import Product
from tools.patterns import compiled

pytestmark = pytest.mark.in_turn


@pytest.mark.parametrize(
    ("hers", "told"),
    [
        ("送到我妈那边行吗", "送到您妈那边行不行"),
        ("这个床垫能折起来吗", "这个床垫能不能折起来"),
        ("样板间能带狗去吗", "样板间能不能带狗去"),
        ("我那个暖奶器加热慢了，是不是坏了", "您那个暖奶器加热慢了，是不是坏了"),
        ("对了我也不知道楼道放不放得下", "楼道放不放得下"),
        ("少放一点也不行吗", "少放一点也不行"),
    ],
)
def test_a_question_is_told_on_in_her_place(hers: str, told: str) -> None:
    assert asked(hers) == told


@pytest.mark.parametrize("style", ["short", "usual", "warm"])
def test_a_promise_names_her_question_without_marks(style: str) -> None:
    text = waiting_text(style, "这个床垫能折起来吗", "今天15点")
    assert "这个床垫能不能折起来" in text
    assert "\u201c" not in text


@pytest.mark.parametrize("hers", ["她问我是不是要搬走", "他睡得也没怎么醒", "行吧，那就白的"])
def test_what_others_asked_and_what_only_sounds_like_asking_is_no_question(hers: str) -> None:
    assert not is_question(hers)


@pytest.mark.parametrize("hers", ["我想问问是不是要预约", "这个怎么洗", "这样行吧？"])
def test_what_she_asks_is_a_question(hers: str) -> None:
    assert is_question(hers)


def test_a_colour_alone_asks_for_no_list() -> None:
    assert asks_no_goods("还没，她说蓝的，我想要绿的")
    assert not asks_no_goods("给我列几样绿的")


def test_what_she_only_tells_behind_our_line_is_no_wish() -> None:
    assert not wants_outright("家里摆不下那么大的")
    assert wants_outright("想要个小一号的")


def test_a_question_about_somebody_points_at_no_thing() -> None:
    points = compiled(thing_words()["points_at"])
    assert not points.search("那作业要不要陪他写")
    assert points.search("那个要泡多久")


def _product(name: str) -> Product:
    return Product(sku="s1", name=name, category="c", price_fen=100)


@pytest.mark.parametrize(
    ("hers", "is_another"),
    [
        ("那个去污的泡沫还有没有", True),
        ("那个双人沙发还有货吗", False),
        ("那个大的还有没有", False),
        ("还有货吗", False),
    ],
)
def test_a_thing_that_what_was_spoken_of_does_not_name_is_another(hers: str, *, is_another: bool) -> None:
    assert names_another(hers, [_product("某牌 布艺双人沙发")]) is is_another
