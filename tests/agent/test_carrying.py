"""A care text begins with what she told us lately: recent, harmless, hers, and hers to be spoken of."""

from datetime import date, timedelta
from typing import Any

import pytest

from agent.composer.care.choosing import care_pages
from agent.composer.hearing.carrying import carry_table
from agent.composer.hearing.concepts import concepts
from agent.request import Brief
from agent.toolbox import Toolbox
from tests.agent.shop import Shop, fields, texts
from tests.builders import NOW, REP, make_event, make_message, make_order, make_order_line, make_product
from tools.errors import BadInput
from tools.members.find import get

pytestmark = pytest.mark.in_turn


def _tell(shop: Shop, text: str, days: int = 4, **columns: Any) -> None:
    with shop.database.writing() as session:
        make_message(session, text=text, at=NOW - timedelta(days=days), **columns)


def _as(shop: Shop, **columns: Any) -> None:
    with shop.database.writing() as session:
        member = get(session, "m1")
        for name, value in {"personas": ["beauty"], "children": [], "due_date": None, **columns}.items():
            setattr(member, name, value)


def test_a_page_of_any_track_begins_with_her_news_in_other_words_for_each_style(shop: Shop) -> None:
    _as(shop)
    _tell(shop, "刚从云南玩回来，晒黑一圈", message_id="w7")
    drafts = shop.ask(kind="care").drafts
    assert len(drafts) == 3
    assert all("云南" in draft.text and "messages" in fields(draft) for draft in drafts)
    assert len({draft.text[:12] for draft in drafts}) == 3
    assert all(any(e["source"] == "message w7" for e in draft.evidence or []) for draft in drafts)
    assert all(draft.playbook_id for draft in drafts)


