"""One message of hers, answered for what it is: her own situation, natural words, nothing presumed."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.composer.promise import asked
from agent.composer.talk.key_sentence import with_named
from agent.composer.talk.page_answers import answered_texts
from agent.reply_to import her_words
from agent.request import Request
from knowledge.playbook import Answer
from tests.agent.shop import Shop, texts
from tests.builders import NOW, make_message, make_product
from tools.lists.needs import one_unknown
from tools.members.snapshot import read_snapshot
from tools.models import Draft, Member
from tools.yaml_text import read_yaml

pytestmark = pytest.mark.in_turn

_DATA: dict[str, Any] = read_yaml(Path(__file__).with_name("single_replies.yaml"))


def _set(shop: Shop, member: dict[str, Any]) -> None:
    with shop.database.writing() as session:
        row = session.get_one(Member, "m1")
        for name, value in member.items():
            setattr(row, name, value)


@pytest.mark.parametrize("row", _DATA["replies"], ids=lambda row: row["hers"])
def test_a_message_is_answered_for_what_it_is(shop: Shop, row: dict[str, Any]) -> None:
    _set(shop, row["member"])
    proposal = shop.ask(row["hers"], message_id="r1")
    written = texts(proposal)
    assert len(written) >= 2
    assert "says" not in row or all(re.search(row["says"], text) for text in written), written
    assert "never" not in row or not any(re.search(row["never"], text) for text in written), written
    assert "page" not in row or {draft.playbook_id for draft in proposal.drafts} == {row["page"]}, written


@pytest.mark.parametrize(("ask", "what"), _DATA["one_unknown"])
def test_one_thing_asked_for_by_name_is_looked_for_by_it(ask: str, what: str) -> None:
    assert one_unknown(ask) == what


@pytest.mark.parametrize(("lines", "words"), _DATA["calls"])
def test_a_line_that_only_calls_for_us_asks_nothing_beside_others(shop: Shop, lines: list[str], words: str) -> None:
    with shop.database.writing() as session:
        for place, line in enumerate(lines):
            at = NOW - timedelta(minutes=len(lines) - place)
            make_message(session, message_id=f"c{place}", direction="in", text=line, at=at)
    with shop.database.reading() as session:
        snapshot = read_snapshot(session, session.get_one(Member, "m1"), now=NOW)
    assert her_words(Request(member_id="m1"), snapshot) == words


def _draft(style: str, text: str) -> Draft:
    return Draft(id=style, suggestion_id="s", member_id="m1", kind="reply", style=style, text=text, proposed_text=text)


def test_a_clause_that_only_says_when_is_put_into_no_other_draft() -> None:
    drafts = (
        _draft("short", "早晚轻轻刷一遍牙。约个口腔科，由医生定。"),
        _draft("warm", "早晚轻轻刷一遍牙。老是牙龈出血，就去口腔科看看。"),
    )
    assert with_named(drafts, "牙龈出血好些天了")[0].text == "早晚轻轻刷一遍牙。约个口腔科，由医生定。"


def test_an_answer_is_closed_by_a_sentence_of_its_own_matter() -> None:
    answer = Answer(asks=("能吃螃蟹吗",), words=(), lines=("做熟了能吃，不舒服就去医院看看。",))
    texts_of_page = {"usual": "清淡不等于没味。想吃的写下来；蔬菜、肉、蛋都要有。发热就去医院看医生。"}
    said = "做熟了能吃，不舒服就去医院看看。"
    assert answered_texts((answer,), (), texts_of_page, words="想清淡点")["usual"] == f"{said}清淡不等于没味。"
    assert answered_texts((answer,), (), texts_of_page, words="馋螃蟹了")["usual"] == said


@pytest.mark.parametrize(
    ("hers", "opening"),
    [
        ("这口铸铁锅能放洗碗机吗", "不行|别做|可别"),
        ("这口铸铁锅能用小火吗", "说明"),
        ("电褥子叠着收中不中", "不行|别做|可别"),
    ],
)
def test_who_asks_leave_for_what_a_label_forbids_hears_no_first(shop: Shop, hers: str, opening: str) -> None:
    _set(shop, {"due_date": None})
    with shop.database.writing() as session:
        make_product(session, sku="P1", name="暖木 铸铁锅", spec="不可放入洗碗机；中小火使用", stock=4)
        make_product(session, sku="P2", name="栖木 电热毯", spec="使用时平铺；收纳时卷起，不可折叠", stock=4)
    written = texts(shop.ask(hers, message_id="r1"))
    assert all(re.search(opening, text[:12]) for text in written), written


@pytest.mark.parametrize(
    ("hers", "question"),
    [
        ("想把钢琴挪个屋，要怎么弄", "想把钢琴挪个屋，要怎么弄"),
        ("绿萝黄叶了，还有救吗", "绿萝黄叶了，还有没有救"),
        ("天冷了，羊毛毯怎么收", "羊毛毯怎么收"),
    ],
)
def test_a_question_is_said_back_with_what_it_is_about(hers: str, question: str) -> None:
    assert asked(hers) == question
