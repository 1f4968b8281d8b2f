"""How a score, a scoring run and a planned touch look from outside."""

from dataclasses import asdict
from typing import Any

from tools.members.sealing import open_field, open_sentences
from tools.models import Member, PlannedTouch, Score
from tools.scoring import ScoreRunReport


def score_view(score: Score, member: Member) -> dict[str, Any]:
    """Return a member's score with its explanation."""
    return {
        "member_id": score.member_id,
        "run_id": score.run_id,
        "value_potential": round(score.value_potential, 1),
        "current_value": round(score.current_value, 4),
        "quadrant": score.quadrant,
        "lifecycle_stage": score.lifecycle_stage,
        "looks": {
            "wallet_share": round(score.wallet_share, 4),
            "cross_buy": round(score.cross_buy, 4),
            "engagement": round(score.engagement, 4),
            "lifecycle": round(score.lifecycle, 4),
        },
        "confidence": round(score.confidence, 3),
        "missing_fact": open_field(member, score.missing_fact) or None,
        "reasons": list(open_sentences(member, score.reasons)),
    }


def run_view(report: ScoreRunReport) -> dict[str, Any]:
    """Return what a scoring run did."""
    return {**asdict(report), "as_of": report.as_of.isoformat()}


def touch_view(touch: PlannedTouch) -> dict[str, Any]:
    """Return one touch of a day's plan."""
    return {
        "id": touch.id,
        "day": touch.day.isoformat(),
        "member_id": touch.member_id,
        "staff_id": touch.staff_id,
        "trigger": touch.trigger,
        "topics": list(touch.topics),
        "reason": touch.reason,
        "minutes": touch.minutes,
        "state": touch.state,
        "blocked_by": list(touch.blocked_by),
        "suggestion_id": touch.suggestion_id or None,
    }
