"""Write down what she answered when she was asked for a consent: under which text, when, and by which source."""

from datetime import datetime
from typing import Literal

from sqlmodel import Session

from tools import audit
from tools.access import Actor, require
from tools.checks.consent_texts import PURPOSES, ConsentRecord, recordable, shown_text, text_in_force
from tools.clock import shanghai_day, to_utc
from tools.errors import BadInput, Conflict
from tools.members.find import get_for
from tools.members.stage import is_field_sealed
from tools.models import Member
from tools.reviews import lock_member

Answer = Literal["yes", "no"]
_LONGEST_SOURCE = 80


def record_consent(
    session: Session,
    actor: Actor,
    member_id: str,
    *,
    purpose: str,
    answer: Answer,
    source: str,
    now: datetime,
    text: str = "",
    at: datetime | None = None,
) -> Member:
    """Keep one answer; a yes is given under a text (the one in force unless named), `at` is when she said it.

    Raises NotFound, NotAllowed, BadInput (unknown purpose or text, no source, a time to come), Conflict (sealed, or a
    later answer is on record).
    """
    require(actor, "record_consent")
    get_for(session, actor, member_id)
    member = lock_member(session, member_id)
    moment = to_utc(at or now)
    _refuse_unusable(member, purpose, answer, source, moment, now)
    record = ConsentRecord(
        answer=answer,
        text=_version(purpose, text, moment) if answer == "yes" else "",
        at=moment.isoformat(),
        source=source.strip(),
    )
    member.consent_records = {**(member.consent_records or {}), purpose: record}
    _answer(member, purpose, answer == "yes")
    member.updated_at = now
    session.add(member)
    _tell(session, actor, member_id, purpose, record, now)
    return member


def _refuse_unusable(
    member: Member, purpose: str, answer: Answer, source: str, moment: datetime, now: datetime
) -> None:
    if purpose not in recordable():
        raise BadInput(f"There is no consent to {purpose!r}.", fix=f"Use one of {', '.join(recordable())}.")
    if not source.strip() or len(source.strip()) > _LONGEST_SOURCE:
        fix = f"Say where she answered, in at most {_LONGEST_SOURCE} characters."
        raise BadInput("A consent without its source proves nothing.", fix=fix)
    if moment > now:
        raise BadInput(f"{moment.isoformat()} lies ahead.", fix="Give the moment at which she answered.")
    if answer == "yes" and is_field_sealed(member, purpose):
        raise Conflict(f"{purpose} is sealed.", fix="Only her own new words open it: `zhiji member reopen`.")
    known = (member.consent_records or {}).get(purpose)
    if known and known["at"] and datetime.fromisoformat(known["at"]) > moment:
        raise Conflict(f"A later answer is on record ({known['at']}).", fix="Give the later moment, or leave it.")


def _version(purpose: str, text: str, moment: datetime) -> str:
    day = shanghai_day(moment)
    if text:
        return shown_text(purpose, text, day).version
    current = text_in_force(purpose, day)
    if current is None:
        raise BadInput(f"No text for {purpose} was shown on {day}.", fix="Add one to consent_texts.yaml.")
    return current.version


def _answer(member: Member, purpose: str, is_yes: bool) -> None:
    """Put the answer where everything looks."""
    if purpose in PURPOSES:
        setattr(member, f"consent_{purpose}", is_yes)
        return
    others = [name for name in member.consent_sensitive or [] if name != purpose]
    member.consent_sensitive = [*others, purpose] if is_yes else others


def _tell(session: Session, actor: Actor, member_id: str, purpose: str, record: ConsentRecord, now: datetime) -> None:
    audit.record(
        session,
        at=now,
        actor=actor.staff_id,
        action="consent.recorded",
        subject=f"member:{member_id}",
        member_id=member_id,
        detail={"purpose": purpose, "answer": record["answer"], "text": record["text"], "at": record["at"]},
    )
