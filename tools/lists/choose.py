"""Choose what goes on a requested list: what she asked for, minus everything unfit for her."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tools.models import Product
from tools.products.catalogue import named_in

MOST_ROWS = 8
_NEWBORN_MONTHS = 1
_INFANT_MONTHS = 12
_FIRST_OPEN_FORMULA_STAGE = 3


@dataclass(frozen=True)
class Life:
    """For whom the list is: weeks of pregnancy or months of the child; None where unknown."""

    gest_week: int | None = None
    child_months: int | None = None
    tags: tuple[str, ...] = ()

    @property
    def has_infant_or_bump(self) -> bool:
        """Tell whether formula advertising is out of the question."""
        return self.gest_week is not None or (self.child_months is not None and self.child_months < _INFANT_MONTHS)


@dataclass(frozen=True)
class LeftOut:
    """A product that was asked for and must not be listed, with the rule."""

    sku: str
    rule: str


@dataclass(frozen=True)
class Choice:
    """The rows of a list, and what was left out and why."""

    products: tuple[Product, ...]
    left_out: tuple[LeftOut, ...]


@cache
def words() -> dict[str, Any]:
    """Return the wording table of this room."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "asks.yaml").read_text("utf-8"))
    return loaded


def asked_months(ask: str) -> int | None:
    """Return the child's age in months that an ask names, None if it names none."""
    for age in words()["ages"]:
        found = re.search(age["pattern"], ask)
        if found:
            return _number(found.group(1)) * int(age["months"]) + int(age["extra"])
    return None


def _number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    digits: dict[str, int] = words()["digits"]
    if written in digits:
        return digits[written]
    tens, _, ones = written.partition("十")
    return digits.get(tens, 1) * 10 + digits.get(ones, 0)


def choose(products: Sequence[Product], *, ask: str, said_before: str, life: Life) -> Choice:
    """Choose at most eight products for an ask; `said_before` is the thread's recent text that 'these' points at."""
    months = asked_months(ask)
    whom = life if months is None else Life(None, months, life.tags)
    wanted = _wanted(products, ask, said_before)
    kept: list[Product] = []
    left_out: list[LeftOut] = []
    for product in wanted:
        rule = unfit_rule(product, whom)
        if rule:
            left_out.append(LeftOut(product.sku, rule))
        else:
            kept.append(product)
    return Choice(tuple(kept[:MOST_ROWS]), tuple(left_out))


def _wanted(products: Sequence[Product], ask: str, said_before: str) -> list[Product]:
    named = [n.product for n in named_in(products, ask)]
    if named:
        return named
    listed = [product for product in products if product.checklist_items]
    if any(pointer in ask for pointer in words()["points_at_checklist"]):
        pointed = [p for p in listed if any(item in said_before for item in p.checklist_items)]
        spoken_of = [n.product for n in named_in(products, said_before)]
        return pointed or spoken_of or listed
    return list(products)


def unfit_rule(product: Product, life: Life) -> str:
    """Return the rule that keeps a product off this list, '' if none does."""
    return _class_rule(product, life) or _age_rule(product, life) or _group_rule(product, life)


def _class_rule(product: Product, life: Life) -> str:
    barred = {"special_medical": "FD-80", "health_food": "FD-78", "device": "DEV"}
    if product.product_class in barred:
        return barred[product.product_class]
    if product.product_class == "formula" and _is_formula_barred(product, life):
        return "BMS-2"
    if product.product_class == "formula" and not product.registration_no:
        return "BMS-6"
    return "" if product.stock > 0 else "OUT-OF-STOCK"


def _is_formula_barred(product: Product, life: Life) -> bool:
    return life.has_infant_or_bump or (product.formula_stage or 1) < _FIRST_OPEN_FORMULA_STAGE


def _age_rule(product: Product, life: Life) -> str:
    """Keep what fits the bump or the child; a family may have both."""
    verdicts = []
    if life.gest_week is not None:
        # What a newborn can use may be bought before the birth; anything graded older may not.
        too_old = product.age_min_months is not None and product.age_min_months > _NEWBORN_MONTHS
        verdicts.append("AGE" if too_old else _week_rule(product, life.gest_week))
    if life.child_months is not None:
        verdicts.append("" if _is_in_age(product, life.child_months) else "AGE")
    if not verdicts:
        graded = product.age_min_months is not None and product.age_min_months >= _INFANT_MONTHS * 3
        return "AGE" if graded else ""
    return "" if "" in verdicts else verdicts[0]


def _is_in_age(product: Product, months: int) -> bool:
    youngest, oldest = product.age_min_months, product.age_max_months
    return (youngest is None or months >= youngest) and (oldest is None or months <= oldest)


def _week_rule(product: Product, week: int) -> str:
    first, last = product.gest_week_min, product.gest_week_max
    return "GEST-WEEK" if (first is not None and week < first) or (last is not None and week > last) else ""


def _group_rule(product: Product, life: Life) -> str:
    groups = words()["groups"]
    hers = list(life.tags)
    if life.gest_week is not None:
        hers += groups["pregnant"]
    if life.child_months is not None and life.child_months < _INFANT_MONTHS:
        hers += groups["nursing"]
    if life.child_months is not None and life.child_months < _INFANT_MONTHS * 3 and product.age_min_months is not None:
        hers += groups["infant"]
    return "UNSUITABLE" if any(group in unfit for unfit in product.unsuitable for group in hers) else ""
