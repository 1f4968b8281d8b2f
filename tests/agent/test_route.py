"""Whom a danger is about decides which fixed reply is given."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.agent.shop import Shop
from tests.builders import NOW, make_order
from tools.holds import open_kinds
from tools.models import Member

FIRST_CHILD: dict[str, Any] = {"children": []}


def _page_for(shop: Shop, words: str, columns: dict[str, Any]) -> str | None:
    with shop.database.writing() as session:
        member = session.get(Member, "m1")
        assert member is not None
        for name, value in columns.items():
            setattr(member, name, value)
        session.add(member)
    proposal = shop.ask(words)
    assert proposal.suggestion.route == "medical"
    return proposal.drafts[0].playbook_id


@pytest.mark.parametrize(
    ("words", "columns", "page"),
    [
        ("今天又吐了三回，喝水都想吐", FIRST_CHILD, "PB-MEDICAL-GENERAL"),
        ("我妈浑身冰凉，人没精神", {"due_date": None}, "PB-MEDICAL-GENERAL"),
        ("他一天没怎么吃奶，叫不醒", {"due_date": None}, "PB-MEDICAL-NEWBORN"),
        # Her first child need not stand on record.
        ("老大拉肚子拉了七八趟", FIRST_CHILD, "PB-MEDICAL-INFANT"),
        # Whoever swallowed it: the packet goes along, nobody makes him sick.
        ("我妈误喝了洗洁精", {"due_date": None}, "PB-MEDICAL-INFANT"),
        ("孩子吞了颗纽扣电池", FIRST_CHILD, "PB-MEDICAL-INFANT"),
    ],
)
def test_a_reply_for_a_small_child_is_given_where_one_may_be_ill(
    shop: Shop, words: str, columns: dict[str, Any], page: str
) -> None:
    assert _page_for(shop, words, columns) == page


@pytest.mark.parametrize(
    ("days", "words", "page"),
    [
        (1, "不要了", "PB-OPTOUT-OR-ORDER"),
        (1, "算了，不要了", "PB-OPTOUT-OR-ORDER"),
        (1, "不要再给我发消息了", "PB-OPTOUT-CONFIRM"),
        (40, "不要了", "PB-OPTOUT-CONFIRM"),
    ],
)
def test_a_bare_refusal_just_after_an_order_is_asked_about(shop: Shop, days: int, words: str, page: str) -> None:
    with shop.database.writing() as session:
        make_order(session, order_id="late", member_id="m1", ordered_at=NOW - timedelta(days=days))
    proposal = shop.ask(words)
    assert {draft.playbook_id for draft in proposal.drafts} == {page}
    assert proposal.suggestion.intent == "opt_out"


@pytest.mark.parametrize(
    ("words", "route", "page"),
    [
        ("帮同事问个事，她家娃14个月了还不会自己走，老人天天说是缺钙，真的假的啊", "", "PB-T01"),
        # Surely a page's question, but of a page that a person sees to; and one that no page surely answers.
        ("兩歲了只會單字，要不要去評估", "medical", "PB-MEDICAL-UNCLEAR"),
        ("怀孕能不能抱老大", "medical", "PB-MEDICAL-UNCLEAR"),
    ],
)
def test_a_page_that_surely_answers_what_only_sounds_like_illness_names_the_doctor(
    shop: Shop, words: str, route: str, page: str
) -> None:
    with shop.database.writing() as session:
        session.get_one(Member, "m1").due_date = None
    proposal = shop.ask(words)
    assert proposal.suggestion.route == route
    assert {draft.playbook_id for draft in proposal.drafts} == {page}
    assert all(re.search("医生|医院|儿保", draft.text) for draft in proposal.drafts)
    with shop.database.reading() as session:
        # What was heard stays on record, and a person is called, however it is answered.
        assert open_kinds(session, "m1", shop.moment) == ("medical",)
