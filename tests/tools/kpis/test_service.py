"""What the owner asks is counted from the record: for whom care was due, who got it, and what it did."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from tests.builders import (
    ADMIN,
    AUDITOR,
    NOW,
    OTHER_REP,
    REP,
    SUPERVISOR,
    make_draft,
    make_event,
    make_hold,
    make_member,
    make_message,
    make_order,
    make_planned_touch,
    make_score,
    make_staff,
    make_suggestion,
    make_task,
)
from tools import audit
from tools.access import Actor
from tools.database import Database
from tools.errors import BadInput, NotAllowed
from tools.kpis import ServiceReport, service_report
from tools.kpis.measure import Measure, ninetieth
from tools.kpis.rules import rules
from tools.kpis.service import Group

SINCE, TODAY = date(2026, 2, 3), date(2026, 3, 4)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Let one be enough where a test is not about small numbers."""
    if "small" not in request.node.name:
        monkeypatch.setitem(rules(), "smallest_n", 1)
        monkeypatch.setitem(rules(), "smallest_touches", 1)


@pytest.fixture
def store(database: Database) -> Database:
    with database.writing() as session:
        for actor in (REP, OTHER_REP, SUPERVISOR):
            make_staff(session, actor.staff_id, actor.role, store=actor.store)
        make_member(session)
        make_member(session, "m2", owner_staff_id="r2", store="s2", personas=["beauty"])
    return database


def report(database: Database, actor: Actor = ADMIN, **asked: Any) -> ServiceReport:
    with database.reading() as session:
        return service_report(session, actor, **{"since": SINCE, "until": TODAY, "now": NOW, **asked})


def value(group: Group, name: str) -> float | None:
    return group.measures[name].value


def touch(session: Session, member_id: str = "m1", *, days_ago: float = 10, purpose: str = "care") -> None:
    make_message(session, member_id, at=NOW - days_ago * DAY, direction="out", sender="r1", purpose=purpose)


def answer(session: Session, member_id: str = "m1", *, days_ago: float, text: str = "孩子这两天好多了") -> None:
    make_message(session, member_id, at=NOW - days_ago * DAY, text=text)


def test_care_is_counted_over_those_to_whom_it_is_due(store: Database) -> None:
    with store.writing() as session:
        touch(session)
        touch(session, days_ago=4)
        touch(session, days_ago=3.9, purpose="product_list")
        make_member(session, "m3", consent_care=None)
        touch(session, "m3")
    found = report(store)
    overall = found.overall
    assert (overall.members, overall.due, overall.covered, overall.care, overall.touches) == (3, 2, 1, 3, 4)
    assert value(overall, "care_per_member") == 1
    assert value(overall, "coverage_rate") == 0.5
    assert overall.measures["coverage_rate"].n == 2
    assert found.exempt == {"no_consent": 1}


def test_everyone_who_must_be_left_alone_is_exempt_for_one_reason(store: Database) -> None:
    with store.writing() as session:
        make_member(session, "held", care_hold=True)
        make_member(session, "out", opted_out=True)
        make_member(session, "young", birthday=date(2010, 1, 1), due_date=None, children=[])
        make_member(session, "shy", consent_sensitive=[])
        make_member(session, "silent", due_date=None, children=[])
        for days in (40, 30, 20, 10):
            touch(session, "silent", days_ago=days)
        for kind in ("complaint", "crisis", "privacy"):
            make_member(session, kind)
            make_hold(session, kind, kind=kind)
        make_member(session, "gone", erased_at=NOW)
    assert report(store).exempt == dict.fromkeys(
        (
            "care_hold",
            "complaint_open",
            "crisis",
            "minor",
            "no_sensitive_consent",
            "opt_out",
            "other_hold",
            "unanswered",
        ),
        1,
    )
    assert report(store).overall.members == 10


def test_three_to_five_in_a_month_are_kept_fewer_are_below_and_more_are_over(store: Database) -> None:
    with store.writing() as session:
        for member_id, touches in {"m1": 3, "m2": 2, "m3": 6}.items():
            if member_id == "m3":
                make_member(session, "m3")
            for number in range(touches):
                at = datetime(2026, 2, 1 + number * 4, 4, tzinfo=UTC)
                make_message(session, member_id, at=at, direction="out", purpose="care")
                answer(session, member_id, days_ago=(NOW - at) / DAY - 1.5)
        make_member(session, "new", joined_at=datetime(2026, 2, 20, tzinfo=UTC))
    february, march = report(store).months
    assert (february.month, february.is_over, february.due, february.without_quota) == ("2026-02", True, 3, 1)
    assert (february.on_target.value, february.below, february.over) == (pytest.approx(1 / 3), 1, 1)
    assert (march.month, march.on_target.value, march.on_target.why) == ("2026-03", None, "not_over")


def test_a_dormant_member_has_no_floor(store: Database) -> None:
    with store.writing() as session:
        make_score(session, lifecycle_stage="dormant")
    assert report(store).months[0].due == 1


def test_replies_are_judged_when_their_hours_are_over_and_only_words_are_real(store: Database) -> None:
    with store.writing() as session:
        touch(session, days_ago=20)
        answer(session, days_ago=19, text="嗯嗯")
        touch(session, days_ago=14)
        answer(session, days_ago=13)
        touch(session, days_ago=8)
        answer(session, days_ago=4)
        touch(session, days_ago=1)
    measures = report(store).overall.measures
    assert measures["reply_rate"] == Measure(pytest.approx(2 / 3), 3)
    assert measures["real_reply_rate"].value == pytest.approx(1 / 3)


