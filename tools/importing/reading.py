"""A block of the file becomes columns of the contract; rows that cannot be read are set aside with their reason."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tools.importing.column import BLANK, RowRefused
from tools.importing.headers import Headers, Plan
from tools.importing.kinds import Key, Kind, Row
from tools.importing.parsing import ParsedRow, parse_row
from tools.importing.sources.block import Block
from tools.importing.sources.source import Rejected, SourceRow


@dataclass
class Columns:
    """Rows ready to be stored, column by column; `values` holds only the columns that the file has."""

    keys: list[Key] = field(default_factory=list)
    # Stored column → values, all as long as `keys`.
    values: dict[str, list[Any]] = field(default_factory=dict)
    block: Block = field(default_factory=Block)
    indexes: list[int] = field(default_factory=list)

    def row(self, index: int) -> ParsedRow:
        """Return one row the way single rows are parsed."""
        values = {name: column[index] for name, column in self.values.items()}
        return ParsedRow(self.keys[index], values, self.block.row(self.indexes[index]))


@dataclass
class Reading:
    """What a block came to: columns, single rows with columns of their own, and rejected rows."""

    columns: Columns
    loose: list[ParsedRow] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def rows(self) -> list[ParsedRow]:
        """Return every readable row by itself."""
        return [self.columns.row(index) for index in range(len(self.columns.keys))] + self.loose


def read_block(kind: Kind, headers: Headers, block: Block) -> Reading:
    """Read every row of a block."""
    reading = Reading(Columns(), rejected=list(block.rejected))
    plan = headers.plan(tuple(block.columns))
    if {column.name for column in kind.required} <= {column.name for _, column in plan}:
        reading.columns = _columns(kind, headers, block, plan, reading.rejected)
        _sort_out(kind, headers, block.loose, reading)
    else:
        _sort_out(kind, headers, list(block.rows()), reading)
    return reading


def _sort_out(kind: Kind, headers: Headers, rows: list[SourceRow], reading: Reading) -> None:
    for row in rows:
        parsed = parse_row(kind, headers, row)
        if isinstance(parsed, Rejected):
            reading.rejected.append(parsed)
        else:
            reading.loose.append(parsed)


def _columns(kind: Kind, headers: Headers, block: Block, plan: Plan, rejected: list[Rejected]) -> Columns:
    read = {column.stored: column.read_all(block.columns[header]) for header, column in plan}
    bad = _refused_indexes(read)
    for index in sorted(bad):
        parsed = parse_row(kind, headers, block.row(index))
        if isinstance(parsed, Rejected):
            rejected.append(parsed)
    indexes = [index for index in range(len(block.lines)) if index not in bad] if bad else list(range(len(block.lines)))
    kept = {name: [column[index] for index in indexes] for name, column in read.items()} if bad else read
    columns = Columns([], {name: _filled(kind, name, column) for name, column in kept.items()}, block, indexes)
    if kind.settle is not None:
        _settle(kind.settle, kind, columns, rejected)
    columns.keys = list(zip(*(columns.values[name] for name in kind.key), strict=True))
    return columns


def _refused_indexes(read: dict[str, list[Any]]) -> set[int]:
    return {
        index
        for column in read.values()
        if RowRefused in set(map(type, column))
        for index, value in enumerate(column)
        if isinstance(value, RowRefused)
    }


def _filled(kind: Kind, name: str, column: list[Any]) -> list[Any]:
    """Put the default where a cell was blank; a blank of a column without one stays BLANK until rows are settled."""
    if name not in kind.defaults:
        return column
    default = kind.defaults[name]
    return [default if value is BLANK else value for value in column]


def _settle(settle: Callable[[Row], None], kind: Kind, columns: Columns, rejected: list[Rejected]) -> None:
    names = tuple(columns.values)
    settled: list[Row] = []
    indexes: list[int] = []
    for index, cells in zip(columns.indexes, zip(*columns.values.values(), strict=True), strict=True):
        row = {name: value for name, value in zip(names, cells, strict=True) if value is not BLANK}
        try:
            settle(row)
        except RowRefused as error:
            source = columns.block.row(index)
            rejected.append(Rejected(source.line, f"{error.field}: {error}", error.field, source.cells))
            continue
        settled.append(row)
        indexes.append(index)
    stored = [name for name in names if name in kind.table.c]
    columns.values = {name: [row[name] for row in settled] for name in stored}
    columns.indexes = indexes
