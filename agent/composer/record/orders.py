"""Answer where her order is from what is on record: its state and day, a promise for the rest."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from agent.composer.evidence import as_evidence
from agent.composer.meant.things import short_name
from agent.composer.meant.which_order import names_the_latest, orders_meant
from agent.composer.page.pages import new_draft
from agent.composer.promise import answer_by, promise_grounds
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from knowledge.playbook import slots_in
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.clock import shanghai_day
from tools.members.parcels import OrderStanding
from tools.members.said_dates import SaidDay, calendar_words, said_day
from tools.members.snapshot import Fact
from tools.models import Draft
from tools.money import short_yuan
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_STATES = {"partly_refunded": "refunded"}
_MOST_SAID = 2


@lru_cache(maxsize=256)
def asks_where(words: str) -> bool:
    """Tell whether her words ask how an order or its refund stands."""
    if asks_invoice_status(words) or compiled(_table()["not_arrived"]).search(words):
        return True
    is_other = compiled(_table()["unless"]).search(words)
    return not is_other and any(compiled(pattern).search(words) for pattern in _table()["concerns"])


def asks_invoice_status(words: str) -> bool:
    """Tell whether she asks what became of an invoice that she had asked for."""
    return bool(compiled(_table()["invoice_status"]).search(words))


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
    meant = orders_meant(words, standings, now, _table())
    if asks_invoice_status(words):
        invoiced = [one for one in meant if one.invoiced_at]
        if not invoiced:
            return _invoice_open(state, meant, now)
        meant = invoiced
    if not meant:
        return _day_only(state, _with_date(day), now) if day and not standings else ()
    if len(meant) == 1 or names_the_latest(words, _table()):
        return _answers(state, meant[0], now, asked=_with_date(day) if day else "")
    return _questions(state, meant)


def _invoice_open(state: TurnState, meant: Sequence[OrderStanding], now: datetime) -> tuple[Draft, ...]:
    """Promise to look up an invoice that no record tells of: by the order she means, or by all of them."""
    due, when = answer_by(now)
    slots = {"when": when}
    if len(meant) == 1:
        slots |= {"name": name_of(meant[0]), "ordered": calendar_words(shanghai_day(meant[0].ordered_at))}
    texts = _table()["invoice_open" if len(meant) == 1 else "invoice_open_any"]
    said = {style: said_once(text.format(**slots)) for style, text in texts.items()}
    grounds = promise_grounds(due)
    grounds["numbers"] += _numbers(slots)
    return _drafts(state, said, grounds, _evidence(state, meant if len(meant) == 1 else []))


def _with_date(day: SaidDay) -> str:
    """Return the day as she said it, with its date."""
    return f"{day.words}\uff08{calendar_words(day.day)}\uff09"


def _day_named(words: str, now: datetime) -> SaidDay | None:
    """Return the day by which she wants to have it, None where she asks by none or names one that is past."""
    day = said_day(words, shanghai_day(now)) if compiled(_table()["by_day"]).search(words) else None
    return day if day is not None and day.day >= shanghai_day(now) else None


def _day_only(state: TurnState, asked: str, now: datetime) -> tuple[Draft, ...]:
    due, when = answer_by(now)
    texts = {style: text.format(asked=asked, when=when) for style, text in _table()["day_only"].items()}
    return _drafts(state, texts, promise_grounds(due), _evidence(state, []))


def _answers(state: TurnState, order: OrderStanding, now: datetime, *, asked: str) -> tuple[Draft, ...]:
    due, when = answer_by(now)
    slots = {
        "name": name_of(order),
        "ordered": calendar_words(shanghai_day(order.ordered_at)),
        "day": calendar_words(shanghai_day(_since(state, order))),
        "when": when,
        "asked": asked,
        "refunded_sum": short_yuan(order.refunded_fen),
        "gave_back": _table()["gave_back"].format(sum=short_yuan(order.refunded_fen)) if order.refunded_fen else "",
        "urgent": _urgent(her_words(state["request"], state["snapshot"])),
        **_told(order),
    }
    kind = _kind(state, order)
    by_day = f"{kind}_by"
    texts = _table()[by_day if asked and by_day in _table() else kind]
    said = {style: said_once(text.format(**slots)) for style, text in texts.items()}
    grounds = promise_grounds(due)
    grounds["numbers"] += _numbers(slots)
    return _drafts(state, said, grounds, _evidence(state, [order]), topic=_table()["topics"].get(kind, ""))


def _kind(state: TurnState, order: OrderStanding) -> str:
    """Return which texts tell how it stands: its invoice where she asks for that, a refund by whether it is paid."""
    words = her_words(state["request"], state["snapshot"])
    if order.invoiced_at and asks_invoice(words):
        return "invoiced"
    kind = _STATES.get(order.state, order.state)
    if kind == "delivered" and compiled(_table()["missing"]).search(words):
        return "delivered_missing"
    if kind == "cancelled" and compiled(_table()["about_refund"]).search(words):
        return "cancelled_money"
    is_paid = kind == "refunded" and order.refunded_fen and order.source.startswith("event")
    return "refund_paid" if is_paid else kind


def _urgent(words: str) -> str:
    """Return that the day by which she needs it is minded, '' where she names none."""
    table = _table()["urgent"]
    found = compiled(table["hears"]).search(words)
    return str(table["says"]).format(day=found["day"]) if found else ""


def standing_said(standings: Sequence[OrderStanding]) -> str:
    """Return in a clause how her latest order stands, '' where that says nothing on what can still be done."""
    if not standings or standings[0].state not in _table()["standing"]:
        return ""
    latest, texts = standings[0], _table()["standing"]
    ordered, day = (calendar_words(shanghai_day(at)) for at in (latest.ordered_at, latest.at))
    return str(texts[latest.state]).format(ordered=ordered, day=day)


def _since(state: TurnState, order: OrderStanding) -> datetime:
    return order.invoiced_at if order.invoiced_at and _kind(state, order) == "invoiced" else order.at


def asks_invoice(words: str) -> bool:
    """Tell whether she asks what became of an invoice."""
    return bool(compiled(_table()["invoice_asked"]).search(words))


def _told(order: OrderStanding) -> dict[str, str]:
    """Return what its record adds, each part '' where its details are unknown."""
    known = dict(order.told)
    if "expected" in known:
        known["expected"] = _as_day(known["expected"])
    parts = {}
    for part, texts in _table()["told"].items():
        fitting = (text.format(**known) for text in texts if set(slots_in(text)) <= set(known))
        parts[part] = next(fitting, "")
    return parts


def _as_day(written: str) -> str:
    try:
        return calendar_words(date.fromisoformat(written[:10]))
    except ValueError:
        return written


def _numbers(slots: dict[str, str]) -> list[str]:
    """Return the figures that come from records: a tracking number, a date, a place, a sum."""
    return sorted(numbers_in(readable(text).text for text in slots.values()))


def said_once(text: str) -> str:
    """Say an order without a name once where the sentence has it already."""
    for twice, once in _table()["said_twice"].items():
        text = text.replace(twice, once)
    return text


def _drafts(
    state: TurnState,
    texts: dict[str, str],
    grounds: dict[str, Any],
    evidence: list[dict[str, Any]],
    *,
    topic: str = "",
) -> tuple[Draft, ...]:
    snapshot, stance = state["snapshot"], state["stance"]
    return tuple(
        new_draft(snapshot, stance, style, texts[style], topic=topic, grounds=dict(grounds), evidence=list(evidence))
        for style in stance.styles
    )


def _questions(state: TurnState, orders: Sequence[OrderStanding]) -> tuple[Draft, ...]:
    table, shown = _table(), orders[: _table()["most_named"]]
    rows = [
        table["which_row"].format(ordered=calendar_words(shanghai_day(one.ordered_at)), name=name_of(one))
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


def name_of(order: OrderStanding) -> str:
    """Return what an order held as one says it."""
    names = [short_name(name) for name in dict.fromkeys(order.names)]
    rest = _table()["and_more"] if len(names) > _MOST_SAID else ""
    return str(_table()["joint"]).join(names[:_MOST_SAID]) + rest or str(_table()["nameless"])


def order_rules() -> dict[str, Any]:
    """Return which orders count as meant, as data."""
    return _table()


def order_evidence(orders: Sequence[OrderStanding]) -> list[Fact]:
    """Return the records that some orders' answers rest on."""
    return [Fact("orders", f"{one.order_id} {one.state}", one.source, one.at.isoformat()) for one in orders]


def _evidence(state: TurnState, orders: Sequence[OrderStanding]) -> list[dict[str, Any]]:
    said = said_fact(state)
    return [as_evidence(fact) for fact in ([said] if said else []) + order_evidence(orders)]
