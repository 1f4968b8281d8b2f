"""Answer that she does not want an order any more: we go and stop it, or say how to refuse it, by its record."""

from collections.abc import Sequence

from agent.composer.meant.which_order import orders_named
from agent.composer.page.pages import styled_drafts
from agent.composer.promise import answer_by, promise_grounds
from agent.composer.record.orders import name_of, order_evidence
from agent.context import TurnContext
from agent.reply_to import her_words
from agent.state import TurnState
from tools.clock import shanghai_day
from tools.members.parcels import OrderStanding
from tools.members.said_dates import calendar_words, said_day
from tools.models import Draft
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)


def wants_to_cancel(words: str) -> bool:
    """Tell whether her words may mean that she does not want an order any more."""
    return bool(compiled(_table()["hears"]).search(words)) and not compiled(_table()["unless"]).search(words)


def cancelling_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return what is done about the order that she does not want; () where none is on its way to her."""
    words = her_words(state["request"], state["snapshot"])
    if not wants_to_cancel(words):
        return ()
    open_ = [
        one for one in context.tools.order_standings(state["request"].member_id) if one.state in _table()["states"]
    ]
    meant = _meant(words, open_, context)
    if len(meant) == 1:
        return _stopped(state, context, meant[0])
    return _which(state, meant) if 1 < len(meant) <= int(_table()["which_up_to"]) else ()


def _meant(words: str, standings: Sequence[OrderStanding], context: TurnContext) -> Sequence[OrderStanding]:
    day = said_day(words, shanghai_day(context.now))
    dated = [one for one in standings if day is not None and shanghai_day(one.ordered_at) == day.day]
    return orders_named(words, standings) or dated or standings


def _stopped(state: TurnState, context: TurnContext, order: OrderStanding) -> tuple[Draft, ...]:
    due, when = answer_by(context.now)
    slots = {
        "name": name_of(order),
        "ordered": calendar_words(shanghai_day(order.ordered_at)),
        "day": calendar_words(shanghai_day(order.at)),
        "when": when,
    }
    texts = _table()["says"][_table()["states"][order.state]]
    return styled_drafts(state, texts, slots, order_evidence([order]), grounds=promise_grounds(due))


def _which(state: TurnState, orders: Sequence[OrderStanding]) -> tuple[Draft, ...]:
    table = _table()
    rows = [
        str(table["row"]).format(ordered=calendar_words(shanghai_day(one.ordered_at)), name=name_of(one))
        for one in orders
    ]
    slots = {"orders": str(table["joint"]).join(rows)}
    return styled_drafts(state, table["says"]["which"], slots, order_evidence(orders))
