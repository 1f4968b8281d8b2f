"""Members: the 360° view, their timeline and score, and the messages they exchange with us."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from agent.request import Request
from agent.suggest import suggest
from api.answering import told
from api.deps import ActorDep, ServicesDep
from api.portrait import duty_for_message, read_portrait
from api.services import Services
from api.views.members import member_view, portrait_view
from api.views.scoring import score_view
from api.views.tasks import duty_view
from api.views.times import moment
from tools import scoring
from tools.access import require
from tools.checks import attend
from tools.clock import shanghai_day, to_utc
from tools.conversations.record import Words, record
from tools.errors import NotFound
from tools.members.find import get_for, list_members
from tools.members.phone import reveal_phone
from tools.members.timeline import timeline

router = APIRouter(prefix="/members", tags=["members"])
Limit = Annotated[int, Query(ge=1, le=200)]


class NewMessage(BaseModel):
    """A message from or to a member."""

    model_config = ConfigDict(extra="forbid")

    message_id: str = Field(min_length=1, max_length=128)
    text: str
    direction: Literal["in", "out"] = "in"
    at: datetime | None = None
    sender: str = Field(default="", max_length=64)
    channel: str = Field(default="api", max_length=32)
    suggest: bool = Field(default=False, description="Also make a suggestion for an inbound message")


@router.get("")
def list_all(
    services: ServicesDep, actor: ActorDep, q: str = "", quadrant: str = "", limit: Limit = 50, cursor: str = ""
) -> dict[str, Any]:
    """List the members the asker may see, page by page."""
    with services.database.reading() as session:
        found = list_members(session, actor, words=q, quadrant=quadrant, limit=limit, after=cursor)
    next_cursor = found[-1].member_id if len(found) == limit else None
    today = shanghai_day(services.clock())
    return {"items": [member_view(member, today) for member in found], "next_cursor": next_cursor}


@router.get("/{member_id}")
def show(member_id: str, services: ServicesDep, actor: ActorDep) -> dict[str, Any]:
    """Show what may be known about one member, with sources."""
    with services.database.reading() as session:
        return portrait_view(read_portrait(services, session, actor, member_id), services.clock())


@router.post("/{member_id}/phone")
def show_phone(member_id: str, services: ServicesDep, actor: ActorDep) -> dict[str, str]:
    """Show the phone number in full to who may call her; the audit log keeps who looked."""
    with services.database.writing() as session:
        return {"phone": reveal_phone(session, actor, member_id, now=services.clock())}


@router.get("/{member_id}/timeline")
def show_timeline(
    member_id: str,
    services: ServicesDep,
    actor: ActorDep,
    limit: Limit = 50,
    cursor: str = "",
    kind: Annotated[list[str] | None, Query(description="Only these kinds of entry")] = None,
) -> dict[str, Any]:
    """Show messages, orders, events, drafts, touches, deliveries, tasks and holds, newest first."""
    with services.database.reading() as session:
        get_for(session, actor, member_id)
        page = timeline(session, member_id, now=services.clock(), limit=limit, before=cursor, kinds=kind or ())
    items = [
        {"at": moment(e.at), "kind": e.kind, "id": e.id, "text": e.text, "detail": e.detail, "sealed": e.is_sealed}
        for e in page.entries
    ]
    return {"items": items, "next_cursor": page.next_cursor or None}


@router.get("/{member_id}/score")
def show_score(member_id: str, services: ServicesDep, actor: ActorDep) -> dict[str, Any]:
    """Show the member's score in the active run. 404 before the first run."""
    with services.database.reading() as session:
        member = get_for(session, actor, member_id)
        score = scoring.score_of(session, member_id)
    if score is None:
        raise NotFound("This member has no score yet.", fix="Run `zhiji score`.")
    return score_view(score, member)


@router.post("/{member_id}/messages", status_code=201)
def receive(
    member_id: str, message: NewMessage, services: ServicesDep, actor: ActorDep, response: Response
) -> dict[str, Any]:
    """Record a message once; an inbound one is triaged, and on request answered with a suggestion."""
    require(actor, "record_message")
    words = Words(
        member_id=member_id,
        text=message.text,
        direction=message.direction,
        message_id=message.message_id,
        sender=message.sender,
        channel=message.channel,
        at=to_utc(message.at) if message.at else None,
    )
    if message.direction == "in":
        attend(message.text)
    with services.database.writing() as session:
        get_for(session, actor, member_id)
        recorded = record(session, words, now=services.clock())
    response.status_code = 201 if recorded.is_new else 200
    found = recorded.triage
    proposal = None
    if message.suggest and message.direction == "in" and recorded.is_new:
        request = Request(member_id=member_id, message=message.text, message_id=message.message_id)
        proposal = told(services, None, suggest(services.workshop, actor, request))
    return {
        "message_id": recorded.message.message_id,
        "is_new": recorded.is_new,
        "intent": found.intent if found else None,
        "route": found.route if found else None,
        "level": found.level if found else None,
        "suggestion": proposal,
        "desk": _desk(services, member_id, message.message_id),
    }


def _desk(services: Services, member_id: str, message_id: str) -> dict[str, Any] | None:
    with services.database.reading() as session:
        status = duty_for_message(services, session, member_id, message_id)
    return duty_view(status) if status else None
