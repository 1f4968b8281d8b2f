"""Answer about goods she may choose from: the price of the one she means, a sum, whether there is one, which of two."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from agent.composer.evidence import as_evidence
from agent.composer.goods.catalogue import attachment
from agent.composer.goods.comparing import better_of, page_of, priced
from agent.composer.goods.lesser import lesser_ones, thing_too_dear
from agent.composer.meant.goods import bought_again, each_side, ours_meant
from agent.composer.meant.things import lines_before, name_parts, short_name
from agent.composer.meant.variants import how_many, names_some, picked_by_words, size_of
from agent.composer.page.pages import new_draft
from agent.composer.promise import answer_by, promise_grounds
from agent.composer.promise import asked as question_named
from agent.context import TurnContext
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.lists.meant import is_formula, meant_by
from tools.members.said_dates import calendar_words
from tools.members.snapshot import Fact, MemberSnapshot
from tools.models import Draft, Product
from tools.money import short_yuan
from tools.patterns import compiled
from tools.yaml_text import table_beside

offer_words = table_beside(__file__)

_TWO = 2
PRICE, STOCK, RESTOCK, COMPARE, UNKNOWN = "price", "stock", "restock", "compare", "unknown"
AGAINST, PROMO, AGAIN = "against_others", "promo", "again"
BOTH, CHEAPER = "both", "cheaper"


def offer_asked(words: str, snapshot: MemberSnapshot, context: TurnContext) -> str:
    """Return what she asks about goods of ours that she names or that were just spoken of; '' where nothing."""
    asked = next((name for name in offer_words()["asks"] if _hears(name, words)), "")
    asked = asked or (PRICE if _goes_on(words, snapshot, context) else "")
    asked = asked or (AGAIN if _buys_again(words, snapshot, context) else "")
    if asked in ("", PROMO, AGAIN):
        return asked
    if asked == CHEAPER:
        # Of nothing that lies before her, a list is the answer.
        return CHEAPER if thing_too_dear(words, snapshot, context) else ""
    meant = _meant_by(asked, words, snapshot, context)
    if meant_by(words).names_formula and not any(is_formula(one) for one in meant):
        # What of it is barred for her is answered as a list is, and nothing else stands in for it.
        return ""
    if asked == PRICE and not meant and question_named(words) and not compiled(offer_words()["points"]).search(words):
        # Whatever else is on sale is no answer to the price of a thing that we do not find.
        return UNKNOWN
    return asked if _answers(asked, meant, words) else ""


def _meant(words: str, snapshot: MemberSnapshot, context: TurnContext) -> tuple[Product, ...]:
    """Return what she means of ours; "and the large one?" behind the small one means its sister."""
    meant = each_side(words, snapshot, context) or bought_again(words, snapshot, context)
    meant = meant or ours_meant(words, snapshot, context)
    if len(meant) != 1:
        return meant
    family = context.tools.named_products(snapshot, name_parts(meant[0].name)[0])
    return family if picked_by_words([one.name for one in family], words) else meant


def _meant_by(asked: str, words: str, snapshot: MemberSnapshot, context: TurnContext) -> tuple[Product, ...]:
    """Return what a question means: which of two is asked of things that are named apart."""
    meant = _meant(words, snapshot, context)
    is_of_several = asked in (COMPARE, BOTH) or (asked == PRICE and compiled(offer_words()["wants_each"]).search(words))
    return context.tools.products_apart(snapshot, words) or meant if is_of_several and len(meant) < _TWO else meant


def _buys_again(words: str, snapshot: MemberSnapshot, context: TurnContext) -> bool:
    return bool(compiled(offer_words()["buys_again"]).search(words) and bought_again(words, snapshot, context))


def _hears(name: str, words: str) -> bool:
    row = offer_words()["asks"][name]
    return bool(compiled(row["hears"]).search(words)) and not compiled(row["unless"]).search(words)


def _goes_on(words: str, snapshot: MemberSnapshot, context: TurnContext) -> bool:
    """Tell whether she only names the larger or the blue one, behind a question for a price."""
    if len(words.strip()) > int(offer_words()["went_before"]):
        return False
    if not any(_hears(PRICE, text) for text in lines_before(snapshot, context)[:2]):
        return False
    return bool(picked_by_words([one.name for one in _meant(words, snapshot, context)], words))


def _answers(asked: str, meant: Sequence[Product], words: str) -> bool:
    """Tell whether we can: a comparison needs two or three, a stock of several the one that her words pick."""
    if asked in (COMPARE, BOTH):
        return 1 < len(meant) <= int(offer_words()["compare_up_to"]) and all(one.spec for one in meant)
    if asked in (RESTOCK, AGAINST) and len(meant) == 1:
        return asked == RESTOCK or bool(meant[0].spec)
    names = [one.name for one in meant]
    is_few = 1 < len(meant) <= int(offer_words()["compare_up_to"])
    picks = bool(picked_by_words(names, words)) or (is_few and names_some(names, words))
    return bool(meant) and (asked == PRICE or len(meant) == 1 or picks)


def offer_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return the answer from the catalogue, () where she asks nothing of the kind."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"])
    asked = state["stance"].offer
    meant = _meant_by(asked, words, snapshot, context) if asked else ()
    if asked == UNKNOWN:
        return _promised(state, context, UNKNOWN, {"asked": question_named(words)}, ())
    if asked == PROMO:
        return _promo(state, context, meant)
    if asked == CHEAPER:
        return _cheaper(state, context, words)
    if not meant:
        return ()
    if asked == RESTOCK:
        one = _picked(meant, words)[0]
        now = str(offer_words()["now_some" if one.stock > 0 else "now_none"])
        return _promised(state, context, RESTOCK, {"name": short_name(one.name), "now": now}, [one])
    ways = {AGAINST: _against, PRICE: _price, STOCK: _stock, COMPARE: _compare, BOTH: _compare, AGAIN: _again}
    return ways[asked](state, meant, words)


def _promo(state: TurnState, context: TurnContext, meant: Sequence[Product]) -> tuple[Draft, ...]:
    """Say the prices of the page, and promise to ask for what we do not know: an offer is never invented."""
    shown = list(meant) if len(meant) <= int(offer_words()["compare_up_to"]) else []
    what = PROMO if shown else "promo_open"
    return _promised(state, context, what, {"rows": _rows(shown, listed=True)} if shown else {}, shown)


def _cheaper(state: TurnState, context: TurnContext, words: str) -> tuple[Draft, ...]:
    """Say what costs less of the same kind, or that nothing does: the dear one is no answer to her."""
    snapshot = state["snapshot"]
    dear = thing_too_dear(words, snapshot, context)
    if dear is None:
        return ()
    less = lesser_ones(dear, snapshot, context)
    rows = str(offer_words()["spec_joint"]).join(map(priced, less))
    what = CHEAPER if less else "cheapest"
    return _drafts(state, what, {"name": short_name(dear.name), "rows": rows}, less or [dear])


def _again(state: TurnState, meant: Sequence[Product], words: str) -> tuple[Draft, ...]:
    """Say the price of what she bought, since when she has it, and the sum where she says how many."""
    one, n = meant[0], how_many("", words)
    days = next(owned.days for owned in state["snapshot"].owned if owned.sku == one.sku)
    bought = calendar_words(state["snapshot"].today - timedelta(days=days))
    total = str(offer_words()["sum"]).format(n=n, total=short_yuan(one.price_fen * n)) if n > 1 else ""
    slots = {"ordered": bought, "name": short_name(one.name), "price": short_yuan(one.price_fen)}
    return _drafts(state, AGAIN, slots | {"stock": _stock_words(one), "sum": total}, [one])


def _picked(meant: Sequence[Product], words: str) -> list[Product]:
    places = picked_by_words([one.name for one in meant], words)
    return [meant[place] for place in places] or list(meant)


def _price(state: TurnState, meant: Sequence[Product], words: str) -> tuple[Draft, ...]:
    picked = _picked(meant, words)
    if len(picked) == 2 and compiled(offer_words()["wants_gap"]).search(words):
        gap = abs(picked[0].price_fen - picked[1].price_fen)
        return _drafts(state, "gap", {"rows": _rows(picked), "gap": short_yuan(gap)}, picked)
    counts = _counts(meant, picked, words)
    if sum(counts) > 1 and all(counts):
        return _sum(state, picked, counts)
    if len(picked) > 1 and compiled(offer_words()["wants_sum"]).search(words):
        return _sum(state, picked, [count or 1 for count in counts])
    if len(picked) == 1:
        one = picked[0]
        listed = one.list_price_fen or 0
        slots = {"name": short_name(one.name), "price": short_yuan(one.price_fen), "stock": _stock_words(one)}
        what = (
            "listed" if listed > one.price_fen and compiled(offer_words()["wants_list_price"]).search(words) else "one"
        )
        return _drafts(state, what, slots | {"list": short_yuan(listed)}, picked)
    if compiled(offer_words()["wants_each"]).search(words) and len(picked) <= int(offer_words()["prices_up_to"]):
        return _drafts(state, "each", {"rows": _rows(picked)}, picked)
    return ()


def _counts(meant: Sequence[Product], picked: Sequence[Product], words: str) -> list[int]:
    """Return how many she wants of each picked one; [0] where she does not say."""
    if len(picked) == 1:
        return [how_many("", words)]
    names = [one.name for one in meant]
    return [how_many(size_of(names, names.index(one.name)), words) for one in picked]


def _sum(state: TurnState, picked: Sequence[Product], counts: Sequence[int]) -> tuple[Draft, ...]:
    parts = [(one, count) for one, count in zip(picked, counts, strict=True)]
    total = sum(one.price_fen * count for one, count in parts)
    row = str(offer_words()["row_many"])
    rows = [row.format(n=n, name=short_name(one.name), price=short_yuan(one.price_fen * n)) for one, n in parts]
    slots = {"rows": str(offer_words()["joint"]).join(rows), "total": short_yuan(total)}
    return _drafts(state, "sum", slots, picked)


def _rows(picked: Sequence[Product], *, listed: bool = False) -> str:
    row, gone = str(offer_words()["row"]), str(offer_words()["gone"])
    rows = [
        row.format(name=short_name(one.name), price=short_yuan(one.price_fen), gone="" if one.stock > 0 else gone)
        + (_listed(one) if listed else "")
        for one in picked
    ]
    return str(offer_words()["joint"]).join(rows)


def _listed(one: Product) -> str:
    was = one.list_price_fen or 0
    return str(offer_words()["listed"]).format(list=short_yuan(was)) if was > one.price_fen else ""


def _stock(state: TurnState, meant: Sequence[Product], words: str) -> tuple[Draft, ...]:
    picked = _picked(meant, words)
    one = picked[0]
    if len(picked) > 1:
        rows = [str(offer_words()["stock_row" if row.stock > 0 else "stockless_row"]) for row in picked]
        said = [row.format(name=short_name(each.name)) for row, each in zip(rows, picked, strict=True)]
        return _drafts(state, "stocks", {"rows": str(offer_words()["joint"]).join(said)}, picked)
    if one.stock > 0:
        what = "count" if compiled(offer_words()["wants_count"]).search(words) else "in_stock"
        return _drafts(state, what, {"name": short_name(one.name), "n": str(one.stock)}, [one])
    others = [short_name(other.name) for other in meant if other.stock > 0 and other not in picked]
    names = str(offer_words()["others"]).format(names=str(offer_words()["joint"]).join(others)) if others else ""
    return _drafts(state, "out_of_stock", {"name": short_name(one.name), "others": names}, list(meant))


def _against(state: TurnState, meant: Sequence[Product], words: str) -> tuple[Draft, ...]:
    """Say what ours is and costs where another shop is cheaper: nothing of the other, which we have not seen."""
    one = _picked(meant, words)[0]
    slots = {"name": short_name(one.name), "price": short_yuan(one.price_fen), "label": one.spec}
    return _drafts(state, AGAINST, slots, [one])


def _stock_words(one: Product) -> str:
    return str(offer_words()["some" if one.stock > 0 else "none"])


def _compare(state: TurnState, meant: Sequence[Product], words: str) -> tuple[Draft, ...]:
    row, table = str(offer_words()["spec_row"]), offer_words()
    said = [row.format(name=short_name(one.name), label=page_of(one)) for one in meant]
    said = list(map(priced, meant)) if state["stance"].offer == BOTH else said
    rows = str(table["spec_joint"]).join(said)
    better = better_of(meant, words)
    pick = str(table["pick"]).format(name=short_name(better.name)) if better else ""
    if len(meant) == _TWO and compiled(f"{table['wants_gap']}|{table['wants_cheaper']}").search(words):
        pick += _gap_words(meant)
    return _drafts(state, "compare", {"rows": rows, "pick": pick}, meant)


def _gap_words(two: Sequence[Product]) -> str:
    gap = short_yuan(abs(two[0].price_fen - two[1].price_fen))
    return str(offer_words()["says"]["gap"]["short"]).format(rows=_rows(two), gap=gap)


def _promised(
    state: TurnState, context: TurnContext, what: str, slots: dict[str, str], shown: Sequence[Product]
) -> tuple[Draft, ...]:
    due, when = answer_by(context.now)
    return _drafts(state, what, slots | {"when": when}, shown, grounds=promise_grounds(due))


def _drafts(
    state: TurnState,
    what: str,
    slots: dict[str, str],
    shown: Sequence[Product],
    *,
    grounds: dict[str, Any] | None = None,
) -> tuple[Draft, ...]:
    snapshot, stance, said = state["snapshot"], state["stance"], said_fact(state)
    rows = [Fact("products", one.sku, f"product {one.sku}", one.updated_at.isoformat()) for one in shown]
    evidence = [as_evidence(fact) for fact in (*((said,) if said else ()), *rows)]
    texts = offer_words()["says"][what]
    numbers = sorted(numbers_in(readable(text).text for text in slots.values()))
    return tuple(
        new_draft(
            snapshot,
            stance,
            style,
            texts[style].format(**slots),
            kind="reply",
            evidence=list(evidence),
            grounds={**(grounds or {}), "numbers": numbers},
            attachments=[attachment(one) for one in shown],
        )
        for style in stance.styles
    )
