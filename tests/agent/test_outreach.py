"""The day's plan becomes drafts: once, in time, and never for a member who is gone."""

from datetime import date, timedelta

from agent.outreach import propose_plan
from tests.agent.shop import Shop
from tests.builders import NOW, SUPERVISOR, make_member
from tools.clock import shanghai_day
from tools.members.find import get
from tools.models import Draft, PlannedTouch

TODAY = shanghai_day(NOW)


def test_todays_plan_becomes_drafts_of_one_member_each_and_once(shop: Shop) -> None:
    first = propose_plan(shop.workshop, SUPERVISOR)
    drafts = len(shop.rows(Draft))
    again = propose_plan(shop.workshop, SUPERVISOR)
    assert (first.planned, first.drafted) == (1, 1)
    assert (again.planned, again.drafted) == (1, 1)
    assert len(shop.rows(Draft)) == drafts > 0
    assert {draft.state for draft in shop.rows(Draft)} == {"proposed"}


def test_a_day_to_come_is_planned_with_that_days_facts_and_not_drafted(shop: Shop) -> None:
    tomorrow = TODAY + timedelta(days=1)
    with shop.database.writing() as session:
        get(session, "m1").birthday = tomorrow.replace(year=1990)
    report = propose_plan(shop.workshop, SUPERVISOR, day=tomorrow)
    assert (report.planned, report.drafted) == (1, 0)
    assert [touch.trigger for touch in shop.rows(PlannedTouch)] == ["birthday"]
    assert shop.rows(Draft) == []
    shop.later(days=1)
    assert propose_plan(shop.workshop, SUPERVISOR).drafted == 1
    assert {draft.topic for draft in shop.rows(Draft)} == {"D01"}


def test_a_member_erased_after_planning_holds_up_nobody(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_member(session, "m2", due_date=date(2026, 6, 1))
    tomorrow = TODAY + timedelta(days=1)
    propose_plan(shop.workshop, SUPERVISOR, day=tomorrow)
    with shop.database.writing() as session:
        get(session, "m1").erased_at = NOW
    shop.later(days=1)
    propose_plan(shop.workshop, SUPERVISOR)
    states = {touch.member_id: touch.state for touch in shop.rows(PlannedTouch)}
    assert states == {"m1": "no_draft", "m2": "drafted"}


def test_a_standing_that_changed_since_the_plan_blocks_the_draft(shop: Shop) -> None:
    tomorrow = TODAY + timedelta(days=1)
    propose_plan(shop.workshop, SUPERVISOR, day=tomorrow)
    with shop.database.writing() as session:
        get(session, "m1").opted_out = True
    shop.later(days=1)
    propose_plan(shop.workshop, SUPERVISOR)
    assert [(touch.state, touch.blocked_by) for touch in shop.rows(PlannedTouch)] == [("blocked", ["CT-2"])]
