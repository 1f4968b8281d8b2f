"""Read the catalogue, and find the products that a sentence names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any
from weakref import WeakKeyDictionary

import rjieba
from sqlalchemy import Engine, inspect, type_coerce
from sqlalchemy.types import NullType
from sqlmodel import Session, col, select

from tools.models import Product
from tools.patterns import compiled
from tools.yaml_text import table_beside

words = table_beside(__file__, "words.yaml")
_SHORTEST_NAME = 2
_NEED_SCORE = 1.5
# The bare values of every row: reading and comparing them costs a fifth of making objects of them.
_ROWS = select(*(type_coerce(column, NullType()) for column in inspect(Product).columns)).order_by(col(Product.sku))
_KEPT: WeakKeyDictionary[Engine, tuple[Sequence[Any], Sequence[Product]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Named:
    """A product and how clearly a sentence names it (the length of the shared name, in characters)."""

    product: Product
    score: float

    @property
    def is_by_name(self) -> bool:
        """Tell whether a part of its name or of a checklist row was said, not merely a need its category answers."""
        return self.score >= _SHORTEST_NAME


def spoken_name(product: Product) -> str:
    """Return a product's name as one says it: a long remark in brackets, whatever it wants, is no name."""
    return without_remark(product.name)


@lru_cache(maxsize=8192)
def without_remark(name: str) -> str:
    """Return a name without a long remark in brackets."""
    return compiled(words()["remark"]).sub("", name).strip() or name


def on_sale(products: Iterable[Product]) -> tuple[Product, ...]:
    """Return what of a catalogue is on sale; recalled and withdrawn products are not."""
    return tuple(product for product in products if product.status == "on")


def all_products(session: Session) -> Sequence[Product]:
    """Return the whole catalogue by SKU, for reading only: as long as no row changed, the same objects serve again."""
    rows = session.connection().execute(_ROWS).all()
    kept = _KEPT.get(engine := session.connection().engine)
    if kept is None or kept[0] != rows:
        kept = _KEPT[engine] = (rows, _read(session))
    return kept[1]


def _read(session: Session) -> Sequence[Product]:
    products = session.exec(select(Product).order_by(col(Product.sku))).all()
    for product in products:
        # They outlive the session, which must not write back what it no longer reads.
        session.expunge(product)
    return products


def named_in(products: Iterable[Product], text: str) -> tuple[Named, ...]:
    """Return the products a text names, clearest first; () when it names none."""
    said, needed = _pairs(text), _needed(text)
    found = [Named(product, _clearness(product, text, said, needed)) for product in products]
    return tuple(sorted((n for n in found if n.score > 0), key=lambda n: (-n.score, n.product.sku)))


def named_apart(products: Iterable[Product], text: str) -> tuple[Product, ...]:
    """Return the products that a text names by words of their own: of two things both, however long each name."""
    kept: list[Product] = []
    taken: set[str] = set()
    for named in (n for n in named_in(products, text) if n.is_by_name):
        rest = text
        for run in taken:
            rest = rest.replace(run, " ")
        runs = {_run(part, rest) for part in named.product.name.split()} | {
            run for run in taken if any(run in part for part in named.product.name.split())
        }
        if runs - {""}:
            kept.append(named.product)
            taken |= runs - {""}
    return tuple(kept)


def narrowed(named: Sequence[Named], text: str) -> tuple[Named, ...]:
    """Leave out what only the category answers, where the words for the need are the name of something else.

    "The bed set in grey" wants no blanket beside it; "creams and the like" wants the rest as well.
    """
    by_name = [n for n in named if n.is_by_name]
    if not by_name or wants_the_like(text):
        return tuple(named)
    names = " ".join(n.product.name for n in by_name)
    return tuple(n for n in named if n.is_by_name or not _is_need_a_name(n.product.category, text, names))


def wants_the_like(text: str) -> bool:
    """Tell whether a text wants what is near a name as well."""
    return any(word in text for word in words()["and_the_like"])


def _is_need_a_name(category: str, text: str, names: str) -> bool:
    needs = (need for need in words()["needs"] if category.lower() in need["categories"])
    said = [word for need in needs for word in need["said"] if word in text]
    return all(word in names for word in said)


def _clearness(product: Product, text: str, said: frozenset[str], needed: frozenset[str]) -> float:
    # Hardly any name shares two characters in a row with a sentence: the rest need no closer look.
    parts, pairs = _name_of(product.name, tuple(product.checklist_items))
    near = () if said.isdisjoint(pairs) else [part for part in parts if not said.isdisjoint(_name_pairs(part))]
    others = _kinds_aside(product.category.lower()) if near else frozenset()
    shared = max((len(_run(part, text, others)) for part in near), default=0)
    if shared >= _SHORTEST_NAME:
        return float(shared)
    return _NEED_SCORE if product.category.lower() in needed else 0.0


@lru_cache(maxsize=8192)
def _name_of(name: str, items: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the parts that a product is known by, and all pairs of characters in them."""
    parts = (*name.split(), *items)
    return parts, frozenset().union(*map(_name_pairs, parts))


@lru_cache(maxsize=8192)
def _name_pairs(name: str) -> frozenset[str]:
    return _pairs(name)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + _SHORTEST_NAME] for at in range(len(text) - _SHORTEST_NAME + 1))


@lru_cache(maxsize=256)
def _kinds_aside(category: str) -> frozenset[str]:
    """Return the words for a kind of goods that a category is not of: a shelf for toys is no toy."""
    table = words()
    own = {word for need in table["needs"] if category in need["categories"] for word in need["said"]}
    return frozenset(word for word in table["kind_words"] if word not in own)


def _run(part: str, text: str, aside: frozenset[str] = frozenset()) -> str:
    """Return the longest run of a name part that stands in the text as a word does, general words and `aside` not."""
    for length in range(len(part), _SHORTEST_NAME - 1, -1):
        for start in range(len(part) - length + 1):
            run = part[start : start + length]
            if run in text and run not in words()["general_words"] and run not in aside and not run.isascii():
                if _keeps_words_whole(run, text):
                    return run
    return ""


def _keeps_words_whole(run: str, text: str) -> bool:
    """Tell whether a run begins or ends where a word of the text does: "birthday present" names no day gift box."""
    starts, ends = _bounds(text)
    at = text.find(run)
    while at >= 0:
        if at in starts or at + len(run) in ends:
            return True
        at = text.find(run, at + 1)
    return False


@lru_cache(maxsize=1024)
def _bounds(text: str) -> tuple[frozenset[int], frozenset[int]]:
    """Return where the words of a text begin, and where they end."""
    lengths = [len(word) for word in rjieba.cut(text)]
    ends = list(accumulate(lengths))
    return frozenset(end - length for end, length in zip(ends, lengths, strict=True)), frozenset(ends)


def _needed(text: str) -> frozenset[str]:
    """Return the words for categories that answer a need which a text names."""
    named = (need for need in words()["needs"] if any(said in text for said in need["said"]))
    return frozenset(category for need in named for category in need["categories"])
