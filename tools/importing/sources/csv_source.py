"""CSV with commas, semicolons or tabs; a stray quotation mark costs one row, not the rest of the file."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from tools.errors import BadInput
from tools.importing import limits
from tools.importing.sources.block import Block, block_of
from tools.importing.sources.csv_plain import read_plain_block
from tools.importing.sources.lines import LONGEST_LINE_BYTES, Line, read_lines
from tools.importing.sources.source import Rejected, SourceRow, broken
from tools.importing.sources.survey import Survey

_SEPARATORS = ",;\t"
_QUOTES = "Its quotation marks do not match. Write a mark inside a quoted cell twice."


class _UnusableLine(Exception):
    """A line that ends the attempt to read a record: damaged, or one too many."""


class _Feed:
    """Feeds lines to csv.reader and remembers those of the present record, so that they can be taken back."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self.record: list[Line] = []
        self._length = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.record.append(line)
        self._length += len(line.text)
        if line.fault or self._length > LONGEST_LINE_BYTES:
            raise _UnusableLine(line.fault)
        return line.text

    def start_record(self) -> None:
        self.record = []
        self._length = 0

    def give_back_all_but_first(self) -> Line:
        self._again.extendleft(reversed(self.record[1:]))
        return self.record[0]


class CsvSource:
    """A file whose first line names the columns."""

    notes: tuple[str, ...] = ()

    def __init__(self, surveyed: Survey) -> None:
        """Read the header. Raises BadInput."""
        self._survey = surveyed
        self.sha256, self.size, self.position = surveyed.sha256, surveyed.size, 0
        with surveyed.path.open("rb") as file:
            lines = read_lines(file, surveyed.encoding)
            header = next((line for line in lines if line.fault or line.text.strip()), None)
        if header is None:
            raise BadInput(f"{surveyed.path.name} is empty.", fix="Export it again; the first line names the columns.")
        if header.fault:
            raise BadInput(f"The header of {surveyed.path.name} cannot be read: {header.fault}")
        self._line, self._header_end = header.number, header.end
        try:
            self._separator = _separator(header.text)
            cells = next(csv.reader([header.text], delimiter=self._separator, strict=True))
        except csv.Error as error:
            raise BadInput(f"The header of {surveyed.path.name} cannot be read: {error}.", fix=_QUOTES) from error
        self._names = distinct_names(cells)
        self.columns: tuple[str, ...] | None = self._names

    def blocks(self) -> Iterator[Block]:
        """Give every row below the header that is not blank."""
        self.position = self._header_end
        with self._survey.path.open("rb") as file:
            while self.position < self.size:
                file.seek(self.position)
                plain = read_plain_block(file, self._survey.encoding, self._separator, self._names, self._line)
                if plain is None:
                    file.seek(self.position)
                    yield block_of(list(self._careful_rows(file)))
                else:
                    self._line += len(plain.lines)
                    self.position = file.tell()
                    yield plain

    def _careful_rows(self, file: BinaryIO) -> Iterator[SourceRow | Rejected]:
        """Read about one block record by record, up to the end of a record."""
        stop, last_line = self.position + limits.MOST_BYTES, self._line + limits.MOST_ROWS
        feed = _Feed(read_lines(file, self._survey.encoding, self._line, self.position))
        reader = csv.reader(feed, delimiter=self._separator, strict=True)
        while self.position < stop and self._line < last_line:
            feed.start_record()
            try:
                cells = next(reader)
            except StopIteration:
                self.position = self.size
                return
            except (csv.Error, _UnusableLine) as error:
                yield self._refused(feed, error)
                continue
            self._move_behind(feed.record[-1])
            row = self._row(cells, feed)
            if row is not None:
                yield row

    def _move_behind(self, line: Line) -> None:
        self.position, self._line = line.end, line.number

    def _refused(self, feed: _Feed, error: Exception) -> Rejected:
        first = feed.give_back_all_but_first()
        self._move_behind(first)
        reason = first.fault or (
            _QUOTES if len(feed.record) > 1 else f"The line is not proper CSV ({error}). {_QUOTES}"
        )
        return broken(first.number, reason, first.text)

    def _row(self, cells: list[str], feed: _Feed) -> SourceRow | Rejected | None:
        names = self._names
        if len(cells) == len(names):
            if not any(cells):
                return None
            return SourceRow(feed.record[0].number, dict(zip(names, cells, strict=True)))
        if not any(cell.strip() for cell in cells):
            return None
        # A record over several lines with the wrong number of cells is a stray mark swallowing its neighbours.
        first = feed.give_back_all_but_first()
        self._move_behind(first)
        reason = (
            _QUOTES
            if len(feed.record) > 1
            else f"The line has {len(cells)} cells, the header {len(names)}. Quote cells that contain the separator."
        )
        return broken(first.number, reason, first.text)


def _separator(header: str) -> str:
    return max(_SEPARATORS, key=lambda sign: len(next(csv.reader([header], delimiter=sign), [])))


def distinct_names(names: list[str]) -> tuple[str, ...]:
    """Name blank headers by their place and tell equal ones apart."""
    seen: dict[str, int] = {}
    distinct = []
    for position, name in enumerate((name.strip() for name in names), start=1):
        name = name or f"(column {position})"
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(distinct)
