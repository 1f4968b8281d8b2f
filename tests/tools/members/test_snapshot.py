"""A snapshot holds what may be used: consented, fresh, and nothing sealed."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.builders import (
    NOW,
    make_draft,
    make_event,
    make_member,
    make_message,
    make_order,
    make_order_line,
    make_product,
    make_staff,
)
from tools.database import Database
from tools.members.snapshot import MemberSnapshot, read_snapshot
from tools.models import Member


def _read(database: Database, **columns: Any) -> MemberSnapshot:
    with database.writing() as session:
        return read_snapshot(session, make_member(session, **columns), now=NOW)


def _again(database: Database) -> MemberSnapshot:
    with database.reading() as session:
        return read_snapshot(session, session.get_one(Member, "m1"), now=NOW)


def test_consented_facts_are_there_with_their_sources(database: Database) -> None:
    snapshot = _read(database, personas=["maternal"])
    assert (snapshot.gest_week, snapshot.week_words, snapshot.personas) == (29, "29周", ("maternal",))
    assert snapshot.child is not None
    assert snapshot.child.nickname == "小豆"
    assert {fact.source for fact in snapshot.facts} >= {"member.due_date", "member.children", "member.tags"}


@pytest.mark.parametrize(
    "columns", [{"consent_sensitive": []}, {"care_hold": True}, {"erased_at": NOW}], ids=["consent", "hold", "erased"]
)
def test_without_consent_or_under_seal_nothing_tells_of_a_child(database: Database, columns: dict[str, Any]) -> None:
    snapshot = _read(database, personas=["maternal", "vip"], tags=["双胎", "二胎妈妈", "喜欢浅色"], **columns)
    assert (snapshot.gest_week, snapshot.week_words, snapshot.child, snapshot.age_words) == (None, "", None, "")
    assert (snapshot.personas, snapshot.tags) == (("vip",), ("喜欢浅色",))
    assert not {"due_date", "children"} & {fact.field for fact in snapshot.facts}
    assert not any(word in repr(snapshot.facts) for word in ("胎", "妈", "小豆", "2026-05-20"))


@pytest.mark.parametrize(
    ("consented", "shown"), [(["due_date"], ()), (["health"], ("敏感肌",)), (["tags"], ("敏感肌",))]
)
def test_a_tag_about_health_needs_a_consent_of_its_own(
    database: Database, consented: list[str], shown: tuple[str, ...]
) -> None:
    snapshot = _read(database, tags=["敏感肌", " "], consent_sensitive=consented)
    assert snapshot.tags == shown
    assert snapshot.avoid == ("敏感肌",)


def test_what_is_known_without_consent_is_only_for_leaving_out(database: Database) -> None:
    snapshot = _read(database, consent_sensitive=[], children=[{"birthday": "2025-09-01"}], due_date=None)
    assert (snapshot.has_infant, snapshot.is_expecting, snapshot.child) == (True, False, None)


def test_a_due_date_two_weeks_past_is_no_fact_any_more(database: Database) -> None:
    snapshot = _read(database, due_date=NOW.date() - timedelta(days=15))
    assert (snapshot.gest_week, snapshot.fact("due_date")) == (None, None)


def test_days_are_counted_from_the_orders_own_delivery(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_product(session)
        for order_id, days in (("O1", 30), ("O2", 3)):
            order = make_order(session, order_id=order_id, ordered_at=NOW - timedelta(days=days))
            make_order_line(session, order)
        make_event(session, type="delivered", at=NOW - timedelta(days=7), payload={"order_id": "O1"})
    snapshot = _again(database)
    # O2 is still on its way.
    assert [(owned.order_id, owned.days) for owned in snapshot.owned] == [("O1", 7)]
    assert snapshot.days_since_delivery == 7


def test_a_nameless_delivery_belongs_to_the_order_before_it(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_product(session)
        order = make_order(session, ordered_at=NOW - timedelta(days=10))
        make_order_line(session, order)
        make_event(session, type="delivered", at=NOW - timedelta(days=7))
    assert _again(database).days_since_delivery == 7


def test_without_any_delivery_the_order_date_counts(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_order(session, ordered_at=NOW - timedelta(days=4))
    assert _again(database).days_since_delivery == 4


@pytest.mark.parametrize(
    "columns", [{"status": "refunded"}, {"status": "cancelled"}, {"status": "partly_refunded", "refund_fen": 29900}]
)
def test_what_she_gave_back_she_does_not_own(database: Database, columns: dict[str, Any]) -> None:
    with database.writing() as session:
        make_member(session)
        make_product(session)
        make_order_line(session, make_order(session, **columns))
    snapshot = _again(database)
    assert (snapshot.owned, snapshot.days_since_delivery, snapshot.dormant_days) == ((), None, None)


def test_silence_is_counted_from_her_last_order_or_word_however_long_ago(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_message(session, at=NOW - timedelta(days=300))
        make_message(session, at=NOW - timedelta(days=1), direction="out")
    assert _again(database).dormant_days == 300


def test_the_future_is_not_known(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_message(session, at=NOW + timedelta(hours=1))
        make_order(session, ordered_at=NOW + timedelta(hours=1))
    snapshot = _again(database)
    assert (snapshot.thread, snapshot.days_since_delivery, snapshot.dormant_days) == ((), None, None)


@pytest.mark.parametrize(("columns", "name"), [({}, "Lin"), ({"active": False}, "")])
def test_the_colleague_she_knows_is_named_while_she_works_here(
    database: Database, columns: dict[str, Any], name: str
) -> None:
    with database.writing() as session:
        make_staff(session, **columns)
        make_member(session)
    assert _again(database).rep_name == name


def test_messages_that_have_a_waiting_answer_are_known(database: Database) -> None:
    with database.writing() as session:
        make_member(session)
        make_draft(session, answers_message_id="w1")
        make_draft(session, answers_message_id="w2", state="superseded")
        make_draft(session, answers_message_id="w3", state="approved", proposed_text="用过的")
    snapshot = _again(database)
    assert snapshot.being_answered == {"w1", "w3"}
    assert snapshot.used_texts == ("用过的",)


def test_every_form_of_her_name_is_known_for_masking(database: Database) -> None:
    assert _read(database).names == ("陈小芸", "芸姐", "小芸")


def test_topics_rest_for_ninety_days(database: Database) -> None:
    with database.writing() as session:
        make_member(session, birthday=date(1990, 3, 4))
        make_message(session, direction="out", at=NOW - timedelta(days=89), topic="P21")
        make_message(session, direction="out", at=NOW - timedelta(days=91), topic="P22")
    snapshot = _again(database)
    assert snapshot.recent_topics(NOW) == {"P21"}
    assert snapshot.is_birthday
