"""JSON Lines: one object a line, each naming its own columns."""

from collections.abc import Iterator

from tools.errors import BadInput
from tools.importing.cells.structures import parse_json
from tools.importing.sources.block import Block, in_blocks
from tools.importing.sources.lines import Line, read_lines
from tools.importing.sources.source import Rejected, SourceRow, broken
from tools.importing.sources.survey import Survey


class JsonlSource:
    """A file with one JSON object a line."""

    columns: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()

    def __init__(self, surveyed: Survey) -> None:
        """Remember the file; it is opened when the rows are asked for."""
        self._survey = surveyed
        self.sha256, self.size, self.position = surveyed.sha256, surveyed.size, 0

    def blocks(self) -> Iterator[Block]:
        """Give every line that is not blank."""
        return in_blocks(self._rows())

    def _rows(self) -> Iterator[tuple[SourceRow | Rejected, int]]:
        with self._survey.path.open("rb") as file:
            for line in read_lines(file, self._survey.encoding):
                self.position = line.end
                if line.fault or line.text.strip():
                    yield _row(line), line.end


def _row(line: Line) -> SourceRow | Rejected:
    if line.fault:
        return broken(line.number, line.fault, line.text)
    try:
        read = parse_json(line.text.strip())
    except BadInput as error:
        return broken(line.number, str(error), line.text)
    if not isinstance(read, dict):
        return broken(line.number, "The line is not a JSON object. Write one {…} a line.", line.text)
    return SourceRow(line.number, read)
