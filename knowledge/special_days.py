"""Which special days of the schema a calendar day is near enough to be spoken about."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from knowledge.schema import table_of

_ANY_TERM = "*"


@lru_cache(maxsize=512)
def special_days(today: date) -> frozenset[str]:
    """Return the names of special_days.yaml whose window holds this day."""
    table = table_of("special_days.yaml")
    return frozenset(name for name, windows in table.items() if any(_holds(window, today) for window in windows))


def is_special(names: tuple[str, ...], today: date) -> bool:
    """Tell whether one of these special days is now."""
    return bool(special_days(today) & set(names))


def is_festival(names: tuple[str, ...]) -> bool:
    """Tell whether one of these days is a feast on which people greet each other."""
    return bool(set(names) & set(table_of("festivals.yaml")["greeted"]))


def term_of(today: date) -> str:
    """Return the solar term that may be named today: that of the day or the day before, '' if there is none."""
    window = table_of("special_days.yaml")["solar_term"][0]
    return next((term for day in _days(today, window["before"], window["after"]) if (term := _lunar(day)[2])), "")


def _holds(window: dict[str, Any], today: date) -> bool:
    if "from" in window:
        return bool(tuple(window["from"]) <= (today.month, today.day) <= tuple(window["to"]))
    nearby = _days(today, window["before"], window["after"])
    return any(_is_the_day(window, day) for day in nearby)


def _days(today: date, before: int, after: int) -> Iterator[date]:
    """Return the days the event itself may fall on for today to lie in its window."""
    return (today + timedelta(days=distance) for distance in range(-after, before + 1))


def _is_the_day(window: dict[str, Any], day: date) -> bool:
    if "solar" in window:
        return bool([day.month, day.day] == window["solar"])
    if "weekday" in window:
        month, nth, weekday = window["weekday"]
        return (day.month, day.isoweekday(), (day.day - 1) // 7 + 1) == (month, weekday, nth)
    month, number, term = _lunar(day)
    if "lunar" in window:
        return bool([month, number] == window["lunar"])
    return bool(term) and window["term"] in (_ANY_TERM, term)


@lru_cache(maxsize=2_048)
def _lunar(day: date) -> tuple[int, int, str]:
    """Return lunar month (negative when doubled), lunar day and the solar term that falls on the day ('' if none)."""
    from lunar_python import Solar

    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return lunar.getMonth(), lunar.getDay(), lunar.getJieQi()
