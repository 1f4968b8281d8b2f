"""A talk of several turns: what a short word means is told by our line before it and by the page it came from."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from agent.composer.phrases import is_question
from tests.agent.shop import Shop, texts
from tests.builders import NOW, make_message
from tools.models import Member

pytestmark = pytest.mark.in_turn

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


@pytest.mark.parametrize(
    ("ours", "hers", "said"),
    [
        ("可以换的，您是要100还是110？", "一百一的", "一百一的，我记下了"),
        ("您之前洗的时候走的哪个程序？", "？", "您之前洗的时候走的哪个程序？"),
        ("您换个插座试试，还不亮的话拍一小段视频给我。", "算了", "回我?个“1”"),
        ("您家小子这阵该满地跑了吧，桌角留意些。", "是闺女哈，你上回说成小子了", "是闺女"),
        ("果果快四个月啦，小伙子最近爱翻身了吧？", "是闺女不是小子😂", "是闺女"),
        ("毛巾用了几天，手感还习惯吗？", "有点掉毛", "我记下了"),
        ("哎呀，人没扎着吧？拍张照片给我看看。", "没扎着 图下班发你", "没事.*下班"),
        ("孕晚期走路慢一点，别提重东西。", "你搞错啦，怀的是我侄女，我都五十多了", "是您侄女"),
        ("对不住，是我叫错了。", "没事没事", "记"),
        ("好，我去问仓库，下午回您。", "有消息没", "说好今天下午回您"),
        ("我去问一下，有信告诉您。", "？？", "没忘|记着呢"),
        ("丫头快九个月了吧，最近会扶着站了没？", "记错啦我家是小子，叫小满", "小满最近会扶着站了没"),
        ("王姨，天冷，老寒腿护着点。", "谁是姨哦 我才二十八", "叫您芸姐"),
        ("您28周了吧，待产包备了没？", "你算快了，才24周", "24周，记准了"),
        ("您家狗狗打完疫苗精神吧？", "我养的是猫 不是狗", "您养的是猫"),
        ("您买的扫地机滤网该拍灰了。", "我没买扫地机，买的是吸尘器", "您买的是吸尘器"),
        (
            "师傅明天上午下午都能排，您哪个时段方便？",
            "下午吧 三点以后",
            "明天下午三点以后.*师傅|师傅.*明天下午三点以后",
        ),
        ("维修师傅今天下午或者明天上午能来，您哪个方便？", "都行 看师傅", "定了哪个时间"),
        ("叔叔恢复得怎么样了？", "出院了 今天能下床了", "出院了，今天能下床了.*叔叔"),
        ("我去查一下，今天中午前告诉您。", "今天早上收到了 谢谢", "收到了就好"),
        ("奶奶好点了吗？", "好多了 就是还有点咳", "好多了.*剩下的"),
        ("弟弟复试怎么样？", "拟录取了！", "拟录取了.*您弟弟"),
        ("大排畸那天多带点水，鞋穿好脱的。", "嗯嗯好的", "大排畸"),
        ("洗澡、讲书、关灯三步，先试几天看看。", "照你说的试了五天 今晚八点半就睡了！谢谢", "八点半就睡了.*五天"),
    ],
)
def test_few_words_are_answered_by_what_our_line_asked_or_got_wrong(
    shop: Shop, ours: str, hers: str, said: str
) -> None:
    with shop.database.writing() as session:
        make_message(session, message_id="o1", direction="out", text=ours, at=NOW - timedelta(hours=2))
    written = texts(shop.ask(hers, message_id="r1"))
    assert len(written) >= 2
    assert all(re.search(said, text) for text in written), written


@pytest.mark.parametrize("hers", ["？？", "在吗", "怎么没信了", "问到没有", "都过了一天了", "窗帘呢"])
def test_a_word_that_was_not_kept_is_owned_and_done_now(shop: Shop, hers: str) -> None:
    with shop.database.writing() as session:
        at = NOW - timedelta(days=1)
        make_message(session, message_id="q1", direction="in", text="我订的那个灰色窗帘到仓库没", at=at)
        make_message(
            session, message_id="q2", direction="out", text="我去问仓库，下午回您。", at=at + timedelta(minutes=9)
        )
    drafts = shop.ask(hers, message_id="q3").drafts
    assert len(drafts) == 3
    assert all(re.search("说好昨天下午回?.*没做到.*灰色窗帘.*仓库", draft.text) for draft in drafts)
    assert all((draft.grounds or {}).get("promise_due") for draft in drafts)


@pytest.mark.parametrize(
    "ours", ["财务说可以开，您把抬头发我。", "问过了，那套没有了，下月再印。", "吃手是常事，手洗干净就行。"]
)
def test_where_nothing_is_owed_nothing_is_owned(shop: Shop, ours: str) -> None:
    with shop.database.writing() as session:
        make_message(session, message_id="q1", direction="out", text=ours, at=NOW - timedelta(days=1))
    assert not any("没做到" in text or "没跟紧" in text for text in texts(shop.ask("？", message_id="q2")))


def test_a_question_mark_asks_for_the_answer_that_was_never_given(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, message_id="q1", direction="in", text="换季脸红起皮怎么护理", at=NOW - timedelta(days=1))
    drafts = {draft.style: draft for draft in shop.ask("？", message_id="q2").drafts}
    assert {draft.playbook_id for draft in drafts.values()} == {"PB-F01"}
    assert "久等" in drafts["short"].text


def test_a_danger_is_routed_when_she_calls_for_an_answer_to_it(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, message_id="q1", direction="in", text=_ALARM, at=NOW - timedelta(hours=3))
    assert {draft.kind for draft in shop.ask("人呢", message_id="q2").drafts} == {"fixed_reply"}


def test_which_of_two_she_picks_completes_what_she_told(shop: Shop) -> None:
    with shop.database.writing() as session:
        session.get_one(Member, "m1").due_date = NOW.date() + timedelta(weeks=9)
        make_message(session, message_id="q1", direction="in", text="最近睡得稀碎", at=NOW - timedelta(hours=2))
        ours = "您是躺下睡不着，还是夜里老要起来上厕所？"
        make_message(session, message_id="q2", direction="out", text=ours, at=NOW - timedelta(hours=1))
    assert {draft.playbook_id for draft in shop.ask("后面那个", message_id="q3").drafts} == {"PB-P22"}


@pytest.mark.parametrize("hers", ["蔫蔫的", "不太吃", "有点肿"])
def test_few_words_on_a_body_are_never_merely_taken_down(shop: Shop, hers: str) -> None:
    with shop.database.writing() as session:
        at = NOW - timedelta(hours=2)
        make_message(session, message_id="o1", direction="out", text="宝宝这会儿精神怎么样，吃得下吗？", at=at)
    assert not any("记下" in text for text in texts(shop.ask(hers, message_id="r1")))


def test_a_day_of_birth_that_was_moved_is_said_back_and_put_off_is_nothing(shop: Shop) -> None:
    with shop.database.writing() as session:
        member = session.get_one(Member, "m1")
        member.due_date, member.personas = date(2026, 5, 20), ["maternal"]
    written = texts(shop.ask("医生重新算了，预产期往后挪到5月28号了，你那边记的改一下呗"))
    assert all("5月28号" in text and "什么时候再定" not in text for text in written)


def test_who_asks_for_a_person_gets_one(shop: Shop) -> None:
    drafts = shop.ask("转人工").drafts
    assert {(draft.kind, draft.playbook_id) for draft in drafts} == {("fixed_reply", "PB-HUMAN-GENERAL")}


@pytest.mark.parametrize(
    ("hers", "page", "first"),
    [
        ("十三个月了还扶着沙发走，邻居家那个都会跑了", "PB-T01", ""),
        ("装修公司让先交五千定金才出图，合同上写的是定金，我跟老公吵一架，总觉得不对劲", "PB-H02", "吵|闹"),
    ],
)
def test_what_is_told_as_a_worry_gets_the_page_that_knows_it(shop: Shop, hers: str, page: str, first: str) -> None:
    drafts = shop.ask(hers).drafts
    assert {draft.playbook_id for draft in drafts} == {page}
    assert all(re.search(first, draft.text) for draft in drafts)


@pytest.mark.parametrize(
    ("hers", "asks"), [("夜里醒三四回，我妈非说是缺钙", True), ("另外问下发票的事", True), ("婆婆说是我惯的", False)]
)
def test_what_others_put_a_trouble_down_to_is_a_question(hers: str, asks: bool) -> None:
    assert is_question(hers) is asks
