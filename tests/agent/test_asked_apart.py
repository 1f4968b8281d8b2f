"""One message may ask several things, for somebody else, or of a thing whose page is silent."""

import pytest

from agent.composer.meant.things import name_parts, proper_name
from agent.composer.promise import asked
from agent.composer.record.orders import asks_where
from agent.composer.talk.asks import asked_half, parts_of
from agent.whose import other_named, stage_meant, told_on
from tests.agent.shop import Shop, texts
from tests.builders import NOW
from tools.members.snapshot import MemberSnapshot, read_snapshot
from tools.models import Member

pytestmark = pytest.mark.in_turn


def _seen(shop: Shop, children: tuple[dict[str, str], ...] = ()) -> MemberSnapshot:
    with shop.database.writing() as session:
        row = session.get_one(Member, "m1")
        row.due_date, row.children = None, list(children)
    with shop.database.reading() as session:
        return read_snapshot(session, session.get_one(Member, "m1"), now=NOW)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("奶怎么存？还有尿裤几点换一次", ["奶怎么存？", "尿裤几点换一次"]),
        ("四维要空腹吗，还要不要带家属", ["四维要空腹吗，", "还要不要带家属"]),
        ("毛巾收到啦。顺便问问，半岁能喝水不", ["毛巾收到啦。", "半岁能喝水不"]),
        ("奶放哪儿啊 路上一个钟头会不会坏", ["奶放哪儿啊？", "路上一个钟头会不会坏"]),
        ("鱼油搁哪儿？我放灶台边上了", []),
        ("夜里老醒，怎么办", []),
    ],
)
def test_a_message_falls_into_what_it_asks(words: str, parts: list[str]) -> None:
    assert [part.text for part in parts_of(words)] == parts


@pytest.mark.parametrize(
    ("words", "half"),
    [
        ("娃爬得飞快，我妈要买学步车，能买不", "能买不"),
        ("墙角长了黑点，点搞啊", "墙角长了黑点，点搞啊"),
        ("他一上座椅就嚎 抱着坐行不", "抱着坐行不"),
        ("能喝冰水吗", ""),
        ("今天真热", ""),
    ],
)
def test_of_what_is_told_and_asked_the_asking_clauses_are_read_by_themselves(words: str, half: str) -> None:
    assert asked_half(words) == ("" if half == words else half)


@pytest.mark.parametrize(
    ("words", "week", "months"),
    [
        ("我妹刚怀上，头仨月要注意点啥", 8, None),
        ("嫂子怀孕五个月了，能坐飞机不", 22, None),
        ("闺蜜孕晚期老抽筋咋办", 36, None),
        ("外孙七个月了能吃蛋黄不", None, 7),
        ("我弟家老大一岁半，老咬人", None, 18),
        ("脸又干又红，该换面霜不", None, None),
    ],
)
def test_whose_life_is_asked_about_stands_in_her_words(
    shop: Shop, words: str, week: int | None, months: int | None
) -> None:
    stage = stage_meant(words, _seen(shop))

    assert (stage.gest_week, stage.child_age_months) == (week, months)


def test_a_wife_with_a_child_on_record_is_no_stranger(shop: Shop) -> None:
    hers = _seen(shop, ({"birthday": "2025-07-01", "nickname": "满满"},))
    assert hers.child is not None
    assert stage_meant("媳妇产后老哭，我能做点啥", hers).child_age_months == hers.child.corrected_months


def test_advice_for_another_is_told_on(shop: Shop) -> None:
    hers = _seen(shop)
    assert other_named("我妹刚怀上，要注意啥") == "妹妹"
    assert "妹妹" in told_on("我妹刚怀上，要注意啥", hers, "usual", "每天吃叶酸。")
    assert told_on("我怀孕了，要注意啥", hers, "usual", "每天吃叶酸。") == ""


def test_how_a_kind_of_thing_is_kept_is_told_where_no_page_says_it(shop: Shop) -> None:
    _seen(shop)
    written = texts(shop.ask("鱼油开封了搁哪儿，用放冰箱不？我现在放灶台边上呢", message_id="r1"))
    assert len(written) == 3
    assert all("阴凉" in text for text in written)


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("弟媳妇明天做糖耐，要注意什么", "弟媳妇明天做糖耐，要注意什么"),
        ("枕套开线了，能补一个不", "枕套开线了，能补一个不"),
        ("老花镜盒子里那个布能洗不", "老花镜盒子里那个布能洗不"),
        ("会员能转给别人吗😂", "会员能不能转给别人"),
    ],
)
def test_a_promise_names_what_is_asked_and_of_what(words: str, question: str) -> None:
    assert asked(words) == question


def test_a_name_that_begins_with_the_thing_has_no_brand() -> None:
    assert name_parts("60支长绒棉四件套 1.8米 雾蓝")[0] == "60支长绒棉四件套"
    assert proper_name("长绒棉浴巾 70×140 燕麦") == "长绒棉浴巾燕麦"
    assert name_parts("云栖 四件套 1.8米") == ("四件套", "1.8米")


def test_what_is_signed_for_and_not_there_asks_for_the_order() -> None:
    assert asks_where("显示昨天签收了可我没拿到，是放驿站了吗")
    assert not asks_where("签收了，挺好的")
