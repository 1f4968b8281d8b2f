"""Why a row answers her ask: her checklist, its stage of life; only what the row itself vouches for."""

from typing import Any

from tools.lists.limits import Limits, colours_of
from tools.lists.needs import need_of, needs_in, quality_of
from tools.lists.sizes import height_of, sizes_in
from tools.models import Product

Reason = tuple[str, dict[str, Any]]


def because_of(
    product: Product, limits: Limits, said_before: str, ask: str, *, has_child: bool, has_bump: bool
) -> tuple[Reason, ...]:
    """Return (key of `because` in asks.yaml, its figures), the most telling first."""
    found: list[Reason] = []
    item = next((item for item in product.checklist_items if item in said_before), "")
    if item:
        found.append(("checklist", {"item": item}))
    found += _of_ask(product, ask)
    if has_child:
        found += _of_age(product)
    if has_bump and product.gest_week_min is not None:
        found.append(("week", {"low": product.gest_week_min}))
    return (*found, *_left_open(product, limits))


def _of_ask(product: Product, ask: str) -> list[Reason]:
    """Return her situation that it answers, and the words of its page that grant what she wishes of it."""
    need, quality = need_of(product, needs_in(ask)), quality_of(product, ask)
    situation = [("need", {"said": need.said})] if need is not None and not need.is_thing else []
    return [*situation, *([("quality", {"words": quality})] if quality else [])]


def _of_age(product: Product) -> list[Reason]:
    low, high = product.age_min_months, product.age_max_months
    if low is not None or high is not None:
        return [("age" if high is not None else "age_from", {"low": low or 0, "high": high})]
    height = height_of(product.name)
    return [("height", {"height": height})] if height is not None else []


def _left_open(product: Product, limits: Limits) -> list[Reason]:
    """Say where her size or colour is not in the name: she has to look herself, and we do not claim it."""
    open_ = []
    if limits.sizes and not sizes_in(product.name):
        open_.append("size_open")
    if limits.colours and not colours_of(product.name):
        open_.append("colour_open")
    return [(key, {}) for key in open_]
