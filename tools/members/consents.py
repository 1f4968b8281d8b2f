"""What she allowed, refused or was never asked: per purpose and per sensitive field, with when and how."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, select

from tools.members.field_history import FieldChange, last_changes
from tools.members.snapshot import SENSITIVE_FIELDS
from tools.members.stage import is_sealed
from tools.models import Hold, Member, Message

Answer = Literal["yes", "no", "unknown", "sealed"]
# Facts that are no columns but need her word like the sensitive columns do.
_ALSO_SENSITIVE = ("tags", "health")
_STATES: dict[bool | None, Answer] = {True: "yes", False: "no", None: "unknown"}


@dataclass(frozen=True)
class Consent:
    """One answer; `at` is None and `how` blank where nobody wrote down when and how she gave it."""

    code: str
    state: Answer
    at: datetime | None = None
    how: str = ""


def read_consents(session: Session, member: Member) -> tuple[Consent, ...]:
    """Return her consents: being contacted, the three purposes, then every sensitive field."""
    history = last_changes(session, member.member_id)
    purposes = [
        _dated(name, _STATES[getattr(member, f"consent_{name}")], history.get(f"consent_{name}"))
        for name in ("care", "marketing", "automated")
    ]
    return (_opt_out(session, member), *purposes, *_sensitive(member, history.get("consent_sensitive")))


def _dated(code: str, state: Answer, change: FieldChange | None) -> Consent:
    if change is None or state == "unknown":
        return Consent(code, state)
    return Consent(code, state, change.at, change.how)


def _opt_out(session: Session, member: Member) -> Consent:
    """Say whether she asked to be left alone, and by which message."""
    if not member.opted_out:
        return Consent("opted_out", "yes")
    statement = select(Hold, Message).join(Message, col(Message.message_id) == Hold.message_id, isouter=True)
    statement = statement.where(Hold.member_id == member.member_id, Hold.kind == "opt_out")
    found = session.exec(statement.order_by(col(Hold.opened_at).desc())).first()
    if found is None:
        change = last_changes(session, member.member_id).get("opted_out")
        return _dated("opted_out", "no", change)
    hold, message = found
    return Consent("opted_out", "no", hold.opened_at, f"message {message.message_id}" if message else "")


def _sensitive(member: Member, change: FieldChange | None) -> tuple[Consent, ...]:
    named = member.consent_sensitive or []
    extra = [name for name in named if name not in SENSITIVE_FIELDS]
    fields = [*SENSITIVE_FIELDS, *_ALSO_SENSITIVE, *(name for name in extra if name not in _ALSO_SENSITIVE)]
    if is_sealed(member):
        return tuple(Consent(name, "sealed" if name in SENSITIVE_FIELDS else _said(name, named)) for name in fields)
    return tuple(_dated(name, _said(name, named), change) for name in fields)


def _said(name: str, named: list[str]) -> Answer:
    return "yes" if name in named else "unknown"
