"""Ordinary talk: what she names stands in the answer, nothing is advised, and what weighs is only heard."""

import re
from datetime import timedelta

import pytest

from agent.composer.hearing.telling import course_of, echo_of, quote_of, telling, topic_told, topics
from agent.composer.hearing.wording import fill
from agent.composer.phrases import is_question
from knowledge.playbook import slots_in
from tests.agent.shop import Shop, texts
from tests.builders import NOW, make_event, make_message, make_order, make_order_line, make_product
from tools.checks import Inspection, inspect

pytestmark = pytest.mark.in_turn

_TOLD_SLOTS = {"it", "echo", "quote", "kid", "who"}
_ADVICE = re.compile(r"不妨|建议|试试|别忘")


def _tell(shop: Shop, text: str) -> list[str]:
    return texts(shop.ask(text, message_id=f"t{abs(hash(text))}"))


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("公司楼下那只橘猫今儿居然让我摸了", "橘猫"),
        ("驾照科三一把过，我都四十五了", "科三|驾照|恭喜|高兴"),
        ("邻居装修钻了一上午，我脑瓜子嗡嗡的", "炸|吵|耳朵"),
        ("把我妈那台缝纫机翻出来，踩了一下午", "缝纫机"),
        ("连着改了七版方案，最后用的第一版", "改来改去|翻来覆去|白忙"),
    ],
)
def test_every_draft_takes_up_what_she_spoke_of(shop: Shop, said: str, named: str) -> None:
    written = _tell(shop, said)
    assert len(written) == 3
    assert all(re.search(named, text) for text in written)


@pytest.mark.parametrize(
    ("said", "course"),
    [
        ("科目三终于过了", "good"),
        ("水管修好了，一滴都不漏了", "good"),
        ("下班路上堵死了", "bad"),
        ("手机掉水里了，捞上来居然还能响", "mixed"),
        ("笑死我了，他把袜子戴头上", "funny"),
        ("下周带爸妈坐船去三峡", "ahead"),
        ("我家住在二楼", "plain"),
    ],
)
def test_how_it_went_is_heard_from_her_words(said: str, course: str) -> None:
    assert course_of(said) == course


def test_the_clause_that_tells_most_is_turned_to_her() -> None:
    assert quote_of("哎，对了，我儿子说我发语音像开会") == "我儿子说我发语音像开会"
    assert echo_of("哎，对了，我儿子说我发语音像开会") == "您儿子说您发语音像开会"


def test_what_costs_money_or_scolds_is_not_said_back() -> None:
    assert not echo_of("花了三百块买的")
    assert not echo_of("真想把锅砸了")


@pytest.mark.parametrize("said", ["我爸手术做完了", "孩子又流血了", "他走了三年了", "昨天去了医院化疗"])
def test_of_what_weighs_nothing_is_made(said: str) -> None:
    assert topic_told(said) is None


def test_a_thing_that_only_likens_is_no_topic() -> None:
    found = topic_told("他点头跟小鸡啄米似的")
    assert found is None or found[0].id != "pets"


def test_trouble_that_is_over_is_not_pitied(shop: Shop) -> None:
    assert not any("哭" in text for text in _tell(shop, "飞机抱绝了，昨儿一晚上没嚎"))


def test_every_topic_answers_in_three_ways_and_with_slots_that_something_fills() -> None:
    said = [text for topic in topics() for group in topic.says.values() for text in group]
    assert all(slots_in(text) and set(slots_in(text)) <= _TOLD_SLOTS for text in said)
    assert all(topic.says for topic in topics())
    generic = telling()["generic"].values()
    assert all(set(slots_in(text)) <= _TOLD_SLOTS for group in generic for text in group)
    # Where no clause of hers may be said back, three ways are left.
    assert all(len([text for text in group if not slots_in(text)]) >= 3 for group in generic)


def test_the_wordings_that_fit_any_talk_pass_the_checks() -> None:
    said = [text for part in ("generic", "more") for group in telling()[part].values() for text in group]
    slots = {"it": "那件事", "echo": "您把屋子收拾好了", "quote": "我把屋子收拾好了", "kid": "孩子", "who": "您妈妈"}
    found = {text: inspect(fill(text, slots), Inspection(kind="reply")) for text in said}
    assert {text: rules for text, rules in found.items() if rules} == {}


def test_talk_is_answered_without_advice() -> None:
    said = [text for topic in topics() for group in topic.says.values() for text in group]
    said += [text for part in ("generic", "more") for group in telling()[part].values() for text in group]
    assert [text for text in said if _ADVICE.search(text)] == []


@pytest.mark.parametrize("said", ["动不动就冲人发火", "我骄傲，一动不动站了二十分钟"])
def test_a_word_with_its_denial_inside_an_idiom_is_no_question(said: str) -> None:
    assert not is_question(said)


@pytest.mark.parametrize(
    "said",
    [
        "接种证带不带户口本",
        "铁剂吃了发黑常见不",
        "退货是上门取件还是自己寄",
        "沙发哪面靠墙",
        "大肚食得唔得嘅",
        "該穿幾層嗎",
    ],
)
def test_a_question_is_heard_without_a_mark_or_in_the_other_script(said: str) -> None:
    assert is_question(said)


