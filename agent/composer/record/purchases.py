"""Answer what she asks about her own purchases: sums, counts, dates and sizes, from her orders alone."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from agent.composer.evidence import as_evidence
from agent.composer.meant.things import is_headed, is_named, proper_name, short_name
from agent.composer.meant.which_order import orders_meant, orders_named
from agent.composer.page.pages import new_draft
from agent.composer.promise import answer_by, promise_grounds
from agent.composer.record.orders import name_of, order_evidence, order_rules, said_once
from agent.context import TurnContext
from agent.reply_to import her_words, said_fact
from agent.state import TurnState
from tools.checks.normalise import readable
from tools.checks.numerals import numbers_in
from tools.clock import shanghai_day
from tools.members.parcels import BoughtLine, OrderStanding, Points
from tools.members.said_dates import calendar_words, said_span
from tools.members.snapshot import Fact
from tools.models import Draft
from tools.money import short_yuan
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)

_Slots = dict[str, str]
_Orders = list[OrderStanding]
_GONE = ("refunded", "cancelled")


def purchase_asked(words: str) -> str:
    """Return what she asks about her purchases, a key of purchases.yaml; '' where she asks nothing of the kind."""
    if compiled(_table()["points"]["hears"]).search(words):
        return "points"
    if _hears(_table()["tier"], words):
        return "tier"
    return next((name for name, row in _table()["asks"].items() if _hears(row, words)), "")


def _hears(row: dict[str, str], words: str) -> bool:
    speaks_against = bool(row.get("unless")) and compiled(row["unless"]).search(words)
    return (
        bool(compiled(row["hears"]).search(words) and compiled(row.get("also", "")).search(words))
        and not speaks_against
    )


def purchase_drafts(state: TurnState, context: TurnContext) -> tuple[Draft, ...]:
    """Return the answer from her orders, () where she asks for none or the record does not hold it."""
    words = her_words(state["request"], state["snapshot"])
    asked = purchase_asked(words)
    member_id = state["request"].member_id
    if asked == "points":
        points = context.tools.points_told(member_id)
        return _points(state, points) if points else ()
    if asked == "tier":
        return _tier(state)
    orders = context.tools.orders_ever(member_id) if asked else ()
    found = _ANSWERS[asked](words, list(orders), context.now) if orders else None
    if found is None:
        return ()
    slots, meant = found
    return _drafts(state, context.now, _table()["says"][asked], slots, meant)


def _of_one(words: str, orders: _Orders, now: datetime) -> OrderStanding | None:
    """Return the one order she means: named, dated, or the latest."""
    meant = orders_named(words, orders) and orders_meant(words, orders, now, order_rules())
    meant = meant or orders_meant(words, orders, now, order_rules()) or orders
    return meant[0]


def _slots(order: OrderStanding) -> _Slots:
    rows = [_table()["row"].format(name=short_name(line.name), n=line.quantity) for line in order.lines]
    return {
        "ordered": calendar_words(shanghai_day(order.ordered_at)),
        "name": name_of(order),
        "n": str(order.pieces),
        "sum": short_yuan(order.paid_fen),
        "refunded": short_yuan(order.refunded_fen),
        "rows": str(_table()["joint"]).join(rows),
    }


def _line_named(order: OrderStanding, words: str) -> BoughtLine | None:
    """Return the line that she names, else the only one."""
    named = [line for line in order.lines if is_named(line.name, words)]
    named = named or [line for line in order.lines if is_headed(line.name, words)]
    lines = named or list(order.lines)
    return lines[0] if len(lines) == 1 else None


def _simple(words: str, orders: _Orders, now: datetime) -> tuple[_Slots, _Orders] | None:
    order = _of_one(words, orders, now)
    return (_slots(order), [order]) if order else None


def _with_lines(words: str, orders: _Orders, now: datetime) -> tuple[_Slots, _Orders] | None:
    found = _simple(words, orders, now)
    return found if found and found[1][0].lines else None


def _paid_lines(words: str, orders: _Orders, now: datetime) -> tuple[_Slots, _Orders] | None:
    return _with_lines(words, orders, now) if _paid(words, orders, now) else None


def _refunded(words: str, orders: _Orders, now: datetime) -> tuple[_Slots, _Orders] | None:
    with_refund = [order for order in orders if order.refunded_fen]
    return _simple(words, with_refund, now) if with_refund else None


def _net(words: str, orders: _Orders, now: datetime) -> tuple[_Slots, _Orders] | None:
    """Return what an order came to once its refund is taken off."""
    found = _refunded(words, orders, now)
    if not found:
        return None
    order = found[1][0]
    return found[0] | {"net": short_yuan(order.paid_fen - order.refunded_fen)}, found[1]


def _paid(words: str, orders: _Orders, now: datetime) -> tuple[_Slots, _Orders] | None:
    """Answer for one line where she names it among several, else for the whole order."""
    found = _simple(words, orders, now)
    order = found[1][0] if found else None
    line = _line_named(order, words) if order and len(order.lines) > 1 and not order.refunded_fen else None
    if not found or line is None or not line.paid_fen:
        return found
    return found[0] | {"name": short_name(line.name), "sum": short_yuan(line.paid_fen)}, found[1]


def _unit_price(words: str, orders: _Orders, now: datetime) -> tuple[_Slots, _Orders] | None:
    order = _of_one(words, orders, now)
    line = _line_named(order, words) if order else None
    if order is None or line is None or not line.paid_fen or line.paid_fen % line.quantity:
        return None
    each = {"n": str(line.quantity), "sum": short_yuan(line.paid_fen), "name": short_name(line.name)}
    return _slots(order) | each | {"each": short_yuan(line.paid_fen // line.quantity)}, [order]


def _kept(words: str, orders: _Orders, now: datetime) -> tuple[_Slots, _Orders] | None:
    """Work out how many pieces are left; () unless the refund is whole pieces of the one thing in the order."""
    partly = [order for order in orders if order.state == "partly_refunded"]
    order = _of_one(words, partly, now) if partly else None
    line = order.lines[0] if order and len(order.lines) == 1 else None
    if order is None or line is None or not line.paid_fen:
        return None
    back, rest = divmod(order.refunded_fen * line.quantity, line.paid_fen)
    return None if rest else (_slots(order) | {"back": str(back), "kept": str(line.quantity - back)}, [order])


def _total(words: str, orders: _Orders, now: datetime) -> tuple[_Slots, _Orders] | None:
    span = said_span(words, shanghai_day(now))
    within = [one for one in orders if not span or span.first <= shanghai_day(one.ordered_at) <= span.last]
    counted = [order for order in within if order.state not in _GONE and order.paid_fen > order.refunded_fen]
    total = sum(order.paid_fen - order.refunded_fen for order in counted)
    words_of = span.words if span else str(_table()["ever"])
    return {"span": words_of, "count": str(len(counted)), "sum": short_yuan(total)}, counted[:3]


def _times(words: str, orders: _Orders, now: datetime) -> tuple[_Slots, _Orders] | None:
    bought = [order for order in orders_named(words, orders) if order.state not in _GONE]
    if not bought:
        return None
    lines = [line for order in bought for line in order.lines if is_named(line.name, words)]
    lines = lines or [line for order in bought for line in order.lines if is_headed(line.name, words)]
    days = [calendar_words(shanghai_day(order.ordered_at)) for order in reversed(bought)]
    most = int(_table()["most_dates"])
    shown = str(_table()["joint"]).join(days[-most:]) + (_table()["and_earlier"] if len(days) > most else "")
    pieces = sum(line.quantity for line in lines)
    return {"name": proper_name(lines[0].name), "count": str(len(bought)), "dates": shown, "n": str(pieces)}, bought[:3]


def _last_time(words: str, orders: _Orders, now: datetime) -> tuple[_Slots, _Orders] | None:
    order = (orders_named(words, orders) or orders)[0]
    what = str(_table()["what"]).format(name=name_of(order)) if order.names else ""
    return _slots(order) | {"what": what}, [order]


def _which_one(words: str, orders: _Orders, now: datetime) -> tuple[_Slots, _Orders] | None:
    order = _of_one(words, orders, now)
    line = _line_named(order, words) if order else None
    return (_slots(order) | {"item": short_name(line.name)}, [order]) if order and line else None


_ANSWERS: dict[str, Callable[[str, _Orders, datetime], tuple[_Slots, _Orders] | None]] = {
    "unit_price": _unit_price,
    "kept": _kept,
    "net_sum": _net,
    "refunded_sum": _refunded,
    "total": _total,
    "times": _times,
    "last_time": _last_time,
    "which_one": _which_one,
    "pieces": _with_lines,
    "contents_and_sum": _paid_lines,
    "contents": _with_lines,
    "paid_sum": _paid,
}


def _points(state: TurnState, points: Points) -> tuple[Draft, ...]:
    table = _table()["points"]
    until = table["until"].format(day=calendar_words(points.until)) if points.until else ""
    told = calendar_words(shanghai_day(points.at))
    slots = {"balance": str(points.balance), "until": until, "told": told}
    texts = {style: table[style] for style in state["stance"].styles}
    record = Fact("events", f"points {points.balance}", points.source, points.at.isoformat())
    return _written(state, texts, slots, [record], {"numbers": []})


def _tier(state: TurnState) -> tuple[Draft, ...]:
    """Return her level as it is recorded, () where none is: then it is asked for."""
    snapshot, table = state["snapshot"], _table()["tier"]
    if not snapshot.tier:
        return ()
    texts = {style: table[style] for style in state["stance"].styles}
    record = Fact("tier", snapshot.tier, f"member {snapshot.member_id}", snapshot.today.isoformat())
    return _written(state, texts, {"tier": snapshot.tier}, [record], {"numbers": []})


def _drafts(
    state: TurnState, now: datetime, texts: dict[str, str], slots: _Slots, meant: Sequence[OrderStanding]
) -> tuple[Draft, ...]:
    due, when = answer_by(now)
    promises = "{when}" in texts["usual"]
    grounds = promise_grounds(due) if promises else {"numbers": []}
    return _written(state, texts, slots | {"when": when}, order_evidence(meant), grounds)


def _written(
    state: TurnState, texts: dict[str, str], slots: _Slots, facts: Sequence[Fact], grounds: dict[str, Any]
) -> tuple[Draft, ...]:
    said = said_fact(state)
    evidence = [as_evidence(fact) for fact in (*((said,) if said else ()), *facts)]
    drafts = []
    for style in state["stance"].styles:
        text = said_once(texts[style].format(**slots))
        known = sorted({*grounds["numbers"], *numbers_in([readable(text).text])})
        drafts.append(
            new_draft(
                state["snapshot"],
                state["stance"],
                style,
                text,
                grounds={**grounds, "numbers": known},
                evidence=list(evidence),
            )
        )
    return tuple(drafts)
