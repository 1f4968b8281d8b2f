"""Take one delivery in hand: the last look at text and permission, and the commit that precedes every call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select, update

from tools import audit
from tools.clock import shanghai_day
from tools.errors import NotAllowed, TextBlocked
from tools.models import Delivery, Draft, Member
from tools.reviews.gate import Gate, pass_contact, pass_text
from tools.reviews.locks import lock_member
from tools.reviews.opening import reread
from tools.tasks.promises import withdraw_promises


@dataclass(frozen=True)
class Claim:
    """A delivery this sender alone may send, until the lease ends."""

    delivery_id: str
    member_id: str
    channel: str
    request: Mapping[str, Any]
    attempts: int


@dataclass(frozen=True)
class Outcome:
    """What became of one delivery in this pass: its state now, and why when it was not sent."""

    delivery_id: str
    state: str
    error: str = ""


def claim(
    session: Session, delivery_id: str, member_id: str, gate: Gate, *, now: datetime, owner: str, lease_s: int
) -> Claim | Outcome | None:
    """Move queued → sending if text and contact still pass; the caller commits, then calls the channel.

    The member's row is locked first, so a hold that is being opened is either seen here or finds the row queued and
    cancels it. None means that somebody else was faster.
    """
    member = lock_member(session, member_id)
    delivery = reread_delivery(session, delivery_id)
    if delivery.state != "queued" or delivery.not_before > now:
        return None
    draft = reread(session, delivery.draft_id)
    if draft.state != "approved" or draft.version != delivery.draft_version:
        return settle(session, delivery, "cancelled", f"the draft is {draft.state}", now)
    return _pass(session, delivery, draft, member, gate, now) or _take(session, delivery, now, owner, lease_s)


def reread_delivery(session: Session, delivery_id: str) -> Delivery:
    """Return the delivery as the database has it now."""
    statement = select(Delivery).where(Delivery.id == delivery_id).execution_options(populate_existing=True)
    return session.exec(statement).one()


def settle(
    session: Session, delivery: Delivery, state: str, error: str, now: datetime, *, rules: tuple[str, ...] = ()
) -> Outcome:
    """End a delivery that was never handed to a channel."""
    guarded = update(Delivery).where(col(Delivery.id) == delivery.id, col(Delivery.state) == "queued")
    session.exec(guarded.values(state=state, error=error).execution_options(synchronize_session="fetch"))
    withdraw_promises(session, [delivery.draft_id], reason=state, now=now)
    tell(session, delivery, f"delivery.{state}", now, rules=list(rules))
    return Outcome(delivery.id, state, error)


def postpone(session: Session, delivery: Delivery, not_before: datetime, error: str, now: datetime) -> Outcome:
    """Leave a delivery queued for later; the day it counts for moves along, and that day may be taken."""
    later = update(Delivery).where(col(Delivery.id) == delivery.id, col(Delivery.state).in_(("queued", "sending")))
    day = shanghai_day(not_before).isoformat()
    columns = {"state": "queued", "not_before": not_before, "day": day, "owner": "", "lease_until": None}
    try:
        with session.begin_nested():
            session.exec(later.values(**columns, error=error).execution_options(synchronize_session="fetch"))
    except IntegrityError:
        reason = f"another {delivery.purpose} message goes out on {day}"
        session.exec(later.values(state="refused", error=reason).execution_options(synchronize_session="fetch"))
        withdraw_promises(session, [delivery.draft_id], reason="refused", now=now)
        tell(session, delivery, "delivery.refused", now, rules=["TOUCH-TAKEN"])
        return Outcome(delivery.id, "refused", reason)
    return Outcome(delivery.id, "queued", error)


def tell(
    session: Session, delivery: Delivery, action: str, now: datetime, actor: str = "system", **detail: Any
) -> None:
    """Record what happened to a delivery, without a word of it."""
    audit.record(
        session,
        at=now,
        actor=actor,
        action=action,
        subject=f"delivery:{delivery.id}",
        member_id=delivery.member_id,
        detail={"draft": delivery.draft_id, "version": delivery.draft_version, **detail},
    )


def _pass(
    session: Session, delivery: Delivery, draft: Draft, member: Member, gate: Gate, now: datetime
) -> Outcome | None:
    try:
        pass_text(session, gate, draft, delivery.text, now)
        allowed_at = pass_contact(session, gate, member, draft, now)
    except TextBlocked as blocked:
        rules = tuple(finding.rule for finding in blocked.findings)
        return settle(session, delivery, "refused", str(blocked), now, rules=rules)
    except NotAllowed as refused:
        rules = tuple(reason.rule for reason in refused.reasons)
        return settle(session, delivery, "refused", str(refused), now, rules=rules)
    return postpone(session, delivery, allowed_at, "not yet allowed", now) if allowed_at > now else None


def _take(session: Session, delivery: Delivery, now: datetime, owner: str, lease_s: int) -> Claim | None:
    guarded = update(Delivery).where(col(Delivery.id) == delivery.id, col(Delivery.state) == "queued")
    taken = session.exec(
        guarded.values(
            state="sending",
            owner=owner,
            lease_until=now + timedelta(seconds=lease_s),
            attempts=Delivery.attempts + 1,
            error="",
        ).execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:
        return None
    session.refresh(delivery)
    return Claim(delivery.id, delivery.member_id, delivery.channel, dict(delivery.request), delivery.attempts)
