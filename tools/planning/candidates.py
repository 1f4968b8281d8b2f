"""Everything the plan needs about everybody, in a handful of queries instead of one a member."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, select

from tools.checks import ContactFacts
from tools.clock import days_between, shanghai_day
from tools.members import stage
from tools.members.contact import facts_of
from tools.members.snapshot import may_use
from tools.members.standing import NO_STANDING, Standing, read_standing
from tools.models import Event, Member, Message, Order, Score, ScoreRun

_LOOK_BACK = timedelta(days=190)


@dataclass(frozen=True)
class Candidate:
    """One member who may be cared for, with the figures triggers are made of (None where unknown)."""

    member: Member
    quadrant: str
    value_potential: float
    gest_week: int | None
    child_days: int | None
    child_months: int | None
    is_birthday: bool
    delivered_days: int | None
    dormant_days: int | None
    facts: ContactFacts


@dataclass(frozen=True)
class _Base:
    messages: dict[str, list[Message]]
    delivered: dict[str, datetime]
    last_order: dict[str, datetime]
    standing: dict[str, Standing]
    scores: dict[str, tuple[str, float]]


def candidates(session: Session, now: datetime) -> list[Candidate]:
    """Return every member whose consent and standing let the plan consider her, as she will be at `now`."""
    base = _Base(
        _messages(session, now),
        _delivered(session, now),
        _last_orders(session, now),
        read_standing(session, now),
        _scores(session),
    )
    statement = select(Member).where(
        col(Member.consent_care).is_(True),
        col(Member.opted_out).is_(False),
        col(Member.care_hold).is_(False),
        col(Member.erased_at).is_(None),
        Member.owner_staff_id != "",
    )
    members = session.exec(statement.order_by(col(Member.member_id))).all()
    return [_candidate(member, base, now) for member in members]


def _candidate(member: Member, base: _Base, now: datetime) -> Candidate:
    today = shanghai_day(now)
    messages = base.messages.get(member.member_id, [])
    children = stage.born_children(member, today) if may_use(member, "children", today) else ()
    quadrant, value = base.scores.get(member.member_id, ("low_yield", 0.0))
    delivered = base.delivered.get(member.member_id)
    return Candidate(
        member=member,
        quadrant=quadrant,
        value_potential=value,
        gest_week=stage.present_week(member, today) if may_use(member, "due_date", today) else None,
        child_days=children[0].age_days if children else None,
        child_months=children[0].corrected_months if children else None,
        is_birthday=stage.is_birthday(member.birthday, today) and may_use(member, "birthday", today),
        delivered_days=days_between(delivered, now) if delivered else None,
        dormant_days=_dormant(member.member_id, messages, base, now),
        facts=facts_of(member, messages, base.standing.get(member.member_id, NO_STANDING), today),
    )


def _dormant(member_id: str, messages: Sequence[Message], base: _Base, now: datetime) -> int | None:
    moments = [message.at for message in messages if message.direction == "in"][-1:]
    if member_id in base.last_order:
        moments.append(base.last_order[member_id])
    return days_between(max(moments), now) if moments else None


def _messages(session: Session, now: datetime) -> dict[str, list[Message]]:
    statement = select(Message).where(Message.at > now - _LOOK_BACK, Message.at <= now)
    found: dict[str, list[Message]] = defaultdict(list)
    for message in session.exec(statement.order_by(col(Message.at), col(Message.message_id))):
        found[message.member_id].append(message)
    return found


def _delivered(session: Session, now: datetime) -> dict[str, datetime]:
    """Return each member's last delivery; what she sent back is no reason to ask how she likes it."""
    returned = set(session.exec(select(Order.order_id).where(~_stands())).all())
    statement = select(Event.member_id, Event.at, Event.payload).where(Event.type == "delivered", Event.at <= now)
    arrived = session.exec(statement.order_by(col(Event.at))).all()
    return {member_id: at for member_id, at, payload in arrived if (payload or {}).get("order_id") not in returned}


def _last_orders(session: Session, now: datetime) -> dict[str, datetime]:
    statement = select(Order.member_id, func.max(Order.ordered_at)).where(_stands(), Order.ordered_at <= now)
    return dict(session.exec(statement.group_by(col(Order.member_id))).all())


def _stands() -> ColumnElement[bool]:
    return and_(col(Order.status).in_(("paid", "partly_refunded")), col(Order.amount_fen) > col(Order.refund_fen))


def _scores(session: Session) -> dict[str, tuple[str, float]]:
    statement = select(Score.member_id, Score.quadrant, Score.value_potential)
    statement = statement.join(ScoreRun, col(ScoreRun.id) == Score.run_id).where(col(ScoreRun.active).is_(True))
    return {member_id: (quadrant, value) for member_id, quadrant, value in session.exec(statement)}
