"""Quadrants, scoring runs and the daily plan."""

from datetime import date
from typing import Any

from fastapi import APIRouter

from api.deps import ActorDep, ServicesDep
from api.views.scoring import run_view, touch_view
from api.views.times import moment
from tools import scoring
from tools.access import require
from tools.clock import shanghai_day
from tools.planning import plan_of

router = APIRouter(tags=["scoring and planning"])


@router.get("/quadrants")
def show_quadrants(services: ServicesDep, actor: ActorDep) -> dict[str, Any]:
    """Show how many members stand in each quadrant, and when they were scored."""
    with services.database.reading() as session:
        run = scoring.active_run(session)
        counts = scoring.quadrant_counts(session)
    if run is None:
        return {"run": None, "counts": counts}
    return {
        "run": {
            "id": run.id,
            "as_of": run.as_of.isoformat(),
            "formula_version": run.formula_version,
            "members": run.members,
            "created_at": moment(run.created_at),
        },
        "counts": counts,
    }


@router.post("/scores:run", status_code=201)
def run_scores(services: ServicesDep, actor: ActorDep, as_of: date | None = None) -> dict[str, Any]:
    """Score the whole base and switch readers to the new run at once."""
    require(actor, "score")
    now = services.clock()
    report = scoring.score_base(services.database, as_of=as_of or shanghai_day(now), now=now, scored_by=actor.staff_id)
    return run_view(report)


@router.get("/plan")
def show_plan(services: ServicesDep, actor: ActorDep, day: date | None = None) -> dict[str, Any]:
    """Show a day's touches with the reason of each."""
    with services.database.reading() as session:
        touches = plan_of(session, actor, day or shanghai_day(services.clock()))
    return {"items": [touch_view(touch) for touch in touches], "next_cursor": None}


@router.post("/plan:run", status_code=201)
def run_plan(services: ServicesDep, actor: ActorDep, day: date | None = None) -> dict[str, Any]:
    """Plan a day and propose its drafts into the queue."""
    from agent.outreach import propose_plan

    require(actor, "plan")
    return propose_plan(services.workshop, actor, day=day).as_json()
