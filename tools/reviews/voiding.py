"""Take everything back that has not left yet: the brake behind holds, opt-out and erasure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from tools import audit
from tools.models import Delivery, Draft
from tools.reviews.locks import lock_member
from tools.reviews.standstill import is_in_scope
from tools.tasks.promises import withdraw_promises

# Written on a delivery that a sender has in hand: if the send fails, it must not be queued again.
STOPPED = "stopped while sending"

_MAY_HAVE_LEFT = ("sending", "sent", "unknown")


@dataclass(frozen=True)
class Voided:
    """What was taken back; `in_flight` are deliveries a sender already has in hand."""

    drafts: int
    deliveries: int
    in_flight: tuple[str, ...]


def void_all(
    session: Session,
    member_id: str,
    *,
    reason: str,
    now: datetime,
    except_message_ids: Collection[str] = (),
    scope: str = "everything",
    actor: str = "system",
) -> Voided:
    """Void waiting and approved-unsent drafts and cancel queued deliveries of one member.

    `scope` is everything, outreach or proactive; a fixed reply to `except_message_ids` stays. `reason` is a code.
    Raises NotFound.
    """
    lock_member(session, member_id)
    ids = _within(session, member_id, scope, except_message_ids)
    cancelled = _update_deliveries(session, ids, "queued", state="cancelled", error=reason)
    _update_deliveries(session, ids, "sending", error=f"{STOPPED}: {reason}")
    left = _deliveries(session, ids)
    voided = _void(session, sorted(set(ids) - {draft_id for _, draft_id, _ in left}), reason, actor, now)
    in_flight = tuple(delivery_id for delivery_id, _, state in left if state == "sending")
    if voided or cancelled or in_flight:
        audit.record(
            session,
            at=now,
            actor=actor,
            action="drafts.voided",
            subject=f"member:{member_id}",
            member_id=member_id,
            detail={"reason": reason, "scope": scope, "drafts": voided, "in_flight": list(in_flight)},
        )
    return Voided(len(voided), cancelled, in_flight)


def _within(session: Session, member_id: str, scope: str, except_message_ids: Collection[str]) -> list[str]:
    statement = select(Draft).where(Draft.member_id == member_id, col(Draft.state).in_(("proposed", "approved")))
    drafts = session.exec(statement.execution_options(populate_existing=True)).all()
    return [draft.id for draft in drafts if is_in_scope(draft, scope) and not _answers(draft, except_message_ids)]


def _answers(draft: Draft, message_ids: Collection[str]) -> bool:
    told = draft.answers_message_id
    return draft.kind == "fixed_reply" and bool(told) and told in message_ids


def _update_deliveries(session: Session, draft_ids: Sequence[str], expected: str, **columns: object) -> int:
    statement = update(Delivery).where(col(Delivery.draft_id).in_(draft_ids), col(Delivery.state) == expected)
    return session.exec(statement.values(**columns).execution_options(synchronize_session="fetch")).rowcount


def _deliveries(session: Session, draft_ids: Sequence[str]) -> Sequence[tuple[str, str, str]]:
    statement = select(Delivery.id, Delivery.draft_id, Delivery.state).where(
        col(Delivery.draft_id).in_(draft_ids), col(Delivery.state).in_(_MAY_HAVE_LEFT)
    )
    return session.exec(statement.order_by(col(Delivery.id))).all()


def _void(session: Session, draft_ids: list[str], reason: str, actor: str, now: datetime) -> list[str]:
    statement = update(Draft).where(col(Draft.id).in_(draft_ids), col(Draft.state).in_(("proposed", "approved")))
    statement = statement.values(state="voided", decided_at=now, decided_by=actor, decision_reason=reason)
    session.exec(statement.execution_options(synchronize_session="fetch"))
    withdraw_promises(session, draft_ids, reason=reason, now=now)
    return draft_ids
