"""The catalogue: rows from content, and what of it suits a stage of life."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from tools.demo.content import content
from tools.demo.person import Stage
from tools.money import fen_from_yuan

_BABY_MONTHS = 12
# Before birth one buys what fits in the first weeks.
_LAYETTE_MONTHS = 1


@dataclass(frozen=True)
class Shelf:
    """The products of one category that suit one stage, with their prices in fen."""

    category: str
    skus: tuple[str, ...]
    prices: tuple[int, ...]
    old: tuple[bool, ...]


@cache
def catalogue() -> tuple[dict[str, Any], ...]:
    """Return every product as a dictionary of columns (all but `updated_at`)."""
    return tuple(_row(group, entry) for group in content("catalogue")["groups"] for entry in _entries(group))


def _entries(group: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for product in group["products"]:
        for size in product.get("sizes", [{}]):
            entry = {**product, **size}
            if size:
                digits = "".join(sign for sign in size["size"] if sign.isdigit())
                entry |= {"sku": f"{product['sku']}-{digits}", "name": product["name"].format(size=size["size"])}
            yield entry


def _row(group: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    sku, list_price = entry["sku"], entry.get("list_price")
    age, week = entry.get("age", [None, None]), entry.get("week", [None, None])
    return {
        "sku": sku,
        "name": f"{group['line']} {entry['name']}",
        "category": group["category"],
        "price_fen": fen_from_yuan(entry["price"]),
        "list_price_fen": fen_from_yuan(list_price) if list_price else None,
        "spec": entry["spec"],
        "stock": 0 if entry.get("status", "on") == "recalled" else entry["stock"],
        "url": f"{content('brand')['shop_url']}{sku}",
        "image_url": f"/pictures/{sku}.png",
        "age_min_months": age[0],
        "age_max_months": age[1],
        "gest_week_min": week[0],
        "gest_week_max": week[1],
        "product_class": entry.get("class", group.get("class", "general")),
        "formula_stage": entry.get("stage"),
        "registration_no": entry.get("registration_no", ""),
        "unsuitable": entry.get("unsuitable", []),
        "status": entry.get("status", "on"),
        "checklist_items": entry.get("rows", []),
    }


def product_rows(at: datetime) -> list[dict[str, Any]]:
    """Return the rows of the product table."""
    return [{**row, "updated_at": at} for row in catalogue()]


@cache
def by_sku() -> dict[str, dict[str, Any]]:
    """Return the catalogue by SKU."""
    return {row["sku"]: row for row in catalogue()}


@cache
def shelf(category: str, week: int | None, age_months: int | None) -> Shelf:
    """Return what of a category suits a stage; the whole category when nothing does."""
    rows = [row for row in catalogue() if row["category"] == category]
    fitting = [row for row in rows if _suits(row, week, age_months)] or rows
    return Shelf(
        category,
        tuple(row["sku"] for row in fitting),
        tuple(row["price_fen"] for row in fitting),
        tuple(row["status"] != "on" for row in fitting),
    )


def shelf_for(category: str, stage: Stage) -> Shelf:
    """Return the shelf of a stage (weeks only tell unborn from born, so that shelves can be kept)."""
    return shelf(category, 0 if stage.week is not None else None, stage.age_months)


def _suits(row: dict[str, Any], week: int | None, age_months: int | None) -> bool:
    is_child_small = week is not None or (age_months is not None and age_months < _BABY_MONTHS)
    if is_child_small and row["unsuitable"]:
        return False
    low, high = row["age_min_months"], row["age_max_months"]
    if low is None or (week is None and age_months is None):
        return True
    if week is not None:
        return bool(low <= _LAYETTE_MONTHS)
    return bool(low - 1 <= (age_months or 0) <= high)


def short_name(sku: str) -> str:
    """Return a product's name without line and size, as one says it aloud."""
    parts: Sequence[str] = by_sku()[sku]["name"].split()
    return parts[1]
