"""Read case files; a fault names its line and field."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.errors import BadInput


def read_lines(path: Path) -> list[str]:
    """Return a file's lines. Raises BadInput when it cannot be read."""
    try:
        return path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"The case file {path} cannot be read ({error}).", fix="Give a UTF-8 JSON Lines file."
        ) from error


def read_cases(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, case) of each non-blank line. Raises BadInput."""
    for number, line in enumerate(read_lines(path), start=1):
        if line.strip():
            yield number, parse_case(number, line)


def parse_case(number: int, line: str) -> dict[str, Any]:
    """Return one case as an object. Raises BadInput."""
    try:
        case = json.loads(line)
    except ValueError as error:
        raise BadInput(f"Line {number} is not JSON ({error}).", fix="One JSON object a line.") from error
    if not isinstance(case, dict):
        raise BadInput(f"Line {number} is not a JSON object.", fix="One JSON object a line.")
    return case


def field(number: int, case: dict[str, Any], name: str, kind: type, *, default: Any = None) -> Any:
    """Return a field of the wanted type. Raises BadInput naming line and field."""
    if name not in case and default is not None:
        return default
    if not isinstance(case.get(name), kind):
        raise BadInput(f"Line {number}: {name!r} is missing or is no {kind.__name__}.", fix="See docs on case files.")
    return case[name]
