"""What an answer may rest on: typed, consented, fresh facts of one member; never her rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from tools.clock import days_between, shanghai_day
from tools.holds import open_kinds
from tools.members import stage
from tools.members.touches import Touch, recent_messages, touches_among, unanswered
from tools.models import Draft, Event, Member, Message, Order, OrderLine, Product

SENSITIVE_FIELDS = ("due_date", "children")
_TOPIC_REST = timedelta(days=90)
_MATERNAL = "maternal"


@dataclass(frozen=True)
class Fact:
    """One thing we know, with the field or message it came from and its date (ISO, '' if unknown)."""

    field: str
    value: str
    source: str
    at: str = ""


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
class Said:
    """One message of the thread."""

    message_id: str
    direction: str
    text: str
    at: datetime
    purpose: str = ""
    topic: str = ""


@dataclass(frozen=True)
class MemberSnapshot:
    """Everything a draft may use about one member at one moment."""

    member_id: str
    call: str
    # Only for masking what leaves the house; never shown, never said.
    names: tuple[str, ...]
    gender: str
    tier: str
    today: date
    personas: tuple[str, ...]
    tags: tuple[str, ...]
    gest_week: int | None
    week_words: str
    child: stage.Child | None
    age_words: str
    is_birthday: bool
    careful: bool
    minor: bool
    guardian_consent: bool
    care_hold: bool
    opted_out: bool
    consent_care: bool | None
    consent_marketing: bool | None
    owned: tuple[OwnedProduct, ...]
    days_since_delivery: int | None
    dormant_days: int | None
    thread: tuple[Said, ...]
    touches: tuple[Touch, ...]
    unanswered: int
    open_holds: tuple[str, ...]
    used_texts: frozenset[str] = field(default_factory=frozenset)
    facts: tuple[Fact, ...] = ()

    def fact(self, name: str) -> Fact | None:
        """Return the fact of one field, None when unknown, unconsented or sealed."""
        return next((fact for fact in self.facts if fact.field == name), None)

    def recent_topics(self, now: datetime) -> frozenset[str]:
        """Return the topics of the last 90 days: none of them is repeated."""
        return frozenset(said.topic for said in self.thread if said.topic and now - said.at < _TOPIC_REST)


def may_use(member: Member, name: str) -> bool:
    """Tell whether a field may be used: sealed fields never, sensitive ones only by consent."""
    if member.erased_at is not None:
        return False
    if name in SENSITIVE_FIELDS:
        return not member.care_hold and name in (member.consent_sensitive or [])
    return True


def read_snapshot(session: Session, member: Member, *, now: datetime) -> MemberSnapshot:
    """Read one member's snapshot; dates are Shanghai days of `now`."""
    today = shanghai_day(now)
    messages = recent_messages(session, member.member_id, now=now)
    touches = touches_among(messages)
    owned = _owned(session, member.member_id, now)
    due_on = member.due_date if may_use(member, "due_date") and not stage.is_birth_known(member, today) else None
    week = stage.gest_week(due_on, today) if due_on and not stage.is_birth_unconfirmed(member, today) else None
    children = stage.born_children(member, today) if may_use(member, "children") else ()
    child = children[0] if children else None
    tags = tuple(str(tag) for tag in member.tags or [])
    return MemberSnapshot(
        member_id=member.member_id,
        call=stage.call_of(member),
        names=tuple(name for name in (member.name, member.nickname) if name),
        gender=member.gender,
        tier=member.tier,
        today=today,
        personas=_personas(member),
        tags=tags,
        gest_week=week,
        week_words=stage.week_words(week, _days_into_week(due_on, today)) if week and due_on else "",
        child=child,
        age_words=stage.age_words(child) if child else "",
        is_birthday=_is_birthday(member.birthday, today) and may_use(member, "birthday"),
        careful=any(tag in stage.words()["careful_tags"] for tag in tags),
        minor=stage.is_minor(member, today),
        guardian_consent=stage.has_guardian_consent(member),
        care_hold=member.care_hold,
        opted_out=member.opted_out,
        consent_care=member.consent_care,
        consent_marketing=member.consent_marketing,
        owned=owned,
        days_since_delivery=owned[0].days if owned else _days_since_order(session, member.member_id, now),
        dormant_days=_dormant_days(session, member.member_id, messages, now),
        thread=tuple(_said(message) for message in messages),
        touches=touches,
        unanswered=unanswered(touches),
        open_holds=open_kinds(session, member.member_id, now),
        used_texts=_used_texts(session, member.member_id),
        facts=_facts(session, member, now, week, child),
    )


def _days_into_week(due_on: date | None, today: date) -> int:
    return (stage.PREGNANCY_DAYS - (due_on - today).days) % 7 if due_on else 0


