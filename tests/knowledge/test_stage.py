"""A page fits a life when every window holds, and unknown facts fit nothing that asks for them."""

from datetime import date
from typing import Any

import pytest

from knowledge.special_days import special_days
from knowledge.stage import MemberStage, distance, fits, specificity
from tests.knowledge.pages import TODAY, page


def staged(**stage: Any) -> Any:
    return page(uses=["due_date", "children"], stage=stage)


@pytest.mark.parametrize(
    ("window", "stage", "is_fitting"),
    [
        ({"gest_week": [28, 32]}, MemberStage(gest_week=28), True),
        ({"gest_week": [28, 32]}, MemberStage(gest_week=33), False),
        ({"gest_week": [28, 32]}, MemberStage(), False),
        ({"age_days": [0, 28]}, MemberStage(child_age_days=0), True),
        ({"age_months": [6, 8]}, MemberStage(child_age_days=200), True),
        ({"age_months": [6, 8]}, MemberStage(child_age_days=200, child_age_months=5), False),
        ({"dormant_days": [60, 120]}, MemberStage(dormant_days=59), False),
        ({"after_delivery_days": [5, 10]}, MemberStage(days_since_delivery=7), True),
        ({"personas": ["vip", "home"]}, MemberStage(personas=frozenset({"home"})), True),
        ({"personas": ["vip"]}, MemberStage(personas=frozenset({"home"})), False),
        ({"tags": ["刚搬家"]}, MemberStage(tags=frozenset({"刚搬家"})), True),
        ({"months": [10, 11]}, MemberStage(), True),
        ({"months": [12]}, MemberStage(), False),
        ({"days": ["birthday"]}, MemberStage(is_birthday=True), True),
        ({"days": ["birthday"]}, MemberStage(), False),
        ({"gest_week": [28, 32], "months": [1]}, MemberStage(gest_week=30), False),
        ({"families": ["outing"]}, MemberStage(family="outing"), True),
        ({"families": ["outing", "food"]}, MemberStage(family="food"), True),
        ({"families": ["outing"]}, MemberStage(family="food"), False),
        ({"families": ["outing"]}, MemberStage(), False),
        ({}, MemberStage(family="food"), True),
        ({}, MemberStage(), True),
    ],
)
def test_every_given_window_must_hold(window: dict[str, Any], stage: MemberStage, is_fitting: bool) -> None:
    assert fits(staged(**window), stage, TODAY) is is_fitting


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 2, 17), "spring_festival"),
        (date(2026, 2, 14), "spring_festival"),
        (date(2026, 9, 25), "mid_autumn"),
        (date(2026, 12, 22), "dongzhi"),
        (date(2026, 5, 10), "mothers_day"),
        (date(2026, 3, 8), "womens_day"),
        (date(2026, 11, 22), "solar_term"),
        (date(2026, 9, 1), "school_start"),
        (date(2026, 7, 15), "holiday"),
        (date(2026, 6, 7), "gaokao"),
        (date(2026, 11, 11), "sales_festival"),
    ],
)
def test_special_days_are_found_in_the_calendar(day: date, name: str) -> None:
    assert name in special_days(day)


def test_special_days_end() -> None:
    assert "spring_festival" not in special_days(date(2026, 2, 25))
    assert "mid_autumn" not in special_days(date(2026, 9, 26))
    assert "mothers_day" not in special_days(date(2026, 5, 17))
    assert special_days(date(2026, 10, 14)) == frozenset()


def test_narrow_pages_are_more_specific_than_wide_ones() -> None:
    pages = [staged(), staged(gest_week=[5, 40]), staged(months=[9, 10, 11]), staged(gest_week=[28, 29])]
    narrowness = [specificity(some) for some in pages]
    assert narrowness[0] == 0
    assert narrowness == sorted(narrowness)
    assert specificity(staged(days=["birthday"])) > narrowness[-1]


def test_for_whom_a_page_is_counts_only_where_no_weeks_or_months_say_it() -> None:
    assert specificity(staged(age_months=[6, 7])) > specificity(staged(age_months=[2, 6], personas=["maternal"]))
    assert specificity(staged(personas=["maternal"])) > specificity(staged())


def test_only_what_is_known_speaks_against_a_page() -> None:
    late = staged(gest_week=[36, 40]).stage
    assert distance(late, MemberStage()) == 0
    assert distance(late, MemberStage(gest_week=38)) == 0
    assert 0 < distance(late, MemberStage(gest_week=34)) < distance(late, MemberStage(gest_week=8))
    assert distance(late, MemberStage(child_age_days=300, child_age_months=9)) == 1
    assert distance(staged(age_months=[6, 8]).stage, MemberStage(gest_week=20)) == 1


def test_a_page_on_goods_she_never_had_is_far_and_one_on_goods_she_has_is_not() -> None:
    outing = staged(families=["outing"])
    assert distance(outing.stage, MemberStage(family="food", owned_families=frozenset({"food"}))) == 1
    assert distance(outing.stage, MemberStage(family="food", owned_families=frozenset({"food", "outing"}))) == 0
    assert distance(outing.stage, MemberStage()) == 0
    assert specificity(outing) > specificity(staged(families=["outing", "food"])) > specificity(staged())
