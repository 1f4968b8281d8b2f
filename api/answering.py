"""A suggestion on its way out: the contract's shape, and who is on duty where a person is called."""

from typing import Any

from agent.request import Proposal
from api.portrait import duty_for_suggestion
from api.services import Services
from api.views.tasks import duty_view
from tools.access import Actor
from tools.kpis import note_shown


def told(services: Services, actor: Actor | None, proposal: Proposal) -> dict[str, Any]:
    """Return a suggestion as JSON; `desk` says openly whether anybody is there for a routed message.

    `actor` is the person who reads it, None when a machine does: only what a person saw counts as displayed.
    """
    if actor is not None:
        note_shown(services.database, actor, [draft.id for draft in proposal.drafts], now=services.clock())
    with services.database.reading() as session:
        status = duty_for_suggestion(services, session, proposal.suggestion)
    return {**proposal.as_json(), "desk": duty_view(status) if status else None}
