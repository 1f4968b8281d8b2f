"""Reads numbers in any spelling with their units: digits, Chinese numerals, thousands by letter, ranges."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from tools.yaml_text import read_yaml


@dataclass(frozen=True)
class Quantity:
    """A number in a normalised text: `unit` is '' when none follows, `spelled` tells of Chinese numerals."""

    value: Decimal
    unit: str
    start: int
    end: int
    spelled: bool = False


@dataclass(frozen=True)
class _Spelling:
    """The tables, ready to use."""

    digits: dict[str, int]
    powers: dict[str, int]
    letters: dict[str, int]
    units: dict[str, str]
    pattern: re.Pattern[str]
    between: re.Pattern[str]


@lru_cache(maxsize=1)
def claims() -> dict[str, Any]:
    """Return the table of claims as data."""
    loaded: dict[str, Any] = read_yaml(Path(__file__).parent / "claims.yaml")
    return loaded


def unit(name: str) -> str:
    """Return how a unit is written: money, week, month, day, date or year."""
    return str(claims()["unit_names"][name])


@lru_cache(maxsize=1)
def number_pattern() -> str:
    """Return the regular expression of a number in any spelling, without its unit."""
    table = claims()
    letters = "".join([*table["digits"], *table["powers"]])
    return rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?(?:[kw](?![a-z]))?|[{letters}]+)"


@lru_cache(maxsize=1)
def _spelling() -> _Spelling:
    table = claims()
    units = "|".join(re.escape(word) for word in sorted(table["units"], key=len, reverse=True))
    return _Spelling(
        digits=table["digits"],
        powers=table["powers"],
        letters=table["letters"],
        units=table["units"],
        pattern=re.compile(rf"({number_pattern()})\s?({units})?"),
        between=re.compile(table["range_marks"]),
    )


def quantities(text: str) -> list[Quantity]:
    """Return every number of a normalised text; Chinese numerals only count before a unit."""
    return list(_quantities(text))


@lru_cache(maxsize=512)
def _quantities(text: str) -> tuple[Quantity, ...]:
    # Prices, figures and times of one text are each looked for among them.
    table = _spelling()
    found = [_quantity(match) for match in table.pattern.finditer(text)]
    # Of a range the last number carries the unit.
    for place in range(len(found) - 2, -1, -1):
        here, after = found[place], found[place + 1]
        if not here.unit and table.between.fullmatch(text[here.end : after.start]):
            found[place] = Quantity(here.value, after.unit, here.start, here.end, here.spelled)
    return tuple(one for one in found if one.unit or not one.spelled)


def numbers_in(texts: Iterable[str]) -> set[str]:
    """Return the numbers of texts with their units, as strings that `known_quantities` reads again."""
    return {f"{one.value.normalize():f}{one.unit}" for text in texts for one in quantities(text)}


def known_quantities(numbers: Iterable[str]) -> frozenset[tuple[Decimal, str]]:
    """Return value and unit of written numbers; one without a unit stands for any."""
    return frozenset(found for number in numbers for found in _values(number))


@lru_cache(maxsize=4096)
def _values(number: str) -> frozenset[tuple[Decimal, str]]:
    # The numbers of a page and the lines of a thread are held against every draft.
    return frozenset((one.value, one.unit) for one in quantities(number))


def value_of(spelled: str) -> Decimal:
    """Return the value of one number in any spelling, figures before a power among them."""
    table = _spelling()
    if spelled[:1].isdigit() and table.powers.keys().isdisjoint(spelled):
        factor = table.letters.get(spelled[-1], 1)
        return Decimal(spelled.rstrip("".join(table.letters)).replace(",", "")) * factor
    return Decimal(_spelled_value(spelled, table))


def _spelled_value(spelled: str, table: _Spelling) -> int:
    """Read Chinese numerals: with powers as a sum, without as digits in a row."""
    if not any(char in table.powers for char in spelled):
        return int("".join(str(table.digits[char]) for char in spelled))
    total = section = digit = 0
    last_power, is_short = 1, False
    for char in spelled:
        if char not in table.powers:
            digit = int(table.digits.get(char, char))
            is_short = is_short and digit > 0
            continue
        # "One hundred twenty-eight" ends in ones, but "three hundred five" said short means fifty.
        last_power = table.powers[char]
        is_short = last_power > 10
        if last_power >= 10_000:
            total, section, digit = (total + section + digit or 1) * last_power, 0, 0
        else:
            section, digit = section + (digit or 1) * last_power, 0
    return total + section + digit * (last_power // 10 if is_short else 1)


def _quantity(match: re.Match[str]) -> Quantity:
    spelled = not match.group(1)[0].isdigit()
    return Quantity(
        value_of(match.group(1)), _spelling().units.get(match.group(2) or "", ""), match.start(), match.end(), spelled
    )
