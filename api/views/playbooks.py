"""How a version of a page stands, as programs and the terminal get it."""

from typing import Any

from api.views.times import moment
from knowledge.playbook import Playbook
from knowledge.workflow import Standing
from tools.models import PlaybookDecision


def page_view(page: Playbook) -> dict[str, Any]:
    """Return a page in a list."""
    return {
        "id": page.id,
        "version": page.version,
        "title": page.title,
        "kind": page.kind,
        "status": page.status,
        "topics": list(page.topics),
        "goal": page.goal,
        "expires_on": page.usable_until.isoformat(),
    }


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
        "at": moment(decision.at),
    }
