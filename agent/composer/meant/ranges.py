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
THICKNESS = "thickness"
# A range without an upper end.
NO_END = 999
_CLAUSE = re.compile(r"[^\uff0c\u3002\uff1b,;\n]+")


@dataclass(frozen=True)
class Measured:
    """A measure that she tells: what it measures, its figure, and her words for it."""

    what: str
    figure: Decimal
    said: str
    is_converted: bool = False

    @property
    def told(self) -> str:
        """Return her words for it, with the figure in the unit that it was turned into."""
        form = fitting_words()["told_in"].get(self.what) if self.is_converted else None
        return str(form).format(said=self.said, figure=f"{self.figure.normalize():f}") if form else self.said


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
    table, around = fitting_words(), _without_girths(words)
    yield from _girths(words)
    for what, unit in table["units"].items():
        patterns = [table["figure"].replace("{unit}", unit)]
        patterns += [table["bare"].replace("{told_by}", told)] if (told := table["told_by"].get(what)) else []
        found = (match for pattern in patterns if (match := compiled(pattern).search(around)))
        for match in found:
            one = Measured(what, Decimal(match["n"]) + _rest(match), match.group().strip())
            yield from (one, *_in_other_unit(one))
    yield from _spelled(around)
    for match in compiled(table["metres"]).finditer(around):
        yield Measured(HEIGHT, Decimal(100) + Decimal(_tenths(match).ljust(2, "0")), match.group())
    for pattern in table["people"]:
        if match := compiled(pattern).search(around):
            yield from _of_a_person(match)


def _tenths(match: re.Match[str]) -> str:
    return match["n"] or "".join(str(digit_of(one)) for one in match["word"])


def _spelled(words: str) -> Iterator[Measured]:
    """Give what she spells out, behind a word that tells what it measures or before its unit."""
    table = fitting_words()
    for what, told in table["told_by"].items():
        for match in compiled(table["spelled"].replace("{told_by}", told)).finditer(words):
            yield Measured(what, value_of(match["n"]), match.group().strip())
    for match in compiled(table["spelled_weight"]).finditer(words):
        one = Measured(WEIGHT, value_of(match["n"]), match.group().strip())
        yield from (one, *_in_other_unit(one))


def _of_a_person(match: re.Match[str]) -> Iterator[Measured]:
    """Give the height, and the weight in the unit in which a grown-up can have it, of figures without units."""
    named = match.groupdict()
    if named.get("height"):
        yield Measured(HEIGHT, Decimal(named["height"]), named["height"])
    if named.get("spelled_weight"):
        tens = f"{named['spelled_weight']}\u5341"
        one = Measured(WEIGHT, value_of(tens), named["spelled_weight"])
        yield from (one, *_in_other_unit(one))
    if named.get("weight"):
        figure = Decimal(named["weight"])
        what = KILOS if figure < int(fitting_words()["kilos_below"]) else WEIGHT
        one = Measured(what, figure, named["weight"])
        yield from (one, *_in_other_unit(one))


def _girths(words: str) -> Iterator[Measured]:
    """Give what she measured round or through something: a head, a waist, a mattress."""
    for what, row in fitting_words()["girths"].items():
        for match in compiled(row["told"]).finditer(words):
            written = match["n"]
            yield Measured(what, Decimal(written) if written[0].isdigit() else value_of(written), match.group().strip())


def _without_girths(words: str) -> str:
    """Return her words without these, which would read as heights."""
    for row in fitting_words()["girths"].values():
        words = compiled(row["told"]).sub("", words)
    return words


def _rest(match: re.Match[str]) -> Decimal:
    """Return the tenths behind a figure ("six jin eight")."""
    rest = match.groupdict().get("rest")
    return Decimal(rest) / 10 if rest and rest.isdecimal() else Decimal("0.5") if rest else Decimal(0)


def _in_other_unit(one: Measured) -> Iterator[Measured]:
    for other, per in fitting_words()["same_as"].get(one.what, {}).items():
        yield Measured(other, one.figure * Decimal(str(per)), one.said, is_converted=True)


def ranges_of(product: Product) -> Iterator[Range]:
    """Give each range that the page of a size states; the months it is graded for come last."""
    table = fitting_words()
    for clause in _CLAUSE.findall(product.spec or ""):
        for what, unit in table["units"].items():
            bounds = _bounds(clause, unit)
            if bounds:
                yield Range(_girth_of(clause) or what, *bounds, clause.strip())
        found = compiled(table["foot"]["rule"]).search(clause)
        sized = compiled(table["foot"]["name"]).search(product.name)
        if found and sized:
            longest = Decimal(sized["cm"]) - Decimal(found["n"])
            yield Range(FOOT, longest - Decimal(str(table["foot"]["room"])), longest, clause.strip())
    low, high = product.age_min_months, product.age_max_months
    if low is not None and high is not None:
        yield Range(MONTHS, Decimal(low), Decimal(high), str(table["months"]).format(low=low, high=high))


def _girth_of(clause: str) -> str:
    """Return what a clause measures other than a height, '' where it says none."""
    rows = fitting_words()["girths"].items()
    return next((what for what, row in rows if compiled(row["page"]).search(clause)), "")


def _bounds(clause: str, unit: str) -> tuple[Decimal, Decimal] | None:
    for pattern in fitting_words()["ranges"]:
        match = compiled(pattern.replace("{unit}", unit)).search(clause)
        if match:
            ends = match.groupdict()
            return Decimal(ends.get("low") or 0), Decimal(ends.get("high") or NO_END)
    return None
