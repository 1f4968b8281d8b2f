"""Choose what goes on a requested list: what she asked for, minus everything unfit for her."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tools.lists.asked import asked_ages, asked_count, asked_months, words
from tools.lists.limits import Limits, is_for_a_child, limit_rule, limits_in, wanted_part
from tools.lists.meant import for_both, is_for_birth, lately, unmeant_rule, wants_the_rest
from tools.lists.needs import with_qualities
from tools.lists.reasons import Reason, because_of
from tools.lists.sizes import larger_by, months_of_size
from tools.lists.wanted import wanted_goods
from tools.models import Product
from tools.products.catalogue import named_in

MOST_ROWS = 8
_NEWBORN_MONTHS = 1
_INFANT_MONTHS = 12
_FIRST_OPEN_FORMULA_STAGE = 3


@dataclass(frozen=True)
class Life:
    """For whom the list is: weeks of pregnancy or months of the child; None where unknown or not to be used.

    `is_expecting` and `has_infant` are known from her rows even without consent, and only ever take something away.
    """

    gest_week: int | None = None
    child_months: int | None = None
    # All her children, the youngest first.
    children_months: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    # Those of them that may be spoken of to her.
    told_tags: tuple[str, ...] = ()
    is_expecting: bool = False
    has_infant: bool = False
    # What she bought, by SKU, and how many days ago.
    bought: Mapping[str, int] = field(default_factory=dict)
    # What is listed must fit every child, not one of them.
    for_all: bool = False
    # So many months ahead of the child that sizes are chosen for: what fits now has grown short.
    sized_ahead: int = 0

    @property
    def hidden_tags(self) -> tuple[str, ...]:
        """Return the tags that only ever take something away."""
        return tuple(tag for tag in self.tags if tag not in self.told_tags)

    @property
    def has_bump(self) -> bool:
        """Tell whether what is unfit for a pregnancy is unfit for her."""
        return self.is_expecting or self.gest_week is not None

    @property
    def is_nursing_age(self) -> bool:
        """Tell whether there is a child under one."""
        return self.has_infant or (self.child_months is not None and self.child_months < _INFANT_MONTHS)


@dataclass(frozen=True)
class LeftOut:
    """A product that was asked for and must not be listed, with the rule and what in it is meant.

    named: her own words meant it.
    """

    sku: str
    rule: str
    name: str = ""
    named: bool = False
    what: str = ""


@dataclass(frozen=True)
class Choice:
    """The rows of a list, what was left out and why, and what in her ask or her life each row answers.

    because: SKU → (key of `because` in asks.yaml, its figures), the most telling first.
    not_carried: what she names and we have nothing of; not_carried_for: the situation that nothing of ours answers;
    not_found: the one thing that it names by a word we do not know; sold_out: what would fit and is out of stock.
    """

    products: tuple[Product, ...]
    left_out: tuple[LeftOut, ...]
    because: Mapping[str, tuple[tuple[str, dict[str, Any]], ...]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    not_carried: tuple[str, ...] = ()
    not_carried_for: str = ""
    not_found: str = ""
    sold_out: tuple[Product, ...] = ()


def choose(products: Sequence[Product], *, ask: str, said_before: str, life: Life) -> Choice:
    """Choose at most eight products for an ask, fewer if it says so; `said_before` is what 'these' points at."""
    limits = limits_in(ask, tags=life.told_tags, hidden_tags=life.hidden_tags)
    whom, wanted = (
        replace(_whom(ask, life, limits), sized_ahead=larger_by(ask), for_all=_is_for_all(ask)),
        wanted_part(ask),
    )
    said_before = said_before.replace(ask, wanted)
    meant = wanted_goods(products, wanted, said_before, words()["points_at_checklist"], words()["elliptical_up_to"])
    named = {n.product.sku for n in named_in(products, wanted)}
    named |= {product.sku for product in meant.products if meant.is_named}
    # She named nothing: what is made for her stage comes before what suits everybody.
    candidates = sorted(meant.products, key=lambda product: meant.is_open and not _is_made_for(product, whom))
    candidates = for_both(candidates) if is_for_birth(ask) else candidates
    whom = replace(whom, bought=lately(whom.bought) if wants_the_rest(ask) else {})
    kept, left_out = _sifted(candidates, whom, limits, named)
    kept = with_qualities(_for_the_child(kept, limits) if meant.is_open else kept, wanted)
    rows = _rows(kept, limits)
    left_out += [LeftOut(p.sku, "BUDGET-IN-ALL", p.name, p.sku in named) for p in kept if p not in rows]
    # "One each" is one for every child.
    count = (asked_count(ask) or MOST_ROWS) * max(len(whom.children_months), 1)
    rows = rows[: min(count, MOST_ROWS)]
    because = {product.sku: _because(product, limits, said_before, wanted, whom) for product in rows}
    gone = {left.sku for left in left_out if left.rule == "OUT-OF-STOCK"}
    return Choice(
        tuple(rows),
        tuple(left_out),
        because,
        limits,
        meant.not_carried,
        meant.not_carried_for,
        meant.not_found,
        tuple(one for one in candidates if one.sku in gone and not unmeant_rule(one, limits.meant)),
    )


def _sifted(
    candidates: Sequence[Product], whom: Life, limits: Limits, named: Collection[str]
) -> tuple[list[Product], list[LeftOut]]:
    """Return what is fit for her and keeps her limits, and the rest with its rule."""
    kept: list[Product] = []
    left_out: list[LeftOut] = []
    for product in candidates:
        rule, what = unfit_rule(product, whom), ""
        if not rule:
            rule, what = ("BOUGHT", "") if product.sku in whom.bought else limit_rule(product, limits)
        if rule:
            left_out.append(LeftOut(product.sku, rule, product.name, product.sku in named, what))
        else:
            kept.append(product)
    return kept, left_out


def _for_the_child(kept: Sequence[Product], limits: Limits) -> Sequence[Product]:
    """Return of presents for the child of somebody what is made for children, all where nothing is."""
    if limits.recipient is None or limits.recipient.is_grown_up or limits.recipient.is_expecting:
        return kept
    return [product for product in kept if is_for_a_child(product)] or kept


def _because(product: Product, limits: Limits, said_before: str, wanted: str, whom: Life) -> tuple[Reason, ...]:
    has_child, has_bump = whom.child_months is not None, whom.gest_week is not None
    return because_of(product, limits, said_before, wanted, has_child=has_child, has_bump=has_bump)


def _rows(kept: Sequence[Product], limits: Limits) -> list[Product]:
    """Return what fits, the cheapest first where she asks so, as far as a sum for everything goes."""
    rows = sorted(kept, key=lambda product: product.price_fen) if limits.cheapest_first else list(kept)
    return limits.budget.paid_for(rows) if limits.budget is not None else rows


def _whom(ask: str, life: Life, limits: Limits) -> Life:
    """Return for whom the list is; what is unfit for her own bump or infant stays off it, whoever it is for."""
    months, recipient = asked_months(ask), limits.recipient
    if recipient is not None:
        # Her own stage must not steer what another gets.
        return Life(
            child_months=months, is_expecting=life.has_bump or recipient.is_expecting, has_infant=life.has_infant
        )
    if is_for_birth(ask) and life.gest_week is not None:
        return replace(life, child_months=None, children_months=())
    if len(ages := asked_ages(ask)) > 1:
        return replace(life, gest_week=None, child_months=ages[0], children_months=ages, is_expecting=life.has_bump)
    if months is None:
        return replace(life, children_months=_children_meant(ask, life))
    return replace(life, gest_week=None, child_months=months, children_months=(), is_expecting=life.has_bump)


def _is_for_all(ask: str) -> bool:
    return bool(re.search(words()["siblings"]["shared"], ask))


def _children_meant(ask: str, life: Life) -> tuple[int, ...]:
    """Return the ages that a list is for: the youngest child's, unless she speaks of all or of the elder."""
    siblings = words()["siblings"]
    if len(life.children_months) > 1 and re.search(siblings["all"], ask):
        return life.children_months
    return life.children_months[-1:] if re.search(siblings["elder"], ask) else life.children_months[:1]


