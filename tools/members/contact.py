"""The facts behind "may we contact her now", gathered for the contact rules."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from tools.checks.contact import ContactFacts, Life
from tools.checks.contact_policy import contact_policy
from tools.checks.contact_wishes import wishes_among
from tools.clock import shanghai_day
from tools.members import stage
from tools.members.standing import NO_STANDING, Standing, read_standing
from tools.members.touches import Written, spoken_lately, touches_among, unanswered
from tools.members.valid_consents import consent_to, consented_fields, lapsed
from tools.models import Hold, Member

_NEWBORN_DAYS = 42


def contact_facts(
    session: Session,
    member: Member,
    *,
    now: datetime,
    messages: Sequence[Written] | None = None,
    holds: Sequence[Hold] | None = None,
) -> ContactFacts:
    """Gather what the contact rules ask for, at this moment; recent messages and all her holds that are at hand are
    not read again.
    """
    messages = spoken_lately(session, member.member_id, now=now) if messages is None else messages
    standing = read_standing(session, now, [member.member_id], holds=holds).get(member.member_id, NO_STANDING)
    return facts_of(member, messages, standing, shanghai_day(now))


def facts_of(member: Member, messages: Sequence[Written], standing: Standing, today: date) -> ContactFacts:
    """Return the same facts from rows that are at hand already; messages are given oldest first."""
    touches = touches_among(messages)
    return ContactFacts(
        opted_out=member.opted_out or member.erased_at is not None or standing.other_self_opted_out,
        care_hold=member.care_hold or standing.other_self_held,
        dnd_until=member.dnd_until,
        consent_care=consent_to(member, "care", today),
        consent_marketing=consent_to(member, "marketing", today),
        consent_automated=consent_to(member, "automated", today),
        consented_fields=_consented(member, today),
        lapsed=lapsed(member, today),
        open_holds=standing.open_holds,
        touches=tuple(touch.at for touch in touches),
        topics=tuple((message.topic, message.at) for message in messages if message.topic),
        unanswered=unanswered(touches),
        due_date=member.due_date,
        birth_confirmed=stage.is_birth_known(member, today),
        minor=stage.is_minor(member, today),
        guardian_consent=stage.has_guardian_consent(member),
        sealed=stage.is_sealed(member),
        silent_until=standing.silent_until,
        quiet_days=standing.quiet_days,
        hard_days=standing.hard_days,
        pauses=standing.pauses,
        life=_life(member, today),
        wishes=wishes_among(member.tags or [], contact_policy()),
    )


def _consented(member: Member, today: date) -> frozenset[str]:
    """Return the sensitive fields that may be used: consented to, and neither sealed nor erased."""
    named = contact_policy().sensitive_fields & consented_fields(member, today)
    return frozenset(name for name in named if not stage.is_field_sealed(member, name))


def _life(member: Member, today: date) -> Life:
    if stage.is_sealed(member):
        return ""
    consented = consented_fields(member, today)
    if "due_date" in consented and stage.present_week(member, today) is not None:
        return "pregnant"
    children = stage.born_children(member, today) if "children" in consented else ()
    return "newborn" if children and children[0].age_days <= _NEWBORN_DAYS else ""
