"""What an answer may rest on: typed, consented, fresh facts of one member; never her rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from tools.clock import days_between, shanghai_day
from tools.holds import kinds_of
from tools.members import stage
from tools.members.purchases import OwnedProduct, Placed, dormant_days, read_purchases
from tools.members.touches import Touch, Written, spoken_lately, touches_among
from tools.members.valid_consents import consented_fields
from tools.models import Draft, Hold, Member, ProposedFact, Staff
from tools.reviews.standstill import open_holds
from tools.store import ask

__all__ = [
    "SENSITIVE_FIELDS",
    "TOPIC_REST",
    "Fact",
    "MemberSnapshot",
    "OwnedProduct",
    "Said",
    "may_use",
    "read_snapshot",
    "usable_personas",
]

SENSITIVE_FIELDS = ("due_date", "children")
TOPIC_REST = timedelta(days=90)
_AFTER_SALE_DAYS = 45
_MATERNAL = "maternal"
_ON_DUTY = select(Staff.name).where(Staff.staff_id == bindparam("staff_id"), col(Staff.active))
_ANSWERED = select(Draft.answers_message_id).where(
    Draft.member_id == bindparam("member_id"),
    Draft.answers_message_id != "",
    col(Draft.state).in_(("proposed", "approved")),
)
# What she does not bear is kept away from her before anybody has confirmed it.
_UNCONFIRMED = select(ProposedFact.quote).filter_by(member_id=bindparam("member_id"), kind="allergy", state="proposed")
_USED = (
    select(Draft.proposed_text)
    .where(Draft.member_id == bindparam("member_id"), Draft.state == "approved")
    .order_by(col(Draft.created_at).desc())
    .limit(50)
)


@dataclass(frozen=True)
class Fact:
    """One thing we know, with the field or message it came from and its date (ISO, '' if unknown)."""

    field: str
    value: str
    source: str
    at: str = ""


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
    child_names: tuple[str, ...]
    # The colleague she knows, '' if nobody looks after her.
    owner_staff_id: str
    rep_name: str
    today: date
    personas: tuple[str, ...]
    tags: tuple[str, ...]
    # Only for leaving out what is unfit for her: known without consent, so never shown, said or hinted at.
    avoid: tuple[str, ...]
    is_expecting: bool
    has_infant: bool
    gest_week: int | None
    week_words: str
    child: stage.Child | None
    age_words: str
    is_birthday: bool
    careful: bool
    minor: bool
    guardian_consent: bool
    owned: tuple[OwnedProduct, ...]
    days_since_delivery: int | None
    dormant_days: int | None
    thread: tuple[Said, ...]
    touches: tuple[Touch, ...]
    open_holds: tuple[str, ...]
    # Messages that a waiting or approved draft answers already.
    being_answered: frozenset[str] = field(default_factory=frozenset)
    # What was approved for her, the latest first.
    used_texts: tuple[str, ...] = ()
    # Every born child that may be spoken of, youngest first: of several, none is named unless she does.
    children: tuple[stage.Child, ...] = ()
    # Orders of which something was given back: nobody asks how she likes it; and the days since the last refund.
    given_back: frozenset[str] = frozenset()
    # Her level with us as it is recorded; '' where none is.
    tier: str = ""
    days_since_refund: int | None = None
    # Who she is to the child: mother, father or grandparent.
    kin: str = "mother"
    # Where she lives, for what the season is like there; '' where it is not recorded.
    city: str = ""
    # After a loss, or in a hold: nothing of her family is spoken of, whoever told of it.
    is_sealed: bool = False
    facts: tuple[Fact, ...] = ()

    def fact(self, name: str) -> Fact | None:
        """Return the fact of one field, None when unknown, unconsented or sealed."""
        return next((fact for fact in self.facts if fact.field == name), None)

    @property
    def last_bought(self) -> OwnedProduct | None:
        """Return the product that after-sale care is about, None when nothing was bought lately."""
        kept = (product for product in self.owned if product.order_id not in self.given_back)
        return next((product for product in kept if product.days <= _AFTER_SALE_DAYS), None)

    def recent_topics(self, now: datetime) -> frozenset[str]:
        """Return the topics of the last 90 days: none of them is repeated."""
        return frozenset(said.topic for said in self.thread if said.topic and now - said.at < TOPIC_REST)


def may_use(member: Member, name: str, today: date) -> bool:
    """Tell whether a field may be used: sealed fields never, sensitive ones only by a consent that counts today."""
    if member.erased_at is not None:
        return False
    if name in SENSITIVE_FIELDS:
        return not stage.is_field_sealed(member, name) and name in consented_fields(member, today)
    return True


def read_snapshot(
    session: Session,
    member: Member,
    *,
    now: datetime,
    messages: Sequence[Written] | None = None,
    holds: Sequence[Hold] | None = None,
) -> MemberSnapshot:
    """Read one member's snapshot; dates are Shanghai days of `now`. What is at hand is not read again."""
    today = shanghai_day(now)
    messages = spoken_lately(session, member.member_id, now=now) if messages is None else messages
    holds = open_holds(session, member.member_id, now) if holds is None else holds
    bought = read_purchases(session, member.member_id, now)
    week = stage.present_week(member, today)
    shown_week = week if may_use(member, "due_date", today) else None
    born = stage.born_children(member, today)
    child = stage.youngest_of(born) if may_use(member, "children", today) else None
    tags = _tags(member, today)
    return MemberSnapshot(
        member_id=member.member_id,
        call=stage.call_of(member),
        names=_names(member),
        child_names=stage.nicknames(member),
        owner_staff_id=member.owner_staff_id,
        rep_name=_rep_name(session, member),
        today=today,
        personas=_personas(member, today, is_mother=shown_week is not None or child is not None),
        tags=tags,
        avoid=_avoid(session, member),
        is_expecting=week is not None,
        has_infant=bool(born) and born[0].age_months < stage.INFANT_MONTHS,
        gest_week=shown_week,
        week_words=_week_words(member, shown_week, today),
        child=child,
        age_words=stage.age_words(child) if child else "",
        is_birthday=stage.is_birthday(member.birthday, today) and may_use(member, "birthday", today),
        careful=stage.needs_care(member),
        kin=stage.kin_of(member, today),
        minor=stage.is_minor(member, today),
        tier=member.tier or "",
        city=member.city.strip(),
        guardian_consent=stage.has_guardian_consent(member),
        owned=bought.owned,
        days_since_delivery=bought.days_since_delivery(now),
        dormant_days=dormant_days(session, member.member_id, bought.orders, now),
        thread=tuple(_said(message) for message in messages),
        touches=touches_among(messages),
        open_holds=kinds_of(holds),
        being_answered=_being_answered(session, member.member_id),
        used_texts=_used_texts(session, member.member_id),
        children=born if child is not None else (),
        is_sealed=stage.is_sealed(member),
        given_back=bought.given_back,
        days_since_refund=days_between(bought.refunded[1], now) if bought.refunded else None,
        facts=_facts(member, today, tags, shown_week, child, bought.orders or bought.placed, messages),
    )


