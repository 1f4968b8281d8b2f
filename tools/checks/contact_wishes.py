"""When she asked not to be written to ("not at weekends"), and from when on she may be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from tools.checks.contact_policy import ContactPolicy, Wish
from tools.checks.contact_rhythm import SHANGHAI, day_of, morning, quiet_hours

_STEP = timedelta(minutes=15)
# Beyond a whole week nothing new can come: every wish comes round by then.
_FARTHEST = timedelta(days=8)


def wishes_among(tags: Iterable[str], policy: ContactPolicy) -> tuple[str, ...]:
    """Return the tags that are wishes to be left alone at some time."""
    return tuple(str(tag) for tag in tags if str(tag).endswith(policy.wish_ends_with))


def wished_quiet(wishes: Iterable[str], policy: ContactPolicy, now: datetime) -> tuple[bool, datetime | None]:
    """Tell whether a wish forbids this moment, and the first one that suits her; None when no hour of a week does.

    A wish that no pattern reads keeps the evenings free, the time that is meant most often.
    """
    windows = [_window(wish, policy) for wish in wishes]
    if not any(_covers(window, now) for window in windows):
        return False, None
    first = morning(day_of(now), policy).replace(hour=0)
    moment = first + ((now - first) // _STEP + 1) * _STEP
    while moment <= now + _FARTHEST:
        if quiet_hours(policy, moment) is None and not any(_covers(window, moment) for window in windows):
            return True, moment
        moment += _STEP
    return True, None


def _window(wish: str, policy: ContactPolicy) -> Wish:
    return next((each for each in policy.wishes if each.says.search(wish)), policy.wishes[-1])


def _covers(wish: Wish, moment: datetime) -> bool:
    local = moment.astimezone(SHANGHAI)
    minute = local.hour * 60 + local.minute
    if wish.from_minute < wish.to_minute:
        return local.weekday() in wish.days and wish.from_minute <= minute < wish.to_minute
    before = (local.weekday() - 1) % 7 in wish.days and minute < wish.to_minute
    return before or (local.weekday() in wish.days and minute >= wish.from_minute)
