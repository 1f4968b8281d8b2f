"""Answer where her order is from what is on record: its state and day, a promise for the rest."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from agent.composer.evidence import as_evidence
from agent.composer.pages import new_draft
from agent.composer.promise import answer_by, promise_grounds
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from tools.clock import shanghai_day
from tools.members.parcels import OrderStanding
from tools.members.said_dates import calendar_words
from tools.members.snapshot import Fact
from tools.models import Draft
from tools.money import short_yuan
from tools.yaml_text import read_yaml

_STATES = {"partly_refunded": "refunded"}
_SHORTEST_SHARED = 2


@cache
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = read_yaml(Path(__file__).parent / "orders.yaml")
    return loaded


def asks_where(words: str) -> bool:
    """Tell whether her words ask how an order or its refund stands."""
    is_other = re.search(_table()["unless"], words)
    return not is_other and any(re.search(pattern, words) for pattern in _table()["concerns"])


def is_open_intent(intent: str) -> bool:
    """Tell whether a question about an order may stand behind this intent of the triage."""
    return intent in _table()["intents"]


def order_drafts(state: TurnState, standings: Sequence[OrderStanding], now: datetime) -> tuple[Draft, ...]:
    """Return an answer about the order she means, a question if it may be several, () without any on record."""
    words = her_words(state["request"], state["snapshot"])
    meant = _meant(words, standings, now)
    if not meant:
        return ()
    if len(meant) == 1 or _names_the_latest(words):
        return _answers(state, meant[0], now)
    return _questions(state, meant)


def _meant(words: str, standings: Sequence[OrderStanding], now: datetime) -> list[OrderStanding]:
    """Return the orders she may mean: those she names, else those that are not long settled."""
    named = [one for one in standings if any(_is_named(name, words) for name in one.names)]
    if named:
        return named
    since = now - timedelta(days=_table()["settled_after_days"])
    return [one for one in standings if one.state != "delivered" or one.at > since]


def _names_the_latest(words: str) -> bool:
    return bool(re.search(_table()["latest"], words))


def _is_named(name: str, words: str) -> bool:
    """Tell whether her words share a stretch of a product's own name, past its brand."""
    own = name.split()[-1] if " " in name else name
    size = _SHORTEST_SHARED
    return any(own[at : at + size] in words for at in range(len(own) - size + 1))


def _answers(state: TurnState, order: OrderStanding, now: datetime) -> tuple[Draft, ...]:
    due, when = answer_by(now)
    slots = {
        "name": _name(order),
        "ordered": calendar_words(shanghai_day(order.ordered_at)),
        "day": calendar_words(shanghai_day(order.at)),
        "when": when,
    }
    amounts = _amounts(state, order)
    slots |= amounts
    texts = _table()[next(iter(amounts), _STATES.get(order.state, order.state))]
    grounds = promise_grounds(due)
    return tuple(
        new_draft(
            state["snapshot"],
            state["stance"],
            style,
            texts[style].format(**slots),
            grounds=grounds,
            evidence=_evidence(state, [order]),
        )
        for style in state["stance"].styles
    )


def _amounts(state: TurnState, order: OrderStanding) -> dict[str, str]:
    """Return which sum she asks for, in yuan as one says it; nothing where she asks for none or none is on record."""
    words = her_words(state["request"], state["snapshot"])
    wanted = next((name for name, pattern in _table()["sums"].items() if re.search(pattern, words)), "")
    fen = {"refunded_sum": order.refunded_fen, "paid_sum": order.paid_fen}.get(wanted, 0)
    return {wanted: short_yuan(fen)} if fen else {}


def _questions(state: TurnState, orders: Sequence[OrderStanding]) -> tuple[Draft, ...]:
    table, shown = _table(), orders[: _table()["most_named"]]
    rows = [
        table["which_row"].format(ordered=calendar_words(shanghai_day(one.ordered_at)), name=_name(one))
        for one in shown
    ]
    listed = table["which_joint"].join(rows)
    return tuple(
        new_draft(
            state["snapshot"],
            state["stance"],
            style,
            table["which"][style].format(orders=listed),
            evidence=_evidence(state, shown),
        )
        for style in state["stance"].styles
    )


def _name(order: OrderStanding) -> str:
    return str(_table()["joint"]).join(order.names[:2]) or str(_table()["nameless"])


def _evidence(state: TurnState, orders: Sequence[OrderStanding]) -> list[dict[str, Any]]:
    said = said_fact(state)
    rows = [Fact("orders", f"{one.order_id} {one.state}", one.source, one.at.isoformat()) for one in orders]
    return [as_evidence(fact) for fact in ([said] if said else []) + rows]
