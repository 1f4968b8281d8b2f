"""Weeks, months and names: computed at the moment of use, right at every edge."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.members import stage
from tools.models import Member

DUE = date(2026, 5, 20)


def _member(**columns: Any) -> Member:
    return Member(**{"member_id": "m1", "gender": "F", **columns})


@pytest.mark.parametrize(
    ("days_before_due", "week"),
    [(280, None), (253, None), (252, 4), (77, 29), (1, 39), (0, 40), (-14, 42), (-21, None)],
)
def test_weeks_are_completed_ones_counted_from_the_due_date(days_before_due: int, week: int | None) -> None:
    assert stage.gest_week(DUE, DUE - timedelta(days=days_before_due)) == week


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 278))
def test_a_week_later_is_the_next_week_over_leap_days_and_years(due: date, days: int) -> None:
    today = due - timedelta(days=days)
    now, then = stage.gest_week(due, today), stage.gest_week(due, today + timedelta(days=7))
    assert now is None or then is None or then == now + 1


@pytest.mark.parametrize(
    ("born", "today", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 27), 0),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 1, 31), date(2026, 3, 30), 1),
        (date(2026, 1, 31), date(2026, 4, 30), 3),
        (date(2024, 2, 29), date(2025, 2, 27), 11),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2024, 2, 29), date(2028, 2, 28), 47),
        (date(2024, 2, 29), date(2028, 2, 29), 48),
        (date(2025, 12, 15), date(2026, 1, 14), 0),
        (date(2025, 12, 15), date(2026, 1, 15), 1),
    ],
)
def test_months_are_completed_calendar_months(born: date, today: date, months: int) -> None:
    assert stage.completed_months(born, today) == months


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 4000))
def test_months_never_go_back(born: date, days: int) -> None:
    today = born + timedelta(days=days)
    assert stage.completed_months(born, today) <= stage.completed_months(born, today + timedelta(days=1))


def test_the_youngest_born_child_counts_and_nonsense_is_left_out() -> None:
    children: list[Any] = [
        {"birthday": "2023-03-01", "nickname": "小豆"},
        {"birthday": "2025-06-01", "nickname": None},
        {"birthday": "2027-01-01", "nickname": "未来"},
        {"birthday": "soon"},
        {},
        "2024-01-01",
        None,
    ]
    member = _member(children=children)
    born = stage.born_children(member, date(2026, 3, 4))
    assert [(child.nickname, child.age_months) for child in born] == [("", 9), ("小豆", 36)]
    assert stage.nicknames(member) == ("小豆", "未来")


@pytest.mark.parametrize(("days", "name"), [(0, ""), (1, ""), (400, "小米")])
def test_twins_have_no_nickname_in_common_and_siblings_do_not_matter(days: int, name: str) -> None:
    older = (date(2026, 1, 4) - timedelta(days=days)).isoformat()
    member = _member(children=[{"birthday": older, "nickname": "小豆"}, {"birthday": "2026-01-04", "nickname": "小米"}])
    youngest = stage.youngest_of(stage.born_children(member, date(2026, 3, 4)))
    assert youngest is not None
    assert youngest.nickname == name


@pytest.mark.parametrize(
    ("columns", "days_after_due", "week"),
    [
        ({}, 0, 40),
        ({}, 14, 42),
        ({}, 15, None),
        ({"birth_confirmed": True}, 0, None),
        ({"children": [{"birthday": "2026-05-01"}]}, -10, None),
        ({"children": [{"birthday": "2023-05-01"}]}, -10, 38),
    ],
)
def test_a_pregnancy_is_spoken_of_until_two_weeks_past_its_date_or_a_birth(
    columns: dict[str, Any], days_after_due: int, week: int | None
) -> None:
    member = _member(due_date=DUE, **columns)
    assert stage.present_week(member, DUE + timedelta(days=days_after_due)) == week


@pytest.mark.parametrize(
    ("born", "today", "is_hers"),
    [
        (date(1990, 3, 4), date(2026, 3, 4), True),
        (date(1990, 3, 4), date(2026, 3, 5), False),
        (date(1992, 2, 29), date(2026, 2, 28), True),
        (date(1992, 2, 29), date(2028, 2, 28), False),
        (date(1992, 2, 29), date(2028, 2, 29), True),
        (date(1992, 2, 29), date(2026, 3, 1), False),
        (None, date(2026, 3, 4), False),
    ],
)
def test_her_birthday_comes_once_a_year(born: date | None, today: date, is_hers: bool) -> None:
    assert stage.is_birthday(born, today) is is_hers


@pytest.mark.parametrize(
    ("born", "tags", "is_minor"),
    [
        (date(2008, 3, 4), [], False),
        (date(2008, 3, 5), [], True),
        (None, ["未成年"], True),
        (None, [], False),
    ],
)
def test_who_is_not_eighteen_is_a_minor(born: date | None, tags: list[str], is_minor: bool) -> None:
    assert stage.is_minor(_member(birthday=born, tags=tags), date(2026, 3, 4)) is is_minor


@pytest.mark.parametrize(
    ("columns", "call"),
    [
        ({"name": "陈小芸", "nickname": "芸姐"}, "芸姐"),
        ({"name": "陈小芸"}, "陈女士"),
        ({"name": "欧阳晓"}, "欧阳女士"),
        ({"name": "陈大山", "gender": "M"}, "陈先生"),
        ({"name": "陈小芸", "gender": ""}, "陈小芸"),
        ({"name": "Anna Smith"}, "Anna Smith"),
        ({"name": " ", "nickname": " "}, "您好"),
        ({"name": "陈小芸", "nickname": "小豆妈"}, "小豆妈"),
        ({"name": "陈小芸", "nickname": "小豆妈", "care_hold": True}, "陈女士"),
    ],
)
def test_she_is_called_what_she_wants_or_politely(columns: dict[str, Any], call: str) -> None:
    assert stage.call_of(_member(**columns)) == call


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(2026, 3, 4), "1天"),
        (date(2026, 2, 10), "22天"),
        (date(2026, 2, 4), "1个月"),
        (date(2025, 3, 5), "11个月"),
        (date(2025, 3, 4), "一岁"),
        (date(2025, 1, 4), "一岁2个月"),
        (date(2024, 3, 4), "2岁"),
        (date(2023, 8, 4), "2岁半"),
    ],
)
def test_ages_are_said_the_way_people_say_them(born: date, words: str) -> None:
    child = stage.born_children(_member(children=[{"birthday": born.isoformat()}]), date(2026, 3, 4))[0]
    assert stage.age_words(child) == words


def test_weeks_are_said_the_way_people_say_them() -> None:
    assert stage.week_words(28, 3) == "快29周"
    assert stage.week_words(28, 0) == "28周"
