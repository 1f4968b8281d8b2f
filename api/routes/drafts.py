"""Drafts: the queue and one route per decision; a decision names the version it saw (If-Match)."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from agent.request import Request
from agent.suggest import suggest
from api.answering import told
from api.deps import ActorDep, ServicesDep, VersionDep
from api.errors import problem
from api.views.drafts import delivery_view, draft_view
from tools import reviews
from tools.access import require
from tools.kpis import note_shown
from tools.models import Draft, Suggestion
from tools.models.draft import DRAFT_STATES

router = APIRouter(tags=["drafts"])


class NewText(BaseModel):
    """A human's edit."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=4000)


class Reason(BaseModel):
    """Why a draft is not used."""

    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=64)
    note: str = Field(default="", max_length=500)


class BatchDecision(BaseModel):
    """One decision of a batch."""

    model_config = ConfigDict(extra="forbid")
    id: str
    version: int
    action: Literal["approve", "reject"]
    reason: str = ""
    note: str = ""


class Batch(BaseModel):
    """At most five decisions: more than that nobody reads."""

    model_config = ConfigDict(extra="forbid")
    decisions: list[BatchDecision] = Field(min_length=1, max_length=5)


@router.get("/drafts")
def list_queue(
    services: ServicesDep,
    actor: ActorDep,
    state: Annotated[str, Query(pattern="|".join(DRAFT_STATES))] = "proposed",
    member_id: str = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: str = "",
) -> dict[str, Any]:
    """List drafts by risk and deadline."""
    with services.database.reading() as session:
        page = reviews.queue(session, actor, states=(state,), limit=limit, cursor=cursor, member_id=member_id or None)
        items = [draft_view(session, draft) for draft in page.drafts]
    return {"items": items, "next_cursor": page.next_cursor or None}


@router.get("/drafts/{draft_id}")
def show(draft_id: str, services: ServicesDep, actor: ActorDep, response: Response) -> dict[str, Any]:
    """Show one draft with evidence, findings and delivery."""
    with services.database.reading() as session:
        view = _tagged(session, response, reviews.get(session, actor, draft_id))
    note_shown(services.database, actor, [draft_id], now=services.clock())
    return view


@router.post("/drafts/{draft_id}/approve")
def approve(
    draft_id: str, services: ServicesDep, actor: ActorDep, version: VersionDep, response: Response
) -> dict[str, Any]:
    """Approve this exact text; it leaves once, after the undo window."""
    require(actor, "approve")
    with services.database.writing() as session:
        delivery = reviews.approve(
            session,
            actor,
            draft_id,
            version,
            now=services.clock(),
            gate=services.gate,
            channel=services.channel,
            undo_window_s=services.settings.undo_window_s,
        )
        view = _tagged(session, response, reviews.get(session, actor, draft_id))
        return {**view, "delivery": delivery_view(delivery)}


@router.post("/drafts/{draft_id}/edit")
def edit(
    draft_id: str, new: NewText, services: ServicesDep, actor: ActorDep, version: VersionDep, response: Response
) -> dict[str, Any]:
    """Change the text; the checks run again, and a blocked text is refused with its findings."""
    require(actor, "edit")
    with services.database.writing() as session:
        draft = reviews.edit(session, actor, draft_id, version, new.text, now=services.clock(), gate=services.gate)
        return _tagged(session, response, draft)


@router.post("/drafts/{draft_id}/reject")
def reject(
    draft_id: str, why: Reason, services: ServicesDep, actor: ActorDep, version: VersionDep, response: Response
) -> dict[str, Any]:
    """Reject a draft with a reason."""
    require(actor, "approve")
    with services.database.writing() as session:
        draft = reviews.reject(session, actor, draft_id, version, why.reason, now=services.clock(), note=why.note)
        return _tagged(session, response, draft)


@router.post("/drafts/{draft_id}/revise")
def revise(draft_id: str, why: Reason, services: ServicesDep, actor: ActorDep, version: VersionDep) -> dict[str, Any]:
    """Reject a draft and ask for a new suggestion."""
    require(actor, "suggest")
    with services.database.writing() as session:
        old = reviews.get(session, actor, draft_id)
        reviews.revise(session, actor, draft_id, version, why.reason, now=services.clock(), note=why.note)
        asked = session.get(Suggestion, old.suggestion_id)
    return told(services, actor, suggest(services.workshop, actor, _again(old, asked)))


def _again(old: Draft, asked: Suggestion | None) -> Request:
    if old.proactive:
        return Request(member_id=old.member_id, kind="care")
    wants_list = asked is not None and asked.kind == "product_list"
    started = wants_list and not old.request_quote
    return Request(member_id=old.member_id, kind="product_list" if wants_list else "reply", started_by_rep=started)


@router.post("/drafts/{draft_id}/undo")
def undo(
    draft_id: str, services: ServicesDep, actor: ActorDep, version: VersionDep, response: Response
) -> dict[str, Any]:
    """Take a decision back, as long as nothing has left."""
    require(actor, "approve")
    with services.database.writing() as session:
        return _tagged(session, response, reviews.undo(session, actor, draft_id, version, now=services.clock()))


@router.post("/drafts:batch")
def decide_batch(batch: Batch, services: ServicesDep, actor: ActorDep) -> dict[str, Any]:
    """Decide up to five drafts; each stands for itself."""
    require(actor, "approve")
    decisions = [reviews.Decision(d.id, d.version, d.action, d.reason, d.note) for d in batch.decisions]
    with services.database.writing() as session:
        decided = reviews.decide_batch(
            session,
            actor,
            decisions,
            now=services.clock(),
            gate=services.gate,
            channel=services.channel,
            undo_window_s=services.settings.undo_window_s,
        )
        return {"items": [_decided(session, one) for one in decided], "next_cursor": None}


def _decided(session: Session, one: reviews.Decided) -> dict[str, Any]:
    return {
        "id": one.draft_id,
        "draft": draft_view(session, one.draft) if one.draft else None,
        "problem": problem(one.error) if one.error else None,
    }


def _tagged(session: Session, response: Response, draft: Draft) -> dict[str, Any]:
    response.headers["ETag"] = f'"{draft.version}"'
    return draft_view(session, draft)
