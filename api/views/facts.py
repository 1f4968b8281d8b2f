"""How a fact that a member told us looks from outside."""

from typing import Any

from api.views.times import moment
from tools.models import ProposedFact


def fact_view(fact: ProposedFact) -> dict[str, Any]:
    """Return a proposed fact as JSON."""
    return {
        "id": fact.id,
        "kind": fact.kind,
        "value": fact.value or None,
        "quote": fact.quote,
        "message_id": fact.message_id,
        "said_at": moment(fact.said_at),
        "sensitive": fact.sensitive or None,
        "state": fact.state,
        "decided_by": fact.decided_by or None,
    }