@pytest.mark.parametrize("told", ["我爸初六没的，忙完就回来上班", "跟他吵架了，去云南散心刚回来"])
def test_a_death_or_a_quarrel_is_never_said_back(shop: Shop, monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    def hears_nothing(*_: object, **__: object) -> None:
        raise BadInput("unread")

    # Whatever the triage misses.
    monkeypatch.setattr("agent.composer.hearing.carrying.triage_in_breath", hears_nothing)
    _as(shop, personas=["vip"])
    _tell(shop, told, message_id="w8")
    drafts = shop.ask(kind="care").drafts
    assert drafts
    assert not any("messages" in fields(draft) for draft in drafts)


def test_what_she_told_chooses_among_pages_of_one_rank(shop: Shop) -> None:
    _as(shop)
    _tell(shop, "连着加了半个月班，到家脸都懒得洗")
    assert {draft.topic for draft in shop.ask(kind="care").drafts} == {"F05"}


def test_a_page_about_what_she_said_is_done_is_passed_over(shop: Shop) -> None:
    _as(shop, personas=["maternal"], due_date=date(2026, 6, 10))
    tools = Toolbox(shop.database, shop.workshop.librarian, REP, NOW)

    def topics() -> set[str]:
        pages = care_pages(tools, tools.read_member("m1"), Brief(), NOW)
        return {topic for page in pages for topic in page.topics}

    assert "P12" in topics()
    _tell(shop, "糖耐过了，一切都好")
    assert "P12" not in topics()


@pytest.mark.parametrize(
    "said",
    [
        "我闺蜜升职了，羡慕",
        "要是能从云南回来多好",
        "你们那儿从云南回来的人多吗",
        "从云南回来就病了",
        "跟老公冷战三天了，心里难受",
        "我家猫丢了，找了一晚上",
    ],
    ids=["another's", "a wish", "a question", "an illness", "a quarrel", "a loss"],
)
def test_what_is_not_hers_or_weighs_on_her_is_nobodys_opening(shop: Shop, said: str) -> None:
    _as(shop)
    _tell(shop, said)
    drafts = shop.ask(kind="care").drafts
    assert drafts
    assert all("messages" not in fields(draft) for draft in drafts)


def test_news_before_something_heavy_stays_untold(shop: Shop) -> None:
    _as(shop)
    _tell(shop, "刚从云南玩回来，晒黑一圈", days=9)
    _tell(shop, "跟老公冷战三天了，心里难受", days=4)
    assert not any("云南" in text for text in texts(shop.ask(kind="care")))


def test_what_she_took_back_is_not_taken_up(shop: Shop) -> None:
    _as(shop)
    _tell(shop, "下周去三亚玩", days=9)
    _tell(shop, "没去成，改天再说", days=4)
    assert not any("三亚" in text for text in texts(shop.ask(kind="care")))


@pytest.mark.parametrize("days", [0, 45])
def test_what_is_still_being_talked_about_or_long_past_is_left_alone(shop: Shop, days: int) -> None:
    _as(shop)
    _tell(shop, "刚从云南玩回来，晒黑一圈", days=days)
    assert not any("云南" in text for text in texts(shop.ask(kind="care")))


def test_a_child_is_spoken_of_only_with_her_leave_and_never_when_sealed(shop: Shop) -> None:
    _tell(shop, "小豆会走了，走了五步")
    _as(shop, children=[{"birthday": "2025-02-20", "nickname": "小豆"}])
    assert any("五步" in text or "会走" in text for text in texts(shop.ask(kind="care")))
    with shop.database.writing() as session:
        get(session, "m1").consent_sensitive = []
    assert not any("小豆" in text or "五步" in text for text in texts(shop.ask(kind="care")))
    with shop.database.writing() as session:
        member = get(session, "m1")
        member.consent_sensitive, member.sealed_fields = ["children"], ["children", "due_date"]
    assert not any("小豆" in text or "五步" in text for text in texts(shop.ask(kind="care")))


def test_a_birthday_begins_with_the_birthday(shop: Shop) -> None:
    _as(shop, birthday=NOW.date().replace(year=1990))
    _tell(shop, "刚从云南玩回来，晒黑一圈")
    wishes = texts(shop.ask(kind="care"))
    assert all("云南" not in text.split("。")[0] for text in wishes)
    assert all(text.find("生日") < text.find("云南") for text in wishes if "云南" in text)


def test_every_line_belongs_to_a_concept_asks_nothing_and_comes_in_three() -> None:
    known = {concept.id for concept in concepts()}
    table = carry_table()
    for name, lines in table["concepts"].items():
        assert name.split(".")[0] in known
        assert len(lines) >= 3
        assert not any(mark in line for line in lines for mark in "?？")
    assert {name for names in table["about"].values() for name in names} <= set(table["concepts"])


def _bought(shop: Shop, **columns: Any) -> None:
    with shop.database.writing() as session:
        make_product(session, sku="P9", name="砂锅", category="home")
        order = make_order(session, order_id="o9", ordered_at=NOW - timedelta(days=9), amount_fen=19900, **columns)
        make_order_line(session, order, sku="P9")
        delivered = {"type": "delivered", "payload": {"order_id": "o9"}}
        make_event(session, event_id="e1", at=NOW - timedelta(days=7), **delivered)


@pytest.mark.parametrize(("status", "refund"), [("refunded", 19900), ("partly_refunded", 5000)])
def test_a_refund_is_closed_quietly_and_nobody_asks_how_she_likes_it(shop: Shop, status: str, refund: int) -> None:
    _as(shop, personas=["home"])
    _bought(shop, status=status, refund_fen=refund)
    assert {draft.topic for draft in shop.ask(kind="care").drafts} == {"A04"}


def test_while_she_asks_for_her_money_back_nobody_asks_how_she_likes_it(shop: Shop) -> None:
    _as(shop, personas=["home"])
    _bought(shop)
    assert {draft.topic for draft in shop.ask(kind="care").drafts} == {"A02"}
    with shop.database.writing() as session:
        asked = {"type": "refund_requested", "payload": {"order_id": "o9"}}
        make_event(session, event_id="e2", at=NOW - timedelta(days=2), **asked)
    assert not {draft.topic[0] for draft in shop.ask(kind="care").drafts} & {"A"}


def test_what_only_answers_a_line_of_ours_is_no_news_to_come_back_to(shop: Shop) -> None:
    _as(shop)
    _tell(shop, "胎动每天数两回，记在一张纸上就好。", days=5, message_id="o1", direction="out")
    _tell(shop, "好的 我拿本子记", days=5, message_id="w8")
    assert not any("本子" in draft.text for draft in shop.ask(kind="care").drafts)


def test_a_word_after_a_long_silence_says_that_it_is_the_silence(shop: Shop) -> None:
    _as(shop, joined_at=NOW - timedelta(days=900))
    with shop.database.writing() as session:
        make_product(session, sku="S1", name="小絮团 硅胶软头勺")
        order = make_order(session, order_id="o1", ordered_at=NOW - timedelta(days=400))
        make_order_line(session, order, sku="S1")
        make_event(session, type="delivered", at=NOW - timedelta(days=395), payload={"order_id": "o1"})
    proposal = shop.ask(kind="care")
    assert proposal.drafts[0].playbook_id.startswith("PB-Z")
    assert "没有往来" in proposal.suggestion.why_now
