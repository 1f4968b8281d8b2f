"""What she allowed, refused or was never asked: per purpose and per sensitive field, under which text, when and how."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sqlmodel import Session, col, select

from tools.checks.consent_texts import PURPOSES, lapse
from tools.members.field_history import FieldChange, last_changes
from tools.members.snapshot import SENSITIVE_FIELDS
from tools.members.stage import is_sealed
from tools.models import Hold, Member, Message

# lapsed: she said yes, but the text she agreed to is withdrawn, or she took it back later.
Answer = Literal["yes", "no", "unknown", "sealed", "lapsed"]
# Facts that are no columns but need her word like the sensitive columns do.
_ALSO_SENSITIVE = ("tags", "health")
_STATES: dict[bool | None, Answer] = {True: "yes", False: "no", None: "unknown"}


@dataclass(frozen=True)
class Consent:
    """One answer; `at` is None and `how` blank where nobody wrote down when and how she gave it.

    `text` is the version of the text she agreed to, blank when unknown; `why` says why a lapsed one does not count.
    """

    code: str
    state: Answer
    at: datetime | None = None
    how: str = ""
    text: str = ""
    why: str = ""


def read_consents(session: Session, member: Member, today: date) -> tuple[Consent, ...]:
    """Return her consents: being contacted, the three purposes, then every sensitive field."""
    history = last_changes(session, member.member_id)
    purposes = [
        _dated(name, _STATES[getattr(member, f"consent_{name}")], history.get(f"consent_{name}")) for name in PURPOSES
    ]
    found = [*purposes, *_sensitive(member, history.get("consent_sensitive"))]
    return (_opt_out(session, member), *(_recorded(member, consent, today) for consent in found))


def basis_of(consents: tuple[Consent, ...], purpose: str) -> Consent | None:
    """Return the consent that a purpose rests on, None when there is none that counts."""
    return next((one for one in consents if one.code == purpose and one.state == "yes"), None)


def _recorded(member: Member, consent: Consent, today: date) -> Consent:
    """Add what is on record of an answer: its text, its own time and source, and whether it still counts."""
    record = (member.consent_records or {}).get(consent.code)
    if record is None or consent.state in ("unknown", "sealed"):
        return consent
    if consent.state == "no" and record["answer"] == "yes":
        # A file took it back: the record is of an older yes.
        return consent
    why = lapse(member.consent_records, consent.code, today)
    state: Answer = "lapsed" if why and consent.state == "yes" else consent.state
    at = datetime.fromisoformat(record["at"]) if record["at"] else consent.at
    return replace(consent, state=state, at=at, how=record["source"] or consent.how, text=record["text"], why=why)


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
