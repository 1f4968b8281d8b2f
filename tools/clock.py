"""Time: aware UTC inside, Asia/Shanghai for days, months and people."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tools.errors import BadInput

SHANGHAI = ZoneInfo("Asia/Shanghai")

_DAY_LENGTH = len("2026-03-04")

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def to_utc(moment: datetime) -> datetime:
    """Read a naive time as Asia/Shanghai wall time and return aware UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    return moment.astimezone(UTC)


def parse_time(text: str) -> datetime:
    """Read an ISO 8601 date or time; naive means Asia/Shanghai. Raises BadInput."""
    try:
        return to_utc(datetime.fromisoformat(text.strip().replace("/", "-")))
    except (ValueError, OverflowError) as error:
        raise BadInput(
            f"{text!r} is not a date or time.", fix="Write it as 2026-03-04 or 2026-03-04T10:20:00."
        ) from error


def parse_day(text: str) -> date:
    """Read a calendar day, also with slashes or a time behind it. Raises BadInput."""
    try:
        written = text.strip().replace("/", "-")
        return date.fromisoformat(written) if len(written) <= _DAY_LENGTH else datetime.fromisoformat(written).date()
    except ValueError as error:
        raise BadInput(f"{text!r} is not a date.", fix="Write it as 2026-03-04.") from error


def shanghai(moment: datetime) -> datetime:
    """Return the same moment on a Shanghai clock."""
    return moment.astimezone(SHANGHAI)


def shanghai_day(moment: datetime) -> date:
    """Return the Shanghai calendar day of a moment."""
    return moment.astimezone(SHANGHAI).date()


def at_shanghai(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """Return the moment of a Shanghai wall time, in UTC."""
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


def days_between(earlier: datetime, later: datetime) -> int:
    """Count Shanghai calendar days from one moment to another."""
    return (shanghai_day(later) - shanghai_day(earlier)) // timedelta(days=1)