def _months_window(product: Product) -> tuple[int, int | None] | None:
    """Return the months a product is graded for: by its own columns, else by a children's size in its name."""
    if product.age_min_months is None and product.age_max_months is None:
        return months_of_size(product.name)
    return product.age_min_months or 0, product.age_max_months


def _is_made_for(product: Product, life: Life) -> bool:
    is_of_weeks = product.gest_week_min is not None and life.gest_week is not None
    is_of_age = product.age_min_months is not None and (life.child_months is not None or life.gest_week is not None)
    return (is_of_weeks or is_of_age) and not _age_rule(product, life)


def unfit_rule(product: Product, life: Life) -> str:
    """Return the rule that keeps a product off this list, '' if none does."""
    return off_limits_rule(product, life) or _age_rule(product, life) or _stock_rule(product)


def off_limits_rule(product: Product, life: Life) -> str:
    """Return the rule that forbids to speak for this product to her at all, '' if none does."""
    if product.status != "on":
        return "LS-5" if product.status == "recalled" else "NOT-ON-SALE"
    return _class_rule(product, life) or _group_rule(product, life)


def _stock_rule(product: Product) -> str:
    return "" if product.stock > 0 else "OUT-OF-STOCK"


def _class_rule(product: Product, life: Life) -> str:
    barred = {"special_medical": "FD-80", "health_food": "FD-78", "device": "DEV"}
    if product.product_class in barred:
        return barred[product.product_class]
    if product.product_class == "formula" and _is_formula_barred(product, life):
        return "BMS-2"
    if product.product_class == "formula" and not product.registration_no:
        return "BMS-6"
    return ""


