"""What an ask wants without a product's name: a thing by its everyday noun, a situation, a quality of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tools.models import Product
from tools.patterns import compiled
from tools.yaml_text import table_beside

needs_table = table_beside(__file__)
_CLAUSE = re.compile(r"[\u3002\uff1b;\uff0c,\u3001\n\s]+")
_LONGEST_QUOTE = 14


@dataclass(frozen=True)
class Need:
    """What she says, and the pattern over a product's name that answers it; a thing is one that she names."""

    said: str
    answers: str
    is_thing: bool
    # What a name or a category must not hold: a summer quilt keeps nobody warm.
    never: str = ""


@cache
def _nouns() -> tuple[tuple[str, str], ...]:
    """Return the nouns and what answers each, the longest first: "a quilt of down" is no mere quilt."""
    return tuple(sorted(needs_table()["nouns"].items(), key=lambda row: -len(row[0])))


@cache
def _named_for_a_situation() -> tuple[tuple[str, str], ...]:
    """Return the nouns that hold the word of a situation: a nursing pillow is a pillow, not anything for nursing."""
    words = [compiled(row["when"]) for row in needs_table()["situations"]]
    return tuple(row for row in _nouns() if any(word.search(row[0]) for word in words))


def needs_in(ask: str) -> tuple[Need, ...]:
    """Return the situations and the things that an ask speaks of; what is had or broken is no wish."""
    left, found = _things_said(compiled(needs_table()["not_wanted"]).sub("", ask), _named_for_a_situation())
    for row in needs_table()["situations"]:
        match = compiled(row["when"]).search(left)
        if match:
            found.append(Need(match.group(), row["answers"], is_thing=False, never=row.get("never", "")))
            left = left.replace(match.group(), " ")
    return (*found, *_things_said(left, _nouns())[1])


def _things_said(ask: str, nouns: Sequence[tuple[str, str]]) -> tuple[str, list[Need]]:
    """Return an ask without the nouns that it holds, and what they want."""
    found: list[Need] = []
    for noun, answers in nouns:
        if noun in ask:
            found.append(Need(noun, answers, is_thing=True))
            ask = ask.replace(noun, " ")
    return ask, found


def answering(products: Sequence[Product], needs: Sequence[Need]) -> list[Product]:
    """Return the products that answer any of the needs."""
    return [product for product in products if need_of(product, needs) is not None]


def need_of(product: Product, needs: Sequence[Need]) -> Need | None:
    """Return the need that a product answers, None if none."""
    names = " ".join([product.name, *product.checklist_items])
    return next(
        (need for need in needs if compiled(need.answers).search(names) and not _is_barred(product, need)), None
    )


def one_unknown(ask: str) -> str:
    """Return the one thing that an ask names by a word that no product and no table knows, '' where it is open."""
    table = needs_table()["asks_one"]
    found = (match["what"] for pattern in table["hears"] for match in compiled(pattern).finditer(ask))
    return next((what for what in found if not compiled(table["unless"]).search(what)), "")


def _is_barred(product: Product, need: Need) -> bool:
    return bool(need.never) and bool(compiled(need.never).search(f"{product.name} {product.category}"))


def naming_part(ask: str) -> str:
    """Return what of an ask may name goods: not what lies in the way, nor the bed that a thing is for."""
    left = compiled(needs_table()["not_wanted"]).sub("", ask)
    for row in needs_table()["situations"]:
        if row.get("aside"):
            left = compiled(row["when"]).sub("", left)
    return left


def with_qualities(products: Sequence[Product], ask: str) -> list[Product]:
    """Leave what does not grant a quality she wishes, as long as something does."""
    kept, wished = list(products), _wished(ask)
    if opposed := [row for row in wished if _is_opposed(row, wished, products)]:
        kept = [product for product in kept if any(_grants(row, product) for row in opposed)]
    for row in (row for row in wished if row not in opposed):
        kept = [product for product in kept if not _is_never(row, product)]
        granting = [product for product in kept if _grants(row, product)]
        kept = granting or kept
    return kept


def _grants(row: Mapping[str, str], product: Product) -> bool:
    return bool(compiled(row["holds"]).search(_page(product)))


def _is_opposed(row: Mapping[str, str], wished: Sequence[Mapping[str, str]], products: Sequence[Product]) -> bool:
    """Tell whether she wishes beside it for its contrary, and both are there: a thick one and a thin one."""
    return any(_bars(row, other, products) or _bars(other, row, products) for other in wished if other is not row)


def _bars(row: Mapping[str, str], other: Mapping[str, str], products: Sequence[Product]) -> bool:
    return any(_grants(other, product) and _is_never(row, product) for product in products)


def _is_never(row: Mapping[str, str], product: Product) -> bool:
    never = row.get("never")
    return bool(never) and bool(compiled(str(never)).search(_page(product)))


def quality_of(product: Product, ask: str) -> str:
    """Return the words of a product's page that grant what she wishes of it, '' where none do."""
    clauses = [clause for clause in _CLAUSE.split(_page(product)) if clause and len(clause) <= _LONGEST_QUOTE]
    found = (clause for row in _wished(ask) for clause in clauses if compiled(row["holds"]).search(clause))
    return next(found, "")


def _wished(ask: str) -> list[dict[str, str]]:
    return [row for row in needs_table()["qualities"] if compiled(row["said"]).search(ask)]


def _page(product: Product) -> str:
    return f"{product.name} {product.spec}"
