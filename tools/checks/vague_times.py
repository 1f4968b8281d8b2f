"""Reads times that are said without a date: "by the end of the month", "within next week", "before the feast"."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from tools.checks.numerals import number_pattern, value_of
from tools.yaml_text import read_yaml

_FILE = Path(__file__).parent / "vague_times.yaml"
_MONTHS = 12
_NEXT = "next"


@dataclass(frozen=True)
class VagueTime:
    """One way to say a time, with its measure as data."""

    says: re.Pattern[str]
    measure: dict[str, Any]


def vague_times(text: str, today: date) -> Iterator[tuple[re.Match[str], date]]:
    """Yield each vague time of a normalised text with the day on which it is over, seen from `today`."""
    taken = 0
    found = ((match, one) for one in _times() for match in one.says.finditer(text))
    for match, one in sorted(found, key=lambda pair: (pair[0].start(), -pair[0].end())):
        if match.start() >= taken:
            taken = match.end()
            day = _named(match, one.measure, today) if "named" in match.groupdict() else _last_day(one.measure, today)
            if day is not None:
                yield match, day


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = read_yaml(_FILE)
    return loaded


@lru_cache(maxsize=1)
def _times() -> tuple[VagueTime, ...]:
    return tuple(
        VagueTime(
            re.compile(row["says"].replace("{n}", number_pattern())),
            {key: value for key, value in row.items() if key != "says"},
        )
        for row in _table()["times"]
    )


def _named(match: re.Match[str], measure: dict[str, Any], today: date) -> date | None:
    """Return a day of the next month of that name, None where it names none."""
    month = int(value_of(match["named"]))
    if not 1 <= month <= _MONTHS:
        return None
    found = _in_month(today.replace(month=1, day=1), month - 1, int(measure["day"]))
    return found if found >= today else _in_month(today.replace(month=1, day=1), month - 1 + _MONTHS, measure["day"])


def _last_day(measure: dict[str, Any], today: date) -> date:
    if "days" in measure:
        return today + timedelta(days=int(measure["days"]))
    if "week" in measure:
        return _of_week(today, int(measure["week"]), int(measure["weekday"]))
    if "month" in measure:
        return _of_month(today, int(measure["month"]), int(measure["day"]))
    if "year" in measure:
        return date(today.year, _MONTHS, 31)
    return _of_feast(today, str(measure["feast"]), is_after=bool(measure.get("after")))


def _of_week(today: date, ahead: int, weekday: int) -> date:
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=7 * ahead + weekday)
    return day if day >= today else monday + timedelta(days=7 * ahead + 6)


def _of_month(today: date, ahead: int, day: int) -> date:
    found = _in_month(today, ahead, day)
    return found if found >= today else _in_month(today, ahead + 1, day)


def _in_month(today: date, ahead: int, day: int) -> date:
    months = today.month - 1 + ahead
    year, month = today.year + months // _MONTHS, months % _MONTHS + 1
    return date(year, month, day or monthrange(year, month)[1])


def _of_feast(today: date, name: str, *, is_after: bool) -> date:
    feasts = _table()["feasts"]
    days = [
        (_feast_day(feasts[one], year), int(feasts[one]["rest_days"]))
        for one in ([name] if name != _NEXT else feasts)
        for year in (today.year, today.year + 1)
    ]
    if is_after:
        return min(ends for day, rest in days if (ends := day + timedelta(days=rest)) > today)
    return min(day for day, _ in days if day > today) - timedelta(days=1)


@lru_cache(maxsize=64)
def _solar(kind: str, year: int, month: int, day: int, term: str) -> date:
    from lunar_python import Lunar, Solar

    if kind == "term":
        solar = Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()[term]
    else:
        solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def _feast_day(feast: dict[str, Any], year: int) -> date:
    if "solar" in feast:
        return date(year, *feast["solar"])
    if "term" in feast:
        return _solar("term", year, 0, 0, feast["term"])
    return _solar("lunar", year, *feast["lunar"], "")
