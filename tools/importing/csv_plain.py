"""The cheap reading of CSV: a piece of the file in which every line is one proper record, and nothing else."""

import csv
from typing import BinaryIO

from tools.importing import limits
from tools.importing.block import Block
from tools.importing.lines import LONGEST_LINE_BYTES


def read_plain_block(
    file: BinaryIO, encoding: str, separator: str, names: tuple[str, ...], lines_before: int
) -> Block | None:
    """Read about one block of whole lines; None where a line needs the careful reading, for the whole piece."""
    rows = _plain_rows(_whole_lines(file), encoding, separator)
    if rows is None or set(map(len, rows)) != {len(names)} or not all(map(any, rows)):
        return None
    columns = {name: list(cells) for name, cells in zip(names, zip(*rows, strict=True), strict=True)}
    return Block(range(lines_before + 1, lines_before + 1 + len(rows)), columns)


def _whole_lines(file: BinaryIO) -> list[bytes]:
    start = file.tell()
    piece = file.read(limits.MOST_BYTES)
    if not piece.endswith(b"\n"):
        piece += file.readline(LONGEST_LINE_BYTES + 1)
    # Not splitlines(): a lone carriage return ends no line here.
    lines = [line + b"\n" for line in piece.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    lines = lines[: limits.MOST_ROWS] if lines[-1] else lines[:-1][: limits.MOST_ROWS]
    file.seek(start + sum(map(len, lines)))
    return lines


def _plain_rows(lines: list[bytes], encoding: str, separator: str) -> list[list[str]] | None:
    if max(map(len, lines)) > LONGEST_LINE_BYTES:
        return None
    try:
        texts = [line.decode(encoding) for line in lines]
        rows = list(csv.reader(texts, delimiter=separator, strict=True))
    except (UnicodeDecodeError, csv.Error):
        return None
    # As many records as lines: no quoted line break, and no stray mark that swallowed a neighbour.
    return rows if len(rows) == len(lines) and not any("\0" in text for text in texts) else None
