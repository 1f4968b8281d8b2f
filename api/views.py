"""How rows look from outside: the JSON shapes of the API."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from agent.request import draft_json
from tools import reviews
from tools.clock import shanghai
from tools.members import stage
from tools.members.sealing import open_field, open_sentences, seals, shown
from tools.members.snapshot import MemberSnapshot, usable_personas
from tools.models import Delivery, Draft, Member, PlannedTouch, Score, Suggestion
from tools.reviews.if_nothing import if_nothing
from tools.scoring import ScoreRunReport


def moment(at: datetime | None) -> str | None:
    """Write a time in ISO 8601 with Shanghai's offset."""
    return shanghai(at).isoformat(timespec="seconds") if at else None


def draft_view(session: Session, draft: Draft) -> dict[str, Any]:
    """Return a draft with its suggestion, siblings and delivery."""
    suggestion = session.get(Suggestion, draft.suggestion_id)
    member = session.get_one(Member, draft.member_id)
    draft = shown(member, draft)
    delivery = reviews.find_delivery(session, draft)
    return {
        **draft_json(draft),
        "member_id": draft.member_id,
        "suggestion_id": draft.suggestion_id,
        "proactive": draft.proactive,
        "why_now": "".join(open_sentences(member, [suggestion.why_now])) if suggestion else "",
        "if_nothing": if_nothing(suggestion) if suggestion else "",
        "sealed": seals(member, draft),
        "intent": suggestion.intent if suggestion else "",
        "route": (suggestion.route or None) if suggestion else None,
        "siblings": [sibling.id for sibling in reviews.siblings(session, draft)],
        "created_at": moment(draft.created_at),
        "expires_at": moment(draft.expires_at),
        "decided_at": moment(draft.decided_at),
        "decided_by": draft.decided_by or None,
        "decision_reason": draft.decision_reason or None,
        "delivery": delivery_view(delivery) if delivery else None,
    }


def delivery_view(delivery: Delivery) -> dict[str, Any]:
    """Return a delivery."""
    return {
        "id": delivery.id,
        "state": delivery.state,
        "channel": delivery.channel,
        "not_before": moment(delivery.not_before),
        "sent_at": moment(delivery.sent_at),
        "error": delivery.error or None,
    }


def member_view(member: Member, today: date, snapshot: MemberSnapshot | None = None) -> dict[str, Any]:
    """Return a member in a list; what tells of her family is left out while it is sealed or not hers to share."""
    open_personas = snapshot.personas if snapshot else usable_personas(member, today)
    return {
        "member_id": member.member_id,
        "name": member.name,
        "nickname": stage.nickname_of(member),
        "tier": member.tier,
        "store": member.store,
        "owner_staff_id": member.owner_staff_id,
        "personas": list(open_personas),
        "opted_out": member.opted_out,
        "care_hold": member.care_hold,
    }


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
