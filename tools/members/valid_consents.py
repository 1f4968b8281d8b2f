"""What of her consents counts today: her answers, less those whose text is withdrawn or that she took back."""

from datetime import date
from typing import Literal

from tools.checks.consent_texts import lapse
from tools.models import Member

Purpose = Literal["care", "marketing", "automated"]


def consent_to(member: Member, purpose: Purpose, today: date) -> bool | None:
    """Return yes, no (whatever a file says since), or None where she was never asked or her yes counts no more."""
    said: bool | None = getattr(member, f"consent_{purpose}")
    records = member.consent_records or {}
    if not said or not lapse(records, purpose, today):
        return said
    return False if records[purpose]["answer"] == "no" else None


def consented_fields(member: Member, today: date) -> frozenset[str]:
    """Return the sensitive fields she lets us use, sealed or not; none of an erased member."""
    if member.erased_at is not None:
        return frozenset()
    records = member.consent_records or {}
    return frozenset(name for name in member.consent_sensitive or [] if not lapse(records, name, today))


def lapsed(member: Member, today: date) -> tuple[tuple[str, str], ...]:
    """Return (purpose or field, why) of every consent on record that does not count."""
    records = member.consent_records or {}
    found = ((purpose, lapse(records, purpose, today)) for purpose in records)
    return tuple((purpose, why) for purpose, why in found if why)
