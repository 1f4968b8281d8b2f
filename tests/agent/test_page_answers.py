"""She asked one thing of many that a page is about: the draft begins with the answer to it."""

import pytest

from agent.composer.talk.page_answers import answered_texts
from knowledge.playbook import Answer
from tests.agent.scripted_model import drafts, scripted
from tests.agent.shop import Shop, texts

pytestmark = pytest.mark.in_turn

ANSWER = Answer(asks=("打嗝算不算",), lines=("打嗝不算。", "数的是踢和翻身。", "今晚就能试。"))
TEXTS = {
    "short": "侧躺着数。少了就去医院。",
    "usual": "每天一个时间数。不一样了就去医院。",
    "warm": "慢慢数，别急。变了样就去医院。",
}
SUCKING = "老吮小手是饿吗"


def test_a_longer_style_says_more_of_an_answer() -> None:
    said = answered_texts((ANSWER,), (), TEXTS)
    assert said["short"] == "打嗝不算。"
    assert said["usual"] == "打嗝不算。数的是踢和翻身。"
    assert said["warm"] == "打嗝不算。数的是踢和翻身。今晚就能试。"


def test_what_the_page_must_say_follows_an_answer_that_does_not_say_it() -> None:
    assert answered_texts((ANSWER,), ("医院",), TEXTS)["short"] == "打嗝不算。少了就去医院。"


def test_an_answer_of_fewer_lines_ends_with_the_last_word_of_the_page() -> None:
    one = Answer(asks=("打嗝算不算",), lines=("打嗝不算。",))
    assert answered_texts((one,), (), TEXTS)["warm"] == "打嗝不算。变了样就去医院。"


def test_two_answers_stand_one_behind_the_other_and_the_shortest_says_what_she_comes_to() -> None:
    other = Answer(asks=("上班没空数怎么办",), lines=("放到晚上数。", "侧躺着。"))
    said = answered_texts((ANSWER, other), (), TEXTS)
    assert said["short"].startswith("放到晚上数。")
    assert said["usual"] == "打嗝不算。另一件：放到晚上数。"
    assert said["warm"].startswith("打嗝不算。另一件：放到晚上数。")


def test_a_second_answer_that_says_the_same_again_is_left_out() -> None:
    other = Answer(asks=("一跳一跳的算吗",), lines=("打嗝可不算。",))
    assert "另一件" not in answered_texts((ANSWER, other), (), TEXTS)["warm"]


def test_every_draft_begins_with_the_answer_to_her_question(shop: Shop) -> None:
    said = texts(shop.ask(SUCKING))
    assert len(set(said)) == 3
    assert all(text.removeprefix("芸姐，").startswith("吃手是饿的早信号之一") for text in said)


def test_an_answer_that_was_said_to_her_is_not_said_again(shop: Shop) -> None:
    shop.approve(shop.ask(SUCKING))
    shop.deliver()
    shop.later(days=2)
    assert not any("吃手是饿的早信号之一" in text for text in texts(shop.ask(SUCKING)))


def test_a_model_is_given_the_answer_to_her_question(shop: Shop) -> None:
    with scripted(drafts(usual="{call}，吃手是饿的早信号之一。")) as script:
        shop.with_model(script.model()).ask(SUCKING)
        assert "吃手是饿的早信号之一" in str(script.requests[0]["messages"][1]["content"])


def test_a_worry_that_a_page_lists_word_for_word_is_answered_though_she_asks_nothing(shop: Shop) -> None:
    said = texts(shop.ask("起床起不来，跟翻了壳的乌龟似的"))
    assert all("先翻成侧身" in text for text in said)


def test_a_question_in_words_of_her_own_takes_the_answer_that_is_near_in_meaning(shop: Shop) -> None:
    said = texts(shop.ask("写作业鼻子都快贴本子上了，说多少遍都不听"))
    assert all("桌上贴条胶带" in text for text in said)
