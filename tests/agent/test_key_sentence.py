"""What one style says on her question is said in the others, after their own first sentence."""

import pytest

from agent.composer.talk.key_sentence import with_key_sentence
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


def test_drafts_that_all_speak_of_it_stay_as_they_are() -> None:
    drafts = with_key_sentence((_draft("报销的票下午给您。"), _draft("报销那张今天开。")), "报销等着用呢")
    assert [draft.text for draft in drafts] == ["报销的票下午给您。", "报销那张今天开。"]
