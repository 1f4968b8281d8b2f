"""What one style says on her question is said in the others, after their own first sentence."""

import pytest

from agent.composer.talk.key_sentence import said_once, with_key_sentence
from tools.models import Draft

pytestmark = pytest.mark.in_turn


def _draft(text: str) -> Draft:
    return Draft(id="d", suggestion_id="s", member_id="m", kind="reply", proactive=False, text=text, proposed_text=text)


def test_the_sentence_that_answers_stands_second_in_a_draft_that_left_it_out() -> None:
    told = _draft("可以开。报销赶时间的话，说一声。")
    silent = _draft("没问题。抬头和税号发我就行。")
    drafts = with_key_sentence((told, silent), "报销等着用呢")
    assert drafts[0].text == "可以开。报销赶时间的话，说一声。"
    assert drafts[1].text == drafts[1].proposed_text == "没问题。报销赶时间的话，说一声。抬头和税号发我就行。"


def test_a_figure_that_a_draft_gives_already_is_not_given_again_in_other_words() -> None:
    told = _draft("青菜这样的新菜摆上8到15次才认得，先放一小块在盘边。")
    silent = _draft("您管上桌，他管吃。新菜要见8到15回才熟，放一小撮在盘边。")
    assert (
        with_key_sentence((told, silent), "青菜一口不碰")[1].text
        == "您管上桌，他管吃。新菜要见8到15回才熟，放一小撮在盘边。"
    )


def test_a_sentence_that_an_earlier_one_says_is_left_out_but_no_doctor() -> None:
    draft = _draft("新菜要见8到15回才熟，放在盘边。新菜摆上8到15次才认得，放在盘边。别追着喂。喝不进就去医院。")
    draft.playbook_id = "PB-1"
    assert said_once((draft,))[0].text == "新菜要见8到15回才熟，放在盘边。别追着喂。喝不进就去医院。"


def test_drafts_that_all_speak_of_it_stay_as_they_are() -> None:
    drafts = with_key_sentence((_draft("报销的票下午给您。"), _draft("报销那张今天开。")), "报销等着用呢")
    assert [draft.text for draft in drafts] == ["报销的票下午给您。", "报销那张今天开。"]
