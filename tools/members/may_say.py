"""What may be said to a member now and what may not, and why: per purpose, and what no text may hold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from tools.checks import may_contact, triage
from tools.checks.contact import Refusal
from tools.checks.obstacles import obstacle
from tools.context import CONTEXT
from tools.errors import BadInput
from tools.members import stage
from tools.members.consents import Consent, basis_of, read_consents
from tools.members.contact import contact_facts
from tools.members.snapshot import MemberSnapshot
from tools.models import Draft, Member
from tools.reviews import standstill
from tools.yaml_text import table_beside

_table = table_beside(__file__)

Purpose = Literal["proactive", "reply", "product_list"]
PURPOSES: tuple[Purpose, ...] = ("proactive", "reply", "product_list")
_ASKS = ("asks_products", "price")


@dataclass(frozen=True)
class Reason:
    """One rule that says no or not yet, in words, until when (None: until somebody acts), and what to do."""

    rule: str
    message: str
    todo: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Permission:
    """Whether a purpose is free now; a reason that only delays (a quiet hour) leaves it free to be prepared."""

    purpose: Purpose
    allowed: bool
    reasons: tuple[Reason, ...]
    # The consent that a purpose rests on, with its text; None for what needs none.
    basis: Consent | None = None


@dataclass(frozen=True)
class MaySay:
    """The permissions by purpose, and the limits on whatever is said."""

    permissions: tuple[Permission, ...]
    limits: tuple[Reason, ...]


def what_may_be_said(session: Session, member: Member, snapshot: MemberSnapshot, *, now: datetime) -> MaySay:
    """Judge by the same rules that stop a draft, so that the page and the queue never disagree."""
    permissions = tuple(_permission(session, member, snapshot, purpose, now) for purpose in PURPOSES)
    return MaySay(permissions, tuple(_limits(member, snapshot)))


def _permission(
    session: Session, member: Member, snapshot: MemberSnapshot, purpose: Purpose, now: datetime
) -> Permission:
    standing = [_reason(one.rule, one.message) for one in standstill(session, member, _imagined(member, purpose), now)]
    refusals = may_contact(contact_facts(session, member, now=now), purpose, now)
    contact = [_refused(one) for one in refusals]
    unasked = purpose == "product_list" and not has_asked(snapshot, now)
    asked = [_reason("LS-1", "")] if unasked else []
    reasons = {reason.rule: reason for reason in (*asked, *standing, *contact)}
    if member.care_hold:
        reasons.pop("BIRTH-UNCONFIRMED", None)
    consents = read_consents(session, member, snapshot.today) if purpose == "proactive" else ()
    return Permission(purpose, not reasons, tuple(reasons.values()), basis_of(consents, "care"))


def has_asked(snapshot: MemberSnapshot, now: datetime) -> bool:
    """Tell whether her own words of the last three days asked for products or a price."""
    recent = [said for said in snapshot.thread if said.direction == "in" and now - said.at <= CONTEXT]
    return any(_asks(said.text) for said in recent)


def _asks(text: str) -> bool:
    try:
        return triage(text).intent in _ASKS
    except BadInput:
        # A picture or a sticker asks for nothing.
        return False


def _imagined(member: Member, purpose: Purpose) -> Draft:
    """Return the draft that is still to be written, as far as her standing looks at it."""
    proactive = purpose == "proactive"
    kind = "care" if proactive else purpose
    return Draft(
        id="",
        suggestion_id="",
        member_id=member.member_id,
        kind=kind,
        proactive=proactive,
        text="",
        proposed_text="",
    )


def _reason(rule: str, message: str, until: datetime | None = None) -> Reason:
    said = obstacle(rule) or (message, "")
    # Her page is read aloud in the shop: a sealed life is not paraphrased there.
    words = said[0] if rule == "CARE-HOLD" else message or said[0]
    return Reason(rule, words, said[1], until)


def _refused(refusal: Refusal) -> Reason:
    """Return why a contact rule says no, and what to do, each once: a refusal's own message holds both."""
    why = refusal.message.removesuffix(refusal.todo)
    told = _reason(refusal.rule, why, refusal.until)
    return told if refusal.rule == "CARE-HOLD" else replace(told, todo=refusal.todo)


def _limits(member: Member, snapshot: MemberSnapshot) -> Sequence[Reason]:
    """Return what no text may hold for her, whatever its purpose."""
    names = ["care_clean"]
    names += ["sealed"] if stage.is_sealed(member) else []
    if not stage.is_sealed(member):
        names += ["formula"] if snapshot.is_expecting or snapshot.has_infant else []
    names += ["body"] if snapshot.careful and not stage.is_sealed(member) else []
    names += ["unsuitable"] if snapshot.avoid else []
    names += ["minor"] if stage.is_minor(member, snapshot.today) else []
    return [Reason(each["rule"], each["message"], each.get("todo", "")) for each in map(_table().__getitem__, names)]
