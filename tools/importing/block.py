"""Many rows of a file at once, column by column: what makes a million plain rows cheap to read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tools.importing import limits
from tools.importing.source import Rejected, SourceRow


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
