"""How much an ask wants to spend: a ceiling, a floor, or about so much, each or in all; read from her words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tools.checks.numerals import value_of
from tools.models import Product
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)
_FEN = 100


@dataclass(frozen=True)
class Budget:
    """The least and the most to be spent on one thing, or with `in_all` on everything, in fen; None without a bound."""

    least_fen: int | None = None
    most_fen: int | None = None
    in_all: bool = False
    # The figure that she said "about" of.
    about_fen: int | None = field(default=None, compare=False)

    def allows(self, price_fen: int) -> bool:
        """Tell whether a price lies within it; a floor for everything together bars no single thing."""
        is_too_dear = self.most_fen is not None and price_fen > self.most_fen
        is_too_cheap = self.least_fen is not None and not self.in_all and price_fen < self.least_fen
        return not is_too_dear and not is_too_cheap

    def paid_for(self, products: Sequence[Product]) -> list[Product]:
        """Return, in order, what a sum for everything together pays for; all where it is for each thing."""
        if not self.in_all or self.most_fen is None:
            return list(products)
        kept, left = [], self.most_fen
        for product in products:
            if product.price_fen <= left:
                kept.append(product)
                left -= product.price_fen
        return kept


def asked_budget(ask: str) -> Budget | None:
    """Return what an ask wants to spend, None where it names no sum."""
    table = _table()
    for row in table["budgets"]:
        found = compiled(row["hears"].replace("{sum}", table["sum"]).replace("{range}", table["range"])).search(ask)
        if found and (ends := _ends(found)):
            in_all = bool(compiled(table["in_all"]).search(ask)) and not compiled(table["each"]).search(ask)
            is_about = row.get("about") or {"least", "most"} <= row.keys()
            about = ends[0] * _FEN if ends[0] == ends[1] and is_about else None
            return Budget(_bound(ends[0], row.get("least")), _bound(ends[1], row.get("most")), in_all, about)
    return None


def _ends(found: re.Match[str]) -> tuple[int, int] | None:
    """Return the lower and upper sum of a match in yuan, the same twice where she names one."""
    named = {name: int(value_of(text)) for name, text in found.groupdict().items()}
    low, high = named.get("low", named.get("sum", 0)), named.get("high", named.get("sum", 0))
    return (low, high) if low and high else None


def _bound(yuan: int, percent: int | None) -> int | None:
    return yuan * _FEN * percent // 100 if percent is not None else None
