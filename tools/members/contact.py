"""The facts behind "may we contact her now", gathered for the contact rules."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from tools.checks.contact import ContactFacts
from tools.clock import shanghai_day
from tools.holds import open_kinds
from tools.members import stage
from tools.members.touches import recent_messages, touches_among, unanswered
from tools.models import Member, Message


def contact_facts(session: Session, member: Member, *, now: datetime) -> ContactFacts:
    """Gather what the contact rules ask for, at this moment."""
    messages = recent_messages(session, member.member_id, now=now)
    return facts_of(member, messages, open_kinds(session, member.member_id, now), shanghai_day(now))


def facts_of(member: Member, messages: Sequence[Message], holds: tuple[str, ...], today: date) -> ContactFacts:
    """Return the same facts from rows that are at hand already; messages are given oldest first."""
    touches = touches_among(messages)
    return ContactFacts(
        opted_out=member.opted_out or member.erased_at is not None,
        care_hold=member.care_hold,
        dnd_until=member.dnd_until,
        consent_care=member.consent_care,
        open_holds=holds,
        touches=tuple(touch.at for touch in touches),
        unanswered=unanswered(touches),
        due_date=member.due_date,
        birth_confirmed=stage.is_birth_known(member, today),
        minor=stage.is_minor(member, today),
        guardian_consent=stage.has_guardian_consent(member),
    )
