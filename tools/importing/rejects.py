"""The reject file: every row that did not land, with its line and the reason, ready to be corrected."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Self

from tools.errors import BadInput, Unavailable
from tools.importing.sources.source import Rejected

_ANOTHER_PLACE = "Name another file for the rejected rows."


class RejectFile:
    """Opened at the first rejected row; `path` None keeps nothing (a dry run)."""

    def __init__(self, path: Path | None) -> None:
        """Remember where the rows go."""
        self._path = path
        self._file: IO[str] | None = None
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_reason: object) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def written_to(self) -> Path | None:
        """Give the file, None when no row was rejected or none is kept."""
        return self._path if self._file is not None else None

    def add(self, rejected: Iterable[Rejected]) -> None:
        """Write rows in the order of their lines. Raises Unavailable when the disk does not take them."""
        for row in sorted(rejected, key=lambda row: row.line):
            self.count += 1
            if self._path is not None:
                self._write(self._path, row)

    def _write(self, path: Path, row: Rejected) -> None:
        line = {"line": row.line, "reason": row.reason, "field": row.field, "row": row.row}
        try:
            if self._file is None:
                # The rows are about people: only the account that imports may read them.
                opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                self._file = os.fdopen(opened, "w", encoding="utf-8")
            self._file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
        except OSError as error:
            raise Unavailable(f"{path.name} cannot be written: {error.strerror}.", fix=_ANOTHER_PLACE) from error


def reject_path_for(source: Path, wanted: Path | None, *, dry_run: bool) -> Path | None:
    """Choose the reject file; a dry run has none unless it is asked for. Raises BadInput."""
    if wanted is None and dry_run:
        return None
    path = wanted or source.with_name(f"{source.name}.reject.jsonl")
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise BadInput(f"Rejected rows cannot be kept in {str(path)!r}.", fix=_ANOTHER_PLACE)
    if path.exists() and path.samefile(source):
        raise BadInput("The reject file would overwrite the imported file.", fix=_ANOTHER_PLACE)
    return path