def _names(member: Member) -> tuple[str, ...]:
    """Return the forms of her name that others use: in full, as a nickname, and without the surname."""
    name = member.name.strip()
    given = name[1:] if len(name) > 2 and not name.isascii() else ""
    return tuple(form for form in (name, member.nickname.strip(), given) if form)


def _rep_name(session: Session, member: Member) -> str:
    owner = {"staff_id": member.owner_staff_id}
    return str(ask(session, _ON_DUTY, owner).scalar() or "") if member.owner_staff_id else ""


def _week_words(member: Member, week: int | None, today: date) -> str:
    if week is None or member.due_date is None:
        return ""
    return stage.week_words(week, (stage.PREGNANCY_DAYS - (member.due_date - today).days) % 7)


def _avoid(session: Session, member: Member) -> tuple[str, ...]:
    """Return the tags, and the words by which she told of an allergy that nobody has confirmed or rejected."""
    told = (*map(str, member.tags or []), *ask(session, _UNCONFIRMED, {"member_id": member.member_id}).scalars())
    return tuple(text for text in told if text.strip())


def _tags(member: Member, today: date) -> tuple[str, ...]:
    """Leave out tags that state health or family without the consent that such a statement needs."""
    consented = consented_fields(member, today)
    hidden: list[str] = []
    if not consented & {"tags", "health"}:
        hidden += stage.words()["health_words"]
    if stage.is_sealed(member) or not consented & {"tags", *SENSITIVE_FIELDS}:
        hidden += stage.words()["family_words"]
    tags = [str(tag).strip() for tag in member.tags or []]
    return tuple(tag for tag in tags if tag and not any(word in tag for word in hidden))


def usable_personas(member: Member, today: date) -> tuple[str, ...]:
    """Return the personas that may be shown, from her row alone."""
    return _personas(member, today, is_mother=False)


def _personas(member: Member, today: date, *, is_mother: bool) -> tuple[str, ...]:
    """Leave the maternal persona out unless a field behind it may be used (it tells as much as the date), and
    add it where such a field says so: an export without a persona column is no reason to miss a pregnancy.
    """
    personas = tuple(str(persona) for persona in member.personas or [])
    is_told = is_mother or _MATERNAL in personas
    if is_told and not any(may_use(member, name, today) for name in SENSITIVE_FIELDS):
        return tuple(persona for persona in personas if persona != _MATERNAL)
    return (*personas, _MATERNAL) if is_mother and _MATERNAL not in personas else personas


def _said(message: Written) -> Said:
    return Said(message.message_id, message.direction, message.text, message.at, message.purpose, message.topic)


def _being_answered(session: Session, member_id: str) -> frozenset[str]:
    return frozenset(ask(session, _ANSWERED, {"member_id": member_id}).scalars())


def _used_texts(session: Session, member_id: str) -> tuple[str, ...]:
    """Return what was approved for her, the latest first: nobody gets the same sentence twice running."""
    return tuple(ask(session, _USED, {"member_id": member_id}).scalars())


def _facts(
    member: Member,
    today: date,
    tags: Sequence[str],
    week: int | None,
    child: stage.Child | None,
    orders: Sequence[Placed],
    messages: Sequence[Written],
) -> tuple[Fact, ...]:
    updated = member.updated_at.isoformat()
    called = "nickname" if stage.call_of(member) == member.nickname.strip() else "name"
    facts = [Fact(called, stage.call_of(member), "member", updated)]
    if week is not None and member.due_date is not None:
        facts.append(Fact("due_date", member.due_date.isoformat(), "member.due_date", updated))
    if child is not None:
        facts.append(Fact("children", child.birthday.isoformat(), "member.children", updated))
    if member.birthday is not None and may_use(member, "birthday", today):
        facts.append(Fact("birthday", member.birthday.strftime("%m-%d"), "member.birthday", updated))
    if member.city.strip():
        facts.append(Fact("city", member.city.strip(), "member.city", updated))
    facts += [Fact("tags", tag, "member.tags", updated) for tag in tags]
    facts += [
        Fact("orders", order.order_id, f"order {order.order_id}", order.ordered_at.isoformat()) for order in orders[:1]
    ]
    heard = [message for message in messages if message.direction == "in"][-1:]
    facts += [Fact("messages", m.text[:60], f"message {m.message_id}", m.at.isoformat()) for m in heard]
    return tuple(facts)
