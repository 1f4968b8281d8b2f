"""The map, the plan and the audit log."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.console.reading.audit_log import audit_page
from api.console.reading.plan import plan_page
from api.console.reading.quadrants import quadrants_page
from api.console.render import render
from api.console.visit import FormDep, VisitDep
from tools import scoring
from tools.access import require
from tools.clock import shanghai_day

router = APIRouter()
# No plan is so long, and no database counts further than an address can say.
_FURTHEST = 10_000_000


@router.get("/quadrants")
def show_quadrants(visit: VisitDep) -> Response:
    """Show where the members stand."""
    with visit.services.database.reading() as session:
        return render(quadrants_page(visit, session))


@router.post("/quadrants/score")
def score(visit: FormDep) -> Response:
    """Score the whole base again."""
    require(visit.actor, "score")
    now = visit.now
    scoring.score_base(visit.services.database, as_of=shanghai_day(now), now=now, scored_by=visit.actor.staff_id)
    return RedirectResponse("/quadrants?notice=scored", status_code=303)


@router.get("/plan")
def show_plan(visit: VisitDep, state: str = "", skip: str = "") -> Response:
    """Show today's touches with the reason of each."""
    with visit.services.database.reading() as session:
        return render(plan_page(visit, session, state=state, skip=min(int(skip), _FURTHEST) if skip.isdecimal() else 0))


@router.post("/plan/run")
def run_plan(visit: FormDep) -> Response:
    """Plan the day and propose its drafts."""
    from agent.outreach import propose_plan

    require(visit.actor, "plan")
    propose_plan(visit.services.workshop, visit.actor)
    return RedirectResponse("/plan?notice=planned", status_code=303)


@router.get("/audit")
def show_audit(visit: VisitDep, before: str = "") -> Response:
    """Show the last entries and whether the chain is whole."""
    with visit.services.database.reading() as session:
        return render(audit_page(visit, session, before=before))
