"""Outreach: fits her life today, rests on what she consented to, says nothing of what she asked to buy."""

from collections.abc import Collection
from datetime import date, timedelta

import pytest

from agent.composer.care.choosing import care_pages
from agent.request import Brief
from agent.toolbox import Toolbox, stage_for
from knowledge.playbook import Playbook
from knowledge.stage import MemberStage
from tests.agent.shop import Shop, fields, texts
from tests.builders import NOW, REP, make_event, make_message, make_order, make_order_line, make_product
from tools.access import SYSTEM
from tools.members.find import get


def test_a_pregnant_member_is_written_to_about_her_week_and_the_date_is_cited(shop: Shop) -> None:
    with shop.database.writing() as session:
        get(session, "m1").children = []
    proposal = shop.ask(kind="care")
    assert "29周" in proposal.suggestion.why_now
    assert {draft.topic[0] for draft in proposal.drafts} <= {"P", "Q"}
    assert all(draft.proactive and "due_date" in fields(draft) for draft in proposal.drafts)


def test_without_consent_neither_page_nor_text_nor_evidence_knows_of_the_pregnancy(shop: Shop) -> None:
    with shop.database.writing() as session:
        member = get(session, "m1")
        member.consent_sensitive, member.tags = [], ["双胎", "孕期群"]
    proposal = shop.ask(kind="care")
    assert proposal.drafts
    assert not {draft.topic[:1] for draft in proposal.drafts} & set("PQNBT")
    said = "".join(texts(proposal)) + str([draft.evidence for draft in proposal.drafts]) + proposal.suggestion.why_now
    assert not any(word in said for word in ("孕", "胎", "宝宝", "小豆", "2026-05-20", "2023-03-01"))


def test_consent_to_the_children_alone_says_nothing_of_the_due_date(shop: Shop) -> None:
    with shop.database.writing() as session:
        get(session, "m1").consent_sensitive = ["children"]
    proposal = shop.ask(kind="care")
    assert proposal.drafts
    assert all("due_date" not in fields(draft) for draft in proposal.drafts)
    assert not {draft.topic[:1] for draft in proposal.drafts} & {"P"}


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"consent_care": None}, "PI-1"),
        ({"consent_care": False}, "PI-1"),
        ({"opted_out": True}, "CT-2"),
        ({"care_hold": True}, "CARE-HOLD"),
        ({"dnd_until": NOW + timedelta(days=1)}, "DND"),
        ({"due_date": date(2026, 2, 10)}, "BIRTH-UNCONFIRMED"),
        ({"birthday": date(2012, 1, 1)}, "MINOR"),
    ],
)
def test_what_forbids_contact_forbids_the_draft(shop: Shop, columns: dict[str, object], rule: str) -> None:
    with shop.database.writing() as session:
        member = get(session, "m1")
        for name, value in columns.items():
            setattr(member, name, value)
    proposal = shop.ask(kind="care")
    assert proposal.drafts == ()
    assert rule in proposal.suggestion.blocked_by


def test_a_quiet_hour_delays_the_sending_and_not_the_drafting(shop: Shop) -> None:
    shop.later(hours=12)
    proposal = shop.ask(kind="care")
    assert proposal.drafts
    assert proposal.suggestion.blocked_by == []


def test_a_touch_too_soon_is_not_drafted(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, direction="out", at=NOW - timedelta(days=2), text="早")
    assert shop.ask(kind="care").suggestion.blocked_by == ["CT-4"]


def test_a_topic_of_the_last_three_months_is_not_repeated(shop: Shop) -> None:
    first = shop.ask(kind="care", dry_run=True).drafts[0].topic
    with shop.database.writing() as session:
        make_message(session, direction="out", at=NOW - timedelta(days=80), text="早", topic=first)
    again = shop.ask(kind="care", dry_run=True).drafts
    assert again
    assert first not in {draft.topic for draft in again}


def test_her_unanswered_price_question_lends_outreach_no_licence_to_sell(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, text="浴巾多少钱", at=NOW - timedelta(days=30))
    for draft in shop.ask(kind="care").drafts:
        assert not draft.grounds["asked_price"]
        assert not draft.grounds["asked_products"]
        assert (draft.request_quote, draft.answers_message_id) == ("", "")


@pytest.mark.parametrize("tag", ["双胎", "双胞胎妈妈", "试管", "IVF移植"])
def test_what_concerns_the_body_is_left_to_the_clinician_for_careful_pregnancies(shop: Shop, tag: str) -> None:
    with shop.database.writing() as session:
        get(session, "m1").tags = [tag]
    for _ in range(4):
        proposal = shop.ask(kind="care", dry_run=True)
        pages = {draft.playbook_id for draft in proposal.drafts}
        assert all(shop.workshop.librarian.get(page).touch != "K" for page in pages)
        shop.later(days=7)


def test_the_weeks_day_by_day_stop_when_the_birth_is_not_confirmed(shop: Shop) -> None:
    due = date(2026, 3, 4)
    with shop.database.writing() as session:
        get(session, "m1").due_date = due
    shop.later(days=14)
    assert "BIRTH-UNCONFIRMED" not in shop.ask(kind="care", dry_run=True).suggestion.blocked_by
    shop.later(days=1)
    assert "BIRTH-UNCONFIRMED" in shop.ask(kind="care", dry_run=True).suggestion.blocked_by