def _is_formula_barred(product: Product, life: Life) -> bool:
    return life.has_bump or life.is_nursing_age or (product.formula_stage or 1) < _FIRST_OPEN_FORMULA_STAGE


def _age_rule(product: Product, life: Life) -> str:
    """Keep what fits the bump or the child; a family may have both."""
    verdicts = []
    if life.gest_week is not None:
        # What a newborn can use may be bought before the birth; anything graded older may not.
        too_old = (_months_window(product) or (0, None))[0] > _NEWBORN_MONTHS
        verdicts.append("AGE" if too_old else _week_rule(product, life.gest_week))
    ages = life.children_months or ((life.child_months,) if life.child_months is not None else ())
    verdicts += ["" if _is_in_age(product, months, life.sized_ahead) else "AGE" for months in ages]
    if not verdicts:
        graded = product.age_min_months is not None and product.age_min_months >= _INFANT_MONTHS * 3
        return "AGE" if graded else ""
    if life.for_all:
        return next((verdict for verdict in verdicts if verdict), "")
    return "" if "" in verdicts else verdicts[0]


def _is_in_age(product: Product, months: int, sized_ahead: int = 0) -> bool:
    youngest, oldest = _months_window(product) or (0, None)
    if product.age_min_months is None and product.age_max_months is None:
        months += sized_ahead
    return months >= youngest and (oldest is None or months <= oldest)


def _week_rule(product: Product, week: int) -> str:
    first, last = product.gest_week_min, product.gest_week_max
    return "GEST-WEEK" if (first is not None and week < first) or (last is not None and week > last) else ""


def _group_rule(product: Product, life: Life) -> str:
    groups = words()["groups"]
    hers = [tag for tag in life.tags if tag.strip()]
    if life.has_bump:
        hers += groups["pregnant"]
    if life.is_nursing_age:
        hers += groups["nursing"]
    if life.child_months is not None and life.child_months < _INFANT_MONTHS * 3 and product.age_min_months is not None:
        hers += groups["infant"]
    return "UNSUITABLE" if any(group in unfit for unfit in product.unsuitable for group in hers) else ""
