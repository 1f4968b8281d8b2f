"""The gate: facts are read afresh each time a text would go on."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import (
    NOW,
    make_delivery,
    make_draft,
    make_member,
    make_message,
    make_order,
    make_order_line,
    make_product,
)
from tools.checks import Finding
from tools.database import Database
from tools.gate import Gate, purpose_of
from tools.models import Draft, Member, Product

LIST = {"kind": "product_list", "proactive": False, "attachments": [{"sku": "K1", "stock": 5}]}
TEXT = "应您要求整理：\n1. 纱布浴巾，99元，有货\n价格以页面为准。广告，不需要可以回“停”。"


def _findings(database: Database, text: str, member: dict[str, Any] | None = None, **columns: Any) -> set[str]:
    with database.writing() as session:
        if session.get(Member, "m1") is None:
            make_member(session, **(member or {}))
        draft = make_draft(session, text=text, **columns)
        return _blocking(Gate().inspect(session, draft, text, NOW))


def _blocking(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.rule for finding in findings if finding.verdict == "block"}


def _stock(database: Database, **columns: Any) -> None:
    with database.writing() as session:
        make_product(session, name="纱布浴巾", **{"stock": 5, **columns})


@pytest.mark.parametrize(
    ("columns", "is_clean"),
    [
        ({}, True),
        ({"price_fen": 9800}, False),
        ({"stock": 0}, False),
        ({"status": "off"}, False),
        ({"status": "recalled"}, False),
    ],
    ids=["as drafted", "dearer", "sold out", "withdrawn", "recalled"],
)
def test_a_list_stands_on_the_catalogue_of_this_moment(
    database: Database, columns: dict[str, Any], is_clean: bool
) -> None:
    _stock(database, **columns)
    assert (_findings(database, TEXT, **LIST) == set()) is is_clean


def test_a_price_without_its_product_has_no_ground(database: Database) -> None:
    _stock(database)
    assert "PRICE" in _findings(database, TEXT, **{**LIST, "attachments": []})


def test_a_price_answer_may_say_that_something_is_sold_out(database: Database) -> None:
    _stock(database, stock=0)
    grounds = {"asked_price": True, "asked_products": True}
    attachments = [{"sku": "K1", "stock": 0}]
    text = "您问的纱布浴巾，现在价格是99元，不过眼下没有现货。"
    assert _findings(database, text, kind="reply", grounds=grounds, attachments=attachments) == set()


@pytest.mark.parametrize(("due", "is_clean"), [(date(2026, 5, 20), True), (date(2026, 8, 20), False)])
def test_the_week_that_a_text_says_must_be_hers_today(database: Database, due: date, is_clean: bool) -> None:
    found = _findings(database, "芸姐，您快29周了，最近睡得还踏实吗？", {"due_date": due}, kind="care")
    assert ("STAGE" not in found) is is_clean


def test_a_care_hold_stops_everything_but_the_fixed_reply(database: Database) -> None:
    assert "CARE-HOLD" in _findings(database, "芸姐，今天风大，添件外套。", {"care_hold": True}, kind="reply")
    assert "CARE-HOLD" not in _findings(database, "知道了，真的很难受。您不用回我。", kind="fixed_reply")


def test_the_name_of_what_she_owns_is_not_selling_after_the_sale(database: Database) -> None:
    text = "芸姐，新到的纱布浴巾头一回用，先清水漂一遍会更软。不用回我。"
    _stock(database)
    with database.writing() as session:
        make_member(session)
        make_order_line(session, make_order(session))
    assert _findings(database, text, kind="after_sale") == set()


@pytest.mark.parametrize(
    ("columns", "purpose"),
    [
        ({"kind": "care", "proactive": True}, "proactive"),
        ({"kind": "after_sale", "proactive": True}, "proactive"),
        ({"kind": "reply"}, "reply"),
        ({"kind": "reply", "proactive": True}, "proactive"),
        ({"kind": "product_list", "request_quote": "你们有浴巾吗"}, "product_list"),
        ({"kind": "product_list"}, "marketing"),
        ({"kind": "fixed_reply"}, "fixed_reply"),
    ],
)
def test_a_draft_is_contact_for_one_purpose(columns: dict[str, Any], purpose: str) -> None:
    assert purpose_of(Draft(text="", **columns)) == purpose


@pytest.mark.parametrize(("kind", "refused"), [("care", True), ("reply", False), ("fixed_reply", False)])
def test_a_touch_too_soon_is_refused_to_outreach_only(database: Database, kind: str, refused: bool) -> None:
    with database.writing() as session:
        make_member(session)
        make_message(session, direction="out", at=NOW - timedelta(days=1))
        draft = make_draft(session, kind=kind)
        rules = [refusal.rule for refusal in Gate().may_contact(session, draft, NOW)]
    assert (rules == ["CT-4"]) is refused


def test_facts_are_read_again_each_time(database: Database) -> None:
    _stock(database)
    assert _findings(database, TEXT, **LIST) == set()
    with database.writing() as session:
        session.get_one(Product, "K1").price_fen = 12900
    assert "PRICE" in _findings(database, TEXT, **LIST)


UNASKED = {**LIST, "request_quote": ""}
CARE = {"kind": "care", "proactive": True, "text": "芸姐，降温了，早晚添件外套，不用回我。"}


def _sequence(database: Database, **columns: Any) -> set[str]:
    with database.writing() as session:
        draft = make_draft(session, **columns)
        return {one.rule for one in Gate().inspect(session, draft, draft.text, NOW) if "SEQUENCE" in one.rule}


@pytest.mark.parametrize(
    ("hours", "between", "rules"),
    [
        (20, "", {"SALES-SEQUENCE-LIST"}),
        (47, "", {"SALES-SEQUENCE-LIST"}),
        (49, "", set()),
        (20, "你们有浴巾吗", set()),
    ],
)
def test_a_list_she_did_not_ask_for_is_flagged_for_two_days_after_care(
    database: Database, hours: int, between: str, rules: set[str]
) -> None:
    _stock(database)
    with database.writing() as session:
        make_member(session)
        make_message(session, direction="out", text=CARE["text"], at=NOW - timedelta(hours=hours), purpose="care")
        if between:
            make_message(session, text=between, at=NOW - timedelta(hours=1))
    assert _sequence(database, text=TEXT, **UNASKED) == rules
    assert _sequence(database, text=TEXT, **LIST, request_quote="哪些是你们家有的") == set()


def test_care_is_flagged_for_two_days_after_such_a_list(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_message(session, direction="out", text=TEXT, at=NOW - timedelta(hours=30), purpose="product_list")
    assert _sequence(database, **CARE) == {"SALES-SEQUENCE-CARE"}
    with database.writing() as session:
        make_message(session, text="这些哪些是你们家有的", at=NOW - timedelta(hours=31))
    assert _sequence(database, **CARE) == set()


def test_care_and_a_list_that_are_both_still_on_their_way_flag_each_other(database: Database) -> None:
    _stock(database)
    with database.writing() as session:
        make_member(session)
        make_delivery(session, make_draft(session, **CARE), purpose="care")
    assert _sequence(database, text=TEXT, **UNASKED) == {"SALES-SEQUENCE-LIST"}
    with database.writing() as session:
        make_delivery(session, make_draft(session, text=TEXT, **UNASKED), purpose="product_list")
    assert _sequence(database, **CARE) == {"SALES-SEQUENCE-CARE"}


def test_an_answer_of_yesterday_is_no_care_that_a_list_would_spoil(database: Database) -> None:
    _stock(database)
    with database.writing() as session:
        make_member(session)
        make_message(session, text="快递到哪了", at=NOW - timedelta(hours=21))
        make_message(session, direction="out", text="今天在派送。", at=NOW - timedelta(hours=20))
    assert _sequence(database, text=TEXT, **UNASKED) == set()


WARM = "“怎么哄睡呀”这个我不敢随口答，我去找负责这件事的同事核实。"
SAFE = "胎动有变化，要请医生马上看。现在就联系您的产检医院，别在家重新数。"


def _edited(database: Database, proposed: str, added: str, **columns: Any) -> set[str]:
    return _findings(database, proposed + added, proposed_text=proposed, **columns)


def test_an_offer_that_a_person_adds_to_a_warm_text_is_judged_by_itself(database: Database) -> None:
    assert _edited(database, WARM, "") == set()
    assert {"SALES-PRODUCT", "SALES-PRICE"} <= _edited(database, WARM, "我们家有款安睡被，买一送一哦")
    assert _edited(database, WARM, "您先睡一会儿。") == set()


@pytest.mark.parametrize(
    ("added", "blocks"),
    [
        ("", set()),
        ("我今晚给您打电话。", set()),
        ("需要的话我给您发个链接，买一送一哦", {"SALES-SOFT", "SALES-PRICE"}),
        ("吃点布洛芬就行，不用去医院。", {"MED-DRUG", "MED-DELAY"}),
    ],
)
def test_what_is_typed_beside_a_fixed_reply_is_judged_as_a_reply(
    database: Database, added: str, blocks: set[str]
) -> None:
    assert _edited(database, SAFE, added, kind="fixed_reply") == blocks


def test_the_findings_on_an_added_sentence_mark_it_in_the_whole_text(database: Database) -> None:
    text = SAFE + "不用去医院。"
    with database.writing() as session:
        make_member(session)
        draft = make_draft(session, kind="fixed_reply", text=text, proposed_text=SAFE)
        found = [one for one in Gate().inspect(session, draft, text, NOW) if one.rule == "MED-DELAY"]
    assert [text[one.start : one.end] for one in found] == ["不用去医院"]


def test_a_fixed_reply_in_a_silence_may_be_reworded_but_names_no_child(database: Database) -> None:
    silent = {"member": {"care_hold": True}, "kind": "fixed_reply"}
    assert _edited(database, "知道了，我们不再打扰您。", "您保重，我在。", **silent) == set()
    assert "CARE-HOLD" in _edited(database, "知道了，我们不再打扰您。", "宝宝的事您别太难过。", **silent)
