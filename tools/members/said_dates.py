"""Days as people name them: read from her words by the day she wrote them, and said back to her."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tools.checks.numerals import value_of
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


@dataclass(frozen=True)
class SaidDay:
    """A day that her words name; `other` is the second day that they may mean, None when they are clear."""

    day: date
    words: str
    other: date | None = None


@dataclass(frozen=True)
class SaidSpan:
    """A stretch of time that her words name, both days within it."""

    first: date
    last: date
    words: str


def said_day(text: str, said_on: date) -> SaidDay | None:
    """Return the first day that a text names, seen from the day it was written; None when it names none."""
    return _on_calendar(text, said_on) or _near(text, said_on) or _weekday(text, said_on) or _day_only(text, said_on)


def said_span(text: str, said_on: date) -> SaidSpan | None:
    """Return the week, month or year behind her that a text names; None when it names none."""
    for span in _table()["spans"]:
        found = compiled(span["hears"]).search(text)
        if found:
            first, last = _SPANS[span["unit"]](said_on, int(span["back"]))
            return SaidSpan(first, last, found.group())
    return None


def said_until(text: str, said_on: date) -> date | None:
    """Return the last day of a time to come that names no day ("late this month"); None where it names none."""
    row = next((row for row in _table()["until"] if compiled(row["hears"]).search(text)), None)
    return _last_of(row, said_on) if row is not None else None


def _last_of(row: dict[str, Any], said_on: date) -> date:
    if "months" not in row:
        sunday = said_on + timedelta(days=6 - said_on.weekday(), weeks=int(row.get("weeks", 0)))
        return sunday if "weeks" in row else said_on + timedelta(days=int(row["days"]))
    last = _in_month(said_on, int(row["months"]), int(row["day"]))
    # "Early in the month", said when that is over, is the next one.
    return last if last >= said_on else _in_month(said_on, int(row["months"]) + 1, int(row["day"]))


def _in_month(day: date, ahead: int, number: int) -> date:
    months = day.month - 1 + ahead
    first, last = _month(date(day.year + months // 12, months % 12 + 1, 1), 0)
    return min(first.replace(day=1) + timedelta(days=number - 1), last)


def _week(day: date, back: int) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday(), weeks=back)
    return monday, monday + timedelta(days=6)


def _month(day: date, back: int) -> tuple[date, date]:
    first = day.replace(day=1)
    for _ in range(back):
        first = (first - timedelta(days=1)).replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _year(day: date, back: int) -> tuple[date, date]:
    return date(day.year - back, 1, 1), date(day.year - back, 12, 31)


_SPANS = {"week": _week, "month": _month, "year": _year}


def _near(text: str, said_on: date) -> SaidDay | None:
    found = next(((word, days) for word, days in _table()["near"].items() if word in text), None)
    return SaidDay(said_on + timedelta(days=found[1]), found[0]) if found else None


def _weekday(text: str, said_on: date) -> SaidDay | None:
    found = compiled(_table()["weekday"]).search(text)
    if found is None:
        return None
    weekday = _table()["weekdays"][found["day"]]
    if found["week"]:
        monday = said_on - timedelta(days=said_on.weekday())
        return SaidDay(monday + timedelta(weeks=_table()["weeks"][found["week"]], days=weekday), found.group())
    ahead = (weekday - said_on.weekday()) % 7
    day = said_on + timedelta(days=ahead)
    # "Saturday", said on a Saturday: today, or a week from now?
    return SaidDay(day, found.group(), None if ahead else day + timedelta(weeks=1))


def _on_calendar(text: str, said_on: date) -> SaidDay | None:
    found = compiled(_table()["month_day"]).search(text)
    if found is None:
        return None
    year = int(found["year"]) if found["year"] else said_on.year
    day = _day(year, int(value_of(found["month"])), int(value_of(found["day"])))
    return SaidDay(day, found.group()) if day else None


def _day_only(text: str, said_on: date) -> SaidDay | None:
    found = compiled(_table()["day_only"]).search(text)
    if found is None:
        return None
    day = _day(said_on.year, said_on.month, int(value_of(found["day"])))
    return SaidDay(day, found.group()) if day else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_words(day: date, today: date) -> str:
    """Say a day the way people do, seen from today."""
    table, ahead = _table()["say"], (day - today).days
    near = {0: "today", 1: "tomorrow", 2: "after_tomorrow"}
    if ahead in near:
        return str(table[near[ahead]])
    weeks = ((day - timedelta(days=day.weekday())) - (today - timedelta(days=today.weekday()))).days // 7
    if ahead > 0 and weeks in (0, 1):
        name = "this_week" if weeks == 0 else "next_week"
        return str(table[name]).format(day=_table()["names"][day.weekday()])
    return calendar_words(day)


def calendar_words(day: date) -> str:
    """Say a day by month and number."""
    return str(_table()["say"]["later"]).format(month=day.month, number=day.day)
