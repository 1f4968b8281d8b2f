"""By when a text to a member promises an answer: at an hour, by a part of a day, within so much time."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from tools.checks.normalise import readable
from tools.checks.numerals import number_pattern, value_of
from tools.checks.promises import promised_times
from tools.clock import shanghai
from tools.tasks.rules import rules

_BOUND_WITHIN = 24


def promised_by(text: str, now: datetime) -> datetime | None:
    """Return the first moment still ahead by which a text promises to come back to her; None when it names none."""
    plain = readable(text).text
    named = [due for _, _, due in promised_times(plain, now)]
    ahead = [
        due for due in (*named, *_within(plain, now), *_today(plain, now, named), *_weekdays(plain, now)) if due > now
    ]
    return min(ahead, default=None)


def _within(text: str, now: datetime) -> Iterator[datetime]:
    """Give the moments of "within two hours", "in half an hour", "within three days"."""
    for match in _pattern("within").finditer(text):
        if _binds(text, match.end()):
            amount = 0.5 if match["half"] else float(value_of(match["n"])) + (0.5 if match["and_half"] else 0)
            yield now + timedelta(minutes=amount * int(rules()["promise_times"]["minutes"][match["unit"]]))


def _today(text: str, now: datetime, named: list[datetime]) -> Iterator[datetime]:
    """Give the moments of an hour without a day, which is today's; where days are named the hour belongs to one."""
    for match in () if named else _pattern("clock").finditer(text):
        hour = int(value_of(match["hour"]))
        afternoon = match["half_day"] in rules()["promise_times"]["afternoons"]
        guessed = not match["half_day"] and shanghai(now).hour >= hour
        hour += 12 if hour < 12 and (afternoon or guessed) else 0
        if hour < 24 and _binds(text, match.end()):
            minute = 30 if match["and_half"] else 0
            yield shanghai(now).replace(hour=hour, minute=minute, second=0, microsecond=0)


def _weekdays(text: str, now: datetime) -> Iterator[datetime]:
    """Give the ends of the weekdays that are promised, seen from today."""
    table, today = rules()["promise_times"], shanghai(now)
    for match in _pattern("weekday").finditer(text):
        ahead = table["weekdays"][match["day"]] - today.weekday()
        ahead += 7 if match["week"] in table["next_week"] else 0
        ahead += 7 if ahead < 0 else 0
        if _binds(text, match.end()):
            day = today + timedelta(days=ahead)
            yield day.replace(hour=int(table["last_hour"]), minute=0, second=0, microsecond=0)


def _binds(text: str, end: int) -> bool:
    return bool(_pattern("binds").search(text[end : end + _BOUND_WITHIN]))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(str(rules()["promise_times"][name]).replace("{n}", number_pattern()))
