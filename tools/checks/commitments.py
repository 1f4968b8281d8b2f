"""Tells which promises cannot be kept, reach too far, or rest on nothing; the rest becomes a task at approval."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tools.checks.numerals import known_quantities, value_of
from tools.checks.promises import Promise, pattern, promises, table
from tools.errors import BadInput

_SHANGHAI = ZoneInfo("Asia/Shanghai")
Quantities = Collection[tuple[Decimal, str]]


def promise_findings(
    text: str, now: datetime, known: Quantities, house: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, int, int]]:
    """Yield (rule, start, end) of every promise that must not stand so."""
    for one in promises(text, now):
        if one.what:
            rule = _fault(one, now, known, house.get(one.what, ()))
            if rule:
                yield rule, one.start, one.end


def sound_spans(text: str, now: datetime) -> list[tuple[int, int]]:
    """Return the spans of promised times: what they say is judged as a promise, not as a number or a date."""
    return [(one.start, one.end) for one in promises(text, now) if one.what]


def minutes_of(written: str) -> int:
    """Return a length of time in minutes; BadInput when it is none."""
    match = pattern(table()["within"]).fullmatch(f"{written.strip()}\u5185")
    if match is None or match["half"] or match["after"]:
        fix = "Write a number and a unit: minutes, hours, days, working days or weeks."
        raise BadInput(f"{written!r} is no length of time.", fix=fix)
    return int(value_of(match["n"])) * int(table()["minutes"][match["unit"]])


def _fault(one: Promise, now: datetime, known: Quantities, house: tuple[str, ...]) -> str:
    if one.due <= now or not _is_somebody_there(one, now):
        return "PROMISE-TIME"
    commitment = table()["commitments"][one.what]
    if not commitment["opens_task"]:
        return "" if one.span is None or _is_grounded(one.span, known, house) else "PROMISE-GROUND"
    allowed = (int(commitment["furthest_hours"]) * 60, *(minutes_of(one) for one in house))
    furthest = timedelta(minutes=max(allowed))
    return "PROMISE-LONG" if one.due > now + furthest else ""


def _is_grounded(span: tuple[str, int], known: Quantities, house: tuple[str, ...]) -> bool:
    written, minutes = span
    said = {pair for pair in known_quantities([written]) if pair[1]}
    return bool(said & set(known)) or minutes in {minutes_of(one) for one in house}


def _is_somebody_there(one: Promise, now: datetime) -> bool:
    """Tell whether a person is there at that moment, or at some moment before a length of time is over."""
    if one.span is None or one.at_that_moment:
        return _is_manned(one.due)
    return _is_manned(now) or _next_opening(now) <= one.due


def _is_manned(moment: datetime) -> bool:
    first, last = table()["desk_hours"]
    local = moment.astimezone(_SHANGHAI)
    return int(first) * 60 <= local.hour * 60 + local.minute <= int(last) * 60


def _next_opening(now: datetime) -> datetime:
    local = now.astimezone(_SHANGHAI)
    opening = local.replace(hour=int(table()["desk_hours"][0]), minute=0, second=0, microsecond=0)
    return opening if opening > local else opening + timedelta(days=1)
