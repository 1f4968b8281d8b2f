"""Which file ending is read by which source."""

from collections.abc import Callable
from pathlib import Path

from tools.errors import BadInput
from tools.importing.csv_source import CsvSource
from tools.importing.jsonl_source import JsonlSource
from tools.importing.source import Source
from tools.importing.survey import Survey, survey

_TEXT_FORMATS: dict[str, Callable[[Survey], Source]] = {
    ".csv": CsvSource,
    ".tsv": CsvSource,
    ".txt": CsvSource,
    ".jsonl": JsonlSource,
    ".ndjson": JsonlSource,
}


def open_source(path: Path, *, sheet: str = "") -> Source:
    """Open a file by its ending. Raises BadInput for an ending, a file or a header that cannot be used."""
    reads = _TEXT_FORMATS.get(path.suffix.lower())
    if reads is None and not path.is_dir():
        raise BadInput(
            f"{path.name} ends in {path.suffix or 'nothing'!r}, which is not read.",
            fix="Save it as .csv (UTF-8) or as .jsonl with one object a line.",
        )
    surveyed = survey(path)
    return (reads or CsvSource)(surveyed)
