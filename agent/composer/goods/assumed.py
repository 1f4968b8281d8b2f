"""Answer what she takes for granted from the record: a price she remembers, a thing she believes she bought."""

from decimal import Decimal
from typing import Any

from agent.composer.evidence import as_evidence
from agent.composer.goods.catalogue import attachment
from agent.composer.goods.manual import asks_how, label_for
from agent.composer.meant.things import hers_meant, of_catalogue, short_name
from agent.composer.page.pages import new_draft
from agent.composer.record.orders import name_of, order_evidence
from agent.context import TurnContext
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.clock import shanghai_day
from tools.members.said_dates import calendar_words
from tools.members.snapshot import Fact
from tools.models import Draft, Product
from tools.money import short_yuan
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


def assumed_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return what the record says on something she takes for granted, () where she takes nothing or it is not known."""
    words = her_words(state["request"], state["snapshot"])
    if not (price_supposed(words) or _claims_bought(words)):
        return ()
    named = context.tools.named_products(state["snapshot"], words)
    if len(named) != 1:
        return ()
    return _price(state, named[0], words) or _not_bought(state, context, named[0], words)


def price_supposed(words: str) -> str:
    """Return the price that she believes something has, '' where she supposes none."""
    table = _table()
    if not compiled(table["supposes"]).search(words) or compiled(table["not_price"]).search(words):
        return ""
    found = compiled(table["price"]).search(words)
    return found["n"] if found else ""


def _claims_bought(words: str) -> bool:
    table = _table()
    return bool(compiled(table["bought"]).search(words)) and not compiled(table["not_bought"]).search(words)


def _price(state: TurnState, one: Product, words: str) -> tuple[Draft, ...]:
    supposed = price_supposed(words)
    if not supposed:
        return ()
    what = "same_price" if Decimal(supposed) * 100 == one.price_fen else "other_price"
    slots = {"name": short_name(one.name), "price": short_yuan(one.price_fen)}
    row = Fact("products", one.sku, f"product {one.sku}", one.updated_at.isoformat())
    return _drafts(state, what, slots, [row], [attachment(one)])


def _not_bought(state: TurnState, context: TurnContext, one: Product, words: str) -> tuple[Draft, ...]:
    """Say that none of her orders holds what she says she bought; she may mean another thing."""
    if not _claims_bought(words) or hers_meant(words, state["snapshot"]):
        return ()
    if asks_how(words) and label_for(of_catalogue(one), words):
        # How it is used is on its page, whoever sold it to her.
        return ()
    orders = [order for order in context.tools.orders_ever(state["request"].member_id) if order.lines]
    if not orders or any(line.sku == one.sku for order in orders for line in order.lines):
        return ()
    slots = {
        "name": short_name(one.name),
        "had": name_of(orders[0]),
        "ordered": calendar_words(shanghai_day(orders[0].ordered_at)),
    }
    return _drafts(state, "not_bought", slots, order_evidence(orders[:1]), [])


def _drafts(
    state: TurnState, what: str, slots: dict[str, str], facts: list[Fact], shown: list[dict[str, Any]]
) -> tuple[Draft, ...]:
    said = said_fact(state)
    evidence = [as_evidence(fact) for fact in (*((said,) if said else ()), *facts)]
    numbers = sorted(numbers_in(readable(text).text for text in slots.values()))
    return tuple(
        new_draft(
            state["snapshot"],
            state["stance"],
            style,
            _table()["says"][what][style].format(**slots),
            kind="reply",
            evidence=list(evidence),
            grounds={"numbers": numbers},
            attachments=list(shown),
        )
        for style in state["stance"].styles
    )
