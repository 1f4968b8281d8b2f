from datetime import date
from math import isnan
from typing import Any

import pytest

from tests.tools.scoring.shop import FORMULA
from tools.scoring.household import Household, NeedCurve, household_of

AS_OF = date(2026, 6, 30)
CURVE = NeedCurve(FORMULA)
ALL = ["children", "due_date"]


def home(**columns: Any) -> Household:
    record: dict[str, Any] = {
        "personas": ["maternal"],
        "children": [],
        "due_date": None,
        "birth_confirmed": False,
        "stated_spend": {},
        "consent_sensitive": ALL,
        "consent_records": {},
        "care_hold": False,
    }
    return household_of({**record, **columns}, as_of=AS_OF, formula=FORMULA, curve=CURVE)


def test_need_adds_the_next_twelve_months_of_the_curve() -> None:
    # Four months old: two months at 1,500, six at 1,300, four at 1,000 yuan.
    assert home(children=[{"birthday": "2026-02-28"}]).need_fen == 2 * 150_000 + 6 * 130_000 + 4 * 100_000


def test_month_age_counts_completed_months_only() -> None:
    assert home(children=[{"birthday": "2026-05-31"}]).need_fen == CURVE.year(0)
    assert home(children=[{"birthday": "2026-05-30"}]).need_fen == CURVE.year(1)


def test_two_children_need_the_sum() -> None:
    both = home(children=[{"birthday": "2026-06-30"}, {"birthday": "2023-06-30"}])
    assert both.need_fen == CURVE.year(0) + CURVE.year(36)


def test_a_coming_birth_begins_before_the_baby() -> None:
    assert home(due_date=date(2026, 7, 5)).need_fen == CURVE.year(-1)
    assert home(due_date="2026-09-20").need_fen == CURVE.year(-3)
    assert home(due_date=date(2026, 7, 5)).from_due_date


def test_a_due_date_that_passed_counts_only_after_the_birth_is_confirmed() -> None:
    assert isnan(home(due_date=date(2026, 5, 1)).need_fen)
    assert home(due_date=date(2026, 5, 1), birth_confirmed=True).need_fen == CURVE.year(1)


def test_a_born_child_is_not_counted_again_by_its_due_date() -> None:
    child = {"birthday": "2026-05-10"}
    assert home(due_date=date(2026, 5, 1), birth_confirmed=True, children=[child]).need_fen == CURVE.year(1)


@pytest.mark.parametrize(
    "columns",
    [
        {"consent_sensitive": []},
        {"consent_records": {name: {"answer": "yes", "text": "gone", "at": "", "source": ""} for name in ALL}},
        {"care_hold": True},
        {"personas": ["beauty"]},
        {"children": [{"birthday": "2027-01-01"}]},
        {"children": [{"birthday": "?"}, {}, "x"]},
    ],
)
def test_children_without_consent_under_hold_outside_the_segment_or_nonsense_give_no_need(columns: Any) -> None:
    assert isnan(home(**{"children": [{"birthday": "2026-02-28"}], **columns}).need_fen)


def test_a_care_hold_also_ends_asking_for_the_family() -> None:
    assert home().may_ask_family
    assert not home(care_hold=True).may_ask_family


def test_stated_spending_is_the_sum_in_fen_and_nonsense_is_ignored() -> None:
    assert home(stated_spend={"a": 1200, "b": "300.5", "c": "?", "d": -5, "e": float("nan")}).stated_fen == 150_050
    assert isnan(home(stated_spend={"a": "?"}).stated_fen)
    assert isnan(home(stated_spend={"a": 0}).stated_fen)


def test_the_first_matching_segment_wins() -> None:
    assert home(personas=["vip", "maternal"]).segment == "maternal"
    assert home(personas=["home"]).segment == "home"
    assert home(personas=[]).segment == "other"
