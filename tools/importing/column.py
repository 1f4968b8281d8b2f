"""One column of the contract: how its cells are read."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from tools.errors import BadInput
from tools.importing.cells.plain import Plain
from tools.importing.cells.values import Parse
from tools.importing.words import is_blank_word

_LONGEST_REMEMBERED = 40
_TEXT_OR_NONE = {str, type(None)}


class RowRefused(BadInput):
    """One row cannot be used; `field` names the column at fault."""

    def __init__(self, field: str, message: str, *, fix: str = "") -> None:
        """Keep the column apart from the sentence."""
        super().__init__(message, fix=fix)
        self.field = field


class FormulaError(str):
    """What a spreadsheet shows where a formula failed."""


class Blank:
    """The value of a cell that says nothing."""


BLANK: Final = Blank()


@dataclass(frozen=True)
class Column:
    """One column of the contract: how a cell is read and where its value is stored."""

    name: str
    parse: Parse
    required: bool = False
    stored_as: str = ""
    # Free text: "null" or "-" may be exactly what she wrote.
    verbatim: bool = False
    # Puts a read value beside the stored one instead of in its place: (stored, read) → what is stored.
    joins: Callable[[Any, Any], Any] | None = None
    # The same reading for cells that are plain, which most are.
    plain: Plain | None = None

    @cached_property
    def stored(self) -> str:
        """Name the column of the table."""
        return self.stored_as or self.name

    def read(self, cell: Any) -> Any:
        """Turn a cell into its value, BLANK for a blank one. Raises RowRefused."""
        # A column has few different short cells; reading one costs ten times as much as remembering it.
        if type(cell) is str and len(cell) <= _LONGEST_REMEMBERED:
            return self._remembered(cell)
        return self._read(cell)

    def read_all(self, cells: Sequence[Any]) -> list[Any]:
        """Turn cells into values; one that cannot be read is given as its RowRefused."""
        # Numbers would be confused with each other as keys: 1, 1.0 and True are one.
        if not set(map(type, cells)) <= _TEXT_OR_NONE:
            return [self._value_or_refusal(cell) for cell in cells]
        different = set(cells)
        if self.plain is not None and len(different) * 2 > len(cells) and None not in different:
            whole = self.plain.read_all(cells)
            if whole is not None:
                return whole
        values = {cell: self._value_or_refusal(cell) for cell in different}
        return [values[cell] for cell in cells]

    def _value_or_refusal(self, cell: Any) -> Any:
        if self.plain is not None and isinstance(cell, str) and self.plain.pattern.fullmatch(cell):
            # What only looks plain, such as February 30th, gets its words from the careful reading.
            with suppress(ValueError):
                return self.plain.read(cell)
        try:
            return self._read(cell)
        except RowRefused as refusal:
            return refusal

    @cached_property
    def _remembered(self) -> Callable[[str], Any]:
        return lru_cache(maxsize=4096)(self._read)

    def _read(self, cell: Any) -> Any:
        if isinstance(cell, FormulaError):
            raise RowRefused(
                self.name, f"is the formula error {str(cell)!r}.", fix="Correct the formula or clear the cell."
            )
        if isinstance(cell, str):
            cell = _trimmed(cell)
        if cell is None or cell == "" or (not self.verbatim and isinstance(cell, str) and is_blank_word(cell)):
            if self.required:
                raise RowRefused(self.name, "is blank.", fix="Fill it in; it is required.")
            return BLANK
        try:
            return self.parse(cell)
        except BadInput as error:
            raise RowRefused(self.name, error.message, fix=error.fix) from error


def _trimmed(cell: str) -> str:
    cell = cell.strip()
    # Spreadsheets are told "this is text" in this way.
    if cell[:2] == '="' and cell[-1] == '"' and len(cell) > 2:
        return cell[2:-1].strip()
    return cell
