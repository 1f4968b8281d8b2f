"""Holds, stopped rules, promises, return and loss are counted from the record."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import (
    NOW,
    make_draft,
    make_event,
    make_hold,
    make_member,
    make_order,
    make_planned_touch,
    make_suggestion,
    make_task,
)
from tests.tools.kpis.asking import DAY, report
from tools import audit
from tools.database import Database
from tools.kpis.measure import Measure

pytestmark = pytest.mark.usefixtures("few_are_enough")


def test_holds_and_rules_that_stopped_something_are_counted_by_family(store: Database) -> None:
    block = {"rule": "AD-09-3", "verdict": "block", "start": 0, "end": 1, "message": ""}
    with store.writing() as session:
        make_hold(session, kind="medical", level="S1", mistaken=True, released_at=NOW)
        make_hold(session, kind="medical", level="S1")
        make_draft(session, findings=[block, {**block, "verdict": "warn"}], created_at=NOW - DAY)
        make_draft(session, findings=[{**block, "verdict": "warn"}], created_at=NOW - DAY)
        make_suggestion(session, blocked_by=["CT-4", "CT-6"], created_at=NOW - DAY)
        make_planned_touch(session, blocked_by=["CT-4"], state="blocked")
        detail = {"rules": ["CT-2", "AD-09-3"]}
        audit.record(
            session, at=NOW, actor="system", action="delivery.refused", subject="x", member_id="m1", detail=detail
        )
    found = report(store)
    assert [vars(one) for one in found.holds] == [
        {"kind": "medical", "level": "S1", "opened": 2, "mistaken": 1, "still_open": 1}
    ]
    stops = {one.family: (one.drafts, one.requests, one.plan, one.way_out) for one in found.stops}
    assert stops == {"contact": (0, 1, 1, 1), "advertising": (1, 0, 0, 1)}
    assert found.overall.measures["block_rate"] == Measure(0.5, 2)


def test_promises_are_kept_late_or_open_and_what_was_given_up_or_is_not_due_is_left_out(store: Database) -> None:
    with store.writing() as session:
        due = NOW - 2 * DAY
        make_task(session, source="draft:D1", due_at=due, state="done", done_at=due)
        make_task(session, source="draft:D2", due_at=due, state="done", done_at=due + timedelta(minutes=1))
        make_task(session, source="draft:D3", due_at=due)
        make_task(session, source="draft:D4", due_at=due, state="cancelled", done_at=due)
        make_task(session, source="draft:D5", due_at=NOW + timedelta(hours=2))
        make_task(session, source="hand", due_at=due, state="done", done_at=due - DAY)
        make_task(session, level="S1", created_at=NOW - DAY, taken_at=NOW - DAY + timedelta(minutes=4))
    found = report(store)
    promised, other = found.keeping
    assert (promised.due, promised.in_time, promised.late, promised.still_open) == (3, 1, 1, 1)
    assert promised.kept_rate == Measure(pytest.approx(1 / 3), 3)
    assert (other.due, other.in_time) == (1, 1)
    assert found.overall.measures["kept_rate"] == promised.kept_rate
    assert found.overall.measures["urgent_minutes"] == Measure(4, 1)


def test_repurchase_is_told_by_month_of_the_first_purchase_once_its_span_is_over(store: Database) -> None:
    first = datetime(2025, 11, 10, 4, tzinfo=UTC)
    with store.writing() as session:
        make_order(session, ordered_at=first)
        make_order(session, ordered_at=first + timedelta(hours=3))
        make_order(session, ordered_at=first + 40 * DAY)
        make_order(session, "m2", ordered_at=first + DAY)
        make_order(session, "m2", ordered_at=first + 20 * DAY, status="cancelled")
        make_order(session, "m2", ordered_at=first + 21 * DAY, refund_fen=29900, status="refunded")
        make_member(session, "m3")
        make_order(session, "m3", ordered_at=NOW - 45 * DAY)
        make_member(session, "m4")
        make_order(session, "m4", ordered_at=NOW - 700 * DAY)
    old, young = report(store).cohorts
    assert (old.month, old.members) == ("2025-11", 2)
    assert {span: again.value for span, again in old.bought_again.items()} == {"30": 0, "60": 0.5, "90": 0.5}
    assert young.bought_again["30"] == Measure(0, 1)
    assert young.bought_again["60"] == Measure(None, 1, "not_over")


def test_who_fell_silent_is_lost_by_the_rhythm_of_what_she_buys_and_a_grown_child_is_no_loss(store: Database) -> None:
    with store.writing() as session:
        make_member(session, "home", personas=["home"])
        make_member(session, "grown", personas=["maternal"], children=[{"birthday": "2020-01-01"}], due_date=None)
        make_member(session, "asleep", personas=["maternal"])
        make_member(session, "awake", personas=["maternal"])
        for member_id in ("home", "grown", "asleep"):
            make_order(session, member_id, ordered_at=NOW - 70 * DAY)
        make_event(session, "asleep", type="delivered", at=NOW - 20 * DAY)
        make_order(session, "awake", ordered_at=NOW - 70 * DAY)
        make_event(session, "awake", type="view", at=NOW - 20 * DAY)
    loss = report(store).loss
    assert (loss.active, loss.lost, loss.grown_out) == (4, 1, 1)
    assert loss.lost_rate == Measure(0.25, 4)
