"""Where her orders stand: what is on record about each of the latest ones, with its day; nothing is guessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from sqlmodel import Session, col, select

from tools.models import Event, Order, OrderLine, Product
from tools.yaml_text import read_yaml

_LOOK_BACK = timedelta(days=60)
_MOST = 10


@dataclass(frozen=True)
class OrderStanding:
    """One order: `state` is refunded, partly_refunded, cancelled, delivered, shipped or placed, known since `at`.

    `source` names the record that says so: the order itself or an event.
    """

    order_id: str
    ordered_at: datetime
    names: tuple[str, ...]
    state: str
    at: datetime
    source: str
    paid_fen: int = 0
    refunded_fen: int = 0


@cache
def _event_words() -> dict[str, list[str]]:
    loaded: dict[str, list[str]] = read_yaml(Path(__file__).parent / "parcels.yaml")["events"]
    return loaded


def order_standings(session: Session, member_id: str, *, now: datetime) -> tuple[OrderStanding, ...]:
    """Return how the orders of the last sixty days stand, newest first."""
    statement = select(Order).where(
        Order.member_id == member_id, Order.ordered_at > now - _LOOK_BACK, Order.ordered_at <= now
    )
    newest = statement.order_by(col(Order.ordered_at).desc(), col(Order.order_id)).limit(_MOST)
    orders = session.exec(newest).all()
    if not orders:
        return ()
    names = _names(session, [order.order_id for order in orders])
    events = _events(session, member_id, now)
    return tuple(_standing(order, names.get(order.order_id, ()), events, is_only=len(orders) == 1) for order in orders)


def _names(session: Session, order_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    statement = select(OrderLine.order_id, Product.name).join(Product, col(Product.sku) == OrderLine.sku)
    statement = statement.where(col(OrderLine.order_id).in_(order_ids))
    found: dict[str, tuple[str, ...]] = {}
    for order_id, name in session.exec(statement.order_by(col(OrderLine.order_id), col(OrderLine.line_no))).all():
        found[order_id] = (*found.get(order_id, ()), name)
    return found


def _events(session: Session, member_id: str, now: datetime) -> Sequence[Event]:
    types = [word for words in _event_words().values() for word in words]
    statement = select(Event).where(Event.member_id == member_id, col(Event.type).in_(types), Event.at <= now)
    return session.exec(statement.where(Event.at > now - _LOOK_BACK).order_by(col(Event.at).desc())).all()


def _standing(order: Order, names: tuple[str, ...], events: Sequence[Event], *, is_only: bool) -> OrderStanding:
    def known(state: str, at: datetime, source: str) -> OrderStanding:
        paid, back = order.amount_fen, order.refund_fen
        return OrderStanding(order.order_id, order.ordered_at, names, state, at, source, paid, back)

    if order.status != "paid":
        return known(order.status, order.ordered_at, f"order {order.order_id}")
    for state, words in _event_words().items():
        event = next((e for e in events if e.type in words and _is_about(e, order, is_only=is_only)), None)
        if event is not None:
            return known(state, event.at, f"event {event.event_id}")
    return known("placed", order.ordered_at, f"order {order.order_id}")


def _is_about(event: Event, order: Order, *, is_only: bool) -> bool:
    """Tell whether an event is this order's: by its id, or without one only where she has no other order."""
    named = (event.payload or {}).get("order_id")
    return named == order.order_id if named else is_only and event.at >= order.ordered_at
