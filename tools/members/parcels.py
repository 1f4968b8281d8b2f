"""What is on record about her orders: what they held, how far they have come and since when; nothing is guessed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from tools.models import Event, Order, OrderLine, Product
from tools.yaml_text import table_beside

_words = table_beside(__file__)
_LOOK_BACK = timedelta(days=60)
_MOST, _MOST_EVER = 10, 200
_SEVERAL = 2


@dataclass(frozen=True)
class BoughtLine:
    """One line of an order: what, how many, and what was paid for them."""

    sku: str
    name: str
    quantity: int
    paid_fen: int


@dataclass(frozen=True)
class OrderStanding:
    """One order: `state` is one of parcels.yaml, cancelled, partly_refunded or placed, known since `at`.

    `source` names the record that says so: the order itself or an event. `told` is what the event adds (carrier,
    number, place, signed_by, expected, method, reason); `invoiced_at` when its invoice was issued.
    """

    order_id: str
    ordered_at: datetime
    names: tuple[str, ...]
    state: str
    at: datetime
    source: str
    paid_fen: int = 0
    refunded_fen: int = 0
    lines: tuple[BoughtLine, ...] = ()
    told: dict[str, str] = field(default_factory=dict)
    invoiced_at: datetime | None = None

    @property
    def pieces(self) -> int:
        """Return how many pieces it held."""
        return sum(line.quantity for line in self.lines)


@dataclass(frozen=True)
class Points:
    """Her points as they were last told, until when they hold (None if unknown), and the record of it."""

    balance: int
    until: date | None
    at: datetime
    source: str


def refund_events(*, done: bool) -> tuple[str, ...]:
    """Return the event types that tell of a refund: paid back if `done`, else asked for."""
    table = _words()
    return tuple(table["events"]["refunded"] if done else (*table["events"]["refund_requested"], *table["inquiries"]))


def order_standings(session: Session, member_id: str, *, now: datetime) -> tuple[OrderStanding, ...]:
    """Return how the orders of the last sixty days stand, newest first."""
    return _standings(session, member_id, now, since=now - _LOOK_BACK, most=_MOST)


def orders_ever(session: Session, member_id: str, *, now: datetime) -> tuple[OrderStanding, ...]:
    """Return all her orders on record, newest first, up to two hundred."""
    return _standings(session, member_id, now, since=None, most=_MOST_EVER)


def points_told(session: Session, member_id: str, *, now: datetime) -> Points | None:
    """Return her points as they were last told, None where no record tells."""
    table = _words()["points"]
    statement = select(Event).where(Event.member_id == member_id, col(Event.type).in_(table["types"]), Event.at <= now)
    for event in session.exec(statement.order_by(col(Event.at).desc()).limit(_MOST)).all():
        balance = _first(event, table["balance"])
        if balance.isdecimal():
            return Points(int(balance), _day(_first(event, table["until"])), event.at, f"event {event.event_id}")
    return None


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


def _first(event: Event, names: Iterable[str]) -> str:
    payload = event.payload or {}
    return next((str(payload[name]).strip() for name in names if payload.get(name) is not None), "")


def _standings(
    session: Session, member_id: str, now: datetime, *, since: datetime | None, most: int
) -> tuple[OrderStanding, ...]:
    statement = select(Order).where(Order.member_id == member_id, Order.ordered_at <= now)
    if since is not None:
        statement = statement.where(Order.ordered_at > since)
    orders = session.exec(statement.order_by(col(Order.ordered_at).desc(), col(Order.order_id)).limit(most)).all()
    if not orders:
        return ()
    lines = _lines(session, [order.order_id for order in orders])
    events = _events(session, member_id, now, since)
    return tuple(_standing(order, lines.get(order.order_id, ()), events, is_only=len(orders) == 1) for order in orders)


def _lines(session: Session, order_ids: Sequence[str]) -> dict[str, tuple[BoughtLine, ...]]:
    statement = select(OrderLine, Product.name).join(Product, col(Product.sku) == OrderLine.sku)
    statement = statement.where(col(OrderLine.order_id).in_(order_ids))
    found: dict[str, tuple[BoughtLine, ...]] = {}
    for line, name in session.exec(statement.order_by(col(OrderLine.order_id), col(OrderLine.line_no))).all():
        bought = BoughtLine(line.sku, name, line.quantity, line.amount_fen)
        found[line.order_id] = (*found.get(line.order_id, ()), bought)
    return found


def _events(session: Session, member_id: str, now: datetime, since: datetime | None) -> Sequence[Event]:
    types = [word for group in ("events", "notes") for words in _words()[group].values() for word in words]
    statement = select(Event).where(Event.member_id == member_id, col(Event.type).in_(types), Event.at <= now)
    if since is not None:
        statement = statement.where(Event.at > since)
    return session.exec(statement.order_by(col(Event.at).desc())).all()


def _standing(order: Order, lines: tuple[BoughtLine, ...], events: Sequence[Event], *, is_only: bool) -> OrderStanding:
    mine = [event for event in events if _is_about(event, order, is_only=is_only)]
    invoice = next((event.at for event in mine if event.type in _words()["notes"]["invoiced"]), None)
    state, at, source, told = _furthest(order, mine)
    held = [line.name for line in lines if line.sku in told.get("skus", "").split()]
    return OrderStanding(
        order_id=order.order_id,
        ordered_at=order.ordered_at,
        names=tuple(held if state == "part_delivered" and held else (line.name for line in lines)),
        state=state,
        at=at,
        source=source,
        paid_fen=order.amount_fen,
        refunded_fen=order.refund_fen,
        lines=lines,
        told=told,
        invoiced_at=invoice,
    )


def _furthest(order: Order, events: Sequence[Event]) -> tuple[str, datetime, str, dict[str, str]]:
    """Return state, moment, record and details: the order's own word for money and end, events for the rest."""
    for state in _words()["events"]:
        event = _latest(events, state)
        if event is not None and (order.status == "paid" or state == "refunded"):
            own, known = (order.status, event) if order.status != "paid" else _as_it_went_on(state, event, events)
            return own, known.at, f"event {known.event_id}", _told(known)
    own = "placed" if order.status == "paid" else order.status
    return own, order.ordered_at, f"order {order.order_id}", {}


