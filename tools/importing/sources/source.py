"""What a file format gives: blocks of rows with line numbers, and the rows it could not read.

A further format is one file with a class that fits `Source`, and one line in `formats.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from tools.importing.sources.block import Block

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

    @property
    def notes(self) -> tuple[str, ...]:
        """Say what was chosen for the reader, such as one sheet of several."""
        ...

    def blocks(self) -> Iterator["Block"]:
        """Give every row that is not blank, readable or not, in bounded pieces."""
        ...


def broken(line: int, reason: str, raw: str) -> Rejected:
    """Describe a row that could not even be taken apart."""
    return Rejected(line, reason, "", {"raw": raw[:SHOWN_CHARACTERS]})
