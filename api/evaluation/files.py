"""Read case files; every fault of a file is told at once, with its line and field, and nothing is run."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from tools.errors import BadInput
from tools.importing.cells.structures import parse_json

T = TypeVar("T")
# Enough to see what is wrong with a whole file without scrolling.
_MOST_SHOWN = 20


@dataclass(frozen=True)
class CaseFault:
    """What is wrong in one place of a case file, and how to mend it."""

    line: int
    field: str
    what: str
    fix: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.field} {self.what}. {self.fix}"


@dataclass(frozen=True)
class CaseLine:
    """One line being read: it hands out fields and remembers each fault."""

    number: int
    case: Mapping[str, Any]
    faults: list[CaseFault]
    # Where in the line we are: "context[2]." and the like.
    place: str = ""

    def blame(self, name: str, what: str, fix: str) -> None:
        """Remember a fault of a field."""
        self.faults.append(CaseFault(self.number, f"{self.place}{name}", what, fix))

    def text(self, name: str, *, needed: bool = True) -> str:
        """Return a text, '' when it is absent and not needed."""
        value = self.case.get(name)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.blame(name, "is missing" if value is None else "is not a text", "Write a text that is not blank.")
            return ""
        return value

    def word(self, name: str, words: Iterable[str], *, needed: bool = True) -> str:
        """Return one of the known words, '' when it is absent and not needed or at fault."""
        known, value = tuple(words), self.case.get(name)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or value not in known:
            what = "is missing" if value is None else f"is {_shown(value)}, which is not known"
            self.blame(name, what, f"Use one of: {', '.join(known)}.")
            return ""
        return value

    def object(self, name: str, *, needed: bool = True) -> dict[str, Any]:
        """Return an object, {} when it is absent and not needed or at fault."""
        value = self.case.get(name)
        if value is None and not needed:
            return {}
        if not isinstance(value, dict):
            self.blame(name, "is missing" if value is None else "is not an object", "Write it as {…}.")
            return {}
        return value

    def objects(self, name: str) -> list[dict[str, Any]]:
        """Return a list of objects, [] when it is absent."""
        value = self.case.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.blame(name, "is not a list", "Write it as [{…}, …].")
            return []
        for place, entry in enumerate(value):
            if not isinstance(entry, dict):
                self.blame(f"{name}[{place}]", "is not an object", "Write it as {…}.")
        return [entry for entry in value if isinstance(entry, dict)]

    def day(self, name: str, *, needed: bool = True) -> date | None:
        """Return a day, None when it is absent and not needed or at fault."""
        value = self.case.get(name)
        if value is None and not needed:
            return None
        try:
            if isinstance(value, str):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.blame(
            name, "is missing" if value is None else f"is not a date: {_shown(value)}", "Write it as 2026-03-04."
        )
        return None

    def number_of(self, name: str, default: float) -> float:
        """Return a number that is not negative, the default when it is absent or at fault."""
        value = self.case.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            self.blame(name, f"is not a number from 0 on: {_shown(value)}", "Write a number such as 0.5.")
            return default
        return float(value)

    def inside(self, place: str, case: Mapping[str, Any]) -> "CaseLine":
        """Return a reader of an object within this line."""
        return CaseLine(self.number, case, self.faults, f"{self.place}{place}.")


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:40] + "…"


@dataclass
class _Seen:
    """What has been read of a file so far."""

    faults: list[CaseFault] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)

    def check_id(self, line: CaseLine) -> None:
        """Blame an id that an earlier line has."""
        name = line.case.get("id")
        if isinstance(name, str) and self.ids.setdefault(name, line.number) != line.number:
            line.blame("id", f"{_shown(name)} is also the id of line {self.ids[name]}", "Give each case its own id.")


def read_lines(path: Path) -> list[str]:
    """Return a file's lines. Raises BadInput when it cannot be read."""
    try:
        # Only a line feed ends a line: U+2028 and the like may stand inside a text.
        return path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"The case file {path} cannot be read ({error}).", fix="Give a UTF-8 JSON Lines file."
        ) from error


def read_cases(lines: Iterable[str], read: Callable[[CaseLine], T]) -> list[T]:
    """Return every case; blank lines are skipped. Raises BadInput with all faults of the file, or for no case."""
    seen, cases = _Seen(), []
    for number, text in enumerate(lines, start=1):
        line = _line(number, text, seen.faults) if text.strip() else None
        if line is not None:
            seen.check_id(line)
            cases.append(read(line))
    if seen.faults:
        raise _told(seen.faults)
    if not cases:
        raise BadInput("The case file holds no case.", fix="Write one JSON object a line; see docs/case-files.md.")
    return cases


def _line(number: int, text: str, faults: list[CaseFault]) -> CaseLine | None:
    try:
        case = parse_json(text)
    except BadInput as error:
        reason = error.message.removeprefix("This is not JSON: ").rstrip(".")
        faults.append(CaseFault(number, "line", f"is not JSON ({reason})", "One JSON object a line."))
        return None
    if not isinstance(case, dict):
        faults.append(CaseFault(number, "line", "is not a JSON object", "One JSON object a line."))
        return None
    return CaseLine(number, case, faults)


def _told(faults: list[CaseFault]) -> BadInput:
    shown = "\n".join(f"  {fault}" for fault in faults[:_MOST_SHOWN])
    more = f"\n  … and {len(faults) - _MOST_SHOWN} more." if len(faults) > _MOST_SHOWN else ""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return BadInput(f"The case file has {count}; nothing was run.\n{shown}{more}", fix="\nSee docs/case-files.md.")
