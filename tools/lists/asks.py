"""What an ask says in words of its own: the child's age, and how many products it wants."""

from tools.checks.numerals import value_of
from tools.patterns import compiled
from tools.yaml_text import table_beside

words = table_beside(__file__)
_ADULT_MONTHS = 18 * 12


def asked_months(ask: str) -> int | None:
    """Return the child's age in months that an ask names, None if it names none."""
    for age in words()["ages"]:
        found = compiled(age["pattern"]).search(ask)
        if found:
            months = _number(found.group(1)) * int(age["months"]) + int(age["extra"])
            months += _number(found["more"]) if "more" in found.groupdict() else 0
            # "I am thirty" says nothing about a child.
            return months if months < _ADULT_MONTHS else None
    return None


def asked_ages(ask: str) -> tuple[int, ...]:
    """Return the ages in months of several children that an ask names side by side, the youngest first; else ()."""
    if not compiled(words()["siblings"]["side_by_side"]).search(ask):
        return ()
    parts = compiled(words()["siblings"]["split"]).split(ask)
    ages = {months for part in parts if (months := asked_months(part + words()["of_age"])) is not None}
    return tuple(sorted(ages))


def asked_count(ask: str) -> int | None:
    """Return how many products an ask wants at most, None if it does not say."""
    for pattern in words()["counts"]:
        found = compiled(pattern).search(ask)
        if found:
            return _number(found.group(1))
    return None


def _number(written: str) -> int:
    said: dict[str, int] = words()["said_numbers"]
    if written in said:
        return said[written]
    # "Two or three years old": the younger child decides what is safe.
    is_one = written.isdecimal() or words()["ten"] in written
    return int(value_of(written if is_one else written[0]))
