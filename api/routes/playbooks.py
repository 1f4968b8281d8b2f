"""The library: list, search, and write a new version."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import ActorDep, ServicesDep
from api.views.playbooks import page_view, standing_view, step_view
from knowledge import library, workflow
from knowledge.pages.reading import parse_playbook
from knowledge.proofreading import refuse_blocked
from tools.access import require
from tools.clock import shanghai_day
from tools.errors import BadInput

router = APIRouter(prefix="/playbooks", tags=["playbooks"])


class PlaybookText(BaseModel):
    """A playbook as Markdown with front matter."""

    model_config = ConfigDict(extra="forbid")
    text: str = Field(min_length=1, max_length=100_000)


@router.get("")
def list_all(services: ServicesDep, actor: ActorDep) -> dict[str, Any]:
    """List the pages that may be used today."""
    with services.database.reading() as session:
        pages = library.usable(session, shanghai_day(services.clock()))
    return {"items": [page_view(page) for page in pages], "next_cursor": None}


@router.get("/search")
def search(
    services: ServicesDep,
    actor: ActorDep,
    q: Annotated[str, Query(min_length=1, max_length=2000)],
    limit: Annotated[int, Query(ge=1, le=20)] = 3,
) -> dict[str, Any]:
    """Find the pages that answer a question; an empty list means that nothing fits."""
    today = shanghai_day(services.clock())
    hits = services.workshop.librarian.search(q, today=today, limit=limit)
    items = [{**page_view(hit.playbook), "score": round(hit.score, 4), "passage": hit.passage} for hit in hits]
    return {"items": items, "next_cursor": None}


@router.put("/{playbook_id}")
def write(playbook_id: str, page: PlaybookText, services: ServicesDep, actor: ActorDep) -> dict[str, Any]:
    """Record a new version; a fault is refused with its line and fix."""
    require(actor, "write_playbooks")
    playbook = parse_playbook(page.text, f"{playbook_id}.md")
    if playbook.id != playbook_id:
        raise BadInput(f"The text is of {playbook.id!r}, not {playbook_id!r}.", fix="Make the two the same.")
    refuse_blocked(playbook)
    with services.database.writing() as session:
        outcome = library.record(session, playbook, now=services.clock(), source="api")
        if outcome != "unchanged":
            workflow.note_recording(session, actor, playbook, now=services.clock())
    services.workshop.librarian.catch_up()
    return {**page_view(playbook), "outcome": outcome}


class StepTaken(BaseModel):
    """One step with a version: as whose eyes, who read it where that is no colleague, and why."""

    model_config = ConfigDict(extra="forbid")
    version: str = Field(default="", max_length=32)
    review: str = Field(default="", max_length=16)
    named: str = Field(default="", max_length=100)
    note: str = Field(default="", max_length=500)


@router.get("/{playbook_id}/history")
def show_history(playbook_id: str, services: ServicesDep, actor: ActorDep) -> dict[str, Any]:
    """Show how a page stands and every step of its versions."""
    with services.database.reading() as session:
        stands = workflow.standing(session, playbook_id, None, shanghai_day(services.clock()))
        steps = [step_view(one) for one in workflow.history(session, playbook_id)]
    return {**page_view(stands.page), **standing_view(stands), "items": steps, "next_cursor": None}


@router.post("/{playbook_id}/{step}")
def take_step(playbook_id: str, step: str, taken: StepTaken, services: ServicesDep, actor: ActorDep) -> dict[str, Any]:
    """Take one step: submit, review, return, publish, suspend or retire."""
    decision = workflow.take_step(
        services.database,
        actor,
        playbook_id,
        step,
        now=services.clock(),
        version=taken.version or None,
        review=taken.review,
        named=taken.named,
        note=taken.note,
    )
    services.workshop.librarian.catch_up()
    return step_view(decision)
