"""Find what costs less than the thing she finds too dear: of the same kind, and of the page's own prices."""

from collections.abc import Sequence

from agent.composer.meant.goods import kind_of
from agent.composer.meant.things import lines_before, proper_name, thing_words
from agent.composer.meant.variants import picked_by_words
from agent.context import TurnContext
from tools.members.snapshot import MemberSnapshot
from tools.models import Product

_HEAD = 2
_MOST = 3


def thing_too_dear(words: str, snapshot: MemberSnapshot, context: TurnContext) -> Product | None:
    """Return the one thing she asks something cheaper than: of her words, else of the nearest line that names any."""
    texts = [words, *lines_before(snapshot, context)]
    found = (_one(context.tools.named_products(snapshot, text), text) for text in texts)
    return next((one for one in found if one is not None), None)


def _one(rows: Sequence[Product], text: str) -> Product | None:
    picked = [rows[place] for place in picked_by_words([row.name for row in rows], text)] or list(rows)
    return picked[0] if len(picked) == 1 else None


def lesser_ones(dear: Product, snapshot: MemberSnapshot, context: TurnContext) -> tuple[Product, ...]:
    """Return what is on sale of its kind for less, the cheapest first; what is there before what is sold out."""
    rows = (row for row in context.tools.on_sale(snapshot) if _is_of_kind(row, dear))
    less = sorted(
        (row for row in rows if row.price_fen < dear.price_fen), key=lambda row: (row.stock <= 0, row.price_fen)
    )
    return tuple(less[:_MOST])


def _is_of_kind(row: Product, dear: Product) -> bool:
    if kind_of(row.name) == kind_of(dear.name):
        return True
    head = proper_name(dear.name)[-1:]
    is_weak = head in thing_words()["weak_heads"]
    # A last character that says little by itself ("bag", "box") needs the one before it.
    head = proper_name(dear.name)[-_HEAD:] if is_weak else head
    return row.category == dear.category and proper_name(row.name).endswith(head)
