"""A row of the file becomes a row of the contract, or a reason why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.importing.column import BLANK, RowRefused
from tools.importing.headers import Headers, Plan
from tools.importing.kinds import Key, Kind, Row, kind_named
from tools.importing.sources.source import Rejected, SourceRow


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One row ready to be stored; `values` holds only the columns that the file has."""

    key: Key
    values: Row
    source: SourceRow

    def refused(self, field: str, reason: str) -> Rejected:
        """Turn the row down after all."""
        return Rejected(self.source.line, f"{field}: {reason}", field, self.source.cells)


def read_row(kind_name: str, cells: Mapping[str, Any]) -> Row:
    """Read one row given by contract columns into stored columns, defaults filled in. Raises BadInput."""
    kind = kind_named(kind_name)
    headers = Headers(kind, {})
    return {**kind.defaults, **_values(kind, headers.plan(tuple(cells)), cells)}


def parse_row(kind: Kind, headers: Headers, source: SourceRow) -> ParsedRow | Rejected:
    """Read one row of a file."""
    try:
        values = _values(kind, headers.plan(tuple(source.cells)), source.cells)
    except RowRefused as error:
        return Rejected(source.line, f"{error.field}: {error}", error.field, source.cells)
    return ParsedRow(kind.key_of(values), values, source)


def _values(kind: Kind, plan: Plan, cells: Mapping[str, Any]) -> Row:
    values: Row = {}
    for header, column in plan:
        value = column.read(cells[header])
        if value is not BLANK:
            values[column.stored] = value
        elif column.stored in kind.defaults:
            values[column.stored] = kind.defaults[column.stored]
    for column in kind.required:
        if column.stored not in values:
            raise RowRefused(column.name, "is missing.", fix="Fill it in; it is required.")
    if kind.settle is not None:
        kind.settle(values)
    return values
