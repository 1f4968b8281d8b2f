"""Read figures from an ask: how old the children are, how many things she wants."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from tools.yaml_text import read_yaml

_ADULT_MONTHS = 18 * 12


@cache
def words() -> dict[str, Any]:
    """Return the wording table of this room."""
    loaded: dict[str, Any] = read_yaml(Path(__file__).parent / "asks.yaml")
    return loaded


def asked_months(ask: str) -> int | None:
    """Return the child's age in months that an ask names, None if it names none."""
    for age in words()["ages"]:
        found = re.search(age["pattern"], ask)
        if found:
            months = _number(found.group(1)) * int(age["months"]) + int(age["extra"])
            # "I am thirty" says nothing about a child.
            return months if months < _ADULT_MONTHS else None
    return None


def asked_ages(ask: str) -> tuple[int, ...]:
    """Return the ages in months of several children that an ask names side by side, the youngest first; else ()."""
    if not re.search(words()["siblings"]["side_by_side"], ask):
        return ()
    parts = re.split(words()["siblings"]["split"], ask)
    ages = {months for part in parts if (months := asked_months(part + words()["of_age"])) is not None}
    return tuple(sorted(ages))


def asked_count(ask: str) -> int | None:
    """Return how many products an ask wants at most, None if it does not say."""
    for pattern in words()["counts"]:
        found = re.search(pattern, ask)
        if found:
            return _number(found.group(1))
    return None


def _number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    digits: dict[str, int] = words()["digits"]
    if written in digits:
        return digits[written]
    tens, ten, ones = written.partition(str(words()["ten"]))
    if not ten:
        # "Two or three years old": the younger child decides what is safe.
        return digits[written[0]]
    return digits.get(tens, 1) * 10 + digits.get(ones, 0)
