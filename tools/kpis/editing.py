"""How much a person changed, and whether the meaning changed with it."""

from collections import Counter
from collections.abc import Collection

from rapidfuzz.distance import Levenshtein

from tools.kpis.rules import meaning_marks

_SHORTEST_NAME = 2


def edit_size(before: str, after: str) -> float:
    """Return the Levenshtein distance over the longer text's characters: 0 unchanged, 1 nothing left."""
    return float(Levenshtein.normalized_distance(before, after))


def changed_meaning(before: str, after: str, product_names: Collection[str] = ()) -> tuple[str, ...]:
    """Return which kinds of meaning differ: numbers, dates, negations, tone, products."""
    kinds = [kind for kind in meaning_marks() if _marks(kind, before) != _marks(kind, after)]
    if _named(before, product_names) != _named(after, product_names):
        kinds.append("products")
    return tuple(kinds)


def _marks(kind: str, text: str) -> Counter[str]:
    return Counter(found for mark in meaning_marks()[kind] for found in mark.findall(text))


def _named(text: str, product_names: Collection[str]) -> frozenset[str]:
    words = {word for name in product_names for word in (name, *name.split()) if len(word) >= _SHORTEST_NAME}
    return frozenset(word for word in words if word in text)
