"""The sizes that one page lists in its own rows (S from 80 to 95, M from 95 to 115), each as a thing of its own."""

import re
from collections.abc import Iterator, Sequence

from agent.composer.meant.ranges import fitting_words, ranges_of
from tools.models import Product
from tools.patterns import compiled

_PARTS = (re.compile(r"[\uff1b;\u3002\n]"), re.compile(r"[\uff0c,\u3001/\uff0f]"))


def as_sizes(product: Product) -> tuple[Product, ...]:
    """Return a copy of a thing for each size that its page lists in a row, the thing itself where it lists none."""
    for parts in _PARTS:
        rows = tuple(_rows(product, parts.split(product.spec or "")))
        if len(rows) > 1:
            return rows
    return (product,)


def _rows(product: Product, parts: Sequence[str]) -> Iterator[Product]:
    table = fitting_words()["rows"]
    thing = compiled(table["count"]).sub("", product.name)
    for part in parts:
        found = compiled(table["row"]).match(part.strip())
        if not found:
            continue
        ages = compiled(table["months"]).search(found["made_for"])
        low, high = (int(ages["low"]), int(ages["high"])) if ages else (None, None)
        own = {"name": f"{thing} {found['label']}", "spec": found["made_for"].strip()}
        own |= {"age_min_months": low, "age_max_months": high}
        row = Product(**{**product.model_dump(), **own})
        if any(ranges_of(row)):
            yield row
