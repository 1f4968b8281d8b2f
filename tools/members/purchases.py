"""What she bought and since when she has it: orders that stand, in the light of their deliveries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func
from sqlmodel import Session, col, select

from tools.clock import days_between
from tools.members.parcels import refund_events
from tools.models import Event, Message, Order, OrderLine, Product

_MOST_ORDERS = 20
_DELIVERED = "delivered"
_REFUNDED = ("refunded", "partly_refunded")
_ON_ITS_WAY = timedelta(days=15)
_SPOKE = select(func.max(Message.at)).where(
    Message.member_id == bindparam("member_id"), Message.direction == "in", col(Message.at) <= bindparam("now")
)
_ORDERS = (
    select(Order)
    .where(
        Order.member_id == bindparam("member_id"),
        col(Order.status).in_(("paid", "partly_refunded", "refunded")),
        col(Order.ordered_at) <= bindparam("now"),
    )
    .order_by(col(Order.ordered_at).desc(), col(Order.order_id))
    .limit(_MOST_ORDERS)
)
_EVENTS = (
    select(Event)
    # Put so that no index of types or days is taken: one member has few events, all members have very many.
    .where(
        Event.member_id == bindparam("member_id"),
        col(Event.type).in_(bindparam("types", expanding=True)).is_(True),
        (col(Event.at) <= bindparam("now")).is_(True),
    )
    .order_by(col(Event.at))
)
_LINES = (
    select(OrderLine, Product)
    .join(Product, col(Product.sku) == OrderLine.sku)
    .where(col(OrderLine.order_id).in_(bindparam("orders", expanding=True)))
    .order_by(col(OrderLine.order_id), col(OrderLine.line_no))
)


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

    orders: tuple[Order, ...]
    owned: tuple[OwnedProduct, ...]
    received: tuple[datetime, ...]
    placed: tuple[Order, ...] = ()
    given_back: frozenset[str] = frozenset()
    refunded: tuple[Order, datetime] | None = None

    def days_since_delivery(self, now: datetime) -> int | None:
        """Return the days since she last received something, None when there is no order."""
        return days_between(max(self.received), now) if self.received else None


def read_purchases(session: Session, member_id: str, now: datetime) -> Purchases:
    """Read her latest orders, what they held and when they arrived."""
    placed = session.exec(_ORDERS, params={"member_id": member_id, "now": now}).all()
    orders = [order for order in placed if order.status != "refunded" and order.amount_fen > order.refund_fen]
    events = _events(session, member_id, now) if placed else []
    deliveries = [event for event in events if event.type == _DELIVERED]
    arrivals = {order.order_id: _received_at(order, deliveries, now) for order in orders}
    received = {order_id: at for order_id, at in arrivals.items() if at is not None}
    owned = _owned(session, received, now) if orders else []
    given_back = _given_back(placed, events)
    kept = tuple(at for order_id, at in received.items() if order_id not in given_back)
    return Purchases(tuple(orders), tuple(owned), kept, tuple(placed), given_back, _refunded(placed, events))


def _given_back(placed: Sequence[Order], events: Sequence[Event]) -> frozenset[str]:
    """Return the orders of which nobody asks how she likes them."""
    by_status = {order.order_id for order in placed if order.status in _REFUNDED}
    asked = {str((event.payload or {}).get("order_id")) for event in events if event.type != _DELIVERED}
    return frozenset(by_status | asked)


def _refunded(placed: Sequence[Order], events: Sequence[Event]) -> tuple[Order, datetime] | None:
    """Return the latest refund that is done; without an event of its own, the day of the order stands for it."""
    paid = {str((e.payload or {}).get("order_id")): e.at for e in events if e.type in refund_events(done=True)}
    done = [(order, paid.get(order.order_id, order.ordered_at)) for order in placed if order.status in _REFUNDED]
    return max(done, key=lambda one: one[1], default=None)


def dormant_days(session: Session, member_id: str, orders: Sequence[Order], now: datetime) -> int | None:
    """Count days since her last order or own word; None when there never was one."""
    spoken_at = session.exec(_SPOKE, params={"member_id": member_id, "now": now}).one()
    moments = [order.ordered_at for order in orders[:1]] + ([spoken_at] if spoken_at else [])
    return days_between(max(moments), now) if moments else None


def _events(session: Session, member_id: str, now: datetime) -> Sequence[Event]:
    types = [_DELIVERED, *refund_events(done=True), *refund_events(done=False)]
    return session.exec(_EVENTS, params={"member_id": member_id, "now": now, "types": types}).all()


def _received_at(order: Order, deliveries: Sequence[Event], now: datetime) -> datetime | None:
    """Return when an order arrived: its own delivery, else the first nameless one after it, else the order itself.

    Where deliveries are on record, a young order without one is still on its way: None.
    """
    named = [event.at for event in deliveries if (event.payload or {}).get("order_id") == order.order_id]
    nameless = [event.at for event in deliveries if not (event.payload or {}).get("order_id")]
    after = [at for at in nameless if at >= order.ordered_at]
    if deliveries and not named and not after and now - order.ordered_at < _ON_ITS_WAY:
        return None
    return (named[-1:] or after[:1] or [order.ordered_at])[0]


def _owned(session: Session, received: dict[str, datetime], now: datetime) -> list[OwnedProduct]:
    lines = session.exec(_LINES, params={"orders": list(received)}).all()
    owned = [
        OwnedProduct(
            line.order_id,
            product.sku,
            product.name,
            product.spec,
            product.category,
            days_between(received[line.order_id], now),
        )
        for line, product in lines
    ]
    return sorted(owned, key=lambda product: product.days)
