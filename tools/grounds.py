"""Everything a text for one member may rest on at this moment, read afresh from the rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from tools.checks import Grounds
from tools.checks.grounding import Ware
from tools.clock import shanghai_day
from tools.members import stage
from tools.members.snapshot import may_use
from tools.members.touches import Spoken, spoken_lately
from tools.models import Draft, Event, Member, Order, OrderLine, Product
from tools.products.catalogue import spoken_name
from tools.store import ask

_RECENT = timedelta(days=60)
_OWNED = (
    select(Product.name, Product.spec)
    .join(OrderLine, col(OrderLine.sku) == col(Product.sku))
    .join(Order, col(Order.order_id) == OrderLine.order_id)
    .where(Order.member_id == bindparam("member_id"))
    .distinct()
)
# What a text may rest on, and no more of each row: (paid, returned, status, when) and (type, when).
_ORDERS = select(Order.amount_fen, Order.refund_fen, Order.status, Order.ordered_at).where(
    Order.member_id == bindparam("member_id"),
    col(Order.ordered_at) > bindparam("since"),
    col(Order.ordered_at) <= bindparam("now"),
)
_EVENTS = select(Event.type, Event.at).where(
    Event.member_id == bindparam("member_id"), col(Event.at) > bindparam("since"), col(Event.at) <= bindparam("now")
)


_Order = tuple[int, int, str, datetime]
_Event = tuple[str, datetime]


@dataclass(frozen=True)
class Records:
    """What is on record about one member at one moment; every text for her rests on the same rows."""

    member: Member
    now: datetime
    # Name and spec of everything she bought.
    owned: Sequence[tuple[str, str]]
    orders: Sequence[_Order]
    events: Sequence[_Event]
    messages: Sequence[Spoken]


def read_records(session: Session, member: Member, now: datetime) -> Records:
    """Read what texts for one member may rest on."""
    member_id = member.member_id
    lately = {"member_id": member_id, "since": now - _RECENT, "now": now}
    return Records(
        member,
        now,
        owned=[(name, spec) for name, spec in ask(session, _OWNED, {"member_id": member_id})],
        orders=[(paid, returned, status, at) for paid, returned, status, at in ask(session, _ORDERS, lately)],
        events=[(name, at) for name, at in ask(session, _EVENTS, lately)],
        messages=spoken_lately(session, member_id, now=now),
    )


def grounds_for(draft: Draft, records: Records, products: Sequence[Product]) -> Grounds:
    """Return the grounds of a draft: today's catalogue rows of what it shows, her fields, orders and own words."""
    known: dict[str, Any] = draft.grounds or {}
    member, now, owned = records.member, records.now, records.owned
    return Grounds(
        prices_fen=frozenset(product.price_fen for product in products) | _sums(records.orders),
        urls=frozenset(product.url for product in products if product.url),
        names=frozenset(product.name for product in products) | {name for name, _ in owned},
        numbers=frozenset(str(number) for number in known.get("numbers", [])),
        is_complete=True,
        wares=tuple(Ware(spoken_name(one), one.price_fen, one.spec, one.stock) for one in products),
        specs=tuple(spec for _, spec in owned if spec),
        said=tuple(message.text for message in records.messages if message.direction == "in"),
        happened=_happened(records.orders, records.events),
        calls=_calls(member),
        days=frozenset(_days(member, records.orders, records.events, now)),
        child_days=_child_days(member, now),
        now=now,
    )


def _sums(orders: Iterable[_Order]) -> frozenset[int]:
    """Return what she paid and got back: her own sums, no prices."""
    return frozenset(fen for paid, returned, _, _ in orders for fen in (paid, returned) if fen)


def _happened(orders: Iterable[_Order], events: Iterable[_Event]) -> frozenset[str]:
    happened = {name for name, _ in events if name in ("delivered", "shipped", "refunded")}
    happened |= {"refunded" for _, _, status, _ in orders if status in ("refunded", "partly_refunded")}
    # What has arrived was sent.
    return frozenset(happened | ({"shipped"} if "delivered" in happened else set()))


def _calls(member: Member) -> frozenset[str]:
    names = {stage.call_of(member), member.name.strip(), member.nickname.strip()}
    surname = member.name.strip()[:1]
    calls = {pattern.format(surname=surname) for pattern in stage.words()["calls"].values()} if surname else set()
    titles = stage.words()["titles"] if surname else ()
    return frozenset(one for one in names | calls | {f"{surname}{title}" for title in titles} if one)


def _days(member: Member, orders: Iterable[_Order], events: Iterable[_Event], now: datetime) -> Iterable[date]:
    today = shanghai_day(now)
    yield today
    if member.due_date is not None and may_use(member, "due_date", today):
        yield member.due_date
    if member.birthday is not None and may_use(member, "birthday", today):
        yield member.birthday
    yield from (shanghai_day(ordered_at) for _, _, _, ordered_at in orders)
    yield from (shanghai_day(at) for _, at in events)
    if may_use(member, "children", today):
        yield from (child.birthday for child in stage.born_children(member, today))


def _child_days(member: Member, now: datetime) -> int | None:
    today = shanghai_day(now)
    children = stage.born_children(member, today) if may_use(member, "children", today) else ()
    return children[0].age_days if children else None
