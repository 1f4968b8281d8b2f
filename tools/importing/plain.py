"""Cells that need no care: a narrow pattern, and the cheap reading of what fits it.

Each gives exactly what the careful reading of the same cell gives; whatever does not fit goes there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

# Shanghai has kept this offset without a break since the last summer time ended in 1991.
_SHANGHAI_OFFSET = timedelta(hours=8)


@dataclass(frozen=True)
class Plain:
    """A pattern of text cells and how those that fit it are read."""

    pattern: re.Pattern[str]
    read: Callable[[str], Any]


def _itself(cell: str) -> str:
    return cell


def _fen(cell: str) -> int:
    whole, _, cents = cell.partition(".")
    return int(whole + cents.ljust(2, "0"))


def _moment(cell: str) -> datetime:
    if cell[-1] == "Z":
        return datetime.fromisoformat(cell)
    return (datetime.fromisoformat(cell) - _SHANGHAI_OFFSET).replace(tzinfo=UTC)


# A digit keeps out the words that mean "nothing here"; the blank date looks like an id and is none.
ID = Plain(re.compile(r"(?!0000-00-00)[A-Za-z]{0,10}[_-]?[0-9][A-Za-z0-9_-]{0,50}"), _itself)
MONEY = Plain(re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?"), _fen)
MOMENT = Plain(
    re.compile(r"(199[2-9]|20[0-9]{2})-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?Z?"), _moment
)
