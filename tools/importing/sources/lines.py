"""Lines of a text file with their numbers, one at a time, however long or damaged they are."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

LONGEST_LINE_BYTES = 1 << 20


class Line(NamedTuple):
    """One line; `fault` says why it cannot be used, '' when it can. `end` is the offset behind it."""

    number: int
    text: str
    fault: str
    end: int


def read_lines(file: BinaryIO, encoding: str, number: int = 0, end: int = 0) -> Iterator[Line]:
    """Give every line from here on of a file opened for reading bytes; `number` lines lie before it, `end` bytes."""
    while raw := file.readline(LONGEST_LINE_BYTES + 1):
        number += 1
        end += len(raw)
        fault = ""
        if len(raw) > LONGEST_LINE_BYTES:
            fault = "The line is longer than 1 MB. Shorten it or check for a missing line break."
            end += _skip_to_end(file, raw)
        yield _line(number, raw, encoding, fault, end)


def _skip_to_end(file: BinaryIO, raw: bytes) -> int:
    skipped = 0
    while raw and not raw.endswith(b"\n"):
        raw = file.readline(LONGEST_LINE_BYTES)
        skipped += len(raw)
    return skipped


def _line(number: int, raw: bytes, encoding: str, fault: str, end: int) -> Line:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode(encoding, errors="replace")
        fault = fault or f"The line holds bytes that are not {encoding} text. Save the row again as UTF-8."
    if number == 1:
        text = text.removeprefix("\ufeff")
    if "\0" in text:
        fault = fault or "The line holds a NUL character, often a sign of a damaged export. Remove it."
    return Line(number, text, fault, end)
