"""The day's plan: who is due, why, in which order, and within whose time."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from tests.builders import (
    NOW,
    OTHER_REP,
    REP,
    make_event,
    make_hold,
    make_member,
    make_message,
    make_order,
    make_planned_touch,
    make_score,
    make_staff,
)
from tools.database import Database
from tools.models import PlannedTouch
from tools.planning import make_plan, plan_of, plan_totals

TODAY = date(2026, 3, 4)
PLAIN: dict[str, Any] = {"due_date": None, "children": [], "birthday": None}


def _plan(database: Database, day: date = TODAY) -> list[PlannedTouch]:
    with database.writing() as session:
        return list(make_plan(session, day, now=NOW))


def _delivered(session: Session, days_ago: int, status: str = "paid") -> None:
    make_order(session, order_id="O1", ordered_at=NOW - timedelta(days=days_ago + 3), status=status)
    make_event(session, type="delivered", at=NOW - timedelta(days=days_ago), payload={"order_id": "O1"})


@pytest.mark.parametrize(
    ("columns", "trigger"),
    [
        ({"birthday": date(1990, 3, 4)}, "birthday"),
        ({"birthday": date(1990, 3, 5), **{"due_date": None, "children": []}}, None),
        ({"due_date": date(2026, 5, 20), "children": []}, "pregnancy"),
        ({"due_date": None, "children": [{"birthday": "2026-02-20"}]}, "newborn"),
        ({"due_date": None, "children": [{"birthday": "2025-02-20"}]}, "child"),
        ({"due_date": date(2026, 5, 20), "children": [], "consent_sensitive": []}, None),
        ({"due_date": None, "children": [{"birthday": "2025-02-20"}], "consent_sensitive": []}, None),
    ],
)
def test_a_stage_of_life_makes_a_touch_due_where_it_may_be_used(
    database: Database, columns: dict[str, Any], trigger: str | None
) -> None:
    with database.writing() as session:
        make_staff(session)
        make_member(session, **{**PLAIN, **columns})
    assert [touch.trigger for touch in _plan(database)] == ([trigger] if trigger else [])


@pytest.mark.parametrize(
    ("days", "status", "trigger"),
    [(1, "paid", "delivered_1"), (7, "paid", "delivered_7"), (30, "paid", "delivered_30"), (7, "refunded", None)],
)
def test_a_parcel_is_followed_up_unless_it_went_back(
    database: Database, days: int, status: str, trigger: str | None
) -> None:
    with database.writing() as session:
        make_staff(session)
        make_member(session, **PLAIN)
        _delivered(session, days, status)
    assert [touch.trigger for touch in _plan(database)] == ([trigger] if trigger else [])


def test_the_reason_is_one_sentence_with_the_figure(database: Database) -> None:
    with database.writing() as session:
        make_staff(session)
        make_member(session, **PLAIN)
        _delivered(session, 7)
    assert _plan(database)[0].reason == "收货第7天，送一条用法"


def test_a_leap_day_birthday_is_kept_in_every_year(database: Database) -> None:
    with database.writing() as session:
        make_staff(session)
        make_member(session, **{**PLAIN, "birthday": date(1992, 2, 29)})
    assert _plan(database) == []
    with database.writing() as session:
        moment = NOW - timedelta(days=4)
        assert [touch.trigger for touch in make_plan(session, date(2026, 2, 28), now=moment)] == ["birthday"]


def test_tomorrows_plan_has_tomorrows_facts(database: Database) -> None:
    with database.writing() as session:
        make_staff(session)
        make_member(session, "m1", **{**PLAIN, "birthday": date(1990, 3, 4)})
        make_member(session, "m2", **{**PLAIN, "birthday": date(1990, 3, 5)})
    assert [touch.member_id for touch in _plan(database, TODAY + timedelta(days=1))] == ["m2"]


@pytest.mark.parametrize(
    "columns",
    [
        {"consent_care": None},
        {"consent_care": False},
        {"opted_out": True},
        {"care_hold": True},
        {"erased_at": NOW},
        {"owner_staff_id": ""},
    ],
)
def test_who_may_not_be_cared_for_is_not_planned(database: Database, columns: dict[str, Any]) -> None:
    with database.writing() as session:
        make_staff(session)
        make_member(session, **columns)
    assert _plan(database) == []


def test_what_stands_in_the_way_is_shown_with_its_rule(database: Database) -> None:
    with database.writing() as session:
        make_staff(session)
        make_member(session, "m1")
        make_hold(session, "m1", kind="complaint")
        make_member(session, "m2")
        make_message(session, "m2", direction="out", at=NOW - timedelta(days=2))
    assert {touch.member_id: (touch.state, touch.blocked_by) for touch in _plan(database)} == {
        "m1": ("blocked", ["COMPLAINT-OPEN"]),
        "m2": ("blocked", ["CT-4"]),
    }


def test_a_months_floor_that_is_reached_needs_no_more_stage_touches(database: Database) -> None:
    with database.writing() as session:
        make_staff(session)
        make_member(session)
        for hours in (1, 2, 3):
            make_message(session, direction="out", at=NOW - timedelta(hours=hours))
    assert _plan(database) == []


def test_running_it_again_adds_only_what_is_new(database: Database) -> None:
    with database.writing() as session:
        make_staff(session)
        make_member(session)
    first = _plan(database)
    with database.writing() as session:
        make_member(session, "m2")
    again = _plan(database)
    assert [touch.id for touch in again if touch.member_id == "m1"] == [first[0].id]
    assert {touch.member_id for touch in again} == {"m1", "m2"}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"weekly_minutes": 100}, ["planned", "over_budget"]),
        ({"weekly_minutes": 0}, ["planned", "planned"]),
        ({"weekly_minutes": 600, "active": False}, ["over_budget", "over_budget"]),
    ],
    ids=["six minutes a day", "nobody said how much", "left the company"],
)
def test_a_reps_minutes_end_the_plan_and_the_more_valuable_member_comes_first(
    database: Database, columns: dict[str, Any], expected: list[str]
) -> None:
    with database.writing() as session:
        make_staff(session, **columns)
        make_member(session, "m1")
        make_member(session, "m2")
        make_score(session, "m2", quadrant="growth_stock")
    plan = _plan(database)
    assert [touch.member_id for touch in plan] == ["m2", "m1"]
    assert [touch.state for touch in plan] == expected


def test_minutes_already_spent_today_count(database: Database) -> None:
    with database.writing() as session:
        make_staff(session, weekly_minutes=100)
        make_member(session, "m1")
        make_member(session, "m2")
        make_planned_touch(session, "m2", staff_id="r1", minutes=4, state="drafted")
    assert [touch.state for touch in _plan(database) if touch.member_id == "m1"] == ["over_budget"]


def test_a_plan_is_seen_by_whom_it_concerns(database: Database) -> None:
    with database.writing() as session:
        make_staff(session)
        make_member(session)
    _plan(database)
    with database.reading() as session:
        assert len(plan_of(session, REP, TODAY)) == 1
        assert plan_of(session, OTHER_REP, TODAY) == []


def test_a_long_plan_is_paged_and_counted_where_it_lies(database: Database) -> None:
    with database.writing() as session:
        for number, state in enumerate(["planned", "drafted", "blocked", "drafted", "over_budget"]):
            make_member(session, f"p{number}")
            make_planned_touch(
                session, f"p{number}", id=f"t{number}", rank=number, staff_id="r1", minutes=number + 1, state=state
            )
    with database.reading() as session:
        totals = plan_totals(session, REP, TODAY)
        page = [touch.id for touch in plan_of(session, REP, TODAY, skip=1, most=2)]
        drafted = [touch.id for touch in plan_of(session, REP, TODAY, state="drafted")]
        others = plan_totals(session, OTHER_REP, TODAY)
    assert totals.counts == {"planned": 1, "drafted": 2, "blocked": 1, "over_budget": 1}
    assert totals.minutes["r1"] == 1 + 2 + 4
    assert page == ["t3", "t2"]
    assert drafted == ["t3", "t1"]
    assert not others.counts
