"""Which file ending is read by which source."""

from collections.abc import Callable
from pathlib import Path

from tools.errors import BadInput
from tools.importing.sources.csv_source import CsvSource
from tools.importing.sources.jsonl_source import JsonlSource
from tools.importing.sources.source import Source
from tools.importing.sources.survey import Survey, survey

_TEXT_FORMATS: dict[str, Callable[[Survey], Source]] = {
    ".csv": CsvSource,
    ".tsv": CsvSource,
    ".txt": CsvSource,
    ".jsonl": JsonlSource,
    ".ndjson": JsonlSource,
}


# Loaded when asked for: a text file needs neither library.
def _parquet(path: Path, sheet: str) -> Source:
    from tools.importing.sources.parquet_source import ParquetSource

    return ParquetSource(path)


def _workbook(path: Path, sheet: str) -> Source:
    from tools.importing.sources.xlsx_source import XlsxSource

    return XlsxSource(path, sheet)


_BINARY_FORMATS: dict[str, Callable[[Path, str], Source]] = {
    ".parquet": _parquet,
    ".pq": _parquet,
    ".xlsx": _workbook,
    ".xlsm": _workbook,
}


def open_source(path: Path, *, sheet: str = "") -> Source:
    """Open a file by its ending. Raises BadInput for an ending, a file, a sheet or a header that cannot be used."""
    ending = path.suffix.lower()
    if sheet and _BINARY_FORMATS.get(ending) is not _workbook:
        raise BadInput(f"{path.name} has no sheets.", fix="Leave --sheet out; it is for .xlsx files.")
    if ending in _BINARY_FORMATS and not path.is_dir():
        return _BINARY_FORMATS[ending](path, sheet)
    reads = _TEXT_FORMATS.get(ending)
    if reads is None and not path.is_dir():
        raise BadInput(
            f"{path.name} ends in {path.suffix or 'nothing'!r}, which is not read.",
            fix="Save it as .csv (UTF-8), .xlsx, .parquet, or as .jsonl with one object a line.",
        )
    surveyed = survey(path)
    return (reads or CsvSource)(surveyed)