def test_who_stops_us_after_a_touch_is_harm_and_our_own_promise_or_a_misreading_is_not(store: Database) -> None:
    with store.writing() as session:
        for member_id in ("m3", "m4", "m5"):
            make_member(session, member_id)
        for member_id in ("m1", "m2", "m3", "m4", "m5"):
            touch(session, member_id, days_ago=10)
        make_hold(session, "m1", kind="opt_out", opened_at=NOW - 9 * DAY)
        make_event(session, "m2", type="blocked", at=NOW - 2 * DAY)
        make_hold(session, "m3", kind="opt_out", opened_at=NOW - 9 * DAY, cause="promise")
        make_hold(session, "m4", kind="opt_out", opened_at=NOW - 9 * DAY, mistaken=True)
        make_hold(session, "m5", kind="opt_out", opened_at=NOW - 11 * DAY)
    overall = report(store).overall
    assert overall.refused == 2
    assert overall.measures["refused_rate"] == Measure(0.4, 5)
    assert overall.measures["refused_rate_week"] == Measure(None, 0, "nothing")


def test_one_complaint_is_counted_once_whatever_noted_it(store: Database) -> None:
    with store.writing() as session:
        touch(session)
        make_event(session, type="complaint", at=NOW - 5 * DAY)
        make_hold(session, kind="complaint", opened_at=NOW - 5 * DAY + timedelta(minutes=1))
        make_hold(session, kind="complaint", opened_at=NOW - 3 * DAY)
    overall = report(store).overall
    assert overall.complaints == 2
    assert value(overall, "complaints_per_10k") == 20_000


def test_how_long_she_waits_is_told_in_the_platforms_way_and_in_ours(store: Database) -> None:
    with store.writing() as session:
        for day, minutes in ((10, 2), (9, 4), (8, 30)):
            make_message(session, at=NOW - day * DAY)
            reply = NOW - day * DAY + timedelta(minutes=minutes)
            make_message(session, at=reply, direction="out", purpose="reply")
        make_message(session, at=NOW - 2 * DAY)
    measures = report(store).overall.measures
    assert measures["answer_minutes"] == Measure(12, 3)
    assert measures["unanswered_rate"] == Measure(0.25, 4)
    assert (measures["answer_p50"].value, measures["answer_p50_in_hours"].value) == (4, 4)
    assert measures["answer_p90"].value == pytest.approx(24.8)


def test_a_new_member_is_greeted_after_so_many_days_or_not_at_all(store: Database) -> None:
    with store.writing() as session:
        for member_id in ("n1", "n2"):
            make_member(session, member_id, joined_at=NOW - 12 * DAY)
        touch(session, "n1", days_ago=9)
    measures = report(store).overall.measures
    assert measures["first_touch_days"] == Measure(3, 1)
    assert measures["not_greeted_rate"] == Measure(0.5, 2)


def test_groups_stand_by_quadrant_stage_persona_and_owner(store: Database) -> None:
    with store.writing() as session:
        make_score(session)
        touch(session)
    found = report(store)
    assert [(group.key, group.covered) for group in found.by_quadrant] == [("", 0), ("growth_stock", 1)]
    assert {group.key for group in found.by_stage} == {"", "growth"}
    assert {group.key for group in found.by_persona} == {"", "beauty"}
    assert [(group.key, group.served) for group in found.by_rep] == [("r1", 1), ("r2", 0)]


def test_each_sees_the_members_they_may_see_and_a_filter_never_widens_that(store: Database) -> None:
    with store.writing() as session:
        make_score(session)
    assert report(store, REP).overall.members == 1
    assert report(store, SUPERVISOR).overall.members == 2
    assert report(store, AUDITOR, rep="r2").overall.members == 1
    assert report(store, quadrant="growth_stock").overall.members == 1
    assert report(store, quadrant="cash_cow").overall.members == 0
    assert report(store, REP, rep="r1").overall.members == 1
    with pytest.raises(NotAllowed, match="own members only"):
        report(store, REP, rep="r2")
    with pytest.raises(NotAllowed):
        report(store, Actor("x", "Nobody", "guest"))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"quadrant": "gold"}, "no quadrant"),
        ({"rep": "r9"}, "no member of staff"),
        ({"since": date(2026, 3, 5)}, "comes after"),
        ({"since": date(2020, 1, 1)}, "more than 400 days"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_fix(store: Database, asked: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        report(store, **asked)
    assert refused.value.fix


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


def test_a_figure_on_small_numbers_has_no_value_but_says_what_it_stands_on(store: Database) -> None:
    with store.writing() as session:
        touch(session)
    measures = report(store).overall.measures
    assert measures["coverage_rate"] == Measure(None, 2, "too_few")
    assert measures["kept_rate"] == Measure(None, 0, "nothing")


def test_the_report_names_every_figure_its_guard_and_what_it_cannot_tell(store: Database) -> None:
    told = report(store).as_json()
    names = set(told["overall"]["measures"])
    assert names == set(told["definitions"])
    assert {about["guard"] for about in told["definitions"].values()} <= names
    assert "uplift" in told["not_told"]
    assert {name for part in rules()["parts"].values() for name in part} <= names


def test_nine_of_ten_do_not_exceed_the_ninetieth(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ninetieth([float(n) for n in range(1, 12)]).value == 10
    assert ninetieth([5.0]).value == 5
    assert ninetieth([]) == Measure(None, 0, "nothing")
