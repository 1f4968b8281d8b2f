"""A reaction to our last line gets a short word in kind; what is more than a reaction is never taken for one."""

from datetime import timedelta

import pytest

from agent.composer.hearing.reacting import acts
from agent.composer.hearing.wording import fill
from agent.request import Proposal
from tests.agent.shop import Shop, texts
from tests.builders import NOW, make_message
from tools.checks import Inspection, inspect

pytestmark = pytest.mark.in_turn

_ADVICE = "柜门白天开着透透，晾不干的先用风扇吹，手边放一张湿度计看着。"
_PARCEL = "我查了，快递在中转站排队，明天上午送到。"
_FILLED = {
    "step": "先开一扇窗",
    "plan": "您去问问物业",
    "done": "窗都开了",
    "fact": "是那把小锁",
    "what": "二等奖",
    "thing": "西兰花",
    "effort": "练了一暑假",
    "matter": "产检",
}


def _ask(shop: Shop, ours: str, hers: str, *, hours: float = 2) -> Proposal:
    with shop.database.writing() as session:
        make_message(session, message_id="o1", direction="out", text=ours, at=NOW - timedelta(hours=hours))
    return shop.ask(hers, message_id="r1")


def _openings(act_id: str) -> list[str]:
    concept = next(act.concept for act in acts() if act.concept.id == act_id)
    return [ack.split("{")[0] for ack in concept.ack if ack.split("{")[0]]


def _is_reaction(text: str) -> bool:
    return any(text.startswith(opening) for act in acts() for opening in _openings(act.concept.id) if len(opening) > 3)


@pytest.mark.parametrize(
    ("ours", "hers", "act"),
    [
        (_ADVICE, "好嘞，我去借个风扇", "will_do"),
        (_ADVICE, "行，周三请人来看", "will_do"),
        (_ADVICE, "我去问问物业", "will_do_plainly"),
        (_ADVICE, "嗯嗯 窗户都打开了", "done"),
        (_ADVICE, "两天就好了，味道没了", "better"),
        (_ADVICE, "难怪老有股味", "understood"),
        (_ADVICE, "那我就踏实了", "relieved"),
        (_ADVICE, "截图存了，太实用了", "kept"),
        (_ADVICE, "我爱人说他来弄，爷爷也说行", "another_agrees"),
        (_ADVICE, "好滴～", "nodded"),
        (_ADVICE, "懂了～", "understood"),
        (_PARCEL, "收到啦", "arrived"),
        ("天凉了，您早晚加件衣服。", "你也保重身体", "like_us"),
    ],
)
def test_what_she_will_do_has_done_or_sees_is_answered_in_kind(shop: Shop, ours: str, hers: str, act: str) -> None:
    proposal = _ask(shop, ours, hers)
    assert len(proposal.drafts) >= 2
    # A clause of hers may stand before it.
    begun = [(draft.text, draft.text.partition("，")[2]) for draft in proposal.drafts]
    openings = tuple(_openings(act))
    assert all(any(one.startswith(openings) for one in parts) or "那就好" in parts[0] for parts in begun)
    assert not any(draft.playbook_id for draft in proposal.drafts)


@pytest.mark.parametrize(
    "hers",
    [
        "好的，开了两天还是有味",
        "好的，那多久能住进去",
        "行，可是他脸上起了红点",
        "试了，结果更潮了",
        "收到了，少一包螺丝",
        "好的，不过我昨晚一个人哭了很久",
    ],
)
def test_trouble_and_questions_behind_an_assent_are_more_than_a_reaction(shop: Shop, hers: str) -> None:
    assert not any(_is_reaction(text) for text in texts(_ask(shop, _ADVICE, hers)))


def test_a_danger_behind_an_assent_calls_a_person(shop: Shop) -> None:
    proposal = _ask(shop, _ADVICE, "好的，不过今天一直没感觉到胎动")
    assert proposal.suggestion.route == "medical"


def test_an_old_line_of_ours_is_not_what_she_reacts_to(shop: Shop) -> None:
    assert not any(_is_reaction(text) for text in texts(_ask(shop, _ADVICE, "窗户都打开了", hours=24 * 5)))


def test_who_goes_away_is_let_go_without_a_word_of_ours_before(shop: Shop) -> None:
    written = texts(shop.ask("我下周出差几天，回来再找你聊", message_id="r1"))
    assert all("回来" in text for text in written)


@pytest.mark.parametrize("text", sorted({ack for act in acts() for ack in (*act.concept.ack, *act.concept.thing)}))
def test_every_wording_passes_the_checks(text: str) -> None:
    findings = inspect(fill(text, _FILLED), Inspection(kind="reply"))
    assert not [one for one in findings if one.verdict in {"block", "hold"}]
