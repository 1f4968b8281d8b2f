"""Many rows of a file at once, column by column: what makes a million plain rows cheap to read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tools.importing import limits
from tools.importing.cells.structures import is_storable_cell
from tools.importing.sources.source import Rejected, SourceRow


@dataclass
class Block:
    """Rows that share one header, in file order, and beside them the rows that do not fit into columns."""

    lines: Sequence[int] = ()
    # Header → cells, all of one length.
    columns: dict[str, list[Any]] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    # Rows that name columns of their own; a block has either these or columns.
    loose: list[SourceRow] = field(default_factory=list)

    def row(self, index: int) -> SourceRow:
        """Return one row of the columns."""
        return SourceRow(self.lines[index], {name: cells[index] for name, cells in self.columns.items()})

    def rows(self) -> Iterator[SourceRow]:
        """Give every readable row."""
        yield from self.loose
        yield from map(self.row, range(len(self.lines)))

    @property
    def read(self) -> int:
        """Count the rows, readable or not."""
        return len(self.lines) + len(self.loose) + len(self.rejected)


def block_of(rows: Sequence[SourceRow | Rejected]) -> Block:
    """Put single rows together: into columns where all of them have the same ones."""
    good = [row for row in rows if isinstance(row, SourceRow)]
    rejected = [row for row in rows if isinstance(row, Rejected)]
    if len({tuple(row.cells) for row in good}) != 1:
        return Block(rejected=rejected, loose=good)
    columns = {name: [row.cells[name] for row in good] for name in good[0].cells}
    return Block([row.line for row in good], columns, rejected)


def in_blocks(rows: Iterator[tuple[SourceRow | Rejected, int]]) -> Iterator[Block]:
    """Gather (row, bytes read so far) into blocks of bounded size."""
    gathered: list[SourceRow | Rejected] = []
    start: int | None = None
    for row, position in rows:
        start = position if start is None else start
        gathered.append(row)
        if len(gathered) >= limits.MOST_ROWS or position - start > limits.MOST_BYTES:
            yield block_of(gathered)
            gathered, start = [], position
    if gathered:
        yield block_of(gathered)


def block_of_cells(lines: Sequence[int], columns: dict[str, list[Any]]) -> Block:
    """Make a block of columns of cells; blank rows are left out, rows that no database can store are rejected."""
    bad = _unstorable_rows(columns)
    blank = _blank_rows(columns)
    if not bad and not blank:
        return Block(lines, columns)
    whole = Block(lines, columns)
    rejected = [
        Rejected(lines[index], reason, name, whole.row(index).cells) for index, (name, reason) in sorted(bad.items())
    ]
    kept = [index for index in range(len(lines)) if index not in bad and index not in blank]
    some = {name: [cells[index] for index in kept] for name, cells in columns.items()}
    return Block([lines[index] for index in kept], some, rejected)


def _blank_rows(columns: dict[str, list[Any]]) -> set[int]:
    if any(None not in cells and "" not in cells for cells in columns.values()):
        return set()
    rows = zip(*columns.values(), strict=True)
    return {index for index, row in enumerate(rows) if all(_is_blank(cell) for cell in row)}


def _is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _unstorable_rows(columns: dict[str, list[Any]]) -> dict[int, tuple[str, str]]:
    bad: dict[int, tuple[str, str]] = {}
    for name, cells in columns.items():
        reason = f"{name}: holds a NUL or another character that cannot be stored. Remove it."
        bad |= {index: (name, reason) for index, cell in enumerate(cells) if not is_storable_cell(cell)}
    return bad
