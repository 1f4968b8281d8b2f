"""A suggestion on its way out: the contract's shape, and who is on duty where a person is called."""

from typing import Any

from agent.request import Proposal
from api.desk_views import duty_view
from api.portrait import duty_for_suggestion
from api.services import Services


def told(services: Services, proposal: Proposal) -> dict[str, Any]:
    """Return a suggestion as JSON; `desk` says openly whether anybody is there for a routed message."""
    with services.database.reading() as session:
        status = duty_for_suggestion(services, session, proposal.suggestion)
    return {**proposal.as_json(), "desk": duty_view(status) if status else None}
