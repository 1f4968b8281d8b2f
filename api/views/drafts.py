"""How a draft, its suggestion and its delivery look from outside."""

from typing import Any

from sqlmodel import Session

from agent.request import draft_json
from api.views.times import moment
from tools import reviews
from tools.members.sealing import open_sentences, seals, shown
from tools.models import Delivery, Draft, Member, Suggestion
from tools.reviews.if_nothing import if_nothing


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
