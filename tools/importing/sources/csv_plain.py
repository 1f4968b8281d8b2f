"""The cheap reading of CSV: a piece of the file in which every line is one proper record, and nothing else."""

import csv
from io import StringIO
from typing import BinaryIO

from tools.importing import limits
from tools.importing.sources.block import Block
from tools.importing.sources.lines import LONGEST_LINE_BYTES


def read_plain_block(
    file: BinaryIO, encoding: str, separator: str, names: tuple[str, ...], lines_before: int
) -> Block | None:
    """Read about one block of whole lines; None where a line needs the careful reading, for the whole piece."""
    piece = _whole_lines(file)
    rows = _plain_rows(piece, encoding, separator)
    if rows is None or set(map(len, rows)) != {len(names)} or not all(map(any, rows)):
        return None
    columns = {name: list(cells) for name, cells in zip(names, zip(*rows, strict=True), strict=True)}
    return Block(range(lines_before + 1, lines_before + 1 + len(rows)), columns)


def _whole_lines(file: BinaryIO) -> bytes:
    start = file.tell()
    piece = file.read(limits.MOST_BYTES)
    if not piece.endswith(b"\n"):
        piece += file.readline(LONGEST_LINE_BYTES + 1)
    if piece.count(b"\n") > limits.MOST_ROWS:
        piece = b"\n".join(piece.split(b"\n", limits.MOST_ROWS)[: limits.MOST_ROWS]) + b"\n"
        file.seek(start + len(piece))
    return piece


def _plain_rows(piece: bytes, encoding: str, separator: str) -> list[list[str]] | None:
    lines = piece.count(b"\n") + (not piece.endswith(b"\n"))
    if b"\0" in piece or max(map(len, piece.split(b"\n"))) >= LONGEST_LINE_BYTES:
        return None
    try:
        # Only a line feed ends a line here: a lone carriage return is a fault that the careful reading names.
        text = StringIO(piece.decode(encoding), newline="\n")
        rows = list(csv.reader(text, delimiter=separator, strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    # As many records as lines: no quoted line break, and no stray mark that swallowed a neighbour.
    return rows if len(rows) == lines else None
