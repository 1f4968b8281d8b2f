"""The composer hears what she tells: her own details come back to her, and nothing she did not say."""

import json
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

import pytest

from agent.composer.hearing.concepts import concepts, moods, plain
from knowledge.playbook import slots_in
from tests.agent.shop import Shop, texts
from tests.builders import NOW, make_event, make_message, make_order, make_order_line, make_product
from tools.members.said_dates import day_words, said_day
from tools.models import Member

pytestmark = pytest.mark.in_turn

_HARD = Path(__file__).parents[1] / "scenarios" / "hard.jsonl"
# Opened at random, two drafts of one suggestion must not look like the same text.
_MOST_ALIKE = 0.6
_KNOWN_SLOTS = {
    "babe",
    "title",
    "weeper",
    "slept",
    "kid",
    "times",
    "span",
    "many",
    "nth",
    "clock",
    "day",
    "trip",
    "quote",
    "what",
    "where",
    "who",
    "place",
}
_RECALL_SLOTS = _KNOWN_SLOTS | {"ago", "event"}


def _tell(shop: Shop, text: str) -> list[str]:
    return texts(shop.ask(text, message_id=f"w{abs(hash(text))}"))


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        ("小豆今天自己走了五步", "五步"),
        ("昨晚起来喂了四次奶，困死了", "四次"),
        ("忙到十一点才到家", "十一点"),
        ("女儿钢琴比赛拿了二等奖", "二等奖"),
        ("刚搬完家，二十个箱子堆着", "二十个箱子"),
    ],
)
def test_her_own_detail_comes_back_to_her(shop: Shop, said: str, detail: str) -> None:
    assert any(detail in text for text in _tell(shop, said))


@pytest.mark.parametrize(
    ("said", "concept"),
    [
        ("刚产检完，血压也好，大夫让两周后再去，跟你报个平安", "safe_report"),
        ("我家老猫昨天走了，十四年，今天到家没人来门口接我", "pet_gone"),
        ("昨晚刚追完大结局", "watched"),
        ("不好意思，才看到你的消息", "late_answer"),
    ],
)
def test_ordinary_days_are_heard_and_answered_to_the_matter(shop: Shop, said: str, concept: str) -> None:
    heard = next(one for one in concepts() if one.find(said))
    written = _tell(shop, said)
    assert heard.id == concept
    assert any(ack in text for text in written for ack in heard.ack if "{" not in ack)


def test_words_that_nothing_understands_are_heard_in_many_ways_and_never_quoted() -> None:
    said = plain().ack
    assert not [text for text in said if slots_in(text)]
    assert len({text[:4] for text in said}) == len(said) >= 10


def test_drafts_of_one_message_open_and_read_differently(shop: Shop) -> None:
    for said in ("今天升职了，十二个人归我管", "昨晚起来喂了四次奶", "刚从大理回来，太美了"):
        written = _tell(shop, said)
        assert len(written) == 3
        assert len({text[:6] for text in written}) == 3
        assert all(SequenceMatcher(None, a, b).ratio() < _MOST_ALIKE for a, b in combinations(written, 2))


def test_the_same_sentence_is_not_said_twice_running_once_it_was_approved(shop: Shop) -> None:
    first = shop.ask("加班到十点半才到家", message_id="w1")
    shop.approve(first)
    shop.deliver()
    shop.later(days=2)
    again = shop.ask("又加班到十点半才到家", message_id="w2")
    opening = next(draft.text for draft in first.drafts if draft.style == "usual").split("。")[0]
    assert all(opening not in text for text in texts(again))


def test_what_she_said_is_cited_with_its_message(shop: Shop) -> None:
    draft = shop.ask("小豆会骑车了", message_id="w1").drafts[0]
    cited = {(one["field"], one["source"]) for one in draft.evidence}
    assert {("messages", "message w1")} == cited - {("nickname", "member")}


def test_good_news_with_a_shadow_is_not_congratulated(shop: Shop) -> None:
    assert all("恭喜" not in text for text in _tell(shop, "女儿考上大学了，可惜我爸没能看到，心里难过"))


def test_of_several_children_none_is_named_unless_she_names_one(shop: Shop) -> None:
    with shop.database.writing() as session:
        children = [{"birthday": "2022-03-01", "nickname": "大米"}, {"birthday": "2025-10-01", "nickname": "小米"}]
        session.get_one(Member, "m1").children = children
    assert all("大米" not in text and "小米" not in text for text in _tell(shop, "孩子今天学会骑车了"))
    assert any("大米" in text for text in _tell(shop, "大米今天学会穿衣服了"))


def test_a_question_about_one_of_several_children_is_asked_back(shop: Shop) -> None:
    with shop.database.writing() as session:
        children = [{"birthday": "2022-03-01", "nickname": "大米"}, {"birthday": "2025-10-01", "nickname": "小米"}]
        session.get_one(Member, "m1").children = children
        session.get_one(Member, "m1").due_date = None
    assert all("还是" in text and "大米" in text for text in _tell(shop, "孩子不肯吃饭怎么办"))


