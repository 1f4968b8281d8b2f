"""Every message read at its own moment: the act that fits it, the page that speaks of it, nothing just said."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.composer.hearing.kinds import kinds
from agent.composer.hearing.matters import matter_words
from agent.composer.hearing.reacting import acts
from agent.composer.hearing.telling import course_of, telling
from agent.composer.phrases import seeks_a_nod
from agent.composer.promise import all_asked
from agent.composer.talk.covering import is_covered
from agent.composer.talk.resumed import joined_to_ours, without_what_was_said
from agent.request import Proposal
from tests.agent.shop import Shop, texts
from tests.builders import NOW, make_message
from tools.checks import Inspection, inspect
from tools.models import Draft, Member
from tools.yaml_text import read_yaml

pytestmark = pytest.mark.in_turn

_DATA: dict[str, Any] = read_yaml(Path(__file__).with_name("in_its_place.yaml"))
_WALK = "这周天好的时候，带孩子去公园踩踩叶子、捡捡松果，不用去远。不用回我。"
_SENTENCE = re.compile("[^\u3002\uff01\uff1f]+[\u3002\uff01\uff1f]")
_QUOTED = re.compile("\u201c([^\u201d]{4,})\u201d")
# A sentence shorter than this ("you go ahead") may come again.
_LONG = 10


def _set(shop: Shop, member: dict[str, Any]) -> None:
    with shop.database.writing() as session:
        row = session.get_one(Member, "m1")
        for name, value in member.items():
            setattr(row, name, value)


def _ask(shop: Shop, hers: str, ours: str = "", **member: object) -> Proposal:
    if ours:
        with shop.database.writing() as session:
            make_message(session, message_id="o1", direction="out", text=ours, at=NOW - timedelta(hours=2))
    _set(shop, member)
    return shop.ask(hers, message_id="r1")


def _pages(proposal: Proposal) -> set[str]:
    return {draft.playbook_id for draft in proposal.drafts}


def _acks(act_id: str) -> tuple[str, ...]:
    return next(tuple(ack.split("{")[0] for ack in act.concept.ack) for act in acts() if act.concept.id == act_id)


def _is_acked(text: str, act: str) -> bool:
    """Tell whether a text begins with a wording of an act, be it behind a clause of hers."""
    begun = _acks(act)
    return text.startswith(begun) or text.partition("，")[2].startswith(tuple(filter(None, begun)))


def _says(matter: str, proposal: Proposal) -> bool:
    openings = tuple(text.split("{")[0][:12] for text in matter_words()["matters"][matter]["says"].values())
    return all(_unnamed(draft.text).startswith(openings) for draft in proposal.drafts)


def _unnamed(text: str) -> str:
    """Return a text without her name before it, which the first answer of a talk begins with."""
    return text.removeprefix("芸姐，")


@pytest.mark.parametrize(("ours", "hers", "act"), _DATA["reactions"])
def test_a_reaction_is_answered_in_kind(shop: Shop, ours: str, hers: str, act: str) -> None:
    proposal = _ask(shop, hers, ours)
    assert len(proposal.drafts) >= 2
    assert all(_is_acked(draft.text, act) for draft in proposal.drafts), texts(proposal)


@pytest.mark.parametrize(("hers", "act"), _DATA["no_reactions"])
def test_what_only_looks_like_a_reaction_is_none(shop: Shop, hers: str, act: str) -> None:
    assert not any(_is_acked(text, act) for text in texts(_ask(shop, hers, _WALK)))


@pytest.mark.parametrize(("hers", "matter"), _DATA["matters"])
def test_a_matter_of_daily_use_is_answered_at_once(shop: Shop, hers: str, matter: str) -> None:
    assert _says(matter, _ask(shop, hers))


@pytest.mark.parametrize(
    ("hers", "page", "first"),
    [
        ("红酒打翻在沙发上了，求支招", "PB-H07-SPILL", "先别搓"),
        ("乳和防晒谁先上", "PB-F08-LAYERING", "防晒在后"),
        ("窗框上一早全是水珠", "PB-H08-WALL", "擦干窗框"),
        ("收着的皮包有股霉味", "PB-V07-DAMP-LEATHER", "掏空拿出来"),
    ],
)
def test_a_mishap_at_home_is_answered_by_its_sourced_page(shop: Shop, hers: str, page: str, first: str) -> None:
    proposal = _ask(shop, hers)
    assert _pages(proposal) == {page}
    assert all(first in draft.text for draft in proposal.drafts), texts(proposal)


@pytest.mark.parametrize(
    ("hers", "gender", "is_told"),
    [("媳妇夜里老起，我能帮上啥", "M", True), ("想让她夜里睡个整觉，怎么弄", "F", False)],
)
def test_what_a_father_can_do_is_told_to_fathers_alone(shop: Shop, hers: str, gender: str, *, is_told: bool) -> None:
    child = [{"birthday": "2025-11-01", "nickname": "小豆"}]
    assert _says("partners_night", _ask(shop, hers, gender=gender, due_date=None, children=child)) is is_told


@pytest.mark.parametrize(("hers", "page"), _DATA["passed_over"])
def test_a_page_that_takes_for_granted_what_she_has_not_said_is_passed_over(shop: Shop, hers: str, page: str) -> None:
    assert page not in _pages(_ask(shop, hers))


@pytest.mark.parametrize(("hers", "page"), _DATA["named"])
def test_who_names_it_gets_the_page_that_takes_it_for_granted(shop: Shop, hers: str, page: str) -> None:
    assert page in _pages(_ask(shop, hers))


def test_what_fits_an_infant_is_not_said_of_a_schoolchild(shop: Shop) -> None:
    child = [{"birthday": "2015-05-01", "nickname": "小满"}]
    written = texts(_ask(shop, "他回屋哭了好一阵，哄不住", due_date=None, children=child))
    assert written
    assert not any("小家伙" in text or "胳膊" in text or "床上" in text for text in written)


def test_a_smell_is_no_failed_test(shop: Shop) -> None:
    assert not any("测出来" in text or "结果" in text for text in texts(_ask(shop, "新书柜味道大，能放点什么")))


@pytest.mark.parametrize("hers", ["洗澡水多少度合适", "老婆夜里喂奶，我能干点啥"])
def test_a_label_is_not_read_out_to_who_asks_of_something_else(shop: Shop, hers: str) -> None:
    assert not any("说明" in text for text in texts(_ask(shop, hers, gender="M")))


def test_a_pet_that_may_have_to_go_is_no_parcel(shop: Shop) -> None:
    assert not any("单" in text or "快递" in text for text in texts(_ask(shop, "家里有猫，要送走吗")))


@pytest.mark.parametrize(("hers", "heard"), _DATA["heard"])
def test_what_she_tells_is_heard_for_what_it_is(shop: Shop, hers: str, heard: str) -> None:
    written = texts(_ask(shop, hers, due_date=None))
    assert any(any(word in text for word in heard.split("|")) for text in written)
    assert not any("一夜没合眼" in text for text in written)


def test_what_is_over_seeks_no_nod_and_a_plan_does() -> None:
    assert not seeks_a_nod("头一晚闹，第二晚就好了")
    assert not seeks_a_nod("这回两分钟就好了")
    assert seeks_a_nod("一天抹两次就好了")


@pytest.mark.parametrize(("hers", "course"), _DATA["courses"])
def test_how_it_went_is_read_from_what_she_says_of_it(hers: str, course: str) -> None:
    assert course_of(hers) == course


def _draft(style: str, text: str) -> Draft:
    return Draft(id=style, suggestion_id="s", member_id="m1", kind="reply", style=style, text=text, proposed_text=text)


def test_of_a_page_only_what_our_line_has_not_told_is_said() -> None:
    ours = "洗澡别太烫，十分钟左右，擦干就抹保湿。"
    drafts = (
        _draft("short", "洗澡十分钟左右，擦干抹保湿。搓澡巾这阵子先放一放，皮肤好过些。"),
        _draft("warm", "洗澡别太烫，擦干抹保湿。抓破了就去皮肤科让医生看看，别硬扛。"),
    )
    left = without_what_was_said(drafts, ours, "昨晚挠了半宿")
    assert [one.text for one in left] == ["搓澡巾这阵子先放一放，皮肤好过些。", "抓破了就去皮肤科让医生看看，别硬扛。"]


def test_without_a_line_of_ours_or_two_drafts_left_nothing_is_taken_off() -> None:
    drafts = (_draft("short", "洗澡十分钟左右，擦干抹保湿。"), _draft("warm", "洗澡别太烫，擦干抹保湿。"))
    assert without_what_was_said(drafts, "洗澡别太烫，擦干就抹保湿。", "还痒") == ()
    assert without_what_was_said(drafts, "", "还痒") == ()
    assert not joined_to_ours("还痒", "")


@pytest.mark.parametrize("name", _DATA["new_matters"])
def test_every_wording_of_the_new_matters_passes_the_checks(name: str) -> None:
    row = matter_words()["matters"][name]
    for text in (*row["says"].values(), row["also"]):
        findings = inspect(text.format(clause="包装太大了", when="今天18点"), Inspection(kind="reply"))
        assert not [one for one in findings if one.verdict in {"block", "hold"}], text


def _is_kind(name: str, text: str) -> bool:
    kind = next(one for one in kinds() if one.id == name)
    pieces = (max(said.split("{kid}"), key=len) for group in kind.says.values() for said in group)
    return any(piece[:_LONG] in text for piece in pieces)


def _fits(expected: str, proposal: Proposal) -> bool:
    form, _, name = expected.partition(":")
    written = [_unnamed(text) for text in texts(proposal)]
    if form == "act":
        return all(_is_acked(text, name) for text in written)
    if form == "kind":
        return all(_is_kind(name, text) for text in written) and _pages(proposal) == {""}
    if form == "matter":
        return _says(name, proposal)
    if form == "page":
        return _pages(proposal) == {name}
    if form == "concept":
        return any("吃" in text or "碗" in text for text in written) and not any(_pages(proposal))
    if form == "still":
        return all(text.startswith(tuple(telling()["still_hard"])) for text in written)
    if form == "wordless":
        return all("图片" in text for text in written)
    return not any("说明" in text for text in written)


@pytest.mark.parametrize("thread", _DATA["threads"])
def test_a_thread_is_answered_turn_by_turn(shop: Shop, thread: dict[str, Any]) -> None:
    _set(shop, thread["member"])
    for at, (ours, hers, expected) in enumerate(thread["turns"]):
        if ours:
            _say(shop, ours, f"o{at}")
        shop.later(minutes=20)
        proposal = shop.ask(hers, message_id=f"r{at}")
        assert len(proposal.drafts) >= 2
        assert _fits(expected, proposal), (hers, texts(proposal))
        shop.later(minutes=20)


@pytest.mark.parametrize("talk", _DATA["talks"])
def test_in_a_talk_of_several_turns_each_draft_takes_up_this_turn_and_none_repeats(
    shop: Shop, talk: dict[str, Any]
) -> None:
    _set(shop, talk["member"])
    said = [talk["ours"]]
    for at, (hers, expected) in enumerate(talk["turns"]):
        _say(shop, said[-1], f"o{at}")
        shop.later(minutes=20)
        proposal = shop.ask(hers, message_id=f"r{at}")
        assert _fits(expected, proposal), (hers, texts(proposal))
        usual = next((draft for draft in proposal.drafts if draft.style == "usual"), proposal.drafts[0]).text
        again = [one for one in _SENTENCE.findall(usual) if len(one) > _LONG and any(one in other for other in said)]
        assert not again, (hers, again)
        assert not any(quoted in hers for text in texts(proposal) for quoted in _QUOTED.findall(text)), hers
        said.append(usual)
        shop.later(minutes=20)


def _say(shop: Shop, text: str, message_id: str) -> None:
    with shop.database.writing() as session:
        make_message(session, message_id=message_id, direction="out", text=text, at=shop.now())


@pytest.mark.parametrize("row", _DATA["short_in_a_talk"], ids=lambda row: row["hers"])
def test_short_words_are_answered_from_the_talk_that_they_stand_in(shop: Shop, row: dict[str, Any]) -> None:
    _set(shop, row.get("member", {}))
    with shop.database.writing() as session:
        for number, (who, text) in enumerate(row["talk"]):
            at = NOW - timedelta(hours=2, minutes=-15 * number)
            make_message(session, message_id=f"t{number}", direction={"m": "in", "o": "out"}[who], text=text, at=at)
    written = texts(shop.ask(row["hers"], message_id="r1"))
    assert len(written) >= 2
    assert all(re.search(row["says"], text) for text in written), written
    assert not any(re.search(row.get("never", "$^"), text) for text in written)


@pytest.mark.parametrize(("clause", "text", "is_said"), _DATA["covered"])
def test_what_a_draft_leaves_open_of_her_questions_is_told(clause: str, text: str, *, is_said: bool) -> None:
    assert is_covered(clause, text) is is_said


@pytest.mark.parametrize(("words", "said"), _DATA["said_back"])
def test_two_questions_that_are_promised_are_both_said_back(words: str, said: str) -> None:
    assert all_asked(words) == said


def test_no_sigh_stands_before_an_answer_that_says_none_of_her_words(shop: Shop) -> None:
    child = [{"birthday": "2026-03-28", "nickname": "多吉"}]
    written = texts(_ask(shop, "趴着就嚎，还要练吗", due_date=None, children=child))
    assert written
    assert all("练" in text[:24] for text in written[:2]), written
