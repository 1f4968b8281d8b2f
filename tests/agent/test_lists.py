"""Product lists and prices: only after her own words, only what fits her, only what the catalogue says."""

from datetime import timedelta
from typing import Any

import pytest

from tests.agent.shelf import ASK, blocking, listed, stock
from tests.agent.shop import Shop, texts
from tests.builders import NOW, make_message
from tools.access import SYSTEM
from tools.members.find import get
from tools.models import Product, Task


def test_her_own_ask_unlocks_a_list_and_stands_under_it_as_proof(shop: Shop) -> None:
    stock(shop, {"name": "纱布浴巾", "price_fen": 12850})
    proposal = shop.ask(ASK)
    assert proposal.suggestion.kind == "product_list"
    for draft in proposal.drafts:
        assert draft.request_quote == ASK
        assert "纱布浴巾" in draft.text
        assert "128.5元" in draft.text
        assert draft.attachments[0]["price"] == "128.50"
        assert "广告" in draft.text


def test_a_list_without_an_ask_is_blocked(shop: Shop) -> None:
    stock(shop, {"name": "纱布浴巾"})
    proposal = shop.ask("今天天气真好", kind="product_list")
    assert proposal.drafts == ()
    assert proposal.suggestion.blocked_by == ["LS-1"]


def test_our_own_words_are_no_ask(shop: Shop) -> None:
    stock(shop, {"name": "纱布浴巾"})
    with shop.database.writing() as session:
        make_message(session, direction="out", text=ASK, at=NOW - timedelta(minutes=1))
    assert shop.ask(kind="product_list").suggestion.blocked_by == ["LS-1"]


def test_a_rep_may_start_a_list_and_no_words_are_put_into_her_mouth(shop: Shop) -> None:
    stock(shop, {"name": "纱布浴巾"})
    proposal = shop.ask(kind="product_list", started_by_rep=True)
    assert proposal.drafts
    assert {draft.request_quote for draft in proposal.drafts} == {""}


@pytest.mark.parametrize(
    "unfit",
    [
        {"status": "recalled"},
        {"status": "off"},
        {"stock": 0},
        {"product_class": "special_medical"},
        {"product_class": "health_food"},
        {"unsuitable": ["孕妇"]},
        {"age_min_months": 240},
    ],
    ids=["recalled", "withdrawn", "sold out", "special medical", "health food", "unsuitable", "age"],
)
def test_what_is_unfit_stays_off_and_the_rest_is_listed(shop: Shop, unfit: dict[str, Any]) -> None:
    stock(shop, {"name": "纱布浴巾"}, {"name": "纯棉浴巾", **unfit})
    assert listed(shop) == ["K0"]


@pytest.mark.parametrize("stage", [1, 3])
def test_formula_is_never_listed_in_pregnancy(shop: Shop, stage: int) -> None:
    formula = {"product_class": "formula", "formula_stage": stage, "registration_no": "国食注字YP1"}
    stock(shop, {"name": "贝贝奶粉", "category": "formula", **formula})
    assert listed(shop, "你们家有哪些奶粉？") == []


@pytest.mark.parametrize(
    "unfit", [{"unsuitable": ["孕妇"]}, {"product_class": "formula", "formula_stage": 3, "registration_no": "1"}]
)
def test_a_pregnancy_we_may_not_speak_of_still_keeps_the_unfit_away(shop: Shop, unfit: dict[str, Any]) -> None:
    stock(shop, {"name": "纱布浴巾"}, {"name": "纯棉浴巾", **unfit})
    with shop.database.writing() as session:
        get(session, "m1").consent_sensitive = []
    assert listed(shop) == ["K0"]


def test_naming_another_childs_age_does_not_lift_what_her_pregnancy_forbids(shop: Shop) -> None:
    stock(shop, {"name": "纱布浴巾"}, {"name": "纯棉浴巾", "unsuitable": ["孕妇"]})
    assert listed(shop, "我30岁怀孕了，你们家有哪些浴巾？") == ["K0"]


def test_her_allergy_keeps_a_product_away_without_being_said(shop: Shop) -> None:
    stock(shop, {"name": "纱布浴巾"}, {"name": "纯棉浴巾", "unsuitable": ["敏感肌慎用"]})
    with shop.database.writing() as session:
        get(session, "m1").tags = ["敏感肌"]
    proposal = shop.ask(ASK)
    assert [entry["sku"] for entry in proposal.drafts[0].attachments] == ["K0"]
    assert "敏感" not in "".join(texts(proposal)) + str([draft.evidence for draft in proposal.drafts])


def test_a_blank_tag_makes_nothing_unsuitable(shop: Shop) -> None:
    stock(shop, {"name": "纱布浴巾", "unsuitable": ["过敏体质"]})
    with shop.database.writing() as session:
        get(session, "m1").tags = [""]
    assert listed(shop) == ["K0"]


def test_when_nothing_fits_that_is_said_plainly(shop: Shop) -> None:
    stock(shop, {"name": "纯棉浴巾", "stock": 0})
    proposal = shop.ask(ASK)
    assert proposal.drafts
    assert all(draft.kind == "reply" for draft in proposal.drafts)
    # What is sold out stands beside the word that it is: the gate looks it up once more.
    assert [entry["stock"] for draft in proposal.drafts for entry in draft.attachments] == [0, 0, 0]
    assert all(draft.evidence for draft in proposal.drafts)


