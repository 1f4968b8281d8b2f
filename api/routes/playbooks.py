"""The library: list, search, and write a new version."""

from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.deps import ActorDep, ServicesDep
from knowledge import library
from knowledge.playbook import Playbook
from knowledge.reading import parse_playbook
from tools.access import require
from tools.clock import shanghai_day
from tools.errors import BadInput, Unavailable

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
    return {"items": [_view(page) for page in pages], "next_cursor": None}


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
    items = [{**_view(hit.playbook), "score": round(hit.score, 4), "passage": hit.passage} for hit in hits]
    return {"items": items, "next_cursor": None}


@router.put("/{playbook_id}")
def write(playbook_id: str, page: PlaybookText, services: ServicesDep, actor: ActorDep) -> dict[str, Any]:
    """Record a new version; a fault is refused with its line and fix."""
    require(actor, "write_playbooks")
    playbook = parse_playbook(page.text, f"{playbook_id}.md")
    if playbook.id != playbook_id:
        raise BadInput(f"The text is of {playbook.id!r}, not {playbook_id!r}.", fix="Make the two the same.")
    with services.database.writing() as session:
        outcome = library.record(session, playbook, now=services.clock(), source="api")
    # Whoever edits waits for the index and finds the page at once; readers do not. What fails is tried at a search.
    with suppress(Unavailable):
        services.workshop.librarian.warm()
    return {**_view(playbook), "outcome": outcome}


def _view(page: Playbook) -> dict[str, Any]:
    return {
        "id": page.id,
        "version": page.version,
        "title": page.title,
        "kind": page.kind,
        "status": page.status,
        "topics": list(page.topics),
        "goal": page.goal,
        "expires_on": page.usable_until.isoformat(),
    }
