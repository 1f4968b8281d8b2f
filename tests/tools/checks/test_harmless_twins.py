"""The same words, harmless and grave: an excuse holds for the one and never for its twin."""

import pytest

from tools.checks import triage
from tools.checks.agreement import spokesman
from tools.checks.labels import label_in


@pytest.mark.parametrize(
    ("harmless", "grave"),
    [
        ("宝宝会走了", "宝宝走了"),
        ("小豆今天自己走了五步", "孩子昨天会走了，没抢救过来"),
        ("预产期改到5月28号了", "预产期改到5月，可惜没保住"),
    ],
)
def test_first_steps_and_a_moved_date_are_no_loss_and_a_loss_beside_them_is(harmless: str, grave: str) -> None:
    assert label_in(harmless, ())[0] == "benign"
    assert label_in(grave, ())[0] == "bereavement"


@pytest.mark.parametrize(
    ("harmless", "grave", "route"),
    [
        ("一到周一就不想活动", "我不想活了", "crisis"),
        ("隐私帘多少钱一幅", "你们怎么把我的隐私说出去了", "privacy"),
        ("罐子上的日期让孩子抠没了", "孩子没了", "bereavement"),
        ("没见红没破水，闲得在家发霉", "没见红，破水了", "medical"),
        ("退烧了，能吃能闹", "烧三天不退", "medical"),
    ],
)
def test_the_same_words_in_a_game_a_thing_or_a_denial_call_nobody(harmless: str, grave: str, route: str) -> None:
    assert triage(harmless).route is None
    assert triage(grave).route == route


def test_waters_that_broke_call_a_person_in_a_question_too() -> None:
    assert triage("半夜水破了，我该躺着还是走着去").route == "medical"


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("对，就这类的，都列出来吧", False),
        ("大理那家酒店我退订了，嫌吵", False),
        ("退订", True),
        ("以后别晚上给我发了，孩子睡了", True),
    ],
)
def test_an_ask_or_a_cancelled_room_is_no_opting_out(said: str, intent: bool) -> None:
    assert (triage(said).intent == "opt_out") is intent


@pytest.mark.parametrize("said", ["他打麻将输了就打我", "打牌输钱回来他又打我", "他把孩子弄没了"])
def test_a_game_or_a_verb_beside_a_grave_thing_excuses_nothing(said: str) -> None:
    assert triage(said).route in {"crisis", "bereavement"}


@pytest.mark.parametrize(
    ("label", "harmless", "grave"),
    [
        ("opt_out", "不用再给我列了，够看了", "别再给我发了"),
        ("bereavement", "没有秋衣穿，天又冷了", "宝宝没了，衣裳都收起来了"),
    ],
)
def test_a_declined_list_or_a_missing_shirt_is_excused_and_its_twin_is_not(
    label: str, harmless: str, grave: str
) -> None:
    assert spokesman("in", label, harmless) is None
    assert spokesman("in", label, grave) is not None
