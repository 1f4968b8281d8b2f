"""What is fit for whom: by class of goods, stock, weeks and months, and what a product itself is unsuitable for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tools.lists.asks import words
from tools.lists.burdens import Told, offence_of
from tools.lists.sizes import months_of_size
from tools.models import Product
from tools.patterns import compiled

_NEWBORN_MONTHS = 1
_INFANT_MONTHS = 12
SMALL_CHILD_MONTHS = 36
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
    # What she or a tag of hers has told of a body: an allergy, an illness.
    told: tuple[Told, ...] = ()
    is_expecting: bool = False
    has_infant: bool = False
    # What she bought, by SKU, and how many days ago.
    bought: Mapping[str, int] = field(default_factory=dict)
    # It is for a small child, whatever the product is graded for.
    for_child: bool = False
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


def _months_window(product: Product) -> tuple[int, int | None] | None:
    """Return the months a product is graded for: by its own columns, else by a children's size in its name."""
    if product.age_min_months is None and product.age_max_months is None:
        return months_of_size(product.name)
    return product.age_min_months or 0, product.age_max_months


def is_made_for(product: Product, life: Life) -> bool:
    """Tell whether a product is for her stage and not for everybody's."""
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


def may_be_read_out(product: Product, life: Life) -> bool:
    """Tell whether the label of a health food, which is never spoken for, may be read out to who asks what it says."""
    is_known = product.product_class == "health_food" and product.status == "on" and bool(product.registration_no)
    is_apart = life.has_bump or life.is_nursing_age or life.for_child
    return is_known and not is_apart and not _group_rule(product, life)


def _stock_rule(product: Product) -> str:
    return "" if product.stock > 0 else "OUT-OF-STOCK"


def _class_rule(product: Product, life: Life) -> str:
    names: dict[str, str] = words()["barred_names"]
    if rule := next((rule for rule, name in names.items() if compiled(name).search(product.name)), ""):
        return rule
    barred: dict[str, str] = words()["barred_classes"]
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
        graded = product.age_min_months is not None and product.age_min_months >= SMALL_CHILD_MONTHS
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
    is_small = life.child_months is not None and life.child_months < SMALL_CHILD_MONTHS
    if life.for_child or (is_small and product.age_min_months is not None):
        hers += groups["infant"]
    is_named = any(group in unfit for unfit in product.unsuitable for group in hers)
    return "UNSUITABLE" if is_named or offence_of(product, life.told) is not None else ""
