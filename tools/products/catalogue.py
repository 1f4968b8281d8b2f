"""Read the catalogue, and find the products that a sentence names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from tools.models import Product
from tools.yaml_text import read_yaml

_SHORTEST_NAME = 2
_NEED_SCORE = 1.5


@dataclass(frozen=True)
class Named:
    """A product and how clearly a sentence names it (the length of the shared name, in characters)."""

    product: Product
    score: float


@cache
def words() -> dict[str, Any]:
    """Return the wording table of this room."""
    loaded: dict[str, Any] = read_yaml(Path(__file__).parent / "words.yaml")
    return loaded


def spoken_name(product: Product) -> str:
    """Return a product's name as one says it: a long remark in brackets, whatever it wants, is no name."""
    return without_remark(product.name)


def without_remark(name: str) -> str:
    """Return a name without a long remark in brackets."""
    return re.sub(words()["remark"], "", name).strip() or name


def on_sale(session: Session) -> Sequence[Product]:
    """Return what is on sale, by SKU; recalled and withdrawn products are not."""
    return session.exec(select(Product).where(Product.status == "on").order_by(col(Product.sku))).all()


def all_products(session: Session) -> Sequence[Product]:
    """Return the whole catalogue, by SKU."""
    return session.exec(select(Product).order_by(col(Product.sku))).all()


def named_in(products: Iterable[Product], text: str) -> tuple[Named, ...]:
    """Return the products a text names, clearest first; () when it names none."""
    said = _pairs(text)
    found = [Named(product, _clearness(product, text, said)) for product in products]
    return tuple(sorted((n for n in found if n.score > 0), key=lambda n: (-n.score, n.product.sku)))


def _clearness(product: Product, text: str, said: frozenset[str]) -> float:
    # Hardly any name shares two characters in a row with a sentence: the rest need no closer look.
    parts = [
        part for part in (*product.name.split(), *product.checklist_items) if not said.isdisjoint(_name_pairs(part))
    ]
    shared = max((_shared(part, text) for part in parts), default=0)
    if shared >= _SHORTEST_NAME:
        return float(shared)
    return _NEED_SCORE if _is_needed(product.category, text) else 0.0


@lru_cache(maxsize=8192)
def _name_pairs(name: str) -> frozenset[str]:
    return _pairs(name)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + _SHORTEST_NAME] for at in range(len(text) - _SHORTEST_NAME + 1))


def _shared(part: str, text: str) -> int:
    """Return the length of the longest run of a name part that stands in the text, general words aside."""
    for length in range(len(part), _SHORTEST_NAME - 1, -1):
        for start in range(len(part) - length + 1):
            run = part[start : start + length]
            if run in text and run not in words()["general_words"] and not run.isascii():
                return length
    return 0


def _is_needed(category: str, text: str) -> bool:
    for need in words()["needs"]:
        if category.lower() in need["categories"] and any(said in text for said in need["said"]):
            return True
    return False
