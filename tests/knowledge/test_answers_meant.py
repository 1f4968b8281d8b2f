"""Which answer is meant, where it is known how near her words are in meaning to what the page is asked."""

import pytest

from knowledge.answering import answers_for
from knowledge.playbook import Playbook
from knowledge.stage import MemberStage
from knowledge.supposing import is_of_life
from tests.knowledge.pages import page

ANSWERS = """### 打嗝算不算
- 打嗝
打嗝不算。

### 上班没空数怎么办
- 上班
放到晚上数。

### 记在哪儿方便
- 手机
手机里记。

### 会员问数胎动，写一句提醒
- 会员
可以写：一天一个时间数。
"""
HICCUP, WORK, NOTES, COLLEAGUE = "打嗝算不算", "上班没空数怎么办", "记在哪儿方便", "会员问数胎动，写一句提醒"
FAR = 0.1


def _page() -> Playbook:
    return page(sections={"answers": ANSWERS})


def _said(words: str, said: tuple[str, ...] = (), *, title: float = 0.0, **near: float) -> list[str]:
    """Return the lines of what is meant; `near` names answers by constants, all others are far."""
    found = _page()
    names = {"hiccup": HICCUP, "work": WORK, "notes": NOTES, "colleague": COLLEAGUE}
    known = {asked: FAR for asked in found.asked} | {names[name]: value for name, value in near.items()}
    answers = answers_for(
        found, words, near={**known, found.title: title}, is_fresh=lambda answer: answer.lines[0] not in said
    )
    return [answer.lines[0] for answer in answers]


def test_an_answer_is_meant_by_its_meaning_though_no_word_is_shared() -> None:
    assert _said("肚里突突突跟敲鼓似的", hiccup=0.7) == ["打嗝不算。"]
    assert _said("肚里突突突跟敲鼓似的") == []


def test_words_as_near_to_the_title_as_to_an_answer_ask_for_the_general_text() -> None:
    assert _said("肚里突突突跟敲鼓似的", hiccup=0.55, title=0.1) == ["打嗝不算。"]
    assert _said("肚里突突突跟敲鼓似的", hiccup=0.55, title=0.7) == []


def test_of_two_answers_that_are_as_near_none_is_taken() -> None:
    assert _said("肚里突突突跟敲鼓似的", hiccup=0.5, work=0.5, notes=0.5) == []


def test_without_meaning_the_words_alone_decide() -> None:
    assert answers_for(_page(), "肚里突突突跟敲鼓似的") == ()
    assert [one.lines[0] for one in answers_for(_page(), "老打嗝算不算呀")] == ["打嗝不算。"]


def test_what_a_colleague_is_told_needs_more_than_likeness() -> None:
    assert _said("每天啥时候摸他踢没踢", colleague=0.8) == []
    assert _said("会员问起来我写点啥", colleague=0.8) == ["可以写：一天一个时间数。"]


@pytest.mark.parametrize("words", ["那我要注意点啥", "那我该准备些什么？"])
def test_who_asks_what_to_heed_in_general_is_told_the_general_text(words: str) -> None:
    assert _said(words, notes=0.8) == []
    assert _said(f"手机里{words}", notes=0.8) == ["手机里记。"]


def test_two_questions_take_two_answers_in_the_order_she_asks() -> None:
    assert _said("上班咋数呢，打嗝算吗", hiccup=0.5, work=0.5) == ["放到晚上数。", "打嗝不算。"]
    assert _said("打嗝算吗？还有上班没空数咋办", hiccup=0.5, work=0.5) == ["打嗝不算。", "放到晚上数。"]


def test_of_something_told_and_something_asked_what_is_asked_is_answered() -> None:
    assert _said("我天天上班，打嗝算不算呀", hiccup=0.5, work=0.5) == ["打嗝不算。"]


def test_one_question_takes_one_answer_however_near_another_is() -> None:
    assert _said("打嗝那样算吗", hiccup=0.6, work=0.5) == ["打嗝不算。"]


def test_an_answer_said_before_gives_way_to_the_next_that_is_likely_or_to_none() -> None:
    near = {"hiccup": 0.62, "notes": 0.56}
    assert _said("肚里突突突跟敲鼓似的", **near) == ["打嗝不算。"]
    assert _said("肚里突突突跟敲鼓似的", ("打嗝不算。",), **near) == ["手机里记。"]
    assert _said("肚里突突突跟敲鼓似的", ("打嗝不算。",), hiccup=0.7) == []


OTHERS = """### 怀孕了A醇还能抹吗 / 孕期可以用A醇吗
- A醇
怀孕先停。

### 大衣挂着肩膀起鼓包
- 大衣
鼓的地方熏一熏。

### 羊绒衫能机洗吗
- 机洗
羊绒轻按。
"""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("怀孕了A醇能抹吗", ["怀孕先停。"]),
        ("喂奶能用A醇吗", []),
        ("大衣肩膀挂出鼓包了咋办", ["鼓的地方熏一熏。"]),
        ("大衣挂着还是叠着", []),
        ("羊绒衫机洗行吗", ["羊绒轻按。"]),
        ("真丝衬衫能机洗吗", []),
    ],
)
def test_an_answer_that_takes_for_granted_what_she_does_not_tell_is_not_given(words: str, said: list[str]) -> None:
    found = page(sections={"answers": OTHERS})
    assert [one.lines[0] for one in answers_for(found, words)] == said


@pytest.mark.parametrize(
    ("stage", "is_hers"),
    [
        (MemberStage(gest_week=20), True),
        (MemberStage(child_age_days=90), False),
        (MemberStage(personas=frozenset({"beauty"})), False),
        (MemberStage(personas=frozenset({"maternal"})), True),
    ],
)
def test_whose_life_an_answer_is_for_is_told_by_her_words_else_by_what_is_known(
    stage: MemberStage, *, is_hers: bool
) -> None:
    pregnant = page(sections={"answers": OTHERS}).answers[0]
    assert is_of_life(pregnant, "A醇能抹吗", stage) is is_hers
    assert is_of_life(pregnant, "怀孕了A醇能抹吗", stage)