def _latest(events: Sequence[Event], state: str) -> Event | None:
    return next((one for one in events if one.type in _words()["events"][state]), None)


def _as_it_went_on(state: str, event: Event, events: Sequence[Event]) -> tuple[str, Event]:
    """Read a state in the light of the others: what arrived after an exchange was sent is the exchange; of several
    parcels one may still be on its way.
    """
    delivered = _latest(events, "delivered")
    if state == "exchange_shipped" and delivered is not None and delivered.at > event.at:
        return "exchange_delivered", delivered
    missing = _on_its_way(events) if state == "delivered" else None
    return ("part_delivered", missing) if missing is not None else (state, event)


def _on_its_way(events: Sequence[Event]) -> Event | None:
    """Return the sending of a parcel that is not among those delivered; None unless several are told apart."""
    types, keys = _words()["events"], _words()["parcel"]
    sent = {_first(one, keys): one for one in events if one.type in types["shipped"]}
    came = {_first(one, keys) for one in events if one.type in types["delivered"]}
    if len(sent) < _SEVERAL or "" in sent or "" in came:
        return None
    return next((one for key, one in sent.items() if key not in came), None)


def _told(event: Event) -> dict[str, str]:
    told = {name: _first(event, keys) for name, keys in _words()["told"].items()}
    skus = (event.payload or {}).get("skus") or []
    told["skus"] = " ".join(map(str, skus)) if isinstance(skus, list) else ""
    return {name: text for name, text in told.items() if text}


def _is_about(event: Event, order: Order, *, is_only: bool) -> bool:
    """Tell whether an event is this order's: by its id, or without one only where she has no other order."""
    named = (event.payload or {}).get("order_id")
    return named == order.order_id if named else is_only and event.at >= order.ordered_at
