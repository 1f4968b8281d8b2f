"""What she bought and since when she has it: orders that stand, in the light of their deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_
from sqlmodel import Session, col, select

from tools.clock import days_between
from tools.members.parcels import refund_events
from tools.models import Event, Message, Order, OrderLine, Product
from tools.store import ask

_MOST_ORDERS = 20
_DELIVERED = "delivered"
_REFUNDED = ("refunded", "partly_refunded")
_ON_ITS_WAY = timedelta(days=15)
_SPOKE = select(func.max(Message.at)).where(
    Message.member_id == bindparam("member_id"), Message.direction == "in", col(Message.at) <= bindparam("now")
)
_ORDERS = (
    select(Order)
    .with_only_columns(
        col(Order.order_id), col(Order.ordered_at), col(Order.amount_fen), col(Order.refund_fen), col(Order.status)
    )
    .where(
        col(Order.member_id) == bindparam("member_id"),
        # Not IN: the statement would be written anew each time it is asked.
        or_(*(col(Order.status) == status for status in ("paid", "partly_refunded", "refunded"))),
        col(Order.ordered_at) <= bindparam("now"),
    )
    .order_by(col(Order.ordered_at).desc(), col(Order.order_id))
    .limit(_MOST_ORDERS)
)


@cache
def _asking_events() -> Any:
    types = (_DELIVERED, *refund_events(done=True), *refund_events(done=False))
    # Put so that no index of types or days is taken: one member has few events, all members have very many.
    wanted = or_(*(col(Event.type) == name for name in types)).is_(True)
    statement = select(Event.type, Event.at, col(Event.payload)).where(
        Event.member_id == bindparam("member_id"), wanted, (col(Event.at) <= bindparam("now")).is_(True)
    )
    return statement.order_by(col(Event.at))


_LINES = (
    select(OrderLine)
    .with_only_columns(
        col(OrderLine.order_id), col(Product.sku), col(Product.name), col(Product.spec), col(Product.category)
    )
    .join(Product, col(Product.sku) == OrderLine.sku)
    .where(col(OrderLine.order_id).in_(bindparam("orders", expanding=True)))
    .order_by(col(OrderLine.order_id), col(OrderLine.line_no))
)


class Placed(NamedTuple):
    """As much of an order as is asked for here."""

    order_id: str
    ordered_at: datetime
    amount_fen: int
    refund_fen: int
    status: str


class _Happened(NamedTuple):
    """As much of an event."""

    type: str
    at: datetime
    payload: dict[str, Any] | None

    @property
    def order_id(self) -> str | None:
        return (self.payload or {}).get("order_id")


@dataclass(frozen=True)
class OwnedProduct:
    """A product she bought: days are counted from delivery, or from the order if none is known."""

    order_id: str
    sku: str
    name: str
    spec: str
    category: str
    days: int


@dataclass(frozen=True)
class Purchases:
    """Her latest orders that stand, newest first; what has arrived of them, and when (or when it was ordered).

    placed: with those refunded in full. given_back: orders of which something was, or is being, refunded.
    refunded: the latest refund that is done, and when.
    """

    orders: tuple[Placed, ...]
    owned: tuple[OwnedProduct, ...]
    received: tuple[datetime, ...]
    placed: tuple[Placed, ...] = ()
    given_back: frozenset[str] = frozenset()
    refunded: tuple[Placed, datetime] | None = None

    def days_since_delivery(self, now: datetime) -> int | None:
        """Return the days since she last received something, None when there is no order."""
        return days_between(max(self.received), now) if self.received else None


def read_purchases(session: Session, member_id: str, now: datetime) -> Purchases:
    """Read her latest orders, what they held and when they arrived."""
    placed = [Placed._make(row) for row in ask(session, _ORDERS, {"member_id": member_id, "now": now})]
    orders = [order for order in placed if order.status != "refunded" and order.amount_fen > order.refund_fen]
    events = _events(session, member_id, now) if placed else []
    deliveries = [event for event in events if event.type == _DELIVERED]
    received = _received(orders, deliveries, now)
    owned = _owned(session, received, now) if orders else []
    given_back = _given_back(placed, events)
    kept = tuple(at for order_id, at in received.items() if order_id not in given_back)
    return Purchases(tuple(orders), tuple(owned), kept, tuple(placed), given_back, _refunded(placed, events))


def _given_back(placed: Sequence[Placed], events: Sequence[_Happened]) -> frozenset[str]:
    """Return the orders of which nobody asks how she likes them."""
    by_status = {order.order_id for order in placed if order.status in _REFUNDED}
    asked = {str(event.order_id) for event in events if event.type != _DELIVERED}
    return frozenset(by_status | asked)


def _refunded(placed: Sequence[Placed], events: Sequence[_Happened]) -> tuple[Placed, datetime] | None:
    """Return the latest refund that is done; without an event of its own, the day of the order stands for it."""
    paid = {str(event.order_id): event.at for event in events if event.type in refund_events(done=True)}
    done = [(order, paid.get(order.order_id, order.ordered_at)) for order in placed if order.status in _REFUNDED]
    return max(done, key=lambda one: one[1], default=None)


def dormant_days(session: Session, member_id: str, orders: Sequence[Placed], now: datetime) -> int | None:
    """Count days since her last order or own word; None when there never was one."""
    spoken_at = ask(session, _SPOKE, {"member_id": member_id, "now": now}).scalar()
    moments = [order.ordered_at for order in orders[:1]] + ([spoken_at] if spoken_at else [])
    return days_between(max(moments), now) if moments else None


def _events(session: Session, member_id: str, now: datetime) -> list[_Happened]:
    return [_Happened._make(row) for row in ask(session, _asking_events(), {"member_id": member_id, "now": now})]


def _received(orders: Sequence[Placed], deliveries: Sequence[_Happened], now: datetime) -> dict[str, datetime]:
    """Return when orders arrived: by their own delivery, else the first nameless one after it, else when ordered.

    Where deliveries are on record, a young order without one is still on its way.
    """
    named = {event.order_id: event.at for event in deliveries if isinstance(event.order_id, str)}
    nameless = [event.at for event in deliveries if not event.order_id]
    received = {}
    for order in orders:
        at = named.get(order.order_id) or next((at for at in nameless if at >= order.ordered_at), None)
        if at or not deliveries or now - order.ordered_at >= _ON_ITS_WAY:
            received[order.order_id] = at or order.ordered_at
    return received


def _owned(session: Session, received: dict[str, datetime], now: datetime) -> list[OwnedProduct]:
    lines = ask(session, _LINES, {"orders": list(received)})
    owned = [
        OwnedProduct(order_id, sku, name, spec, category, days_between(received[order_id], now))
        for order_id, sku, name, spec, category in lines
    ]
    return sorted(owned, key=lambda product: product.days)
