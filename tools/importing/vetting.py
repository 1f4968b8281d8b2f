"""Look a single row over before anything is imported: every column at fault, not only the first."""

from collections.abc import Mapping
from typing import Any

from tools.importing.column import Column, RowRefused
from tools.importing.headers import Headers
from tools.importing.kinds import kind_named
from tools.importing.parsing import read_row


def vet_row(kind_name: str, cells: Mapping[str, Any]) -> list[RowRefused]:
    """Return what an import would refuse in this row, and the columns it would ignore. Raises BadInput."""
    headers = Headers(kind_named(kind_name), {})
    plan = headers.plan(tuple(cells))
    faults = [_unknown(kind_name, name) for name in headers.ignored]
    faults += [fault for header, column in plan if (fault := _fault_of(column, cells[header]))]
    return faults or _fault_of_row(kind_name, cells)


def _unknown(kind_name: str, name: str) -> RowRefused:
    known = ", ".join(column.name for column in kind_named(kind_name).columns)
    return RowRefused(name, f"is no column of {kind_name}.", fix=f"Columns: {known}.")


def _fault_of(column: Column, cell: Any) -> RowRefused | None:
    try:
        column.read(cell)
    except RowRefused as fault:
        return fault
    return None


def _fault_of_row(kind_name: str, cells: Mapping[str, Any]) -> list[RowRefused]:
    try:
        read_row(kind_name, cells)
    except RowRefused as fault:
        return [fault]
    return []
