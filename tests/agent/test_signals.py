"""A signal in her words takes the short way; a hold, an opt-out and a consent bound what is drafted."""

import pytest

from tests.agent.shop import Shop, fields, styles, texts
from tests.builders import (
    NOW,
    make_draft,
    make_hold,
    make_message,
    make_score,
)
from tools.members.find import get
from tools.models import Hold

QUESTION = "宝宝胎动怎么数呀"


@pytest.mark.parametrize(
    ("message", "route"),
    [
        ("我不想活了", "crisis"),
        ("宝宝今天一直没动", "medical"),
        ("我流产了", "bereavement"),
        ("我要投诉你们，东西是坏的还不给退", "complaint"),
        ("把我的信息全部删掉", "privacy"),
        ("我已经找律师了，等着收律师函吧", "legal"),
    ],
)
def test_a_signal_gets_one_fixed_reply_and_a_hold(shop: Shop, message: str, route: str) -> None:
    proposal = shop.ask(message, message_id="w1")
    assert proposal.suggestion.route == route
    assert [draft.kind for draft in proposal.drafts] == ["fixed_reply"]
    assert proposal.drafts[0].answers_message_id == "w1"
    assert [hold.kind for hold in shop.rows(Hold)] == [route]


def test_a_signal_in_words_that_came_with_a_care_request_is_routed_all_the_same(shop: Shop) -> None:
    proposal = shop.ask("我流产了", kind="care")
    assert [draft.kind for draft in proposal.drafts] == ["fixed_reply"]


def test_an_unanswered_red_flag_in_the_thread_goes_the_short_way(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_message(session, message_id="w1", text="宝宝今天一直没动")
    proposal = shop.ask(kind="reply")
    assert proposal.suggestion.route == "medical"


def test_opting_out_is_confirmed_once_and_is_no_route(shop: Shop) -> None:
    proposal = shop.ask("别再给我发消息了")
    assert (proposal.suggestion.intent, proposal.suggestion.route) == ("opt_out", "")
    assert [draft.kind for draft in proposal.drafts] == ["fixed_reply"]
    with shop.database.reading() as session:
        assert get(session, "m1").opted_out


def test_a_minor_without_guardian_is_a_persons_business(shop: Shop) -> None:
    with shop.database.writing() as session:
        get(session, "m1").birthday = NOW.date().replace(year=NOW.year - 15)
    assert shop.ask("你们有什么面霜").suggestion.route == "human"


def test_in_a_care_hold_a_harmless_message_gets_no_draft(shop: Shop) -> None:
    with shop.database.writing() as session:
        get(session, "m1").care_hold = True
    proposal = shop.ask("今天天气不错")
    assert proposal.drafts == ()
    assert proposal.suggestion.blocked_by == ["CARE-HOLD"]


@pytest.mark.parametrize(("kind", "rule"), [("complaint", "COMPLAINT-OPEN"), ("medical", "SAFETY-HOLD")])
def test_an_open_hold_forbids_the_list_before_a_word_is_written(shop: Shop, kind: str, rule: str) -> None:
    with shop.database.writing() as session:
        make_hold(session, kind=kind)
    proposal = shop.ask("你们家有哪些浴巾？")
    assert proposal.drafts == ()
    assert rule in proposal.suggestion.blocked_by
    assert shop.ask(QUESTION).drafts


def test_two_drafts_are_enough_for_a_member_scored_as_low_yield(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_score(session, quadrant="low_yield")
    proposal = shop.ask(QUESTION)
    assert proposal.suggestion.quadrant["name"] == "low_yield"
    assert styles(proposal) == {"usual", "short"}


def test_a_text_approved_for_her_before_is_not_proposed_again(shop: Shop) -> None:
    used = texts(shop.ask(QUESTION, dry_run=True))[0]
    with shop.database.writing() as session:
        make_draft(session, state="approved", text=used, proposed_text=used)
    assert used not in texts(shop.ask(QUESTION))


def test_the_evidence_names_no_field_she_did_not_consent_to(shop: Shop) -> None:
    with shop.database.writing() as session:
        get(session, "m1").consent_sensitive = []
    proposal = shop.ask(QUESTION)
    assert proposal.drafts
    assert not {"due_date", "children"} & set().union(*(fields(draft) for draft in proposal.drafts))


def test_a_wish_for_a_time_is_confirmed_as_one_and_not_as_a_farewell(shop: Shop) -> None:
    proposal = shop.ask("以后别晚上给我发了，孩子睡了")
    assert [draft.kind for draft in proposal.drafts] == ["fixed_reply"]
    assert "时段" in proposal.drafts[0].text
    assert "时段" not in shop.ask("退订").drafts[0].text
