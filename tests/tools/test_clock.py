"""Time: aware UTC inside, Shanghai for days and people."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.clock import (
    at_shanghai,
    days_between,
    parse_day,
    parse_time,
    shanghai,
    shanghai_day,
    to_utc,
    utc_now,
)
from tools.errors import BadInput

EVENING = datetime(2026, 3, 4, 16, 30, tzinfo=UTC)


def test_a_naive_time_is_shanghais() -> None:
    assert to_utc(datetime(2026, 3, 5, 0, 30)) == EVENING
    assert to_utc(datetime(2026, 3, 4, 17, 30, tzinfo=timezone(timedelta(hours=1)))) == EVENING
    assert utc_now().tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["2026-03-05 00:30", "2026/03/05 00:30", "2026-03-04T16:30:00Z", " 2026-03-05T00:30:00+08:00 "]
)
def test_times_are_read_as_people_write_them(text: str) -> None:
    assert parse_time(text) == EVENING


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "0001-01-01T00:00:00", "2026-03-04T25:00", "\x00"])
def test_what_is_no_time_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput):
        parse_time(text)


@pytest.mark.parametrize(
    "text", ["2026-03-04", "2026/03/04", " 2026-03-04 ", "2026-03-04T23:59:59", "2026-03-04 10:00"]
)
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert parse_day(text) == date(2026, 3, 4)


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-02-30", "2026-03-04x", "2026-03-041"])
def test_what_is_no_day_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput):
        parse_day(text)


def test_a_day_begins_in_shanghai() -> None:
    assert shanghai_day(EVENING) == date(2026, 3, 5)
    assert shanghai(EVENING).hour == 0
    assert at_shanghai(date(2026, 3, 5), 0, 30) == EVENING
    assert days_between(EVENING - timedelta(minutes=31), EVENING) == 1


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 23), st.integers(0, 59))
def test_a_shanghai_wall_time_survives_the_way_through_utc(day: date, hour: int, minute: int) -> None:
    moment = at_shanghai(day, hour, minute)
    assert (shanghai_day(moment), shanghai(moment).hour, shanghai(moment).minute) == (day, hour, minute)
