"""Answer which of the things made for a bed fits hers: by the width that names or pages state, and the mattress."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.composer.goods.catalogue import attachment
from agent.composer.hearing.reacting import line_before
from agent.composer.meant.goods import kind_of
from agent.composer.meant.ranges import THICKNESS, Measured, Range, measured, ranges_of
from agent.composer.meant.things import is_named, short_name, with_lines_before
from agent.composer.page.pages import styled_drafts
from agent.context import TurnContext
from agent.reply_to import her_words, pending
from agent.state import TurnState
from tools.checks.numerals import value_of
from tools.members.snapshot import Fact, MemberSnapshot
from tools.models import Draft, Product
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


@dataclass(frozen=True)
class Bed:
    """Her bed: its width in tenths of a metre, as she said it, and how thick its mattress is."""

    width: int
    said: str
    mattress: Measured | None


def bed_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return which of ours is made for the bed she tells of; () where she asks nothing of it or names no kind."""
    words = her_words(state["request"], state["snapshot"])
    return _fitted(words, words, state, context) if asks_what_fits_a_bed(words) else ()


def bed_answered(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return the same where she answers our question for her bed; what it is for stands in the lines before."""
    words = her_words(state["request"], state["snapshot"])
    if not tells_bed(words, line_before(pending(state["snapshot"]), state["snapshot"].thread)):
        return ()
    return _fitted(words, with_lines_before(words, state["snapshot"], context), state, context)


def tells_bed(words: str, ours: str) -> bool:
    """Tell whether she tells of her bed on a line of ours that asks for it."""
    is_answer = len(words) <= int(_table()["longest"]) and compiled(_table()["ours"]).search(ours)
    return bool(is_answer) and bed_in(words) is not None


def asks_for_bed(words: str, snapshot: MemberSnapshot, context: TurnContext) -> bool:
    """Tell whether she tells of her bed and asks what of one kind fits it."""
    return asks_what_fits_a_bed(words) and bed_in(words) is not None and bool(_made_for_beds(words, snapshot, context))


def asks_what_fits_a_bed(words: str) -> bool:
    """Tell whether she asks what fits."""
    return bool(compiled(_table()["asks"]).search(words)) and not compiled(_table()["unless"]).search(words)


def bed_in(words: str) -> Bed | None:
    """Return the bed that she tells of, None where she names no width of one."""
    found = compiled(_table()["told"]).search(words)
    width = _width(found["w"]) if found else 0
    if not found or width not in _table()["widths"]:
        return None
    mattress = next((one for one in measured(words) if one.what == THICKNESS), None)
    return Bed(width, found["said"].strip(), mattress)


def _width(written: str) -> int:
    """Return tenths of a metre of a width in figures or words."""
    digits = [value_of(one) if not one.isdigit() else int(one) for one in written if one not in "\u7c73.m\u70b9"]
    whole, tenth = (*digits, 0)[:2]
    return int(whole) * 10 + int(tenth)


def _made_for_beds(words: str, snapshot: MemberSnapshot, context: TurnContext) -> Sequence[Product]:
    """Return the things of the one kind she names whose name or page states a bed's width."""
    rows = [one for one in context.tools.on_sale(snapshot) if _widths_of(one) and is_named(one.name, words)]
    kinds = {kind_of(one.name) for one in rows}
    return [one for one in rows if kind_of(one.name) in kinds] if len(kinds) == 1 else ()


def _widths_of(one: Product) -> frozenset[int]:
    """Return the widths that a page states for beds, else those that the name says."""
    pattern = compiled(_table()["stated"])
    for text, is_page in ((one.spec or "", True), (one.name, False)):
        found = {_width(match["w"]) for match in pattern.finditer(text) if not is_page or match["bed"]}
        if widths := found & set(_table()["widths"]):
            return frozenset(widths)
    return frozenset()


def _fitted(words: str, named_by: str, state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    bed = bed_in(words)
    if bed is None:
        return ()
    rows = [one for one in _made_for_beds(named_by, state["snapshot"], context) if bed.width in _widths_of(one)]
    if len(rows) != 1:
        return ()
    span = next((span for span in ranges_of(rows[0]) if span.what == THICKNESS), None)
    return _written(state, rows[0], bed, span)


def _says(bed: Bed, span: Range | None) -> str:
    if bed.mattress is None:
        return "ask_mattress" if span else "width"
    if span is None:
        return "untold"
    return "fits" if span.holds(bed.mattress) else "too_thick"


def _written(state: TurnState, one: Product, bed: Bed, span: Range | None) -> tuple[Draft, ...]:
    slots = {
        "name": short_name(one.name),
        "bed": bed.said,
        "mattress": bed.mattress.said if bed.mattress else "",
        "label": span.label if span else one.spec,
        "gone": "" if one.stock > 0 else str(_table()["gone"]),
    }
    fact = Fact("products", one.sku, f"product {one.sku}", one.updated_at.isoformat())
    texts = _table()["says"][_says(bed, span)]
    return styled_drafts(state, texts, slots, [fact], kind="reply", attachments=[attachment(one)])
