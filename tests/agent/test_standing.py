"""Where she and her child stand today before a care page, for whom a page is written, and what is behind her."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from agent.composer.care.choosing import care_pages
from agent.request import Brief
from agent.toolbox import Toolbox
from tests.agent.shop import Shop
from tests.builders import NOW, REP, make_event, make_message, make_order, make_order_line, make_product
from tools.members.find import get

pytestmark = pytest.mark.in_turn

_INFANT = {"personas": ["maternal"], "due_date": None, "consent_sensitive": ["children"]}
_BORN = [{"birthday": "2025-10-01", "nickname": "石榴"}]


def _as(shop: Shop, **columns: Any) -> None:
    with shop.database.writing() as session:
        member = get(session, "m1")
        for name, value in {"tags": [], **columns}.items():
            setattr(member, name, value)


def _texts(shop: Shop) -> dict[str, str]:
    return {draft.style: draft.text for draft in shop.ask(kind="care").drafts}


def _topics(shop: Shop) -> set[str]:
    tools = Toolbox(shop.database, shop.workshop.librarian, REP, NOW)
    pages = care_pages(tools, tools.read_member("m1"), Brief(), NOW)
    return {topic for page in pages for topic in page.topics}


def test_the_longer_texts_name_the_child_and_its_age_and_not_again_in_the_next_weeks(shop: Shop) -> None:
    _as(shop, **_INFANT, children=_BORN)
    texts = _texts(shop)
    assert "石榴" in texts["usual"]
    assert "5个月" in texts["usual"]
    assert "石榴" in texts["warm"]
    first = texts["usual"]
    with shop.database.writing() as session:
        make_message(session, direction="out", text=first, at=NOW - timedelta(days=20), topic="T10")
    assert not any(first[:20] == text[:20] for text in _texts(shop).values())


def test_of_twins_none_is_named_and_both_are_meant(shop: Shop) -> None:
    twins = [{"birthday": "2025-10-01", "nickname": "石榴"}, {"birthday": "2025-10-01", "nickname": "柿子"}]
    _as(shop, **_INFANT, children=twins)
    texts = "".join(_texts(shop).values())
    assert "石榴" not in texts
    assert re.search("两个小家伙都?5个月", texts)


@pytest.mark.parametrize(
    "columns", [{"gender": "M", "nickname": "石哥"}, {"nickname": "石奶奶"}, {"birthday": date(1962, 4, 1)}]
)
def test_a_father_or_grandparent_gets_nothing_about_a_mothers_body(shop: Shop, columns: dict[str, Any]) -> None:
    _as(shop, **_INFANT, children=_BORN)
    assert {"Q10", "Q11"} & _topics(shop)
    _as(shop, **_INFANT, children=_BORN, **columns)
    assert _topics(shop)
    assert not {topic for topic in _topics(shop) if topic.startswith("Q")}


def test_what_she_told_of_is_not_announced_to_her_again(shop: Shop) -> None:
    _as(shop, personas=["maternal"], children=[], due_date=date(2026, 7, 25), consent_sensitive=["due_date"])
    assert "P10" in _topics(shop)
    with shop.database.writing() as session:
        make_message(session, text="昨晚头一回感觉到胎动，咕噜一下", at=NOW - timedelta(days=9))
    assert "P10" not in _topics(shop)


def test_her_words_choose_the_page_that_answers_them(shop: Shop) -> None:
    _as(shop, **_INFANT, children=[{"birthday": "2024-01-10", "nickname": "石榴"}])
    with shop.database.writing() as session:
        make_message(session, text="她一不顺心就躺地上打滚，怎么哄都不起来", at=NOW - timedelta(days=5))
    assert {draft.topic for draft in shop.ask(kind="care").drafts} == {"T07"}


def test_an_ordinary_clause_of_hers_is_said_back_before_a_page_of_any_track(shop: Shop) -> None:
    _as(shop, personas=["home"], children=[], due_date=None)
    with shop.database.writing() as session:
        make_message(session, text="小区门口新开了家豆花店", message_id="w8", at=NOW - timedelta(days=6))
    drafts = shop.ask(kind="care").drafts
    assert any("豆花店" in draft.text for draft in drafts)
    told = [draft for draft in drafts if "豆花店" in draft.text]
    assert all(any(e["source"] == "message w8" for e in draft.evidence or []) for draft in told)


def test_on_her_birthday_one_thing_she_told_us_stands_behind_the_wish(shop: Shop) -> None:
    _as(shop, personas=["home"], children=[], due_date=None, birthday=date(1988, NOW.month, NOW.day))
    with shop.database.writing() as session:
        make_message(session, text="最近迷上种多肉", at=NOW - timedelta(days=8))
    texts = _texts(shop)
    assert "多肉" not in texts["short"]
    assert "多肉" in texts["usual"] + texts["warm"]
    assert not any(text.startswith(("还记得", "上周")) for text in texts.values())


def test_a_product_is_named_as_one_speaks_of_it(shop: Shop) -> None:
    _as(shop, personas=["home"], children=[], due_date=None)
    with shop.database.writing() as session:
        make_product(session, sku="P9", name="暖木 铸铁锅 24cm", category="home")
        order = make_order(session, order_id="O9", ordered_at=NOW - timedelta(days=4))
        make_order_line(session, order, sku="P9")
        make_event(session, type="delivered", at=NOW - timedelta(days=1), payload={"order_id": "O9"})
    texts = "".join(_texts(shop).values())
    assert "铸铁锅" in texts
    assert "暖木" not in texts
    assert "24cm" not in texts
