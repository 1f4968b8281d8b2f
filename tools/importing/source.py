"""What a file format gives: rows with line numbers, and the rows it could not read.

A further format is one file with a class that fits `Source`, and one line in `formats.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

# A cell of a rejected row is shown up to this length.
SHOWN_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: its line in the file and its cells by the file's own headers."""

    line: int
    cells: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that cannot be used: where, why, and what it said."""

    line: int
    reason: str
    field: str
    row: dict[str, Any]


class Source(Protocol):
    """A file that is read once, from its beginning to its end, in bounded memory."""

    @property
    def sha256(self) -> str:
        """Name the content of the file."""
        ...

    @property
    def size(self) -> int:
        """Give the length of the file in the unit of `position` (bytes for text files)."""
        ...

    @property
    def position(self) -> int:
        """Tell how far reading has come."""
        ...

    @property
    def columns(self) -> tuple[str, ...] | None:
        """Give the header; None where every row names its own columns."""
        ...

    def rows(self) -> Iterator[SourceRow | Rejected]:
        """Give every row that is not blank, readable or not."""
        ...


def broken(line: int, reason: str, raw: str) -> Rejected:
    """Describe a row that could not even be taken apart."""
    return Rejected(line, reason, "", {"raw": raw[:SHOWN_CHARACTERS]})
