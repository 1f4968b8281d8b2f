"""Answer about goods she may choose from by what she asks: a price, the stock, which of two, something cheaper."""

from collections.abc import Sequence
from datetime import timedelta

from agent.composer.goods.catalogue import price_drafts
from agent.composer.goods.comparing import better_of, page_of, priced
from agent.composer.goods.lesser import lesser_ones, thing_too_dear
from agent.composer.goods.offers import (
    AGAIN,
    AGAINST,
    BOTH,
    CHEAPER,
    COMPARE,
    GONE,
    PRICE,
    PROMO,
    RESTOCK,
    STOCK,
    UNKNOWN,
    meant_by_offer,
    offer_words,
)
from agent.composer.goods.pricing import offer_texts, picked_of, price_answer, price_rows, stock_answer, stock_words
from agent.composer.meant.goods import kind_of
from agent.composer.meant.things import short_name
from agent.composer.meant.variants import how_many
from agent.composer.promise import answer_by, promise_grounds
from agent.composer.promise import asked as question_named
from agent.context import TurnContext
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from tools.members.said_dates import calendar_words
from tools.members.snapshot import MemberSnapshot
from tools.models import Draft, Product
from tools.money import short_yuan
from tools.patterns import compiled

_TWO = 2


def offer_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return the answer from the catalogue, () where she asks nothing of the kind."""
    snapshot, words = state["snapshot"], her_words(state["request"], state["snapshot"])
    asked = state["stance"].offer
    meant = meant_by_offer(asked, words, snapshot, context) if asked else ()
    if asked == UNKNOWN:
        return _promised(state, context, UNKNOWN, {"asked": question_named(words)}, ())
    if asked == PROMO:
        return _promo(state, context, meant)
    if asked == GONE:
        return _gone(state, context, words)
    if asked == CHEAPER:
        return _cheaper(state, context, words)
    if not meant:
        return ()
    if asked == RESTOCK:
        one = picked_of(meant, words)[0]
        now = str(offer_words()["now_some" if one.stock > 0 else "now_none"])
        return _promised(state, context, RESTOCK, {"name": short_name(one.name), "now": now}, [one])
    if asked == STOCK:
        return stock_answer(state, context.now, meant, words, _of_one_kind(meant, snapshot, context))
    return _WAYS[asked](state, meant, words)


def asked_price_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return what the things cost that she names where her words ask for a price in whatever way."""
    if not state["stance"].asked_price:
        return ()
    products = context.tools.named_products(state["snapshot"], her_words(state["request"], state["snapshot"]))
    return price_drafts(products, state["snapshot"], state["stance"], said=said_fact(state)) if products else ()


def _of_one_kind(meant: Sequence[Product], snapshot: MemberSnapshot, context: TurnContext) -> list[Product]:
    """Return what is on sale in other colours and sizes of what she means."""
    kinds = {kind_of(one.name) for one in meant}
    return [row for row in context.tools.on_sale(snapshot) if kind_of(row.name) in kinds]


def _promo(state: TurnState, context: TurnContext, meant: Sequence[Product]) -> tuple[Draft, ...]:
    """Say the prices of the page, and promise to ask for what we do not know: an offer is never invented."""
    shown = list(meant) if len(meant) <= int(offer_words()["compare_up_to"]) else []
    what = PROMO if shown else "promo_open"
    return _promised(state, context, what, {"rows": price_rows(shown, listed=True)} if shown else {}, shown)


def _cheaper(state: TurnState, context: TurnContext, words: str) -> tuple[Draft, ...]:
    """Say what costs less of the same kind, or that nothing does: the dear one is no answer to her."""
    snapshot = state["snapshot"]
    dear = thing_too_dear(words, snapshot, context)
    if dear is None:
        return ()
    less = lesser_ones(dear, snapshot, context)
    rows = str(offer_words()["spec_joint"]).join(map(priced, less))
    what = CHEAPER if less else "cheapest"
    return offer_texts(state, what, {"name": short_name(dear.name), "rows": rows}, less or [dear])


def _gone(state: TurnState, context: TurnContext, words: str) -> tuple[Draft, ...]:
    """Say of what she does not find any more that it is sold no longer, or that it is still there and what it costs."""
    one = context.tools.ever_sold(state["snapshot"], words)[0]
    if one.status != "on":
        return _promised(state, context, GONE, {"name": short_name(one.name)}, ())
    slots = {"name": short_name(one.name), "price": short_yuan(one.price_fen), "stock": stock_words(one)}
    return offer_texts(state, "still_there", slots, [one])


def _again(state: TurnState, meant: Sequence[Product], words: str) -> tuple[Draft, ...]:
    """Say the price of what she bought, since when she has it, and the sum where she says how many."""
    one, n = meant[0], how_many("", words)
    days = next(owned.days for owned in state["snapshot"].owned if owned.sku == one.sku)
    bought = calendar_words(state["snapshot"].today - timedelta(days=days))
    total = str(offer_words()["sum"]).format(n=n, total=short_yuan(one.price_fen * n)) if n > 1 else ""
    slots = {"ordered": bought, "name": short_name(one.name), "price": short_yuan(one.price_fen)}
    return offer_texts(state, AGAIN, slots | {"stock": stock_words(one), "sum": total}, [one])


def _against(state: TurnState, meant: Sequence[Product], words: str) -> tuple[Draft, ...]:
    """Say what ours is and costs where another shop is cheaper: nothing of the other, which we have not seen."""
    one = picked_of(meant, words)[0]
    slots = {"name": short_name(one.name), "price": short_yuan(one.price_fen), "label": one.spec}
    return offer_texts(state, AGAINST, slots, [one])


def _compare(state: TurnState, meant: Sequence[Product], words: str) -> tuple[Draft, ...]:
    row, table = str(offer_words()["spec_row"]), offer_words()
    said = [row.format(name=short_name(one.name), label=page_of(one)) for one in meant]
    said = list(map(priced, meant)) if state["stance"].offer == BOTH else said
    rows = str(table["spec_joint"]).join(said)
    better = better_of(meant, words)
    pick = str(table["pick"]).format(name=short_name(better.name)) if better else ""
    if len(meant) == _TWO and compiled(f"{table['wants_gap']}|{table['wants_cheaper']}").search(words):
        pick += _gap_words(meant)
    labels = [page_of(one) for one in meant if one.spec]
    return offer_texts(state, "compare", {"rows": rows, "pick": pick}, meant, grounds={"labels": labels})


def _gap_words(two: Sequence[Product]) -> str:
    gap = short_yuan(abs(two[0].price_fen - two[1].price_fen))
    return str(offer_words()["says"]["gap"]["short"]).format(rows=price_rows(two), gap=gap)


def _promised(
    state: TurnState, context: TurnContext, what: str, slots: dict[str, str], shown: Sequence[Product]
) -> tuple[Draft, ...]:
    due, when = answer_by(context.now)
    return offer_texts(state, what, slots | {"when": when}, shown, grounds=promise_grounds(due))


_WAYS = {
    AGAINST: _against,
    PRICE: price_answer,
    COMPARE: _compare,
    BOTH: _compare,
    AGAIN: _again,
}