def test_a_price_comes_from_the_catalogue_in_yuan(shop: Shop) -> None:
    stock(shop, {"name": "纱布浴巾", "price_fen": 39800})
    proposal = shop.ask("纱布浴巾多少钱")
    assert proposal.suggestion.intent == "price"
    assert all("398元" in text for text in texts(proposal))


@pytest.mark.parametrize("unfit", [{"product_class": "special_medical"}, {"status": "recalled"}])
def test_the_price_of_what_is_off_limits_is_left_to_a_person(shop: Shop, unfit: dict[str, Any]) -> None:
    stock(shop, {"name": "纱布浴巾", "price_fen": 39800, **unfit})
    proposal = shop.ask("纱布浴巾多少钱")
    assert proposal.drafts
    assert all("398" not in text for text in texts(proposal))
    shop.approve(proposal)
    assert len(shop.rows(Task)) == 1


def test_the_price_of_something_unknown_is_promised_not_invented(shop: Shop) -> None:
    proposal = shop.ask("那个摇摇椅多少钱")
    assert proposal.drafts
    assert all("元" not in text for text in texts(proposal))
    shop.approve(proposal)
    assert len(shop.rows(Task)) == 1


def test_thanks_after_an_ask_makes_no_second_list(shop: Shop) -> None:
    stock(shop, {"name": "纱布浴巾"})
    shop.ask(ASK, message_id="w1")
    shop.later(minutes=1)
    proposal = shop.ask("谢谢", message_id="w2")
    assert proposal.suggestion.kind == "reply"


def test_a_price_that_moved_since_the_draft_blocks_the_text(shop: Shop) -> None:
    stock(shop, {"name": "纱布浴巾", "price_fen": 9900})
    draft = shop.ask(ASK).drafts[0]
    with shop.database.writing() as session:
        session.get_one(Product, "K0").price_fen = 10900
    assert "PRICE" in blocking(shop, draft)


def test_a_product_that_sold_out_since_the_draft_blocks_the_text(shop: Shop) -> None:
    stock(shop, {"name": "纱布浴巾", "price_fen": 9900})
    draft = shop.ask(ASK).drafts[0]
    assert blocking(shop, draft) == set()
    with shop.database.writing() as session:
        session.get_one(Product, "K0").stock = 0
    assert blocking(shop, draft)


def test_the_product_itself_may_not_start_a_list(shop: Shop) -> None:
    stock(shop, {"name": "纱布浴巾"})
    proposal = shop.ask(kind="product_list", actor=SYSTEM)
    assert proposal.suggestion.blocked_by == ["LS-1"]


def test_the_figures_of_a_listed_page_are_grounds(shop: Shop) -> None:
    stock(shop, {"name": "绒绒 羊毛毯", "spec": "羊毛60%"})
    texts_ = texts(shop.ask("你们家有毯子吗？列给我看看"))
    assert len(texts_) == 3
    assert any("60%" in text for text in texts_)


def test_a_third_stage_may_be_listed_after_one_year(shop: Shop) -> None:
    with shop.database.writing() as session:
        member = get(session, "m1")
        member.children, member.due_date = [{"birthday": "2024-09-01", "nickname": "石榴"}], None
        member.consent_sensitive = ["children"]
    formula = {"category": "formula", "product_class": "formula", "registration_no": "国食注字YP1", "formula_stage": 3}
    stock(shop, {"name": "牧优 幼儿配方奶粉3段", "age_min_months": 12, "age_max_months": 36, **formula})
    assert listed(shop, "你家三段奶粉有哪些，列给我") == ["K0"]


def _asked_and_nodded(shop: Shop, hers: str, **sent: Any) -> None:
    stock(shop, {"name": "纱布浴巾", "price_fen": 12850})
    with shop.database.writing() as session:
        make_message(session, message_id="q1", text=hers, at=NOW - timedelta(hours=20))
        make_message(
            session, message_id="q2", direction="out", text="好的，我整理一下。", at=NOW - timedelta(hours=19), **sent
        )


def test_a_list_that_we_only_said_yes_to_is_made_from_her_ask_and_goes_out(shop: Shop) -> None:
    _asked_and_nodded(shop, ASK)
    proposal = shop.ask(kind="product_list")
    assert [draft.request_quote for draft in proposal.drafts] == [ASK] * len(proposal.drafts)
    assert all(any("q1" in str(one) for one in draft.evidence) for draft in proposal.drafts)
    shop.approve(proposal)
    assert shop.deliver() == ["sent"]


@pytest.mark.parametrize(
    ("hers", "sent"), [("昨晚没睡好，翻身都累", {}), (ASK, {"purpose": "product_list"}), ("不用列了，谢谢", {})]
)
def test_no_list_is_made_where_none_waits(shop: Shop, hers: str, sent: dict[str, Any]) -> None:
    _asked_and_nodded(shop, hers, **sent)
    assert not any(draft.kind == "product_list" for draft in shop.ask(kind="product_list").drafts)
