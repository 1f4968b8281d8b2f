"""Open what a loss has sealed: only her own new words and her own new yes can, and only a person may act on them."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from tools import audit
from tools.access import Actor, require, require_member
from tools.checks.consent_texts import ConsentRecord, text_in_force
from tools.clock import shanghai_day, to_utc
from tools.errors import BadInput, Conflict
from tools.holds.silence import is_sealing, quiet_days_of
from tools.models import Hold, Member, Message
from tools.reviews import lock_member

# So long the cheerful pages about an older child rest as well.
_CHILDREN_REST = timedelta(days=30)


def reopen_family(
    session: Session,
    actor: Actor,
    member_id: str,
    *,
    field: str,
    statement_id: str,
    consent_id: str,
    reason: str,
    now: datetime,
    due_date: date | None = None,
) -> Member:
    """Unseal one field on her own later messages: one that states it and one that agrees to its use.

    For the field due_date the new date is given too; the old one never comes back. Raises NotAllowed, NotFound,
    BadInput and Conflict (still held, nothing sealed, too early).
    """
    require(actor, "release_hold")
    if not reason.strip():
        raise BadInput("A sealed field is opened for a reason.", fix="Write what she told you.")
    require_member(session, actor, member_id)
    member = lock_member(session, member_id)
    holds = [hold for hold in _holds(session, member_id) if is_sealing(hold)]
    _refuse_unready(member, holds, field, now)
    last = max((hold.opened_at for hold in holds), default=member.created_at)
    _her_later_word(session, member_id, statement_id, last)
    consent = _her_later_word(session, member_id, consent_id, last)
    _open(member, holds, field, due_date, consent, now)
    _tell(session, actor, member, field, (statement_id, consent_id), reason, now)
    return member


def _holds(session: Session, member_id: str) -> list[Hold]:
    return list(session.exec(select(Hold).where(Hold.member_id == member_id)).all())


def _refuse_unready(member: Member, holds: list[Hold], field: str, now: datetime) -> None:
    if member.care_hold or any(hold.is_open(now) for hold in holds):
        raise Conflict("The hold is still open.", fix="Release it first, with a reason.")
    if field not in (member.sealed_fields or []):
        raise Conflict(f"{field!r} is not sealed.", fix="Look at the member again.")
    last = max((hold.opened_at for hold in holds), default=None)
    if field == "children" and last is not None and now - last < _CHILDREN_REST:
        raise Conflict("It is too early to speak of an older child.", fix="Wait thirty days from the loss.")


def _her_later_word(session: Session, member_id: str, message_id: str, after: datetime) -> Message:
    said = session.get(Message, message_id) if message_id else None
    if said is None or said.member_id != member_id or said.direction != "in" or said.at <= after:
        raise BadInput(
            f"{message_id!r} is no message that she wrote after the loss.",
            fix="Name the message in which she says so herself, and the one in which she agrees.",
        )
    return said


def _agreed(field: str, message: Message) -> ConsentRecord:
    text = text_in_force(field, shanghai_day(message.at))
    source, version = f"message {message.message_id}", text.version if text else ""
    return ConsentRecord(answer="yes", text=version, at=to_utc(message.at).isoformat(), source=source)


def _open(
    member: Member, holds: list[Hold], field: str, due_date: date | None, consent: Message, now: datetime
) -> None:
    if field == "due_date":
        if due_date is None or due_date <= now.date() or due_date in quiet_days_of(holds):
            raise BadInput("The new due date is missing, past, or the old one.", fix="Give the date she told you.")
        member.due_date, member.birth_confirmed = due_date, False
    member.sealed_fields = [name for name in member.sealed_fields if name != field]
    member.consent_sensitive = sorted({*(member.consent_sensitive or []), field})
    member.consent_records = {**(member.consent_records or {}), field: _agreed(field, consent)}
    member.updated_at = now


def _tell(
    session: Session, actor: Actor, member: Member, field: str, messages: tuple[str, str], reason: str, now: datetime
) -> None:
    audit.record(
        session,
        at=now,
        actor=actor.staff_id,
        action="family.reopened",
        subject=f"member:{member.member_id}",
        member_id=member.member_id,
        detail={"field": field, "messages": list(messages), "reason_sha256": audit.sum_of(reason)},
    )
