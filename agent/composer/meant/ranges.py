"""What a size is made for: the ranges that its own page states, and the measures that she tells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from agent.composer.meant.variants import digit_of
from tools.checks.numerals import value_of
from tools.models import Product
from tools.patterns import compiled
from tools.yaml_text import table_beside

fitting_words = table_beside(__file__, "fitting.yaml")

HEIGHT, WEIGHT, KILOS, MONTHS, FOOT = "height", "weight", "kilos", "months", "foot"
_CLAUSE = re.compile(r"[^\uff0c\u3002\uff1b,;\n]+")


@dataclass(frozen=True)
class Measured:
    """A measure that she tells: what it measures, its figure, and her words for it."""

    what: str
    figure: Decimal
    said: str


@dataclass(frozen=True)
class Range:
    """What a size is made for: the measure, from, to, and the words that state it."""

    what: str
    low: Decimal
    high: Decimal
    label: str

    def holds(self, one: Measured) -> bool:
        """Tell whether a measure lies within it."""
        return self.what == one.what and self.low <= one.figure <= self.high


def measured(words: str) -> Iterator[Measured]:
    """Give each measure that she tells, a weight in both units."""
    table = fitting_words()
    for what, unit in table["units"].items():
        patterns = [table["figure"].replace("{unit}", unit)]
        patterns += [table["bare"].replace("{told_by}", told)] if (told := table["told_by"].get(what)) else []
        found = (match for pattern in patterns if (match := compiled(pattern).search(words)))
        for match in found:
            one = Measured(what, Decimal(match["n"]) + _rest(match), match.group().strip())
            yield from (one, *_in_other_unit(one))
    for what, told in table["told_by"].items():
        for match in compiled(table["spelled"].replace("{told_by}", told)).finditer(words):
            yield Measured(what, value_of(match["n"]), match.group().strip())
    for match in compiled(table["metres"]).finditer(words):
        tenths = match["n"] or str(digit_of(match["word"]))
        yield Measured(HEIGHT, Decimal(100) + Decimal(tenths.ljust(2, "0")), match.group())


def _rest(match: re.Match[str]) -> Decimal:
    """Return the tenths behind a figure ("six jin eight")."""
    rest = match.groupdict().get("rest")
    return Decimal(rest) / 10 if rest and rest.isdecimal() else Decimal("0.5") if rest else Decimal(0)


def _in_other_unit(one: Measured) -> Iterator[Measured]:
    for other, per in fitting_words()["same_as"].get(one.what, {}).items():
        yield Measured(other, one.figure * Decimal(str(per)), one.said)


def ranges_of(product: Product) -> Iterator[Range]:
    """Give each range that the page of a size states; the months it is graded for come last."""
    table = fitting_words()
    for clause in _CLAUSE.findall(product.spec or ""):
        for what, unit in table["units"].items():
            bounds = _bounds(clause, unit)
            if bounds:
                yield Range(what, *bounds, clause.strip())
        found = compiled(table["foot"]["rule"]).search(clause)
        sized = compiled(table["foot"]["name"]).search(product.name)
        if found and sized:
            longest = Decimal(sized["cm"]) - Decimal(found["n"])
            yield Range(FOOT, longest - Decimal(str(table["foot"]["room"])), longest, clause.strip())
    low, high = product.age_min_months, product.age_max_months
    if low is not None and high is not None:
        yield Range(MONTHS, Decimal(low), Decimal(high), str(table["months"]).format(low=low, high=high))


def _bounds(clause: str, unit: str) -> tuple[Decimal, Decimal] | None:
    for pattern in fitting_words()["ranges"]:
        match = compiled(pattern.replace("{unit}", unit)).search(clause)
        if match:
            ends = match.groupdict()
            return Decimal(ends.get("low") or 0), Decimal(ends.get("high") or 999)
    return None
