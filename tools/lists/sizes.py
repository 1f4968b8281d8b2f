"""Sizes as an ask or a name writes them, and the months in which a child wears one."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import ceil, floor

from tools.checks.numerals import value_of
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

# (number or letters, unit)
Sizes = frozenset[tuple[str, str]]


def sizes_in(text: str) -> Sizes:
    """Return the sizes that a text names."""
    text = compiled(_table()["either"]).sub(r"\g<n>\g<unit> ", text)
    text = compiled(_table()["beds"]).sub(r"\g<n>m", compiled(_table()["metres"]).sub(_in_figures, text))
    return frozenset((*_numbered(text), *_lettered(text)))


def _in_figures(spoken: re.Match[str]) -> str:
    return f"{value_of(spoken['whole'])}.{value_of(spoken['tenth'])}m"


def _numbered(text: str) -> Iterator[tuple[str, str]]:
    table = _table()
    for match in compiled(table["numbered"]).finditer(text):
        if not compiled(table["not_a_size"]).search(text[: match.start()]):
            yield match["n"], table["same"].get(match["unit"], match["unit"])


def _lettered(text: str) -> Iterator[tuple[str, str]]:
    return ((match["n"], _table()["letter_unit"]) for match in compiled(_table()["letters"]).finditer(text))


def is_other_size(name: str, asked: Sizes) -> bool:
    """Tell whether a name states a size in a unit she asked for, and not hers; one that states none may be hers."""
    own = sizes_in(name)
    shared = {unit for _, unit in asked} & {unit for _, unit in own}
    return any(not {size for size in own if size[1] == unit} & asked for unit in shared)


def height_of(name: str) -> int | None:
    """Return the height in cm that a children's size in a name stands for, None without one."""
    found = compiled(_table()["of_height"]["pattern"]).search(name)
    return int(found["cm"]) if found else None


def months_of_size(name: str) -> tuple[int, int] | None:
    """Return the completed months in which a children's size in a name is commonly worn, None without one."""
    height = height_of(name)
    return _months(height) if height is not None else None


def larger_by(ask: str) -> int:
    """Return how many months ahead a larger size is looked for, 0 where the ask wishes for none."""
    larger = _table()["larger"]
    return int(larger["months"]) if compiled(larger["hears"]).search(ask) else 0


@cache
def _months(height: int) -> tuple[int, int]:
    rules = _table()["of_height"]
    return floor(_month_at(height - rules["below"])), ceil(_month_at(height + rules["above"]))


def _month_at(height: float) -> float:
    """Return the month at which a child of the median is so tall, between two rows by proportion."""
    for (month, low), (later, high) in pairwise(_table()["of_height"]["median"].items()):
        if height <= high:
            return float(month + max(height - low, 0) / (high - low) * (later - month))
    return float(max(_table()["of_height"]["median"]))