def _personas(member: Member) -> tuple[str, ...]:
    """Leave the maternal persona out unless a field behind it may be used: it tells as much as the date."""
    personas = tuple(str(persona) for persona in member.personas or [])
    if any(may_use(member, name) for name in SENSITIVE_FIELDS):
        return personas
    return tuple(persona for persona in personas if persona != _MATERNAL)


def _is_birthday(birthday: date | None, today: date) -> bool:
    if birthday is None:
        return False
    if (birthday.month, birthday.day) == (2, 29) and today.month == 2:
        # She who was born on a leap day celebrates on the last day of February.
        return (today + timedelta(days=1)).month == 3
    return (birthday.month, birthday.day) == (today.month, today.day)


def _said(message: Message) -> Said:
    return Said(message.message_id, message.direction, message.text, message.at, message.purpose, message.topic)


def _paid_orders(session: Session, member_id: str, now: datetime) -> Sequence[Order]:
    statement = select(Order).where(
        Order.member_id == member_id,
        col(Order.status).in_(("paid", "partly_refunded")),
        Order.amount_fen > col(Order.refund_fen),
        Order.ordered_at <= now,
    )
    return session.exec(statement.order_by(col(Order.ordered_at).desc()).limit(20)).all()


def _delivered(session: Session, member_id: str, now: datetime) -> dict[str, datetime]:
    """Return the delivery time by order id ('' for an event that names no order)."""
    statement = select(Event).where(Event.member_id == member_id, Event.type == "delivered", Event.at <= now)
    events = session.exec(statement.order_by(col(Event.at))).all()
    return {str((event.payload or {}).get("order_id", "")): event.at for event in events}


def _owned(session: Session, member_id: str, now: datetime) -> tuple[OwnedProduct, ...]:
    orders = {order.order_id: order for order in _paid_orders(session, member_id, now)}
    if not orders:
        return ()
    delivered = _delivered(session, member_id, now)
    statement = select(OrderLine, Product).join(Product, col(Product.sku) == OrderLine.sku)
    statement = statement.where(col(OrderLine.order_id).in_(orders))
    owned = []
    for line, product in session.exec(statement.order_by(col(OrderLine.line_no))).all():
        since = delivered.get(line.order_id) or orders[line.order_id].ordered_at
        days = days_between(since, now)
        owned.append(OwnedProduct(line.order_id, product.sku, product.name, product.spec, product.category, days))
    return tuple(sorted(owned, key=lambda product: product.days))


def _days_since_order(session: Session, member_id: str, now: datetime) -> int | None:
    orders = _paid_orders(session, member_id, now)
    delivered = _delivered(session, member_id, now)
    if not orders:
        return None
    since = delivered.get(orders[0].order_id) or delivered.get("") or orders[0].ordered_at
    return days_between(since, now)


def _dormant_days(session: Session, member_id: str, messages: Sequence[Message], now: datetime) -> int | None:
    """Count days since her last order or own word; None when there never was one."""
    moments = [order.ordered_at for order in _paid_orders(session, member_id, now)[:1]]
    moments += [message.at for message in messages if message.direction == "in"][-1:]
    return days_between(max(moments), now) if moments else None


def _used_texts(session: Session, member_id: str) -> frozenset[str]:
    """Return what was approved for her before: nobody gets the same sentence twice running."""
    statement = select(Draft.proposed_text).where(Draft.member_id == member_id, Draft.state == "approved")
    return frozenset(session.exec(statement.order_by(col(Draft.created_at).desc()).limit(50)).all())


def _facts(
    session: Session, member: Member, now: datetime, week: int | None, child: stage.Child | None
) -> tuple[Fact, ...]:
    updated = member.updated_at.isoformat()
    facts = [Fact("nickname" if member.nickname else "name", stage.call_of(member), "member", updated)]
    if week is not None and member.due_date is not None:
        facts.append(Fact("due_date", member.due_date.isoformat(), "member.due_date", updated))
    if child is not None:
        facts.append(Fact("children", child.birthday.isoformat(), "member.children", updated))
    if member.birthday is not None and may_use(member, "birthday"):
        facts.append(Fact("birthday", member.birthday.strftime("%m-%d"), "member.birthday", updated))
    facts += [Fact("tags", str(tag), "member.tags", updated) for tag in member.tags or []]
    orders = _paid_orders(session, member.member_id, now)[:1]
    facts += [
        Fact("orders", order.order_id, f"order {order.order_id}", order.ordered_at.isoformat()) for order in orders
    ]
    facts += _last_word(session, member.member_id, now)
    return tuple(facts)


def _last_word(session: Session, member_id: str, now: datetime) -> list[Fact]:
    said = [m for m in recent_messages(session, member_id, now=now) if m.direction == "in"][-1:]
    return [Fact("messages", m.text[:60], f"message {m.message_id}", m.at.isoformat()) for m in said]
