"""Answer which size of a quilt or its cover goes with a bed: the sizes are the page's own, the rule is everybody's."""

from collections.abc import Sequence

from agent.composer.goods.bedding import Bed, asks_what_fits_a_bed, bed_in
from agent.composer.goods.catalogue import attachment
from agent.composer.meant.things import is_named, proper_name
from agent.composer.page.pages import styled_drafts
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import TurnState
from tools.members.snapshot import Fact, MemberSnapshot
from tools.models import Draft, Product
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)
Size = tuple[int, int]


def cover_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return which size of the one kind of quilt she names goes with her bed; () where she asks nothing of it."""
    words = her_words(state["request"], state["snapshot"])
    bed, rows = bed_in(words), _rows(words, state["snapshot"], context)
    if bed is None or not rows or not asks_what_fits_a_bed(words):
        return ()
    least = int(_table()["short_side"][bed.width])
    sizes = sorted({(size, one.sku) for one in rows for size in _sizes_of(one)})
    fitting = next(((size, sku) for size, sku in sizes if size[0] >= least), None)
    if fitting is None:
        return _written(state, rows[0], bed, "has_not", str(least), [size for size, _ in sizes])
    one = next(row for row in rows if row.sku == fitting[1])
    return _written(state, one, bed, "has", _told(fitting[0]), [])


def asks_for_cover(words: str, snapshot: MemberSnapshot, context: TurnContext) -> bool:
    """Tell whether she asks which size of a quilt or its cover goes with her bed."""
    return asks_what_fits_a_bed(words) and bed_in(words) is not None and bool(_rows(words, snapshot, context))


def _rows(words: str, snapshot: MemberSnapshot, context: TurnContext) -> Sequence[Product]:
    """Return what of the kind she names states its size."""
    kind = compiled(_table()["kinds"]).search(words)
    if kind is None or _table()["fitted"] in words:
        return ()
    rows = [one for one in context.tools.on_sale(snapshot) if compiled(_table()["kinds"]).search(one.name)]
    return [one for one in rows if _sizes_of(one) and (kind.group() in one.name or is_named(one.name, words))]


def _sizes_of(one: Product) -> list[Size]:
    found = compiled(_table()["stated"]).finditer(f"{one.name} {one.spec}")
    sides = ((int(match["short"]), int(match["long"])) for match in found)
    return sorted({(min(pair), max(pair)) for pair in sides})


def _told(size: Size) -> str:
    return f"{size[0]}\u00d7{size[1]}"


def _said(bed: Bed) -> str:
    if compiled(_table()["is_bed"]).search(bed.said):
        return bed.said
    return str(_table()["bed"]).format(said=compiled(_table()["of"]).sub("", bed.said))


def _written(
    state: TurnState, one: Product, bed: Bed, what: str, size: str, sizes: Sequence[Size]
) -> tuple[Draft, ...]:
    slots = {
        "name": proper_name(one.name),
        "bed": _said(bed),
        "size": size,
        "sizes": str(_table()["joint"]).join(map(_told, sizes)),
        "core": str(_table()["core"]) if compiled(_table()["covers"]).search(one.name) else "",
        "gone": "" if one.stock > 0 else str(_table()["gone"]),
    }
    fact = Fact("products", one.sku, f"product {one.sku}", one.updated_at.isoformat())
    return styled_drafts(state, _table()["says"][what], slots, [fact], kind="reply", attachments=[attachment(one)])
