"""What is asked of the agent, and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tools.models import Draft, Suggestion
from tools.reviews.if_nothing import if_nothing

KINDS = ("reply", "care", "product_list")


@dataclass(frozen=True)
class Brief:
    """Why outreach is due: the plan's trigger, the topics that fit and the reason a rep can read.

    `touch_id` and `claimed_by` name the planned touch it settles and the run that holds it; both blank without a plan.
    """

    trigger: str = ""
    topics: tuple[str, ...] = ()
    reason: str = ""
    touch_id: str = ""
    claimed_by: str = ""


@dataclass(frozen=True)
class Request:
    """One request for help. A blank kind lets her own words decide between reply and product list."""

    member_id: str
    kind: str = ""
    message: str = ""
    message_id: str = ""
    started_by_rep: bool = False
    dry_run: bool = False
    brief: Brief = field(default_factory=Brief)


@dataclass(frozen=True)
class Proposal:
    """A suggestion with its drafts, as filed (or as they would be, on a dry run)."""

    suggestion: Suggestion
    drafts: tuple[Draft, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the contract's shape of a suggestion."""
        row = self.suggestion
        return {
            "suggestion_id": row.id,
            "member_id": row.member_id,
            "kind": row.kind,
            "intent": row.intent,
            "route": row.route or None,
            "blocked_by": list(row.blocked_by),
            "quadrant": dict(row.quadrant),
            "drafter": row.drafter,
            "fallback_reason": row.fallback_reason or None,
            "why_now": row.why_now or None,
            "if_nothing": if_nothing(row) or None,
            "drafts": [draft_json(draft) for draft in self.drafts],
        }


def draft_json(draft: Draft) -> Mapping[str, Any]:
    """Return the contract's shape of a draft inside a suggestion."""
    return {
        "id": draft.id,
        "version": draft.version,
        "state": draft.state,
        "kind": draft.kind,
        "style": draft.style,
        "text": draft.text,
        "attachments": list(draft.attachments),
        "playbook": {"id": draft.playbook_id, "version": draft.playbook_version} if draft.playbook_id else None,
        "topic": draft.topic or None,
        "evidence": list(draft.evidence),
        "findings": list(draft.findings),
    }
