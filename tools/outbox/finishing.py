"""Write down what the channel answered, or that nobody knows."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select, update

from tools.holds.farewell import keep_our_word
from tools.models import Delivery, Draft, Message, Task
from tools.outbox.claiming import Claim, Outcome, postpone, reread_delivery, tell
from tools.reviews.locks import lock_member
from tools.reviews.voiding import STOPPED
from tools.tasks.opening import open_task
from tools.tasks.promises import withdraw_promises
from tools.yaml_text import table_beside

_tasks = table_beside(__file__, "tasks.yaml")

MOST_ATTEMPTS = 8
_FIRST_WAIT_S = 15
_LONGEST_WAIT_S = 1800


def finish_sent(session: Session, claim: Claim, owner: str, provider_id: str, now: datetime) -> Outcome:
    """Record a receipt: the delivery is sent and the message stands in her conversation.

    A receipt that comes after the lease ended outweighs `unknown`; one that contradicts a person is only recorded.
    """
    lock_member(session, claim.member_id)
    moved = _move(session, claim, owner, ("sending", "unknown"), state="sent", provider_id=provider_id, sent_at=now)
    delivery = reread_delivery(session, claim.delivery_id)
    if not moved and (delivery.state, delivery.provider_id) == ("sent", provider_id):
        # Written down already: the database went away after it had committed and before it could say so.
        return Outcome(delivery.id, "sent")
    if not moved:
        tell(session, delivery, "delivery.late_receipt", now, provider_id=provider_id, state=delivery.state)
        return Outcome(delivery.id, delivery.state, "a receipt came after a person had decided")
    close_question(session, delivery, "system", now)
    add_to_conversation(session, delivery, now)
    tell(session, delivery, "delivery.sent", now, provider_id=provider_id, channel=delivery.channel)
    return Outcome(delivery.id, "sent")


def finish_failed(session: Session, claim: Claim, owner: str, error: str, now: datetime) -> Outcome:
    """Record that the channel refused it before accepting it."""
    lock_member(session, claim.member_id)
    moved = _move(session, claim, owner, ("sending",), state="failed", error=error)
    return _told(session, claim, moved, "failed", error, now)


def finish_unknown(session: Session, claim: Claim, owner: str, error: str, now: datetime) -> Outcome:
    """Record that it may or may not have been sent, and ask a person."""
    lock_member(session, claim.member_id)
    moved = _move(session, claim, owner, ("sending",), state="unknown", error=error)
    if moved:
        open_question(session, reread_delivery(session, claim.delivery_id), now)
    return _told(session, claim, moved, "unknown", error, now)


def finish_down(session: Session, claim: Claim, owner: str, error: str, now: datetime) -> Outcome:
    """Queue it again for later, unless it was stopped meanwhile or has been tried often enough."""
    lock_member(session, claim.member_id)
    delivery = reread_delivery(session, claim.delivery_id)
    if delivery.state != "sending" or delivery.owner != owner:
        return Outcome(delivery.id, delivery.state, error)
    if delivery.error.startswith(STOPPED):
        _void_draft(session, delivery, now)
        moved = _move(session, claim, owner, ("sending",), state="cancelled")
        return _told(session, claim, moved, "cancelled", error, now)
    if claim.attempts >= MOST_ATTEMPTS:
        moved = _move(session, claim, owner, ("sending",), state="failed", error=error)
        return _told(session, claim, moved, "failed", error, now)
    wait_s = min(_FIRST_WAIT_S * 2 ** (claim.attempts - 1), _LONGEST_WAIT_S)
    return postpone(session, delivery, now + timedelta(seconds=wait_s), error, now)


def give_up_lease(session: Session, delivery_id: str, member_id: str, now: datetime) -> Outcome | None:
    """Let a delivery whose sender vanished become `unknown`; it is never sent again by itself."""
    lock_member(session, member_id)
    lost = update(Delivery).where(col(Delivery.id) == delivery_id, col(Delivery.state) == "sending")
    lost = lost.where(col(Delivery.lease_until) <= now)
    columns = {"state": "unknown", "error": "the sender stopped in the middle"}
    if session.exec(lost.values(**columns).execution_options(synchronize_session=False)).rowcount != 1:
        return None
    delivery = reread_delivery(session, delivery_id)
    open_question(session, delivery, now)
    tell(session, delivery, "delivery.unknown", now, error="lease ended")
    return Outcome(delivery_id, "unknown", delivery.error)


def add_to_conversation(session: Session, delivery: Delivery, at: datetime) -> None:
    """Put the sent text into her conversation, where it counts as a touch."""
    draft = session.get(Draft, delivery.draft_id)
    message = Message(
        message_id=f"out:{delivery.id}",
        member_id=delivery.member_id,
        at=at,
        direction="out",
        sender=delivery.approved_by,
        text=delivery.text,
        channel=delivery.channel,
        draft_id=delivery.draft_id,
        purpose=delivery.purpose,
        topic=draft.topic if draft else "",
    )
    session.add(message)
    session.flush()
    keep_our_word(session, message, now=at)


def open_question(session: Session, delivery: Delivery, now: datetime) -> None:
    """Ask a person to look whether it arrived."""
    question = _tasks()["delivery_unknown"]
    open_task(
        session,
        delivery.member_id,
        kind="delivery_unknown",
        title=question["title"],
        desk=question["desk"],
        owner_staff_id=delivery.approved_by,
        due_at=now + timedelta(minutes=question["due_in_minutes"]),
        source=f"delivery:{delivery.id}",
        now=now,
    )


def close_question(session: Session, delivery: Delivery, staff_id: str, now: datetime) -> None:
    """Take the question back once it is answered."""
    asked = select(Task).where(Task.source == f"delivery:{delivery.id}", Task.state == "open")
    for task in session.exec(asked):
        task.state, task.done_at, task.done_by = "done", now, staff_id
        task.remind_at, task.next_call_at, task.version = None, None, task.version + 1


def _void_draft(session: Session, delivery: Delivery, now: datetime) -> None:
    voided = update(Draft).where(col(Draft.id) == delivery.draft_id, col(Draft.state) == "approved")
    columns = {"state": "voided", "decided_at": now, "decided_by": "system", "decision_reason": delivery.error}
    session.exec(voided.values(**columns).execution_options(synchronize_session="fetch"))


def _move(session: Session, claim: Claim, owner: str, expected: tuple[str, ...], **columns: Any) -> bool:
    guarded = update(Delivery).where(col(Delivery.id) == claim.delivery_id, col(Delivery.owner) == owner)
    guarded = guarded.where(col(Delivery.attempts) == claim.attempts, col(Delivery.state).in_(expected))
    return session.exec(guarded.values(**columns).execution_options(synchronize_session=False)).rowcount == 1


def _told(session: Session, claim: Claim, moved: bool, state: str, error: str, now: datetime) -> Outcome:
    delivery = reread_delivery(session, claim.delivery_id)
    if moved and state in ("failed", "cancelled"):
        withdraw_promises(session, [delivery.draft_id], reason=state, now=now)
    if moved:
        # The words of an error may quote the message; its kind may not.
        tell(session, delivery, f"delivery.{state}", now, error=error.partition(":")[0], attempts=claim.attempts)
    return Outcome(delivery.id, delivery.state, error)
