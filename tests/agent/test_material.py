"""What a model is told of a conversation: what was heard in her message, and what a long thread holds."""

from datetime import timedelta

import pytest

from agent.composer.digest import digest_of, digest_rules, line_of
from agent.writer.unsaid import named_unsaid
from tests.agent.scripted_model import Script, drafts, scripted
from tests.agent.shop import Shop
from tests.builders import NOW, make_message
from tools.members.find import get
from tools.members.snapshot import MemberSnapshot, read_snapshot

pytestmark = pytest.mark.in_turn

GENTLE = drafts(usual="{call}，谢谢您告诉我，您先歇会儿。")


def _material(script: Script) -> str:
    return str(script.requests[0]["messages"][1]["content"])


def _asked(shop: Shop, words: str) -> str:
    with scripted(GENTLE) as script:
        shop.with_model(script.model()).ask(words)
        return _material(script)


def _long_ago(shop: Shop, *lines: tuple[str, str], topic: str = "") -> None:
    """Put lines far back in the thread, and small talk after them."""
    with shop.database.writing() as session:
        for number, (direction, text) in enumerate(lines):
            at = NOW - timedelta(days=60 - number)
            make_message(session, message_id=f"far{number}", direction=direction, text=text, at=at, topic=topic)
        for number in range(20):
            at = NOW - timedelta(days=5, minutes=number)
            make_message(session, message_id=f"near{number}", text="嗯嗯", at=at)


def _snapshot(shop: Shop) -> MemberSnapshot:
    with shop.database.reading() as session:
        return read_snapshot(session, get(session, "m1"), now=NOW)


def _digest(shop: Shop) -> dict[str, str]:
    return {entry.kind: entry.words for entry in digest_of(_snapshot(shop))}


def test_the_model_need_not_find_out_again_what_was_heard(shop: Shop) -> None:
    material = _asked(shop, "昨晚起来喂了五次奶，站着都能睡着，胎动要怎么数？几点数合适？")
    heard = material.split("## 已经替您听出来的")[1].split("## 话术资料")[0]
    assert "五次" in heard
    assert "胎动要怎么数？ / 几点数合适？" in heard
    assert "最早能答应的时间：今天12点" in heard


def test_outreach_answers_nothing_and_is_told_nothing_heard(shop: Shop) -> None:
    with scripted(GENTLE) as script:
        shop.with_model(script.model()).ask(kind="care")
        assert "她在说" not in _material(script)


def test_how_she_writes_herself_is_told(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, text="好的😊", at=NOW - timedelta(hours=1))
    assert "short, emoji" in _asked(shop, "胎动怎么数呀")


def test_a_long_thread_is_told_as_what_it_holds_with_its_sources(shop: Shop) -> None:
    _long_ago(
        shop,
        ("in", "我对芒果过敏，一直这样"),
        ("in", "别给我发语音，开会听不了"),
        ("out", "这个我去问一下仓库，今天18点前回您"),
        ("in", "你们客服态度太差了，我要投诉"),
    )
    found = digest_of(_snapshot(shop))
    assert {entry.kind: entry.message_id for entry in found} == {
        "told": "far0",
        "preference": "far1",
        "promise": "far2",
        "complaint": "far3",
    }
    assert all(entry.day in line_of(entry) and entry.message_id in line_of(entry) for entry in found)
    material = _asked(shop, "胎动怎么数呀")
    assert "芒果过敏" in material.split("## 最近对话")[0]


def test_a_promise_that_was_kept_is_not_open_any_more(shop: Shop) -> None:
    _long_ago(shop, ("out", "我去问一下仓库，今天18点前回您"), ("out", "问到了，明天到"))
    assert "promise" not in _digest(shop)


def test_topics_that_were_spoken_of_are_told(shop: Shop) -> None:
    _long_ago(shop, ("out", "睡前可以试试侧躺。"), topic="P21")
    assert _digest(shop) == {"topic": "P21"}


def test_a_short_thread_needs_no_digest(shop: Shop) -> None:
    assert digest_of(_snapshot(shop)) == ()
    assert "更早的对话" not in _asked(shop, "胎动怎么数呀")


@pytest.mark.parametrize("sealed", [["due_date", "children"], []], ids=["sealed", "unconsented"])
def test_nothing_of_a_family_that_may_not_be_spoken_of_comes_back(shop: Shop, sealed: list[str]) -> None:
    _long_ago(shop, ("in", "宝宝对鸡蛋过敏"), ("in", "孩子没保住，上周走的"), ("in", "我们搬到苏州了"))
    with shop.database.writing() as session:
        member = get(session, "m1")
        member.sealed_fields, member.consent_sensitive = sealed, []
    told = " ".join(line_of(entry) for entry in digest_of(_snapshot(shop)))
    assert "苏州" in told
    assert "宝宝" not in told
    assert "没保住" not in told


def test_a_loss_is_never_repeated_even_where_children_may_be_spoken_of(shop: Shop) -> None:
    _long_ago(shop, ("in", "去年那个孩子没保住"), ("in", "我们搬到苏州了"))
    assert [entry.message_id for entry in digest_of(_snapshot(shop))] == ["far1"]


def test_a_thread_of_two_thousand_messages_keeps_within_its_room(shop: Shop) -> None:
    with shop.database.writing() as session:
        for number in range(2000):
            text = f"我们搬到苏州了，第{number}次说" if number % 3 else "我去问一下，明天上午回您"
            at = NOW - timedelta(days=100, minutes=-number)
            direction = "in" if number % 3 else "out"
            make_message(session, message_id=f"n{number}", direction=direction, text=text, at=at)
    found = digest_of(_snapshot(shop))
    assert 0 < sum(len(line_of(entry)) for entry in found) <= digest_rules()["characters"]
    assert found[-1].message_id > "n19"
    assert len(_asked(shop, "胎动怎么数呀")) < 8000


def test_names_in_the_digest_stay_behind(shop: Shop) -> None:
    _long_ago(shop, ("in", "小豆对鸡蛋过敏，我电话13800000000"))
    material = _asked(shop, "胎动怎么数呀")
    assert "{baby}对鸡蛋过敏" in material
    assert "13800000000" not in material


_NAMED = [
    "看您最近消费少了，是不是我们哪里没做好？",
    "您好久没来买东西了，想起您就来问问。",
    "您是我们的现金牛，得好好照顾。",
    "您这胎高危，多歇一歇。",
    "预产期已经过了，一切都好吗？",
    "系统显示您快流失了，来看看您。",
]


@pytest.mark.parametrize("named", _NAMED)
def test_what_only_steers_is_taken_back_when_a_model_says_it(shop: Shop, named: str) -> None:
    with scripted(drafts(usual="{call}，" + named)) as script:
        proposal = shop.with_model(script.model()).ask("最近老是睡不踏实，有什么小办法吗")
        again = str(script.requests[1]["messages"][1]["content"])
    assert "may only steer" in again
    assert proposal.suggestion.drafter == "composer"
    assert all(named not in draft.text for draft in proposal.drafts)


def test_what_she_said_of_it_herself_may_be_said_back() -> None:
    assert named_unsaid("听您说高危，心里肯定不踏实。", "建册的时候被列成高危了") == ()
    assert named_unsaid("听您说高危，心里肯定不踏实。", "最近睡不好") == ("高危",)
