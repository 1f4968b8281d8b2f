"""A page may answer its questions one by one; which answer is hers its own words tell, else how it is asked."""

import pytest

from knowledge.answering import answer_for
from knowledge.index.passages import passages_of
from knowledge.library import SHIPPED_PLAYBOOKS
from knowledge.pages.faults import PlaybookFault
from knowledge.pages.reading import parse_playbook, read_folders
from knowledge.playbook import Playbook
from knowledge.proofreading import blocking, proofread
from tests.knowledge.pages import page, page_text

ANSWERS = """### 打嗝算不算 / 一跳一跳的算吗
- 打嗝 一跳
打嗝那种一跳一跳的不算。
数的是踢和翻身。

### 上班没空数怎么办
- 上班
放到晚上，侧躺下来数。
"""
FOR_HIM = """
### 媳妇打嗝算不算 / 我家那位打嗝算不算
- @爸爸 @我家那位 (媳妇|那位).{0,4}打嗝
您替她记，打嗝的不算。
"""
ANSWERED = [
    page
    for _, page in read_folders([SHIPPED_PLAYBOOKS])[0]
    if page.answers and page.status == "published" and page.kind != "fixed_reply"
]


def _page(answers: str = ANSWERS) -> Playbook:
    return page(sections={"answers": answers})


def _first_line(found: Playbook, words: str, *, is_best: bool = True) -> str:
    answer = answer_for(found, words, is_best=is_best)
    return answer.lines[0] if answer is not None else ""


def test_an_answer_keeps_its_questions_its_words_and_its_lines() -> None:
    first, second = _page().answers
    assert first.asks == ("打嗝算不算", "一跳一跳的算吗")
    assert first.words == ("打嗝", "一跳")
    assert first.lines == ("打嗝那种一跳一跳的不算。", "数的是踢和翻身。")
    assert second.lines == ("放到晚上，侧躺下来数。",)


def test_answers_change_the_hash_of_a_page() -> None:
    assert _page().content_hash != page().content_hash


def test_a_page_is_found_by_the_questions_of_its_answers() -> None:
    found = {passage.text for passage in passages_of(_page()) if passage.kind == "question"}
    assert {"打嗝算不算", "上班没空数怎么办", "动得少了咋办"} <= found


@pytest.mark.parametrize(
    ("answers", "line", "says"),
    [
        ("### 打嗝算吗\n- 打嗝\n", 1, "0 lines"),
        ("### 打嗝算吗\n一。\n二。\n三。\n四。\n", 1, "4 lines"),
        ("不算的。\n", 1, "answers no question"),
        ("### 打嗝算吗\n- 打嗝(\n不算。\n", 2, "is no pattern"),
        ("### 打嗝算吗\n{call}，不算。\n", 2, "no slots"),
        (f"### 打嗝算吗\n{'不' * 91}\n", 2, "91 characters"),
        ("### 打嗝算吗\n- @爸爸 打嗝\n不算。\n", 1, "does not say who asks"),
    ],
)
def test_a_faulty_answer_is_named_with_its_line(answers: str, line: int, says: str) -> None:
    text = page_text(sections={"answers": answers})
    starts = text.split("\n").index("## answers") + 1
    with pytest.raises(PlaybookFault) as caught:
        parse_playbook(text, "PB-P21.md")
    assert [(fault.line, says in fault.message) for fault in caught.value.faults] == [(starts + line, True)]


def test_an_answer_is_found_by_a_word_of_its_own_or_by_its_question() -> None:
    found = _page()
    assert _first_line(found, "白天上班怎么弄呀") == "放到晚上，侧躺下来数。"
    assert _first_line(found, "他老打嗝，也要记上吗") == "打嗝那种一跳一跳的不算。"
    assert (
        _first_line(page(sections={"answers": "### 一串动怎么记\n连着动记一次。\n"}), "一串动怎么记呀")
        == "连着动记一次。"
    )


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("媳妇老打嗝，算不算", "您替她记，打嗝的不算。"),
        ("打嗝算不算呀", "打嗝那种一跳一跳的不算。"),
        ("老公问打嗝算不算", "打嗝那种一跳一跳的不算。"),
        ("我家那位打嗝算不算", "您替她记，打嗝的不算。"),
    ],
)
def test_an_answer_for_a_father_is_given_only_where_he_is_heard(words: str, line: str) -> None:
    for_him = (
        "\n### 媳妇打嗝算不算 / 我家那位打嗝算不算\n- @爸爸 @我家那位 (媳妇|那位).{0,4}打嗝\n您替她记，打嗝的不算。\n"
    )
    assert _first_line(_page(ANSWERS + for_him), words) == line


def test_a_page_whose_answers_are_all_for_others_has_none() -> None:
    found = page(sections={"answers": "### 媳妇打嗝算不算\n- @爸爸 打嗝\n您替她记。\n"})
    assert answer_for(found, "打嗝算不算") is None


def test_a_question_that_no_answer_is_about_gets_none() -> None:
    assert answer_for(_page(), "从哪周开始数") is None
    assert answer_for(page(), "从哪周开始数") is None


def test_a_page_that_was_not_found_first_answers_only_what_is_all_but_its_question() -> None:
    found = _page()
    assert _first_line(found, "上班路上看到一只猫", is_best=False) == ""
    assert _first_line(found, "上班没空数咋办", is_best=False) == "放到晚上，侧躺下来数。"


def test_an_answer_that_sells_is_found_when_the_page_is_read_over() -> None:
    remarks = proofread(_page("### 用什么记\n现在下单本子立减20元，点链接就能抢。\n"))
    assert any(one.place.startswith("answers") and one.finding.verdict == "block" for one in remarks)


@pytest.mark.parametrize("found", ANSWERED, ids=[page.id for page in ANSWERED])
def test_each_question_that_an_answer_stands_under_finds_it(found: Playbook) -> None:
    missed = {
        asked: _first_line(found, asked)
        for answer in found.answers
        for asked in answer.asks
        if answer_for(found, asked) is not answer
    }
    assert missed == {}


@pytest.mark.parametrize("found", ANSWERED, ids=[page.id for page in ANSWERED])
def test_no_shipped_answer_is_blocked_at_the_gate(found: Playbook) -> None:
    assert [str(one) for one in blocking(proofread(found)) if one.place.startswith("answers")] == []
