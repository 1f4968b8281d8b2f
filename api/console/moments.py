"""Times as people say them, on a Shanghai clock."""

from datetime import date, datetime

from api.console.labels import labels
from tools.clock import days_between, shanghai

_HOUR_S = 3600


def moment(at: datetime | None, now: datetime) -> str:
    """Say when something is or was: today and its neighbours by name, other years with the year."""
    if at is None:
        return ""
    local = shanghai(at)
    near = {0: "today", -1: "tomorrow", 1: "yesterday"}
    other = "moment" if local.year == shanghai(now).year else "moment_year"
    return _said(near.get(days_between(at, now), other), local)


def clock(at: datetime) -> str:
    """Say the time of day to the second."""
    return _said("clock", shanghai(at))


def day(on: date, today: date) -> str:
    """Say a calendar day."""
    name = "day" if on.year == today.year else "day_year"
    return str(labels()["formats"][name].format(year=on.year, month=on.month, day=on.day))


def weekday(on: date) -> str:
    """Say the day of the week."""
    return str(labels()["weekdays"][on.weekday()])


def age(at: datetime, now: datetime) -> str:
    """Say how long ago something was."""
    seconds = (now - at).total_seconds()
    if seconds < 60:
        return str(labels()["formats"]["just_now"])
    if seconds < _HOUR_S:
        return _counted("minutes_ago", seconds / 60)
    if seconds < 24 * _HOUR_S:
        return _counted("hours_ago", seconds / _HOUR_S)
    days = seconds / _HOUR_S / 24
    if days < 60:
        return _counted("days_ago", days)
    return _counted("months_ago", days / 30.4) if days < 730 else _counted("years_ago", days / 365.25)


def left(until: datetime, now: datetime) -> str:
    """Say how much time is left."""
    seconds = (until - now).total_seconds()
    if seconds <= 0:
        return str(labels()["formats"]["overdue"])
    if seconds < _HOUR_S:
        return _counted("minutes_left", max(seconds / 60, 1))
    return (
        _counted("hours_left", seconds / _HOUR_S) if seconds < 48 * _HOUR_S else _counted("days_left", seconds / 86400)
    )


def late(due: datetime, now: datetime) -> str:
    """Say how much time is left, or how long ago it ran out."""
    if due > now:
        return left(due, now)
    return str(labels()["formats"]["late"].format(age=age(due, now)))


def _counted(name: str, number: float) -> str:
    return str(labels()["formats"][name].format(n=int(number)))


def _said(name: str, local: datetime) -> str:
    return str(
        labels()["formats"][name].format(
            year=local.year,
            month=local.month,
            day=local.day,
            hour=local.hour,
            minute=local.minute,
            second=local.second,
        )
    )
