"""What one style says on her question is said in the others, after their own first sentence."""

from datetime import date

import pytest

from agent.composer.talk.key_sentence import said_once, sentences, with_key_sentence
from agent.composer.talk.to_the_point import to_the_point
from knowledge.playbook import Answer, Playbook
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


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("打12333问清城市。再拨12333报城市核一遍。存好答复。", "打12333问清城市。存好答复。"),
        (
            "想跟人讲，您打一句“人工”，我给您打电话。您说“人工”两个字，我给您打电话。",
            "想跟人讲，您打一句“人工”，我给您打电话。",
        ),
        ("“定金”退不回来。“订金”还能退。", "“定金”退不回来。“订金”还能退。"),
    ],
)
def test_a_number_to_call_and_a_word_to_write_are_named_once(text: str, left: str) -> None:
    draft = _draft(text)
    draft.playbook_id = "PB-1"
    assert said_once((draft,))[0].text == left


def test_what_is_quoted_is_of_one_piece() -> None:
    assert sentences("问老师一句：“是哪一阵？”听完再说。走。") == ["问老师一句：“是哪一阵？”听完再说。", "走。"]
    assert sentences("先听。问老师一句：“是哪一阵？”")[-1] == "问老师一句：“是哪一阵？”"


def _page() -> Playbook:
    forgot = Answer(asks=("忘吃了一天要紧吗",), words=("忘", "漏"), lines=("漏了不用慌，从今天接上，别补双份。",))
    return Playbook(
        id="PB-1",
        title="叶酸",
        kind="care_script",
        version="1.0.0",
        status="published",
        goal="吃法",
        expires_on=date(2030, 1, 1),
        answers=(forgot,),
    )


@pytest.mark.parametrize(
    ("words", "style", "left"),
    [
        ("叶酸要吃到啥时候", "usual", "每天一次，从孕前三个月一直吃到孕期。量听医生的。"),
        ("叶酸漏了一天，要吃到啥时候", "usual", ""),
        ("叶酸怎么弄", "usual", ""),
        ("叶酸要吃到啥时候", "warm", ""),
    ],
)
def test_a_shorter_draft_leaves_out_what_only_answers_another_question(words: str, style: str, left: str) -> None:
    text = "每天一次，从孕前三个月一直吃到孕期。漏了一天，从今天接上就行。量听医生的。"
    draft = _draft(text)
    draft.playbook_id, draft.style = "PB-1", style
    assert to_the_point((draft,), _page(), words)[0].text == (left or text)


def test_drafts_that_all_speak_of_it_stay_as_they_are() -> None:
    drafts = with_key_sentence((_draft("报销的票下午给您。"), _draft("报销那张今天开。")), "报销等着用呢")
    assert [draft.text for draft in drafts] == ["报销的票下午给您。", "报销那张今天开。"]