def test_a_situation_that_is_only_told_gets_its_page_where_the_search_is_sure(shop: Shop) -> None:
    proposal = shop.ask("二年级体检单拿回来了，视力写的4.8，班上戴镜子的一堆")
    assert {draft.topic for draft in proposal.drafts} == {"C01"}


def test_good_news_is_never_advised_on(shop: Shop) -> None:
    assert not any(draft.playbook_id for draft in shop.ask("甲醛测过了，太好了，放心住").drafts)


def test_a_doubtful_page_must_share_a_word_with_her_question(shop: Shop) -> None:
    proposal = shop.ask("罐子上的日期让孩子抠没了，能吃到啥时候")
    assert not any(draft.playbook_id for draft in proposal.drafts)
    assert all("能吃到啥时候" in text or "准信" in text or "不敢随口" in text for text in texts(proposal))


def test_which_of_two_fits_her_is_told_by_whole_words(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="Q1", name="云栖 夏凉被 薄款", spec="填充150克，透气，怕热的选这个", category="家居")
        make_product(session, sku="Q2", name="云栖 夏凉被 厚款", spec="填充300克，空调房里盖的选这个", category="家居")
    written = texts(shop.ask("夏凉被两款选哪个，我怕热"))
    assert all("夏凉被薄款更对得上" in text for text in written)


def test_a_size_in_a_word_means_its_letter(shop: Shop) -> None:
    with shop.database.writing() as session:
        for letter, price in (("S", 15900), ("M", 17900), ("L", 19900)):
            make_product(session, sku=f"B{letter}", name=f"云栖 睡袋 {letter}码", category="家居", price_fen=price)
    written = texts(shop.ask("睡袋中号多少钱"))
    assert all("179元" in text and "159" not in text and "199" not in text for text in written)


def test_a_price_she_remembers_otherwise_is_told_from_the_page(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="H1", name="云栖 暖手壶", category="家居", price_fen=12900)
    assert all("129元" in text for text in texts(shop.ask("我记得那个暖手壶是99来着，没错吧")))


def test_a_thing_she_believes_she_bought_is_looked_up_first(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="L1", name="云栖 身体乳 250ml", category="护肤")
        make_product(session, sku="E1", name="云栖 精华液 30ml", category="护肤")
        order = make_order(session, order_id="OA1", ordered_at=NOW - timedelta(days=20))
        make_order_line(session, order, sku="L1")
    written = texts(shop.ask("上个月我不是拿了你们那瓶精华嘛，开了封能放多久"))
    assert all("身体乳250ml" in text and "精华液30ml" in text for text in written)


def test_what_an_order_came_to_is_its_sum_without_the_refund(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="T1", name="云栖 女士上衣 M", category="服饰")
        order = make_order(
            session,
            order_id="OR1",
            ordered_at=NOW - timedelta(days=9),
            amount_fen=52700,
            refund_fen=8900,
            status="partly_refunded",
        )
        make_order_line(session, order, sku="T1", quantity=2)
    assert all("438元" in text for text in texts(shop.ask("退了一件之后，这单我实际落了多少")))


def test_a_refund_that_was_agreed_is_told_with_its_day(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_order(session, order_id="OR2", ordered_at=NOW - timedelta(days=9), amount_fen=68000)
        make_event(session, type="refund_approved", at=NOW - timedelta(days=2), payload={"order_id": "OR2"})
    assert all(re.search("审核通过|已经同意", text) for text in texts(shop.ask("退款卡哪一步了")))


def test_somebody_elses_purchases_are_not_told(shop: Shop) -> None:
    assert all("本人" in text for text in texts(shop.ask("我老公上月在你们店刷了三千多，买的啥")))


def test_a_question_whose_own_words_would_be_refused_still_gets_a_promise(shop: Shop) -> None:
    written = texts(shop.ask("那个还会再来吗，等好久了"))
    assert written
    assert all("还会再来" not in text for text in written)


def test_did_it_get_done_goes_on_from_her_last_wish(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, text="我那单能不能改寄我单位", at=NOW - timedelta(hours=12), direction="in")
    assert all("改寄您单位" in text for text in texts(shop.ask("改好没")))


def test_a_question_that_only_grumbles_is_listened_to(shop: Shop) -> None:
    written = _tell(shop, "他爸沾枕头就睡，孩子夜里醒了四回全是我，凭啥")
    assert written
    assert not any("同事" in text for text in written)


def test_news_of_the_potty_is_shared_not_taught(shop: Shop) -> None:
    written = _tell(shop, "早上头一回坐小马桶尿出来了！")
    assert len(written) == 3
    assert not any("先看三样" in text or "2到3岁" in text for text in written)


def test_her_own_laugh_is_not_taken_for_the_childs(shop: Shop) -> None:
    assert not any("孩子" in text for text in _tell(shop, "群里那个表情包太损了，开会差点笑出声"))