def test_a_weekday_said_on_that_day_is_asked_back(shop: Shop) -> None:
    # NOW is a Wednesday.
    assert all("3月4日" in text and "3月11日" in text for text in _tell(shop, "周三能安排师傅上门吗"))


def test_a_promise_names_what_is_asked_and_of_whom(shop: Shop) -> None:
    written = _tell(shop, "你们老板属什么星座的？")
    assert all("星座" in text and "点前" in text for text in written[:1])


def _order(shop: Shop, name: str, days: int, sku: str) -> str:
    with shop.database.writing() as session:
        make_product(session, sku, name=name)
        order = make_order(session, ordered_at=NOW - timedelta(days=days))
        make_order_line(session, order, sku=sku)
        return order.order_id


def test_where_her_parcel_is_comes_from_the_record(shop: Shop) -> None:
    order_id = _order(shop, "床头灯", 3, "K1")
    with shop.database.writing() as session:
        sent_at = NOW - timedelta(days=2)
        make_event(session, type="shipped", at=sent_at, payload={"order_id": order_id})
    proposal = shop.ask("床头灯怎么还没到")
    assert proposal.suggestion.intent == "order_service"
    assert all("3月2日" in text and "签收的" not in text for text in texts(proposal))
    assert any(one["field"] == "orders" for one in proposal.drafts[0].evidence)


def test_which_of_two_orders_she_means_is_asked_back(shop: Shop) -> None:
    _order(shop, "床头灯", 3, "K1")
    _order(shop, "恒温水壶", 5, "K2")
    assert all("床头灯" in text and "恒温水壶" in text for text in texts(shop.ask("我的快递到哪了")))


def test_a_hello_takes_up_her_news_and_cites_it(shop: Shop) -> None:
    with shop.database.writing() as session:
        member = session.get_one(Member, "m1")
        member.personas, member.consent_sensitive, member.tags = ["vip"], [], []
        make_message(session, message_id="n1", text="下周带爸妈去云南玩十天", at=NOW - timedelta(days=12))
    proposal = shop.ask(kind="care")
    assert {draft.playbook_id for draft in proposal.drafts} == {"PB-V02"}
    assert all("云南" in text for text in texts(proposal))
    assert any(one["source"] == "message n1" for one in proposal.drafts[0].evidence)


def test_news_that_we_came_back_to_is_not_taken_up_twice(shop: Shop) -> None:
    with shop.database.writing() as session:
        member = session.get_one(Member, "m1")
        member.personas, member.consent_sensitive, member.tags = ["vip"], [], []
        make_message(session, text="下周去云南玩十天", at=NOW - timedelta(days=20))
        said_at = NOW - timedelta(days=8)
        make_message(session, text="您上次说要去云南玩几天，好玩吗", direction="out", at=said_at)
    assert all("云南" not in text for text in texts(shop.ask(kind="care")))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("下周六比赛", date(2026, 3, 14)),
        ("这周五考试", date(2026, 3, 6)),
        ("周六去", date(2026, 3, 7)),
        ("后天出发", date(2026, 3, 6)),
        ("十二月二十号生", date(2026, 12, 20)),
        ("5月3号", date(2026, 5, 3)),
        ("七斤二两", None),
        ("2月30号", None),
    ],
)
def test_days_are_read_as_people_say_them(words: str, day: date | None) -> None:
    said = said_day(words, date(2026, 3, 4))
    assert (said.day if said else None) == day


def test_days_are_said_back_as_people_say_them() -> None:
    today = date(2026, 3, 4)
    days = {
        date(2026, 3, 4): "今天",
        date(2026, 3, 7): "这周六",
        date(2026, 3, 14): "下周六",
        date(2026, 4, 1): "4月1日",
    }
    assert {day: day_words(day, today) for day in days} == days


def test_every_wording_uses_slots_that_something_fills() -> None:
    for concept in (*concepts(), *moods()):
        for text in (*concept.ack, *concept.thing):
            assert set(slots_in(text)) <= _KNOWN_SLOTS, text
        for text in (text for group in concept.recall.values() for text in group):
            assert set(slots_in(text)) <= _RECALL_SLOTS, text


def test_every_concept_can_answer_when_she_gave_no_detail() -> None:
    always = {"kid"}
    for concept in concepts():
        named = {name.rstrip("0123456789") for pattern in concept.hears for name in pattern.groupindex}
        assert any(set(slots_in(text)) <= always | named for text in concept.ack), concept.id


def test_the_hard_cases_are_well_formed() -> None:
    cases = [json.loads(line) for line in _HARD.read_text("utf-8").splitlines()]
    assert len({case["id"] for case in cases}) == len(cases) >= 30
