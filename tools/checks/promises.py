"""Reads promises with a time, however it is said: "by three today", "within 48 hours", "before Friday"."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tools.checks.matching import region
from tools.checks.numerals import number_pattern, value_of
from tools.checks.vague_times import vague_times
from tools.yaml_text import read_yaml

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_NOON, _LAST_HOUR = 12, 23
_BEFORE = 12
_CLAUSE_END = re.compile(r"[,;!?\n\u3002]")
_TABLE = Path(__file__).parent / "promises.yaml"


@dataclass(frozen=True)
class Promise:
    """A promised time at [start, end): `what` of promises.yaml (None when only loosely bound), `due` in Shanghai time.

    `at_that_moment`: kept at `due`, not any time before; `span` is a length of time as written with its minutes.
    """

    start: int
    end: int
    what: str | None
    due: datetime
    at_that_moment: bool = False
    span: tuple[str, int] | None = None


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    """Return the table of promises as data."""
    loaded: dict[str, Any] = read_yaml(_TABLE)
    return loaded


@lru_cache(maxsize=32)
def pattern(written: str) -> re.Pattern[str]:
    """Return a compiled pattern of the table; `{n}` is a number in any spelling."""
    return re.compile(written.replace("{n}", number_pattern()))


def promises(text: str, now: datetime) -> list[Promise]:
    """Return every promise with a time, in text order; times that bind nobody are none."""
    named = [*_named(text, now)]
    # Where days are named an hour belongs to one of them.
    found = [*named, *_within(text, now), *(() if named else _clock(text, now)), *_weekdays(text, now)]
    found += _dates(text, now)
    return sorted((*found, *_vague(text, now, found)), key=lambda one: (one.start, one.end))


def promised_times(text: str, now: datetime) -> Iterator[tuple[int, int, datetime]]:
    """Yield start, end and moment of every promise of ours; a day without an hour ends with its desk hours."""
    yield from ((one.start, one.end, one.due) for one in promises(text, now) if one.what)


def _bound(text: str, match: re.Match[str], *, in_clause: bool = False) -> tuple[bool, str | None]:
    """Tell whether the words after a time bind us, and to what; a day stands for much else, so only in its clause."""
    rules, after = table(), text[match.end() : match.end() + int(table()["reach"])]
    if in_clause:
        after = _CLAUSE_END.split(after, maxsplit=1)[0]
    if pattern(rules["not_ours"]).search(text[max(0, match.start() - _BEFORE) : match.start()]):
        return False, None
    asks = pattern(rules["asks"]).search(region(text, match.start(), match.end(), "sentence"))
    found = [(hit.start(), what) for what, one in rules["commitments"].items() if (hit := _first(one, after))]
    what = None if asks else min(found, default=(0, None))[1]
    return bool(what or pattern(rules["also_binds"]).search(after)), what


def _first(commitment: Mapping[str, Any], after: str) -> re.Match[str] | None:
    return pattern(commitment["binds"]).search(after)


def _named(text: str, now: datetime) -> Iterator[Promise]:
    for match in pattern(table()["named"]).finditer(text):
        binds, what = _bound(text, match)
        if binds and what:
            yield Promise(match.start(), match.end(), what, _moment(match, now))


def _moment(match: re.Match[str], now: datetime) -> datetime:
    rules = table()
    day = now.astimezone(_SHANGHAI) + timedelta(days=rules["days"][match.group(1)])
    if not match.group(3):
        half = match.group(2) or match.group(1)
        return _at(day, rules["half_ends"].get(half, rules["desk_hours"][1]))
    hour, minute = int(value_of(match.group(3))), 30 if match.group(4) else 0
    half = rules["halves"].get(match.group(2) or match.group(1), _afternoon(hour))
    if half == _NOON and hour < _NOON:
        hour += _NOON
    return _at(day, min(hour, _LAST_HOUR), minute)


def _afternoon(hour: int) -> int:
    """Three o'clock without a half of the day is three in the afternoon: nobody is there at three in the night."""
    return _NOON if hour < int(table()["desk_hours"][0]) else 0


