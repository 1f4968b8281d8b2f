"""A person decides what became of a delivery that nobody is sure about."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from tools import audit
from tools.access import Actor, require, visible_members
from tools.errors import BadInput, Conflict, NotFound
from tools.models import Delivery, Member
from tools.outbox.claiming import reread_delivery, tell
from tools.outbox.finishing import add_to_conversation, close_question
from tools.reviews.locks import lock_member
from tools.tasks.promises import withdraw_promises


def open_deliveries(
    session: Session,
    actor: Actor,
    *,
    states: Sequence[str] = ("unknown",),
    limit: int = 50,
    newest_first: bool = False,
) -> list[Delivery]:
    """Return visible deliveries in these states: what waits oldest first, what is done newest first."""
    statement = select(Delivery).join(Member, col(Member.member_id) == col(Delivery.member_id))
    statement = statement.where(visible_members(actor), col(Delivery.state).in_(states))
    if newest_first:
        statement = statement.order_by(col(Delivery.created_at).desc(), col(Delivery.id).desc())
    else:
        statement = statement.order_by(col(Delivery.created_at), col(Delivery.id))
    return list(session.exec(statement.limit(limit)).all())


def resolve_unknown(
    session: Session, actor: Actor, delivery_id: str, *, was_sent: bool, reason: str, now: datetime
) -> Delivery:
    """Set an unknown delivery to sent or failed on a person's word. A failed one can be undone and approved again.

    Raises NotAllowed, NotFound, BadInput (no reason) and Conflict (not unknown any more).
    """
    require(actor, "resolve_delivery")
    if not reason.strip():
        raise BadInput("Say how you know.", fix="Write what you saw in the chat.")
    lock_member(session, _visible(session, actor, delivery_id).member_id)
    delivery = reread_delivery(session, delivery_id)
    if delivery.state != "unknown":
        raise Conflict(f"This delivery is {delivery.state}, not unknown.", fix="Look at it again.")
    delivery.error = reason.strip()
    delivery.state = "sent" if was_sent else "failed"
    if was_sent:
        delivery.sent_at = min(now, delivery.lease_until or now)
        add_to_conversation(session, delivery, delivery.sent_at)
    else:
        withdraw_promises(session, [delivery.draft_id], reason="failed", now=now)
    close_question(session, delivery, actor.staff_id, now)
    detail = {"was_sent": was_sent, "reason_sha256": audit.sum_of(reason)}
    tell(session, delivery, "delivery.resolved", now, actor=actor.staff_id, **detail)
    return delivery


def _visible(session: Session, actor: Actor, delivery_id: str) -> Delivery:
    statement = select(Delivery).join(Member, col(Member.member_id) == col(Delivery.member_id))
    found = session.exec(statement.where(Delivery.id == delivery_id, visible_members(actor))).first()
    if found is None:
        raise NotFound(f"There is no delivery {delivery_id!r} among yours.", fix="Look at the list again.")
    return found
