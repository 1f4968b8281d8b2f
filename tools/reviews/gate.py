"""The two questions asked before any text goes on, and how their answers are read."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import Session

from tools.access import SEVERITY, Actor, may_decide
from tools.checks.contact import Refusal
from tools.checks.finding import Finding
from tools.errors import NotAllowed, TextBlocked
from tools.models import Draft, Member
from tools.reviews.refusals import NeedsColleague
from tools.reviews.standstill import Standstill, standstill


class Gate(Protocol):
    """Judges a text and a contact with facts read at this moment."""

    def inspect(self, session: Session, draft: Draft, text: str, now: datetime) -> tuple[Finding, ...]:
        """Return what the checks say about this text if it went out for this draft now."""
        ...

    def may_contact(self, session: Session, draft: Draft, now: datetime) -> Sequence[Refusal]:
        """Return what speaks against contacting the member for this draft now."""
        ...


def worst(findings: Sequence[Finding]) -> str:
    """Return the most serious verdict, 'pass' when there is none."""
    return max((finding.verdict for finding in findings), key=lambda verdict: SEVERITY[verdict], default="pass")


def rows_of(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return the findings as a draft stores them."""
    return [asdict(finding) for finding in findings]


def rules_of(findings: Sequence[Finding]) -> list[str]:
    """Return rule and verdict of each finding, which is all the audit may keep of them."""
    return [f"{finding.rule}:{finding.verdict}" for finding in findings]


def pass_text(session: Session, gate: Gate, draft: Draft, text: str, now: datetime) -> tuple[Finding, ...]:
    """Return the findings of a text that may stand. Raises TextBlocked."""
    findings = gate.inspect(session, draft, text, now)
    if worst(findings) == "block":
        blocking = "; ".join(dict.fromkeys(f.rule for f in findings if f.verdict == "block"))
        raise TextBlocked(
            f"A check blocks this text: {blocking}.", fix="Change the marked words and try again.", findings=findings
        )
    return findings


def pass_actor(actor: Actor, draft: Draft, findings: Sequence[Finding]) -> None:
    """Let only those approve who may, given what the checks found. Raises NeedsColleague."""
    refusal = may_decide(actor, draft.kind, worst(findings))
    if refusal:
        raise NeedsColleague(refusal, fix="Leave it in the queue for them.", reasons=findings)


def pass_contact(session: Session, gate: Gate, member: Member, draft: Draft, now: datetime) -> datetime:
    """Return the earliest moment at which she may be contacted for this draft. Raises NotAllowed."""
    refusals = gate.may_contact(session, draft, now)
    waits = [refusal.until for refusal in refusals if refusal.delay and refusal.until is not None]
    reasons: list[Standstill | Refusal] = [*standstill(session, member, draft, now)]
    reasons += [refusal for refusal in refusals if not refusal.delay or refusal.until is None]
    if reasons:
        said = " ".join(dict.fromkeys(f"{reason.rule}: {reason.message}" for reason in reasons))
        raise NotAllowed(f"She must not be contacted for this. {said}", fix="Reject the draft.", reasons=reasons)
    return max([now, *waits])