def _within(text: str, now: datetime) -> Iterator[Promise]:
    local = now.astimezone(_SHANGHAI)
    for match in pattern(table()["within"]).finditer(text):
        binds, what = _bound(text, match)
        if binds:
            amount = 0.5 if match["half"] else float(value_of(match["n"])) + (0.5 if match["and_half"] else 0)
            minutes = int(amount * int(table()["minutes"][match["unit"]]))
            is_moment = bool(match["after"]) and minutes < int(table()["minutes"]["\u5929"])
            due = local + timedelta(minutes=minutes)
            yield Promise(match.start(), match.end(), what, due, is_moment, (match.group(), minutes))


def _clock(text: str, now: datetime) -> Iterator[Promise]:
    """Give the moments of an hour without a day, which is today's."""
    local = now.astimezone(_SHANGHAI)
    for match in pattern(table()["clock"]).finditer(text):
        hour = int(table()["desk_hours"][1]) if match["closing"] else int(value_of(match["hour"]))
        afternoon = match["half_day"] in table()["afternoons"]
        guessed = not match["half_day"] and local.hour >= hour
        hour += _NOON if hour < _NOON and (afternoon or guessed) else 0
        binds, what = _bound(text, match)
        if hour <= _LAST_HOUR and binds:
            yield Promise(match.start(), match.end(), what, _at(local, hour, 30 if match["and_half"] else 0))


def _weekdays(text: str, now: datetime) -> Iterator[Promise]:
    """Give the ends of the weekdays that are promised, seen from today."""
    rules, today = table(), now.astimezone(_SHANGHAI)
    for match in pattern(rules["weekday"]).finditer(text):
        ahead = rules["weekdays"][match["day"]] - today.weekday()
        ahead += 7 if match["week"] in rules["next_week"] else 0
        ahead += 7 if ahead < 0 else 0
        binds, what = _bound(text, match, in_clause=True)
        if binds:
            yield Promise(match.start(), match.end(), what, _at(today + timedelta(days=ahead), rules["desk_hours"][1]))


def _dates(text: str, now: datetime) -> Iterator[Promise]:
    """Give the ends of the dates that are promised; one without a month is the next such day."""
    for match in pattern(table()["date"]).finditer(text):
        binds, what = _bound(text, match, in_clause=True)
        month = int(value_of(match["month"])) if match["month"] else None
        day = _day_of(month, int(value_of(match["day"])), now) if binds and what else None
        if day:
            last = int(table()["desk_hours"][1])
            due = datetime(day.year, day.month, day.day, last, tzinfo=_SHANGHAI)
            # A day gone by is told, not promised, unless something was to be done before it.
            if due > now or match["before"]:
                yield Promise(match.start(), match.end(), what, due)


def _vague(text: str, now: datetime, exact: Sequence[Promise]) -> Iterator[Promise]:
    """Give the ends of times that are promised without a date, where no exact time says it better."""
    # Most texts commit to nothing, and that is quicker to see than two dozen ways to say a time.
    if not any(_first(commitment, text) for commitment in table()["commitments"].values()):
        return
    for match, day in vague_times(text, now.astimezone(_SHANGHAI).date()):
        binds, what = _bound(text, match, in_clause=not _is_enquiry(text, match))
        is_said = any(one.start < match.end() and match.start() < one.end for one in exact)
        if binds and what and not is_said:
            due = datetime(day.year, day.month, day.day, int(table()["desk_hours"][1]), tzinfo=_SHANGHAI)
            yield Promise(match.start(), match.end(), what, due)


def _is_enquiry(text: str, match: re.Match[str]) -> bool:
    """Tell whether something is looked into by then, so that the answer may stand in the next clause."""
    clause = _CLAUSE_END.split(text[match.end() : match.end() + int(table()["reach"])], maxsplit=1)[0]
    return bool(pattern(table()["enquiry"]).search(clause))


def _day_of(month: int | None, day: int, now: datetime) -> date | None:
    today = now.astimezone(_SHANGHAI).date()
    months = [(today.year, month)] if month else [(today.year, today.month), (today.year, today.month + 1)]
    for year, which in months:
        try:
            found = date(year + (which - 1) // _NOON, (which - 1) % _NOON + 1, day)
        except ValueError:
            continue
        if month or found >= today:
            return found
    return None


def _at(day: datetime, hour: int, minute: int = 0) -> datetime:
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)
