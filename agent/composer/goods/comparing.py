"""Set products side by side: what each page says, what it costs, and which of them she speaks of herself."""

import re
from collections.abc import Sequence

import rjieba

from agent.composer.meant.goods import kind_of
from agent.composer.meant.things import is_named, short_name
from tools.models import Product
from tools.money import short_yuan
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_WORD = re.compile(r"^[\u4e00-\u9fff]+$")
_DESCRIBES = "a"


def page_of(one: Product) -> str:
    """Return what a page says, the months that it is for among it."""
    low, high = one.age_min_months, one.age_max_months
    key = "aged" if low is not None and high is not None else "aged_from" if low else ""
    told = compiled(_table()["pauses"]).sub("\uff0c", one.spec.strip().rstrip("\u3002\uff1b;"))
    return told + (str(_table()[key]).format(low=low, high=high) if key else "")


def priced(one: Product) -> str:
    """Return a product with its price and what its page says, as far as it says anything."""
    row = str(_table()["row"]).format(name=short_name(one.name), price=short_yuan(one.price_fen))
    label = str(_table()["label"]).format(label=page_of(one)) if one.spec else ""
    return row + label + ("" if one.stock > 0 else str(_table()["gone"]))


def better_of(meant: Sequence[Product], words: str) -> Product | None:
    """Return the one whose page alone speaks of what she says she wants, None where nothing tells them apart."""
    told = [_told_by(one) for one in meant]
    # What she calls each of them by tells nothing of what she wants.
    called = {word for one in meant for word, _ in rjieba.tag(one.name)} if _calls_all(meant, words) else set()
    shared = set.intersection(*told) | set(_table()["no_hint"]) | called
    # Of what only one page says, the words that she says too; a word within a denial of hers tells nothing.
    words = compiled(_table()["lasting"]).sub("", words)
    hits = [sum(len(word) for word in own - shared if word in words) for own in told]
    most = max(hits)
    return meant[hits.index(most)] if most and hits.count(most) == 1 else None


def _calls_all(meant: Sequence[Product], words: str) -> bool:
    return all(is_named(one.name, words) for one in meant) and len({kind_of(one.name) for one in meant}) == len(meant)


def _told_by(one: Product) -> set[str]:
    """Return the words of a product's own page: those of two characters or more, and single ones that describe."""
    tagged = rjieba.tag(f"{one.name} {one.spec}")
    return {word for word, tag in tagged if _WORD.match(word) and (len(word) > 1 or tag.startswith(_DESCRIBES))}
