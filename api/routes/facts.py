"""Proposed facts: what a member told us, confirmed or rejected by a person."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.deps import ActorDep, ServicesDep
from api.views.facts import fact_view
from tools.errors import NotFound
from tools.members.find import get_for
from tools.members.proposed import confirm_fact, proposed_facts, reject_fact
from tools.models import ProposedFact

router = APIRouter(prefix="/members/{member_id}/facts", tags=["members"])


class Correction(BaseModel):
    """The value to keep where her words left it open or were read wrongly."""

    model_config = ConfigDict(extra="forbid")

    value: str = Field(default="", max_length=40)


@router.get("")
def list_facts(
    member_id: str,
    services: ServicesDep,
    actor: ActorDep,
    state: Literal["proposed", "confirmed", "rejected"] = "proposed",
) -> dict[str, Any]:
    """List what she told us that waits for a yes or no, with her words."""
    with services.database.reading() as session:
        member = get_for(session, actor, member_id)
        facts = proposed_facts(session, member, state=state)
    return {"items": [fact_view(fact) for fact in facts], "next_cursor": None}


@router.post("/{fact_id}/confirm")
def confirm(
    member_id: str, fact_id: str, services: ServicesDep, actor: ActorDep, correction: Correction | None = None
) -> dict[str, Any]:
    """Write the fact into her record; 409 when it was decided already, 422 for a value that cannot be read."""
    value = correction.value if correction else ""
    with services.database.writing() as session:
        _belongs(session.get(ProposedFact, fact_id), member_id)
        return fact_view(confirm_fact(session, actor, fact_id, value=value, now=services.clock()))


@router.post("/{fact_id}/reject")
def reject(member_id: str, fact_id: str, services: ServicesDep, actor: ActorDep) -> dict[str, Any]:
    """Say that it is no fact; it is not asked again for this message."""
    with services.database.writing() as session:
        _belongs(session.get(ProposedFact, fact_id), member_id)
        return fact_view(reject_fact(session, actor, fact_id, now=services.clock()))


def _belongs(fact: ProposedFact | None, member_id: str) -> None:
    if fact is None or fact.member_id != member_id:
        raise NotFound("This member has no such proposed fact.", fix="List them with GET.")
