"""Reads promises with a time ("by three today", "tomorrow morning") and tells which nobody can keep."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tools.checks.matching import region
from tools.checks.numerals import claims, number_pattern, value_of

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_NOON = 12


@lru_cache(maxsize=8)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(str(claims()["promises"][name]).replace("{n}", number_pattern()))


def promised_times(text: str, now: datetime) -> Iterator[tuple[int, int, datetime]]:
    """Yield start, end and moment of every promise of ours; a day without an hour ends with its desk hours."""
    for match in _pattern("at").finditer(text):
        around = region(text, match.start(), match.end(), "sentence")
        after = text[match.end() : match.end() + 24]
        if _pattern("binds").search(after) and not _pattern("asks").search(around):
            yield match.start(), match.end(), _moment(match, now)


def impossible_promises(text: str, now: datetime) -> Iterator[tuple[int, int]]:
    """Yield the spans of promises for a time that is over, or at which nobody is there."""
    first, last = claims()["desk_hours"]
    for start, end, due in promised_times(text, now):
        minute = due.hour * 60 + due.minute
        if due <= now.astimezone(_SHANGHAI) or not first * 60 <= minute <= last * 60:
            yield start, end


def _moment(match: re.Match[str], now: datetime) -> datetime:
    table = claims()["promises"]
    day = now.astimezone(_SHANGHAI) + timedelta(days=table["days"][match.group(1)])
    if not match.group(3):
        half = match.group(2) or match.group(1)
        end = table["half_ends"].get(half, claims()["desk_hours"][1])
        return day.replace(hour=end, minute=0, second=0, microsecond=0)
    hour, minute = int(value_of(match.group(3))), 30 if match.group(4) else 0
    half = table["halves"].get(match.group(2) or match.group(1), _afternoon(hour, day, now))
    if half == _NOON and hour < _NOON:
        hour += _NOON
    return day.replace(hour=min(hour, 23), minute=minute, second=0, microsecond=0)


def _afternoon(hour: int, day: datetime, now: datetime) -> int:
    """Three o'clock without a half of the day is three in the afternoon: nobody is there at three in the night."""
    return _NOON if hour < int(claims()["desk_hours"][0]) else 0
