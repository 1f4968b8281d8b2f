"""Workbooks: one sheet, read row by row; a line is the row number that the spreadsheet shows.

Read with openpyxl in its streaming mode. Measured on 50,000 orders: calamine needs a thirteenth of the time but holds
the whole sheet, half a gigabyte for the million rows that a sheet may have; openpyxl stays at 45 MB.
"""

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from tools.errors import BadInput
from tools.importing import limits
from tools.importing.column import FormulaError
from tools.importing.sources.block import Block, block_of_cells
from tools.importing.sources.csv_source import distinct_names
from tools.importing.sources.merged_cells import merged_note
from tools.importing.sources.survey import survey_binary

_SAVE_AGAIN = "Open it in the spreadsheet program, save it again as .xlsx, and import that."
_DAMAGE = (zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, IndexError, EOFError, OSError)
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FORMULA_ERRORS = frozenset({"#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
# Spreadsheets keep fifteen digits; a longer whole number ends in zeros that nobody wrote.
_LONGEST_EXACT = 10**15


class XlsxSource:
    """A workbook whose first filled row names the columns."""

    def __init__(self, path: Path, sheet: str) -> None:
        """Choose the sheet and read its header. Raises BadInput."""
        surveyed = survey_binary(path)
        self._path, self.sha256, self.size, self.position = path, surveyed.sha256, surveyed.size, 0
        _refuse_foreign(path)
        with self._spoken("cannot be read as a workbook"):
            book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
            self._sheet = self._named(book, sheet) if sheet else self._first_filled(book)
            self._last_row = max(self._sheet.max_row or 1, 1)
            # Programs that write sheets get their own size wrong; rows are counted instead.
            self._sheet.reset_dimensions()
            self._header_row, header = next(self._filled_rows(), (0, ()))
        if not header:
            raise BadInput(f"Sheet {self._sheet.title!r} of {path.name} is empty.", fix="Name another with --sheet.")
        self._names = distinct_names(["" if cell is None else str(cell) for cell in _trimmed(header)])
        self.columns: tuple[str, ...] | None = self._names
        with self._spoken("cannot be read as a workbook"):
            merged = merged_note(path, self._sheet._worksheet_path, self._header_row)
        self.notes = (*self._sheet_notes([one.title for one in book.worksheets], chosen=bool(sheet)), *merged)

    def _named(self, book: Any, sheet: str) -> Any:
        found = next((one for one in book.worksheets if one.title.strip() == sheet.strip()), None)
        if found is None:
            titles = ", ".join(repr(one.title) for one in book.worksheets)
            raise BadInput(f"{self._path.name} has no sheet {sheet!r}.", fix=f"Name one of {titles}.")
        return found

    def _first_filled(self, book: Any) -> Any:
        visible = [one for one in book.worksheets if one.sheet_state == "visible"] or book.worksheets
        for one in visible:
            if any(_is_filled(row) for row in one.iter_rows(values_only=True)):
                return one
        raise BadInput(f"{self._path.name} has no sheet with rows.", fix="Check that the right file was saved.")

    def _sheet_notes(self, titles: list[str], *, chosen: bool) -> tuple[str, ...]:
        others = ", ".join(repr(title) for title in titles if title != self._sheet.title)
        if chosen or not others:
            return ()
        return (f"Sheet {self._sheet.title!r} was read, {others} not. Name another with --sheet.",)

    def blocks(self) -> Iterator[Block]:
        """Give every row below the header that is not blank. Raises BadInput where the file turns out to be damaged."""
        rows = self._filled_rows()
        next(rows, None)
        while True:
            with self._spoken(f"is damaged behind row {self._header_row}"):
                some = list(islice(rows, limits.MOST_ROWS))
            if not some:
                self.position = self.size
                return
            self._header_row = some[-1][0]
            self.position = min(self.size * self._header_row // self._last_row, self.size)
            yield self._block(some)

    def _block(self, rows: Sequence[tuple[int, tuple[Any, ...]]]) -> Block:
        width = len(self._names)
        padded = [(*row[:width], *[None] * (width - len(row))) for _, row in rows]
        columns = {
            name: list(map(_cell, cells)) for name, cells in zip(self._names, zip(*padded, strict=True), strict=True)
        }
        return block_of_cells([number for number, _ in rows], columns)

    def _filled_rows(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        rows = enumerate(self._sheet.iter_rows(values_only=True), start=1)
        return ((number, row) for number, row in rows if _is_filled(row))

    @contextmanager
    def _spoken(self, what: str) -> Iterator[None]:
        try:
            with warnings.catch_warnings():
                # About styles and extensions, which no row depends on.
                warnings.simplefilter("ignore", UserWarning)
                yield
        except _DAMAGE as error:
            raise BadInput(f"{self._path.name} {what}.", fix=_SAVE_AGAIN) from error


def _refuse_foreign(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(8)
        old = start.startswith(_OLD_WORKBOOK)
        encrypted = old and _ENCRYPTED in file.read()
    if encrypted:
        raise BadInput(f"{path.name} is protected by a password.", fix="Save it without one, then import it.")
    if old:
        raise BadInput(f"{path.name} is an old Excel workbook, whatever its name says.", fix=_SAVE_AGAIN)
    if not start.startswith(b"PK"):
        raise BadInput(f"{path.name} is no workbook, whatever its name says.", fix=_SAVE_AGAIN)


def _is_filled(row: tuple[Any, ...]) -> bool:
    return any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row)


def _trimmed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    while row and (row[-1] is None or not str(row[-1]).strip()):
        row = row[:-1]
    return row


def _cell(cell: Any) -> Any:
    if isinstance(cell, str):
        return FormulaError(cell) if cell in _FORMULA_ERRORS else cell
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, (date, time, timedelta)):
        return str(cell)
    if isinstance(cell, int) and abs(cell) >= _LONGEST_EXACT:
        return float(cell)
    return cell
