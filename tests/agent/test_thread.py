"""A talk of several turns: what a short word means is told by our line before it and by the page it came from."""

from typing import Any

import pytest

from tests.agent.shop import Shop

_FIRST = "第一口辅食吃啥好呀"
_ALARM = "宝宝从床上摔下来头着地，吐了两次，叫不太醒"


def _talk(shop: Shop, *messages: str) -> Any:
    """Let her write, each time answered by the usual draft, and return what is proposed to her last words."""
    *earlier, last = messages
    for number, message in enumerate(earlier):
        shop.approve(shop.ask(message, message_id=f"w{number}"))
        assert shop.deliver() == ["sent"]
        shop.later(minutes=20)
    return {draft.style: draft for draft in shop.ask(last, message_id="last").drafts}


@pytest.mark.parametrize(("words", "said"), [("他吐舌头往外顶", "还不会往里送"), ("那南瓜跟肉泥先吃哪个", "先肉泥")])
def test_words_that_go_on_are_answered_by_the_page_spoken_of(shop: Shop, words: str, said: str) -> None:
    drafts = _talk(shop, _FIRST, words)
    assert drafts["usual"].playbook_id == "PB-B04"
    assert said in drafts["usual"].text


def test_what_she_tried_in_vain_is_not_advised_again(shop: Shop) -> None:
    text = _talk(shop, "我家两岁的娃在超市打滚咋办", "试过了 抱着哄更来劲")["usual"].text
    assert "换一样" in text
    assert not [sentence for sentence in shop.channel.sent[0].split("。") if sentence and sentence in text]


def test_an_age_completes_the_question_before_it(shop: Shop) -> None:
    drafts = _talk(shop, "我孙孙可以吃米糊糊了不？隔壁说四个月就喂得", "六个月零三天")
    assert "含铁" in drafts["usual"].text


def test_an_age_too_young_for_the_page_is_not_answered_as_if_it_were_time(shop: Shop) -> None:
    drafts = _talk(shop, "我孙孙可以吃米糊糊了不？隔壁说四个月就喂得", "三个月多")
    assert "头一顿" not in drafts["usual"].text


@pytest.mark.parametrize(
    ("words", "said"),
    [("这就出发", "医生"), ("要带什么", "医保卡"), ("知道了", "先顾人")],
)
def test_behind_a_danger_nothing_but_the_way_to_the_doctor_is_spoken_of(shop: Shop, words: str, said: str) -> None:
    assert said in _talk(shop, _ALARM, words)["usual"].text


def test_a_danger_in_a_later_turn_is_routed_all_the_same(shop: Shop) -> None:
    drafts = _talk(shop, _FIRST, "他吐舌头往外顶", _ALARM)
    assert {draft.kind for draft in drafts.values()} == {"fixed_reply"}


def test_what_is_promised_in_a_talk_is_asked_together_with_what_was_promised_before(shop: Shop) -> None:
    drafts = _talk(shop, "你们店里那面墙刷的是什么颜色", "你们店里放的是什么歌呀")
    assert "一起问" in drafts["short"].text
    assert "usual" in drafts


@pytest.mark.parametrize(
    ("words", "said"), [("行你查吧 别忘了哈", "忘不了"), ("支付宝付的", "记上"), ("行 我去做饭了", "去")]
)
def test_a_word_that_we_gave_is_not_given_twice(shop: Shop, words: str, said: str) -> None:
    text = _talk(shop, "你们店里那面墙刷的是什么颜色", words)["usual"].text
    assert said in text
    assert "点前" not in text


def test_a_nod_before_a_new_subject_is_no_part_of_it(shop: Shop) -> None:
    drafts = _talk(shop, _FIRST, "哦哦知道了。再问个别的，换季脸红起皮怎么护理")
    assert drafts["usual"].playbook_id == "PB-F01"


def test_a_wish_about_our_way_of_writing_is_kept_at_once(shop: Shop) -> None:
    assert len(_talk(shop, _FIRST, "你打字少一点")["usual"].text) < 12
