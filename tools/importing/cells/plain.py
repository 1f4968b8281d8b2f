"""Cells that need no care: a narrow pattern, and the cheap reading of what fits it.

Each gives exactly what the careful reading of the same cell gives; whatever does not fit goes there.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

# Shanghai has kept this offset without a break since the last summer time ended in 1991.
_SHANGHAI_OFFSET = timedelta(hours=8)


@dataclass(frozen=True)
class Plain:
    """A pattern of text cells and how those that fit it are read."""

    pattern: re.Pattern[str]
    read: Callable[[str], Any]
    # The pattern of the usual form, and the reading of a whole column of it. Raises ValueError.
    usual: str
    read_usual: Callable[[Sequence[str]], list[Any]]

    def read_all(self, cells: Sequence[str]) -> list[Any] | None:
        """Read a column in which every cell has the usual form; None when one has not."""
        joined = "\n".join(cells)
        if joined.count("\n") != len(cells) - 1 or not self._usual_column.fullmatch(joined):
            return None
        try:
            return self.read_usual(cells)
        except ValueError:
            return None

    @cached_property
    def _usual_column(self) -> re.Pattern[str]:
        # Possessive: a column that does not fit is given up at once.
        return re.compile(f"(?:{self.usual}\n)*+{self.usual}")


def _itself(cell: str) -> str:
    return cell


def _fen(cell: str) -> int:
    whole, _, cents = cell.partition(".")
    return int(whole + cents.ljust(2, "0"))


def _usual_fen(cells: Sequence[str]) -> list[int]:
    return [int(cell[:-3] + cell[-2:]) for cell in cells]


def _moment(cell: str) -> datetime:
    if cell[-1] == "Z":
        return datetime.fromisoformat(cell)
    return (datetime.fromisoformat(cell) - _SHANGHAI_OFFSET).replace(tzinfo=UTC)


def _usual_moments(cells: Sequence[str]) -> list[datetime]:
    read, shift = datetime.fromisoformat, _SHANGHAI_OFFSET
    # A zone written behind the text is cheaper than one put in afterwards.
    return [read(cell + "+00:00") - shift for cell in cells]


_ID = r"(?!0000-00-00)[A-Za-z]{0,10}[_-]?[0-9][A-Za-z0-9_-]{0,50}"
_TIME = r"(?:199[2-9]|20[0-9]{2})-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}"

# A digit keeps out the words that mean "nothing here"; the blank date looks like an id and is none.
ID = Plain(re.compile(_ID), _itself, _ID, list)
MONEY = Plain(re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?"), _fen, r"[0-9]{1,9}\.[0-9]{2}", _usual_fen)
MOMENT = Plain(re.compile(_TIME + r"(?:\.[0-9]{6})?Z?"), _moment, _TIME, _usual_moments)
