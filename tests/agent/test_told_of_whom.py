"""What she tells is heard of whom she tells it: of a child, of herself, of another, for fun, or not at all."""

from datetime import timedelta

import pytest

from agent.composer.hearing.listening import hear
from agent.composer.hearing.subject import subject_of
from agent.composer.hearing.telling import course_of, news_of
from tests.agent.shop import Shop, texts
from tests.builders import NOW, make_member, make_message, make_order, make_order_line, make_product
from tools.members.snapshot import MemberSnapshot, read_snapshot
from tools.models import Member

pytestmark = pytest.mark.in_turn


def _snapshot(shop: Shop, **columns: object) -> MemberSnapshot:
    with shop.database.writing() as session:
        make_member(session, "m7", **columns)
    with shop.database.reading() as session:
        kept = session.get(Member, "m7")
        assert kept is not None
        return read_snapshot(session, kept, now=NOW)


@pytest.mark.parametrize(
    ("words", "happened", "who"),
    [
        ("我妈在旁边哭得比我凶", "哭", "adult"),
        ("楼下小孩哭了一晚上", "哭了", "another"),
        ("股票终于翻身了", "翻身", "thing"),
        ("老公抱着宝宝，他睡着了", "睡着", "child"),
        ("老公回来了，他睡着了", "睡着", "man"),
        ("狗子把沙发咬了", "咬", "animal"),
        ("今天我跳了个舞", "跳", "self"),
        ("对着我咯咯笑", "咯咯", ""),
    ],
)
def test_who_is_named_last_before_it_happened(words: str, happened: str, who: str) -> None:
    assert subject_of(words, words.index(happened)) == who


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("股票终于翻身了", "rolled_over"),
        ("年会上我跳了个舞，台下都站起来了", "stood_up"),
        ("楼下小孩哭了一晚上，耳朵都要炸了", "crying"),
        ("合唱团比赛拿了金奖，我站第一排", "won"),
        ("面试过啦，下周一入职", "her_event"),
        ("儿子高考623，够他想去的学校", "exam_ahead"),
        ("跟老公吵了一架，结果自己先笑了，哈哈哈哈", "husband_quarrel"),
    ],
)
def test_what_is_of_another_or_over_or_a_joke_is_not_heard_as_hers(shop: Shop, words: str, wrong: str) -> None:
    heard = hear(words, _snapshot(shop, personas=["home"]), guess=False)
    assert heard is None or heard.concept.id != wrong


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("昨晚生了，6斤8两，女儿，我妈哭得比我凶", "gave_birth"),
        ("我媳妇生了，是个小子", "birth_by_wife"),
        ("儿媳妇昨天生的，我当奶奶啦", "birth_of_grandchild"),
        ("我表姐剖的，是个闺女", "birth_of_others"),
        ("我家猫生了四只", "birth_of_pet"),
        ("我升主管了", "promoted"),
        ("教资终于到手了", "passed_exam"),
        ("下个月八号我结婚", "marries"),
        ("我儿子国庆办婚礼，忙得脚不沾地", "child_marries"),
        ("老伴上周住院，这两天能下地了", "on_the_mend"),
        ("飞机抱真管用", "ours_worked"),
        ("外面雪好大", "snow"),
        ("你们下班了吗", "asks_if_up"),
        ("好久没逛你家", "back_again"),
    ],
)
def test_the_commonest_news_is_heard_as_what_it_is(shop: Shop, words: str, concept: str) -> None:
    heard = hear(words, _snapshot(shop, personas=["home"]), guess=False)
    assert heard is not None
    assert heard.concept.id == concept


def test_a_good_night_of_who_has_no_child_is_her_own(shop: Shop) -> None:
    words = "我搬去书房了，睡整觉真香"
    childless = hear(words, _snapshot(shop, personas=["home"], children=[], due_date=None), guess=False)
    assert childless is None or childless.concept.id != "slept_through"


def test_what_did_not_help_is_no_thanks(shop: Shop) -> None:
    snapshot = _snapshot(shop)
    for words in ("飞机抱不管用", "你说的那招没啥用", "照你说的测了，果然超标了"):
        heard = hear(words, snapshot, guess=False)
        assert heard is None or heard.concept.id != "ours_worked"


def test_a_laugh_makes_it_funny_unless_it_weighs() -> None:
    assert course_of("公公把我的面膜当凉粉吃了，哈哈哈") == "funny"
    assert course_of("三天没睡了😂") != "funny"


def test_only_her_own_news_is_said_back() -> None:
    assert news_of("教资终于拿到手了") == "教资终于拿到手了"
    assert not news_of("生了个闺女，全家都围着看")
    assert not news_of("累成狗了")


def test_of_nothing_heard_no_clause_is_said_back(shop: Shop) -> None:
    said = "楼道的灯是声控的"
    written = texts(shop.ask(said, message_id="t1"))
    assert written
    assert not any("声控" in text or "清楚" in text for text in written)


def test_who_asks_whether_we_know_her_hears_what_the_record_holds(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_product(session, "CU1", name="亚麻抱枕 45×45")
        order = make_order(session, ordered_at=NOW - timedelta(days=300))
        make_order_line(session, order, sku="CU1")
        make_message(session, text="给儿子新房挑两个抱枕", at=NOW - timedelta(days=60))
    written = texts(shop.ask("好久没来了，你还记得我不", message_id="t2"))
    assert all("记得" in text for text in written)
    assert any("亚麻抱枕" in text for text in written)
    assert any("给儿子新房挑两个抱枕" in text for text in written)


def test_where_the_record_holds_nothing_nobody_claims_to_remember(shop: Shop) -> None:
    written = texts(shop.ask("你还记得我不", message_id="t3"))
    assert written
    assert not any("记得呀" in text or "怎么会不记得" in text for text in written)
