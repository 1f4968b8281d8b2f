"""What an ask is about and what it is not: what she has already, formula that nobody named, whose body it is for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from tools.models import Product
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


@dataclass(frozen=True)
class Meant:
    """What an ask says of itself.

    had: what she has at home, in her words. names_formula: she asks for formula by name, without which none is listed.
    of_child: it is for a child; of_mother: it names what a bump or nursing needs; of_herself: it is about her own body.
    of_gift: it is a present.
    """

    had: tuple[str, ...] = ()
    names_formula: bool = True
    of_child: bool = False
    of_mother: bool = True
    of_herself: bool = False
    of_gift: bool = False


def meant_by(ask: str) -> Meant:
    """Read from an ask what it is about."""
    table = _table()
    said = {
        name: bool(compiled(table[name]["said"]).search(ask))
        for name in ("formula", "child", "mother", "herself", "gift")
    }
    return Meant(
        had=tuple(dict.fromkeys(what for _, what in _had(ask))),
        names_formula=said["formula"],
        of_child=said["child"],
        of_mother=said["mother"],
        of_herself=said["herself"] and not said["child"],
        of_gift=said["gift"],
    )


def without_had(ask: str) -> str:
    """Return an ask without the clauses that tell what she has: they name nothing that she wants."""
    for clause, _ in _had(ask):
        ask = ask.replace(clause, "")
    return ask


def wants_the_rest(ask: str) -> bool:
    """Tell whether an ask wants whatever of a list is still missing."""
    return bool(compiled(_table()["rest"]).search(ask))


def is_for_birth(ask: str) -> bool:
    """Tell whether an ask wants what a birth needs, as far as it is still missing."""
    return wants_the_rest(ask) and bool(compiled(_table()["birth"]).search(ask))


def lately(bought: Mapping[str, int]) -> dict[str, int]:
    """Return what was bought so lately that it is still there, SKU to days."""
    return {sku: days for sku, days in bought.items() if days <= int(_table()["lately_days"])}


def _had(ask: str) -> Iterator[tuple[str, str]]:
    """Give each clause that tells what she has, and what that is."""
    table = _table()["had"]
    for pattern in table["hears"]:
        for match in compiled(pattern).finditer(ask):
            what = compiled(table["lead"]).sub("", compiled(table["tail"]).sub("", match["what"]))
            if len(what) > 1 and not compiled(table["unless"]).search(match.group()):
                yield match.group(), what


def is_formula(product: Product) -> bool:
    """Tell whether a product is infant formula, by its class or by the shelf it stands on."""
    return product.product_class == "formula" or product.category.lower() in _table()["formula"]["categories"]


def unmeant_rule(product: Product, meant: Meant) -> str:
    """Return the rule by which a product is not what she means, '' if it may be."""
    if is_formula(product) and not meant.names_formula:
        return "BMS-UNASKED"
    if any(_is_called(product, what) for what in meant.had):
        return "HAD"
    if meant.of_child and not meant.of_mother and (_is_of_mother(product) or _is_for_grown_skin(product)):
        return "FOR-A-MOTHER"
    if meant.of_gift and product.category.lower() in _table()["gift"]["never"]:
        return "NO-GIFT"
    return "FOR-A-CHILD" if meant.of_herself and product.age_max_months is not None else ""


def for_both(products: Sequence[Product]) -> list[Product]:
    """Return one size of each kind, the mother's and the child's in turns: neither must crowd out the other."""
    kinds = {" ".join(product.name.split()[:2]): product for product in reversed(products)}
    ones = [product for product in products if product in kinds.values()]
    hers, childs = [p for p in ones if _is_of_mother(p)], [p for p in ones if not _is_of_mother(p)]
    return [product for pair in zip_longest(hers, childs) for product in pair if product is not None]


def _is_called(product: Product, what: str) -> bool:
    return any(what in name for name in (product.name, *product.checklist_items))


def _is_for_grown_skin(product: Product) -> bool:
    """Tell whether it is skin care that is neither graded nor called a child's."""
    is_graded = product.age_min_months is not None or product.age_max_months is not None
    is_care = product.category.lower() in _table()["grown_skin"]["categories"]
    return is_care and not is_graded and not compiled(_table()["grown_skin"]["unless"]).search(product.name)


def _is_of_mother(product: Product) -> bool:
    graded = product.gest_week_min is not None or product.gest_week_max is not None
    return graded or product.category.lower() in _table()["mother"]["categories"]
