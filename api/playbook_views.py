"""How a version of a page stands, as programs and the terminal get it."""

from typing import Any

from knowledge.workflow import Standing
from tools.models import PlaybookDecision


def standing_view(stands: Standing) -> dict[str, Any]:
    """Return what keeps a version from use: missing texts, reviews, findings of the gate."""
    findings = [
        {"text": one.place, "rule": one.finding.rule, "verdict": one.finding.verdict, "said": one.said}
        for one in stands.remarks
    ]
    return {
        "is_expired": stands.is_expired,
        "missing": list(stands.missing),
        "awaits": list(stands.awaits),
        "awaits_clinician": stands.awaits_clinician,
        "findings": findings,
    }


def step_view(decision: PlaybookDecision) -> dict[str, Any]:
    """Return one step as JSON."""
    names = ("playbook_id", "version", "step", "review", "from_status", "to_status", "decided_by", "named", "note")
    return {name: getattr(decision, name) for name in names} | {
        "sha256": decision.content_hash,
        "at": decision.at.isoformat(),
    }
