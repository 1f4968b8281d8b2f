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
from tools.members.said_dates import SaidDay, calendar_words, said_day
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


def order_drafts(
    state: TurnState, standings: Sequence[OrderStanding], now: datetime, *, clause: str = ""
) -> tuple[Draft, ...]:
    """Return an answer about the order she means, a question if it may be several; without any on record, () or
    an answer to the day she named. `clause` is the part of her words that asks about it, '' for all of them.
    """
    words = clause or her_words(state["request"], state["snapshot"])
    day = _day_named(words, now)
    if day is not None and day.other is not None:
        return ()
    meant = _meant(words, standings, now)
    if not meant:
        return _day_only(state, _with_date(day), now) if day and not standings else ()
    if len(meant) == 1 or _names_the_latest(words):
        return _answers(state, meant[0], now, asked=_with_date(day) if day else "")
    return _questions(state, meant)


def _with_date(day: SaidDay) -> str:
    """Return the day as she said it, with its date."""
    return f"{day.words}\uff08{calendar_words(day.day)}\uff09"


def _day_named(words: str, now: datetime) -> SaidDay | None:
    """Return the day by which she wants to have it, None where she asks by none or names one that is past."""
    day = said_day(words, shanghai_day(now)) if re.search(_table()["by_day"], words) else None
    return day if day is not None and day.day >= shanghai_day(now) else None


def _day_only(state: TurnState, asked: str, now: datetime) -> tuple[Draft, ...]:
    due, when = answer_by(now)
    texts = {style: text.format(asked=asked, when=when) for style, text in _table()["day_only"].items()}
    return _drafts(state, texts, promise_grounds(due), _evidence(state, []))


def _meant(words: str, standings: Sequence[OrderStanding], now: datetime) -> list[OrderStanding]:
    """Return the orders she may mean: those she names, else those that are not long settled."""
    named = [one for one in standings if any(is_named(name, words) for name in one.names)]
    day = said_day(words, shanghai_day(now))
    of_day = [one for one in standings if day is not None and shanghai_day(one.ordered_at) == day.day]
    if named or of_day:
        return [one for one in named if one in of_day] or of_day or named
    since = now - timedelta(days=_table()["settled_after_days"])
    return [one for one in standings if one.state != "delivered" or one.at > since]


def _names_the_latest(words: str) -> bool:
    return bool(re.search(_table()["latest"], words))


def is_named(name: str, words: str) -> bool:
    """Tell whether her words share a stretch of a product's own name, past its brand, or its last word as said."""
    own = name.split()[-1] if " " in name else name
    size = _SHORTEST_SHARED
    stretches = [own[at : at + size] for at in range(len(own) - size + 1)]
    return any(part in words for part in [*stretches, own[-1:] + str(_table()["diminutive"])])


def _answers(state: TurnState, order: OrderStanding, now: datetime, *, asked: str) -> tuple[Draft, ...]:
    due, when = answer_by(now)
    slots = {
        "name": _name(order),
        "ordered": calendar_words(shanghai_day(order.ordered_at)),
        "day": calendar_words(shanghai_day(order.at)),
        "when": when,
        "asked": asked,
    }
    amounts = _amounts(state, order)
    slots |= amounts
    kind = next(iter(amounts), _STATES.get(order.state, order.state))
    by_day = f"{kind}_by"
    texts = _table()[by_day if asked and by_day in _table() else kind]
    said = {style: _said_once(text.format(**slots)) for style, text in texts.items()}
    return _drafts(state, said, promise_grounds(due), _evidence(state, [order]))


def _said_once(text: str) -> str:
    """Say an order without a name once where the sentence has it already."""
    for twice, once in _table()["said_twice"].items():
        text = text.replace(twice, once)
    return text


def _drafts(
    state: TurnState, texts: dict[str, str], grounds: dict[str, Any], evidence: list[dict[str, Any]]
) -> tuple[Draft, ...]:
    snapshot, stance = state["snapshot"], state["stance"]
    return tuple(
        new_draft(snapshot, stance, style, texts[style], grounds=dict(grounds), evidence=list(evidence))
        for style in stance.styles
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
