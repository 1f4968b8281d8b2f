"""What an ask limits: how much it may cost, what it must not be, which size and colour, and whether for a grown-up."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tools.checks.numerals import value_of
from tools.models import Product
from tools.yaml_text import read_yaml

Sizes = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Limits:
    """What an ask says about price (fen), what to leave out, sizes as (number, unit), colours and the recipient."""

    least_fen: int = 0
    most_fen: int | None = None
    in_all: bool = False
    cheapest_first: bool = False
    without: tuple[str, ...] = ()
    sizes: Sizes = frozenset()
    colours: frozenset[str] = frozenset()
    for_grown_up: bool = False


@cache
def table() -> dict[str, Any]:
    """Return the wording table of what an ask limits."""
    loaded: dict[str, Any] = read_yaml(Path(__file__).parent / "limits.yaml")
    return loaded


def limits_in(ask: str, tags: Iterable[str] = ()) -> Limits:
    """Read what an ask limits; her own tags ("allergic to wool") are read like her words."""
    least, most = _budget(ask)
    return Limits(
        least_fen=least,
        most_fen=most,
        in_all=bool(re.search(table()["in_all"], ask)) and not re.search(table()["each"], ask),
        cheapest_first=bool(re.search(table()["cheap"], ask)),
        without=tuple(dict.fromkeys(what for text in (ask, *tags) for what in _without(text))),
        sizes=_sizes(ask),
        colours=frozenset(found["colour"] for found in re.finditer(table()["colour_asked"], ask)),
        for_grown_up=bool(re.search(table()["grown_up"], ask)),
    )


def _budget(ask: str) -> tuple[int, int | None]:
    for pattern in table()["budgets"]:
        found = re.search(pattern.replace("NUMBER", table()["number"]), ask)
        if found:
            named = {name: int(value_of(text) * 100) for name, text in found.groupdict().items() if text}
            near = int(named.get("near", 0) * float(table()["near_tolerance"]))
            return named.get("least", 0), named.get("most", near)
    return 0, None


def _without(text: str) -> list[str]:
    found = (match["what"] for pattern in table()["without"] for match in re.finditer(pattern, text))
    bare = (re.sub(table()["without_lead"], "", what) for what in found)
    kept = (
        re.sub(table()["without_tail"], "", what) for what in bare if not re.search(table()["without_nothing"], what)
    )
    return [what for what in kept if what]


def _sizes(text: str) -> Sizes:
    numbered = (
        m for m in re.finditer(table()["sizes"], text) if not re.search(table()["not_a_size"], text[: m.start()])
    )
    sizes = {(m["n"], table()["same"].get(m["unit"], m["unit"])) for m in numbered}
    return frozenset(sizes | {(m["n"], table()["letter_unit"]) for m in re.finditer(table()["letters"], text)})


def limit_rule(product: Product, limits: Limits) -> str:
    """Return the limit of hers that a product does not keep, '' if it keeps all."""
    if (limits.most_fen is not None and product.price_fen > limits.most_fen) or product.price_fen < limits.least_fen:
        return "BUDGET"
    if any(_holds(product, what) for what in limits.without):
        return "UNWANTED"
    if limits.for_grown_up and _is_for_a_child(product):
        return "FOR-A-CHILD"
    return "VARIANT" if _is_other_variant(product, limits) else ""


def _holds(product: Product, what: str) -> bool:
    text = " ".join([product.name, product.spec, *product.checklist_items])
    text = re.sub(str(table()["free_of"]) + re.escape(what), "", text)
    for word in table()["stands_for"].get(what, [what]):
        if word in re.sub(str(table()["free_of"]) + re.escape(word), "", text):
            return True
    return False


def _is_for_a_child(product: Product) -> bool:
    graded = (product.age_min_months, product.age_max_months, product.gest_week_min, product.gest_week_max)
    return any(bound is not None for bound in graded) or product.category.lower() in table()["for_children"]


def _is_other_variant(product: Product, limits: Limits) -> bool:
    """Tell whether its name states another size or colour than she asked for; one that states none may be hers."""
    own = _sizes(product.name)
    for unit in {unit for _, unit in limits.sizes} & {unit for _, unit in own}:
        if not {size for size in own if size[1] == unit} & limits.sizes:
            return True
    colours = _colours(product.name)
    return bool(limits.colours and colours and not limits.colours & colours)


def _colours(name: str) -> frozenset[str]:
    """Return the colour families that words of a name consist of."""
    whole = " ".join(
        word for word in re.split(r"[\s()\uff08\uff09]+", name) if re.search(table()["colour_whole"], word)
    )
    return frozenset(family for family, pattern in table()["colours"].items() if re.search(pattern, whole))


def months_of_size(name: str) -> tuple[int, int] | None:
    """Return the months a children's size in a name is commonly worn, None without one."""
    found = re.search(table()["size_of_age"]["pattern"], name)
    if found is None:
        return None
    low, high = table()["size_of_age"]["months"][int(found.group(1))]
    return low, high


def within_sum(products: Sequence[Product], limits: Limits) -> list[Product]:
    """Keep, in order, what her budget for everything together pays for."""
    if not limits.in_all or limits.most_fen is None:
        return list(products)
    kept, left = [], limits.most_fen
    for product in products:
        if product.price_fen <= left:
            kept.append(product)
            left -= product.price_fen
    return kept
