"""A talk keeps to what it is about: what goes on from us is answered from there, and nothing is said twice."""

from datetime import timedelta

import pytest

from agent.composer.hearing.kinds import kind_before_page, kind_pages, kinds, wants_an_ear_for
from agent.composer.hearing.telling import telling
from agent.composer.hearing.wording import fill
from agent.composer.phrases import is_question, recommended_elsewhere
from agent.composer.talk.topic import goes_on_from_ours, in_new_words
from tests.agent.shop import Shop, texts
from tests.builders import NOW, make_message
from tools.checks import Inspection, inspect
from tools.members.snapshot import MemberSnapshot, read_snapshot
from tools.models import Member

pytestmark = pytest.mark.in_turn


def _line(shop: Shop, text: str, message_id: str = "o1") -> None:
    with shop.database.writing() as session:
        make_message(session, message_id=message_id, direction="out", text=text, at=NOW - timedelta(hours=1))


def _toddler(shop: Shop) -> None:
    with shop.database.writing() as session:
        row = session.get_one(Member, "m1")
        row.due_date, row.children = None, [{"birthday": "2024-02-01", "nickname": "米米"}]


def _seen(shop: Shop) -> MemberSnapshot:
    with shop.database.reading() as session:
        return read_snapshot(session, session.get_one(Member, "m1"), now=NOW)


@pytest.mark.parametrize(
    ("words", "goes_on"),
    [
        ("那鱼呢", True),
        ("然后呢", True),
        ("夜里呢", True),
        ("那我去买", False),
        ("我在忙着呢，那天的事别忘了", False),
    ],
)
def test_a_short_question_that_names_little_goes_on_from_us(words: str, *, goes_on: bool) -> None:
    assert goes_on_from_ours(words) is goes_on


def test_what_she_adds_is_answered_by_the_page_that_our_line_came_from(shop: Shop) -> None:
    with shop.database.writing() as session:
        row = session.get_one(Member, "m1")
        row.due_date, row.children = None, [{"birthday": "2025-07-01", "nickname": "满满"}]
    _line(shop, "辅食可以从泥往碎末走，稠一点，让他嚼一嚼。")
    proposal = shop.ask("那肉呢", message_id="r1")
    assert {draft.playbook_id for draft in proposal.drafts} == {"PB-B04"}


def test_what_no_page_answers_is_promised_without_her_words(shop: Shop) -> None:
    _line(shop, "周末天好，带孩子去公园走走，不用回我。")
    written = texts(shop.ask("那宠物呢", message_id="r1"))
    assert written
    assert not any("\u201c" in text for text in written)


def test_a_page_said_in_this_talk_is_not_told_again(shop: Shop) -> None:
    _toddler(shop)
    first = shop.ask("一不顺心就躺地上打滚", message_id="r1")
    usual = next(draft.text for draft in first.drafts if draft.style == "usual")
    assert {draft.playbook_id for draft in first.drafts} == {"PB-T07"}
    shop.later(minutes=10)
    with shop.database.writing() as session:
        make_message(session, message_id="o2", direction="out", text=usual, at=shop.now())
    shop.later(minutes=20)
    again = shop.ask("越哄越蹬腿，抱都抱不住", message_id="r2")
    assert again.drafts
    assert not any(draft.playbook_id for draft in again.drafts)


def test_our_own_text_is_worded_otherwise_the_second_time(shop: Shop) -> None:
    says = {"usual": "我这就去查，{when}前回您。", "warm": "让您等了，{when}前给您准话。", "short": "在查。"}
    assert in_new_words(says, _seen(shop), NOW)["usual"] == says["usual"]
    _line(shop, "我这就去查，今天14点前回您。")
    assert in_new_words(says, _seen(shop), NOW)["usual"] == says["warm"]


@pytest.mark.parametrize("words", ["真的假的", "听说喝冰的会咳，有没有这回事", "这个应该算医用的吧"])
def test_what_wants_a_yes_or_no_is_a_question(words: str) -> None:
    assert is_question(words)


@pytest.mark.parametrize("words", ["怎么劝都不肯走", "师傅说刷一层就行", "我还等着呢"])
def test_what_only_sounds_like_a_question_is_none(words: str) -> None:
    assert not is_question(words)


def test_who_speaks_of_what_others_recommended_asks_for_no_list() -> None:
    assert recommended_elsewhere("同事推荐的那个牌子，成分我也说不上，先用着")
    assert not recommended_elsewhere("能推荐一款吗")


def test_a_picture_is_no_nod(shop: Shop) -> None:
    _line(shop, "周末天好，带孩子去公园走走，不用回我。")
    assert all("图片" in text for text in texts(shop.ask("[照片]", message_id="r1")))


def test_a_kind_with_its_page_is_helped_and_one_without_is_heard(shop: Shop) -> None:
    _toddler(shop)
    seen = _seen(shop)
    assert kind_pages("在商场跺脚耍赖", seen) == ("PB-T07",)
    assert kind_pages("闹了一下就消停下来了", seen) == ()
    assert wants_an_ear_for("婆婆嫌我啰嗦", seen)
    assert kind_before_page("娃今天换了双鞋", seen) is None


def test_every_kind_says_three_things_that_pass_the_checks() -> None:
    said = {text for kind in kinds() for group in kind.says.values() for text in group}
    assert all(len(kind.says["plain"]) >= 3 for kind in kinds())
    found = {text: inspect(fill(text, {"kid": "米米"}), Inspection(kind="reply")) for text in said}
    assert {text: rules for text, rules in found.items() if rules} == {}


def test_nothing_that_fits_any_talk_quotes_her() -> None:
    assert not any("\u201c" in text for group in telling()["generic"].values() for text in group)
