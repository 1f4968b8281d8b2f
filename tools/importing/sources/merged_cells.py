"""Cells of a sheet that are merged over several rows: all but the first of them are blank to a program."""

import re
import zipfile
from pathlib import Path

_RANGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_CHUNK = 1 << 20
# Longer than one range is written.
_OVERLAP = 200
_SHOWN = 5


def merged_note(workbook: Path, part: str, header_row: int) -> tuple[str, ...]:
    """Return a note on merged cells below the header of the sheet at `part` of the file; () when there are none."""
    ranges = _merged_rows(workbook, part, header_row)
    if not ranges:
        return ()
    named = ", ".join(ranges[:_SHOWN]) + (" …" if len(ranges) > _SHOWN else "")
    return (f"Merged cells ({named}): only the first row of each has the value. Take them apart and fill every row.",)


def _merged_rows(workbook: Path, part: str, header_row: int) -> list[str]:
    # The streaming reader leaves them out: they stand behind the last row.
    found: dict[str, None] = {}
    with zipfile.ZipFile(workbook) as archive, archive.open(part) as sheet:
        kept = b""
        while chunk := sheet.read(_CHUNK):
            window = kept + chunk
            for left, top, right, bottom in _RANGE.findall(window):
                if int(bottom) > max(int(top), header_row):
                    found[f"{left.decode()}{top.decode()}:{right.decode()}{bottom.decode()}"] = None
            kept = window[-_OVERLAP:]
    return list(found)
