"""The day's plan becomes drafts: once, in time, and never for a member who is gone."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from agent.outreach import propose_plan
from tests.agent.shop import Shop
from tests.builders import NOW, SUPERVISOR, make_member
from tools.clock import shanghai_day
from tools.errors import Unavailable
from tools.members.find import get
from tools.models import Draft, PlannedTouch, Suggestion
from tools.planning import claim

TODAY = shanghai_day(NOW)


def test_todays_plan_becomes_drafts_of_one_member_each_and_once(shop: Shop) -> None:
    first = propose_plan(shop.workshop, SUPERVISOR)
    drafts = len(shop.rows(Draft))
    again = propose_plan(shop.workshop, SUPERVISOR)
    assert (first.planned, first.drafted) == (1, 1)
    assert (again.planned, again.drafted) == (1, 1)
    assert len(shop.rows(Draft)) == drafts > 0
    assert {draft.state for draft in shop.rows(Draft)} == {"proposed"}


def test_a_day_that_has_passed_gives_nobody_a_second_draft(shop: Shop) -> None:
    propose_plan(shop.workshop, SUPERVISOR)
    drafts = len(shop.rows(Draft))
    report = propose_plan(shop.workshop, SUPERVISOR, day=TODAY - timedelta(days=20))
    assert (report.planned, report.drafted) == (0, 0)
    assert len(shop.rows(Draft)) == drafts


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


def test_two_plans_run_at_once_draft_every_touch_once(shop: Shop) -> None:
    with shop.database.writing() as session:
        for number in range(2, 7):
            make_member(session, f"m{number}")
    start, faults = threading.Barrier(2), list[BaseException]()

    def run() -> None:
        start.wait()
        try:
            propose_plan(shop.workshop, SUPERVISOR)
        except BaseException as fault:
            faults.append(fault)

    runs = [threading.Thread(target=run) for _ in range(2)]
    for thread in runs:
        thread.start()
    for thread in runs:
        thread.join()
    assert faults == []
    assert {touch.state for touch in shop.rows(PlannedTouch)} == {"drafted"}
    suggestions = [suggestion.member_id for suggestion in shop.rows(Suggestion)]
    assert sorted(suggestions) == [f"m{number}" for number in range(1, 7)]


class _Stopping:
    """A clock at which a run ends: the third look is the turn's, after the claim was committed."""

    def __init__(self, clock: Callable[[], datetime], fault: BaseException) -> None:
        self.clock, self.fault, self.looks = clock, fault, 0

    def __call__(self) -> datetime:
        self.looks += 1
        if self.looks == 3:
            raise self.fault
        return self.clock()


def _ends_while_drafting(shop: Shop, fault: BaseException) -> None:
    with pytest.raises(type(fault)):
        propose_plan(replace(shop.workshop, clock=_Stopping(shop.now, fault)), SUPERVISOR)
    assert shop.rows(Draft) == []


def test_a_run_that_died_elsewhere_gives_its_touch_back_when_the_lease_ends(shop: Shop) -> None:
    propose_plan(shop.workshop, SUPERVISOR, day=TODAY + timedelta(days=1))
    shop.later(days=1)
    with shop.database.writing() as session:
        (touch,) = session.exec(select(PlannedTouch)).all()
        assert claim(session, touch.id, owner="W1@1.another-machine", now=shop.now())
    assert propose_plan(shop.workshop, SUPERVISOR).drafted == 0
    shop.later(minutes=11)
    assert propose_plan(shop.workshop, SUPERVISOR).drafted == 1


@pytest.mark.parametrize("fault", [Unavailable("The store is away."), KeyboardInterrupt(), SystemExit(1), ValueError()])
def test_a_run_that_could_not_go_on_gives_its_touch_back_at_once(shop: Shop, fault: BaseException) -> None:
    _ends_while_drafting(shop, fault)
    assert propose_plan(shop.workshop, SUPERVISOR).drafted == 1


def test_a_fault_with_one_member_holds_up_no_other_and_is_told(shop: Shop) -> None:
    with shop.database.writing() as session:
        make_member(session, "m2")
    with pytest.raises(ValueError, match="hers alone"):
        propose_plan(replace(shop.workshop, clock=_Stopping(shop.now, ValueError("hers alone"))), SUPERVISOR)
    assert sorted(touch.state for touch in shop.rows(PlannedTouch)) == ["drafted", "planned"]


def test_a_slow_run_whose_claim_was_taken_over_files_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from agent import outreach

    draft_for = outreach.suggest

    def slow(*arguments: object) -> object:
        monkeypatch.setattr(outreach, "suggest", draft_for)
        shop.later(minutes=11)
        propose_plan(shop.workshop, SUPERVISOR)
        return draft_for(*arguments)

    monkeypatch.setattr(outreach, "suggest", slow)
    assert propose_plan(shop.workshop, SUPERVISOR).drafted == 1
    assert len(shop.rows(Suggestion)) == 1
