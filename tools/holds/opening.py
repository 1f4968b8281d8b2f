"""Open a hold: one transaction stops everything for a member and calls a person."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlmodel import Session, select

from tools import audit
from tools.holds.desks import Desk, desk_for, desks
from tools.holds.silence import neutral, seal
from tools.models import Hold, Member, Task, new_id
from tools.reviews import Voided, lock_member, void_all
from tools.reviews.standstill import open_holds, spared
from tools.tasks.opening import open_task


class TriageResult(Protocol):
    """What a hold needs to know of a message's triage."""

    @property
    def intent(self) -> str:
        """Return what she wants, e.g. opt_out."""
        ...

    @property
    def route(self) -> str | None:
        """Return the kind of person to call, None for an ordinary message."""
        ...

    @property
    def level(self) -> str | None:
        """Return S1 (at once), S2 (today) or S3 (a note)."""
        ...

    @property
    def cause(self) -> str | None:
        """Return the finer cause."""
        ...


def apply_triage(
    session: Session, member_id: str, triage: TriageResult, message_id: str, *, now: datetime
) -> Hold | None:
    """Do at once what a message's triage demands; None when it demands no hold (S3 is a note for her rep).

    Call it in the transaction that records the message. Raises NotFound.
    """
    kind = triage.route or ("opt_out" if triage.intent == "opt_out" else "")
    if not kind and triage.level == "S3":
        # Only a health signal that is denied, over or unsure is noted without a route.
        kind = "medical"
    if not kind:
        return None
    level, cause = triage.level or "S2", triage.cause or ""
    if level == "S3" and kind != "opt_out":
        _note(session, member_id, kind, message_id, now, desks()["note"])
        return None
    return open_hold(session, member_id, kind=kind, level=level, cause=cause, message_id=message_id, now=now)


def open_hold(
    session: Session,
    member_id: str,
    *,
    kind: str,
    level: str,
    cause: str,
    message_id: str,
    now: datetime,
) -> Hold:
    """Open a hold on the locked member, take back what has not left, and open a task at the right desk.

    The same message opens a kind of hold once. Her fixed reply to that message stays sendable, and so does the one
    to an earlier danger, unless this is a loss. Raises NotFound and BadInput (unknown kind).
    """
    desk = desk_for(kind, level, cause)
    member = lock_member(session, member_id)
    known = _find(session, member_id, kind, message_id)
    if known is not None:
        return known
    hold = _hold(member_id, kind, level, cause, message_id, now, desk)
    session.add(hold)
    _mark(member, desk, now)
    seal(session, member, hold, desk, now)
    session.flush()
    answered = {message_id, *spared(open_holds(session, member_id, now), kind)}
    voided = void_all(session, member_id, reason=neutral(kind), now=now, except_message_ids=answered, scope=desk.voids)
    _call(session, member, neutral(hold.kind), f"hold:{hold.id}", hold.level, desk, now)
    _tell(session, hold, desk, voided)
    return hold


def open_kinds(session: Session, member_id: str, now: datetime) -> tuple[str, ...]:
    """Return the kinds of hold in force for a member, each once, the oldest first."""
    return kinds_of(open_holds(session, member_id, now))


def kinds_of(holds: Sequence[Hold]) -> tuple[str, ...]:
    """Return the kinds of some holds, each once, in their order."""
    return tuple(dict.fromkeys(hold.kind for hold in holds))


def _find(session: Session, member_id: str, kind: str, message_id: str) -> Hold | None:
    if not message_id:
        return None
    same = select(Hold).where(Hold.member_id == member_id, Hold.kind == kind, Hold.message_id == message_id)
    return session.exec(same).first()


def _hold(member_id: str, kind: str, level: str, cause: str, message_id: str, now: datetime, desk: Desk) -> Hold:
    return Hold(
        id=new_id("H", now),
        member_id=member_id,
        kind=kind,
        level=level,
        cause=cause,
        message_id=message_id,
        opened_at=now,
        respond_by=desk.due_at(now),
        ends_at=now + timedelta(days=desk.silent_days) if desk.silent_days else None,
    )


def _mark(member: Member, desk: Desk, now: datetime) -> None:
    member.care_hold = member.care_hold or desk.care_hold
    member.opted_out = member.opted_out or desk.opted_out
    member.updated_at = now


def _note(session: Session, member_id: str, kind: str, message_id: str, now: datetime, desk: Desk) -> None:
    member = lock_member(session, member_id)
    source = f"message:{message_id}"
    if session.exec(select(Task.id).where(Task.source == source, Task.member_id == member_id)).first() is None:
        _call(session, member, f"note_{neutral(kind)}", source, "S3", desk, now)


def _call(session: Session, member: Member, kind: str, source: str, level: str, desk: Desk, now: datetime) -> None:
    open_task(
        session,
        member.member_id,
        kind=kind,
        title=desk.title,
        desk=desk.desk,
        level=desk.call_level(level),
        # The person she knows: no new faces.
        owner_staff_id=member.owner_staff_id,
        due_at=desk.due_at(now),
        source=source,
        now=now,
    )


def _tell(session: Session, hold: Hold, desk: Desk, voided: Voided) -> None:
    audit.record(
        session,
        at=hold.opened_at,
        actor="system",
        action="hold.opened",
        subject=f"hold:{hold.id}",
        member_id=hold.member_id,
        detail={
            "kind": neutral(hold.kind),
            "level": hold.level,
            "message": hold.message_id,
            "desk": desk.desk,
            "voided_drafts": voided.drafts,
            "cancelled_deliveries": voided.deliveries,
            "in_flight": list(voided.in_flight),
        },
    )
