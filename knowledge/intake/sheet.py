"""A workbook or table of scripts: one row is one text or several, merged cells hold for all their rows."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from knowledge.intake.entry import STYLES, Entry, Reject, Said, Unusable
from knowledge.intake.values import cell_text, parted, spoken_text
from knowledge.intake.words import field_of, words
from tools.errors import BadInput
from tools.importing.sources.block import Block
from tools.importing.sources.opening import open_source
from tools.importing.sources.source import SourceRow

_BOOKS = (".xlsx", ".xlsm")
_SMALLER = "Part it into smaller files."


def read_sheet(
    path: Path, sheet: str, mapping: dict[str, str]
) -> tuple[list[Entry], list[Reject], tuple[str, ...], str]:
    """Return the entries, the rows that cannot be read, notes for the reader, and the sheet's name. Raises BadInput."""
    _refuse_huge(path)
    source = open_source(path, sheet=sheet)
    headers = source.columns or ()
    fields = {header: field for header in headers if (field := field_of(header, mapping))}
    _check_fields(path, headers, fields)
    title, merged = _merged(path, sheet) if path.suffix.lower() in _BOOKS else ("", {})
    entries: list[Entry] = []
    rejects: list[Reject] = []
    for row in _rows(source.blocks(), path, rejects):
        filled = _filled(row, headers, merged)
        try:
            entries.append(_entry(row.line, filled, fields))
        except Unusable as fault:
            rejects.append(Reject(row.line, fault.column, fault.why, fault.fix, _shown(filled)))
    unread = [header for header in headers if header and header not in fields]
    notes = (f"These columns feed nothing: {', '.join(unread)}. Name them with --map.",) if unread else ()
    return entries, rejects, (*source.notes, *notes), title


def _refuse_huge(path: Path) -> None:
    limits = words()["limits"]
    if path.exists() and path.stat().st_size > limits["bytes"]:
        raise BadInput(f"{path.name} is larger than {limits['bytes'] // 1_000_000} MB.", fix=_SMALLER)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as book:
            unpacked = sum(part.file_size for part in book.infolist())
        if unpacked > limits["unpacked"]:
            raise BadInput(f"{path.name} unpacks to {unpacked // 1_000_000} MB.", fix=_SMALLER)


def _check_fields(path: Path, headers: tuple[str, ...], fields: dict[str, str]) -> None:
    fed = set(fields.values())
    if not fed & {"text", *STYLES}:
        shown = ", ".join(header or "(blank)" for header in headers)
        first = words()["columns"]["text"][0]
        fix = f"Name it {first}, or map yours to it ({{your header: text}}). The file has: {shown}."
        raise BadInput(f"{path.name} has no column with the texts.", fix=fix)
    if not fed & {"title", "questions", "scene"}:
        first = words()["columns"]["title"][0]
        fix = f"Add a column {first}, or one with the questions or scenes, so that rows find their page."
        raise BadInput(f"{path.name} has no column that says what a text is about.", fix=fix)


def _rows(blocks: Iterator[Block], path: Path, rejects: list[Reject]) -> Iterator[SourceRow]:
    read = 0
    for block in blocks:
        read += block.read
        if read > words()["limits"]["rows"]:
            raise BadInput(f"{path.name} has more than {words()['limits']['rows']} rows.", fix=_SMALLER)
        rejects += [Reject(one.line, one.field, one.reason, "Mend the row.", _shown(one.row)) for one in block.rejected]
        yield from block.rows()


def _merged(path: Path, sheet: str) -> tuple[str, dict[tuple[int, int], object]]:
    """Return the sheet's name, and (row, column) → value for every cell that a merged one covers."""
    from openpyxl import load_workbook

    book = load_workbook(path, data_only=True)
    visible = [one for one in book.worksheets if one.sheet_state == "visible"] or book.worksheets
    filled = [one for one in visible if any(cell for row in one.iter_rows(values_only=True) for cell in row)]
    named = [one for one in book.worksheets if one.title.strip() == sheet.strip()]
    chosen = (named if sheet else filled)[0]
    covered: dict[tuple[int, int], object] = {}
    for span in chosen.merged_cells.ranges:
        value = chosen.cell(span.min_row, span.min_col).value
        covered |= {
            (row, column): value
            for row in range(span.min_row, span.max_row + 1)
            for column in range(span.min_col, span.max_col + 1)
        }
    return chosen.title, covered


def _filled(row: SourceRow, headers: tuple[str, ...], merged: dict[tuple[int, int], object]) -> dict[str, object]:
    places = {header: at for at, header in enumerate(headers, start=1)}
    return {
        header: merged.get((row.line, places.get(header, 0)), value) if value in (None, "") else value
        for header, value in row.cells.items()
    }


def _shown(cells: dict[str, object]) -> dict[str, str]:
    return {str(header): "" if value is None else str(value) for header, value in cells.items()}


def _entry(line: int, cells: dict[str, object], fields: dict[str, str]) -> Entry:
    entry = Entry(line, row=_shown(cells))
    for header, field in fields.items():
        entry.columns.setdefault(field, header)
        text = cell_text(cells.get(header), header)
        if text:
            put(entry, field, text, header)
    return entry


def put(entry: Entry, field: str, text: str, column: str) -> None:
    """Put one filled cell where it belongs; the first cell of a single value counts. Raises Unusable."""
    entry.columns.setdefault(field, column)
    if field == "text" or field in STYLES:
        entry.texts.append(Said(spoken_text(text, column), field if field in STYLES else "", column))
    elif field in words()["lists"]:
        entry.lists.setdefault(field, []).extend(parted(field, text))
    else:
        entry.values.setdefault(field, text)
