"""Silent signals: something ended without a word. A hold for a person to look at, never an assumption."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from tools import holds, reviews
from tools.clock import shanghai_day
from tools.database import Database
from tools.members import stage
from tools.models import Event, Hold, Member, Order, OrderLine, Product
from tools.yaml_text import table_beside

_rules = table_beside(__file__)
_CAUSE = "silent_signal"
# Member and the mark that makes the signal count once.
Signal = tuple[str, str]


def read_signals(database: Database, *, now: datetime) -> int:
    """Open a hold for a person to look at for every new silent signal, once each; return how many."""
    with database.reading() as session:
        found = list(dict.fromkeys(_signals(session, now)))
    return sum(_hold(database, signal, now) for signal in found)


def _signals(session: Session, now: datetime) -> Iterator[Signal]:
    expecting = {member.member_id: member for member in _expecting(session)}
    yield from _told_by_events(session, now, expecting)
    yield from _sent_back(session, now, expecting)
    yield from _silent_since_due(now, expecting)


def _expecting(session: Session) -> list[Member]:
    """Return members with a due date whose family is not sealed already."""
    statement = select(Member).where(
        col(Member.due_date).is_not(None), col(Member.care_hold).is_(False), col(Member.erased_at).is_(None)
    )
    return [member for member in session.exec(statement) if not stage.is_sealed(member)]


def _told_by_events(session: Session, now: datetime, expecting: dict[str, Member]) -> Iterator[Signal]:
    rules = {rule["type"]: rule for rule in _rules()["events"]}
    since = now - timedelta(days=int(_rules()["look_back_days"]))
    statement = select(Event).where(col(Event.type).in_(list(rules)), Event.at > since, Event.at <= now)
    for event in session.exec(statement.order_by(col(Event.at))):
        said = str((event.payload or {}).get(rules[event.type]["payload"], ""))
        if event.member_id in expecting and any(word in said for word in rules[event.type]["words"]):
            yield event.member_id, f"event:{event.event_id}"


def _sent_back(session: Session, now: datetime, expecting: dict[str, Member]) -> Iterator[Signal]:
    """Everything bought for the birth has come back, in the weeks in which nobody sends it back lightly."""
    first, last = _rules()["returns"]["weeks"]
    since = now - timedelta(days=7 * last)
    statement = select(Order, Product).join(OrderLine, col(OrderLine.order_id) == col(Order.order_id))
    statement = statement.join(Product, col(Product.sku) == col(OrderLine.sku))
    statement = statement.where(Order.status == "refunded", Order.ordered_at > since, Order.ordered_at <= now)
    for order, product in session.exec(statement.order_by(col(Order.ordered_at))):
        member = expecting.get(order.member_id)
        week = stage.gest_week(member.due_date, shanghai_day(now)) if member is not None and member.due_date else None
        if week is not None and first <= week <= last and _is_for_the_birth(product):
            yield order.member_id, f"order:{order.order_id}"


def _is_for_the_birth(product: Product) -> bool:
    rule = _rules()["returns"]
    named = any(word in product.name or word in product.category for word in rule["product_words"])
    return named or bool(set(product.checklist_items or []) & set(rule["checklist_items"]))


def _silent_since_due(now: datetime, expecting: dict[str, Member]) -> Iterator[Signal]:
    first, last = _rules()["days_after_due"]
    today = shanghai_day(now)
    for member in expecting.values():
        due = member.due_date
        if due is not None and first <= (today - due).days <= last and not stage.is_birth_known(member, today):
            yield member.member_id, f"due:{due.isoformat()}"


def _hold(database: Database, signal: Signal, now: datetime) -> int:
    member_id, mark = signal
    with database.writing() as session:
        reviews.lock_member(session, member_id)
        known = select(Hold.id).where(Hold.member_id == member_id, Hold.message_id == mark)
        if session.exec(known).first() is not None:
            return 0
        holds.open_hold(session, member_id, kind="human", level="S2", cause=_CAUSE, message_id=mark, now=now)
    return 1