def test_twins_are_not_called_by_the_name_of_one(shop: Shop) -> None:
    born = "2026-01-04"
    with shop.database.writing() as session:
        member = get(session, "m1")
        member.due_date, member.children = None, [{"birthday": born, "nickname": n} for n in ("小豆", "小米")]
    for _ in range(4):
        said = "".join(texts(shop.ask(kind="care", dry_run=True)))
        assert "小豆" not in said
        assert "小米" not in said
        shop.later(days=7)


def _only_a_parcel_to_talk_of(shop: Shop, **product: str) -> None:
    with shop.database.writing() as session:
        member = get(session, "m1")
        member.due_date, member.children, member.personas = None, [], []
        make_product(
            session, **({"name": "纱布浴巾", "spec": "首次使用前请用清水漂洗一遍；90×90cm", "stock": 5} | product)
        )
        order = make_order(session, order_id="O9", ordered_at=NOW - timedelta(days=10))
        make_order_line(session, order)
        make_event(session, type="delivered", at=NOW - timedelta(days=7), payload={"order_id": "O9"})


def test_after_sale_care_names_what_she_owns_and_nothing_else(shop: Shop) -> None:
    _only_a_parcel_to_talk_of(shop)
    proposal = shop.ask(kind="care", brief=Brief("delivered_7", ("A02",), "收货第7天，送一条用法"))
    assert {draft.kind for draft in proposal.drafts} == {"after_sale"}
    assert proposal.suggestion.why_now == "收货第7天，送一条用法"
    assert all("orders" in fields(draft) and "元" not in draft.text for draft in proposal.drafts)


@pytest.mark.parametrize(
    ("category", "first"),
    [("推车座椅", "PB-A02-OUTING"), ("家具", "PB-A02-FURNITURE"), ("玩具", "PB-A02"), ("奶粉", "PB-A02")],
)
def test_the_page_of_the_familys_goods_comes_before_the_general_one(shop: Shop, category: str, first: str) -> None:
    _only_a_parcel_to_talk_of(shop, name="小满", category=category)
    tools = Toolbox(shop.database, shop.workshop.librarian, REP, NOW)
    brief = Brief("delivered_7", ("A02",), "收货第7天，送一条用法")
    pages = [page.id for page in care_pages(tools, tools.read_member("m1"), brief, NOW)]
    assert pages == list(dict.fromkeys([first, "PB-A02"]))


def test_of_two_parcels_the_latest_decides_whose_page_it_is(shop: Shop) -> None:
    _only_a_parcel_to_talk_of(shop, name="小满", category="家具")
    with shop.database.writing() as session:
        make_product(session, "K2", name="云朵", category="推车")
        make_order_line(session, make_order(session, order_id="O8", ordered_at=NOW - timedelta(days=40)), sku="K2")
    shop_stage = stage_for(Toolbox(shop.database, shop.workshop.librarian, REP, NOW).read_member("m1"))
    assert (shop_stage.family, shop_stage.owned_families) == ("furniture", {"furniture", "outing"})


def test_her_stage_is_no_reason_for_a_word_about_a_parcel(shop: Shop) -> None:
    _only_a_parcel_to_talk_of(shop)
    proposal = shop.ask(kind="care", brief=Brief("newborn", (), "产后第11天，正需要人"))
    assert {draft.kind for draft in proposal.drafts} == {"after_sale"}
    assert "产后" not in proposal.suggestion.why_now
    assert "7" in proposal.suggestion.why_now


def test_the_plans_reason_is_not_kept_for_a_page_about_something_else(shop: Shop) -> None:
    proposal = shop.ask(kind="care", brief=Brief("delivered_7", ("A02",), "收货第7天，送一条用法"))
    assert proposal.drafts
    assert proposal.suggestion.why_now != "收货第7天，送一条用法"


def test_she_is_written_to_in_the_name_of_the_colleague_she_knows(shop: Shop) -> None:
    for _ in range(8):
        for text in texts(shop.ask(kind="care", actor=SYSTEM, dry_run=True)):
            assert "zhiji" not in text
        shop.later(days=7)


def test_a_nickname_that_tells_of_a_child_is_not_said_in_a_care_hold(shop: Shop) -> None:
    with shop.database.writing() as session:
        member = get(session, "m1")
        member.nickname, member.care_hold = "小豆妈妈", True
    proposal = shop.ask("我流产了")
    assert all("小豆" not in text for text in texts(proposal))
    assert "小豆" not in str([draft.evidence for draft in proposal.drafts])


@pytest.mark.parametrize(("consented", "found"), [(["due_date"], 0), (["due_date", "children"], 1)])
def test_a_page_that_rests_on_a_field_without_a_window_needs_consent_all_the_same(
    shop: Shop, consented: list[str], found: int
) -> None:
    page = shop.workshop.librarian.get("PB-T10")
    assert "children" in page.rests_on
    with shop.database.writing() as session:
        get(session, "m1").consent_sensitive = consented
    tools = _OnePage(shop.database, shop.workshop.librarian, REP, NOW)
    assert len(care_pages(tools, tools.read_member("m1"), Brief(), NOW)) == found


class _OnePage(Toolbox):
    """A library whose matching page has no window that would ask for the field."""

    def matching_playbooks(self, stage: MemberStage, kinds: Collection[str]) -> tuple[Playbook, ...]:
        return (self.librarian.get("PB-T10"),)
