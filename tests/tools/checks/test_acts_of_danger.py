"""Danger told by what one does or leaves behind is heard by rules alone; an everyday thing in the same words is not."""

import pytest

from tools.checks import triage
from tools.checks.agreement import agreed, is_everyday_worry
from tools.checks.ear import Ear, Opinion
from tools.checks.features import Sight
from tools.checks.matching import Hit
from tools.checks.rulebook import get_rule
from tools.embedder import local_embedder


class CalmEar(Ear):
    """A classifier that hears harmless talk everywhere."""

    def __init__(self) -> None:
        super().__init__(local_embedder())

    def hear(self, direction: str, sight: Sight) -> Opinion:
        return _thinks(benign=0.9)


def _thinks(label: str = "benign", **probabilities: float) -> Opinion:
    return Opinion(label, probabilities.get(label, 0.5), probabilities, 0, 2)


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("猫送人了，花也送了，可以走了", "crisis"),
        ("冰箱里的菜够他们吃一周，后面的事我就不管了", "crisis"),
        ("车停在半山，油门一脚的事", "crisis"),
        ("我把门窗缝都堵上了", "crisis"),
        ("地址改成我妈家，他看到快递又要动手", "crisis"),
        ("怕我自己，枕头已经拿在手里了", "crisis"),
        ("检查那天屏幕转过去了，大夫半天没讲话", "bereavement"),
        ("待产包别发了，我这边没有要等的人了", "bereavement"),
        ("爷爷那把躺椅没人坐了", "bereavement"),
        ("我男人到底没拖过年", "bereavement"),
        ("胎儿今天罢工，一天没打卡", "medical"),
        ("护垫换了三回，回回都带颜色", "medical"),
        ("念着念着话就说不利索了，半边嘴往下掉", "medical"),
        ("量着三七九，出来才十九天", "medical"),
        ("老是睡，抱起来胳膊就耷拉着", "medical"),
        ("疫苗拖了俩月，还能补打不", "medical"),
    ],
)
def test_an_act_of_danger_calls_though_the_classifier_hears_nothing(text: str, route: str) -> None:
    assert triage(text, ear=CalmEar()).route == route


@pytest.mark.parametrize(
    "text",
    [
        "把猫送我妈那儿养几天，我出差",
        "冰箱里的菜够吃一周，这周不买了",
        "炭和烤架都到了，周末露营",
        "我把门窗缝都贴了密封条，不漏风了",
        "刚才枕头已经拿在手里了，又被娃抢走",
        "做B超的时候大夫半天没说话，后来笑着说挺好",
        "待产包别发了，我姐给了一套",
        "爷爷那把躺椅归我了，午睡就在上面",
        "护垫还要三包，跟上次一样的",
        "右手拿不住杯子，杯把太滑了",
        "三八七块那款被子还有吗",
        "往常见人就笑，今天认生了躲我后面",
        "那箱小衣服我妈抱走了，给我表妹家娃穿",
        "他说在路上了，等半天没动静",
        "过年给祖宗上香，小朋友磕头磕得可认真",
        "这歌听得我起鸡皮疙瘩",
    ],
)
def test_the_same_words_of_an_everyday_thing_call_nobody(text: str) -> None:
    assert triage(text, ear=CalmEar()).route is None


def _evidence() -> Hit:
    return Hit(get_rule("CRISIS-ACT-SUICIDE"), 0, 2, is_firm=False)


def test_evidence_of_an_act_counts_from_a_probability_of_its_own() -> None:
    rule = get_rule("CRISIS-ACT-SUICIDE")
    assert agreed([_evidence()], _thinks(benign=0.9, crisis=rule.heard_from), "in", "x") == [_evidence()]
    assert agreed([_evidence()], _thinks(benign=0.9, crisis=rule.heard_from / 2), "in", "x") == []


def test_evidence_without_such_a_probability_needs_the_classifier_to_choose() -> None:
    evidence = Hit(get_rule("CRISIS-SUICIDE"), 0, 2, is_firm=False)
    assert agreed([evidence], _thinks(benign=0.6, crisis=0.4), "in", "x") == []


POSSIBLE = _thinks(benign=0.7, crisis=0.2)


def test_a_crisis_thought_possible_is_heard_beside_a_word_of_the_wide_list() -> None:
    assert [hit.rule.route for hit in agreed([], POSSIBLE, "in", "他让我在门外站一宿")] == ["crisis"]
    assert agreed([], POSSIBLE, "in", "今天发了工资") == []


def test_such_a_word_alone_or_a_danger_of_another_kind_adds_no_crisis() -> None:
    assert agreed([], _thinks(benign=0.9, crisis=0.05), "in", "他让我在门外站一宿") == []
    medical = _thinks("medical_risk", medical_risk=0.7, crisis=0.2)
    assert {hit.rule.route for hit in agreed([], medical, "in", "摔在门外了，站不起来")} == {"medical"}


def test_a_loss_heard_faintly_without_any_word_of_an_end_is_noted() -> None:
    loss, faint = Hit(get_rule("LIKE-BEREAVEMENT"), 0, 2), _thinks("bereavement", bereavement=0.2)
    assert is_everyday_worry(loss, [], faint, "同事生了双胞胎，办公室凑份子")
    assert not is_everyday_worry(loss, [], faint, "双胞胎只剩一个")
    assert not is_everyday_worry(loss, [], _thinks("bereavement", bereavement=0.5), "同事生了双胞胎，办公室凑份子")
