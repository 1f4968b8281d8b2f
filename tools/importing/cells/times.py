"""Times and days as exports write them; a time without a zone is Shanghai wall time."""

import re
import unicodedata
from datetime import date, datetime
from functools import cache
from typing import Any

from tools.clock import SHANGHAI, to_utc
from tools.errors import BadInput
from tools.importing.words import vocabulary

_EARLIEST_YEAR = 1900
_LENIENT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[-:]\d+)?)?)?:?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d) ?(\d\d):?(\d\d):?(\d\d)?")


def moment(value: Any) -> datetime:
    """Read a time, or a day as its midnight, into aware UTC. Raises BadInput."""
    try:
        return to_utc(_read(value))
    except OverflowError as error:
        raise _refusal(value) from error


def day(value: Any) -> date:
    """Read a calendar day; a time with a zone counts as its Shanghai day. Raises BadInput."""
    read = _read(value)
    try:
        return read.date() if read.tzinfo is None else read.astimezone(SHANGHAI).date()
    except OverflowError as error:
        raise _refusal(value) from error


def _read(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if not isinstance(value, str) or len(value) > 60:
        raise _refusal(value)
    try:
        read = datetime.fromisoformat(value.replace("/", "-"))
    except ValueError:
        read = _read_lenient(value)
    if read.year < _EARLIEST_YEAR:
        raise _refusal(value)
    return read


def _read_lenient(text: str) -> datetime:
    plain = unicodedata.normalize("NFKC", text).translate(_marks()).strip()
    match = _LENIENT.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match is None:
        raise _refusal(text)
    year, month, on, hour, minute, second = (int(part) for part in match.groups("0"))
    try:
        return datetime(year, month, on, hour, minute, second)
    except ValueError as error:
        raise _refusal(text) from error


@cache
def _marks() -> dict[int, str]:
    return str.maketrans(vocabulary()["time_marks"])


def _refusal(value: Any) -> BadInput:
    return BadInput(f"{str(value)[:40]!r} is not a date or time.", fix="Write it as 2026-03-04 or 2026-03-04 10:20:00.")
