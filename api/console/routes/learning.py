"""What became of care and of drafts, and the prompts behind them."""

from datetime import date

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.console.reading.figures_file import figures_file
from api.console.reading.learning import kpis_page, prompts_page
from api.console.reading.service import service_page
from api.console.render import render
from api.console.visit import VisitDep
from tools.clock import parse_day
from tools.kpis import days_asked

router = APIRouter()
_NOT_KEPT = {"Cache-Control": "no-store"}


@router.get("/kpis")
def show_service(
    visit: VisitDep, since: str = "", until: str = "", rep: str = "", quadrant: str = "", fresh: bool = False
) -> Response:
    """Show whom we care for, how fast we answer and what it does to their patience."""
    first, last = _days(visit, since, until)
    page = service_page(visit, since=first, until=last, rep=rep, quadrant=quadrant, fresh=fresh)
    if fresh:
        # Loading the page again must not count again.
        return RedirectResponse(f"/kpis?{page.choice.query}", status_code=303)
    return render(page)


@router.get("/kpis/figures.csv")
def give_service(visit: VisitDep, since: str = "", until: str = "", rep: str = "", quadrant: str = "") -> Response:
    """Give the same figures as a file for a spreadsheet."""
    first, last = _days(visit, since, until)
    page = service_page(visit, since=first, until=last, rep=rep, quadrant=quadrant)
    named = {"Content-Disposition": f'attachment; filename="zhiji-figures-{first}-{last}.csv"'}
    return Response(figures_file(page), media_type="text/csv; charset=utf-8", headers=_NOT_KEPT | named)


@router.get("/kpis/drafts")
def show_kpis(visit: VisitDep, since: str = "", until: str = "", rep: str = "", quadrant: str = "") -> Response:
    """Show adoption, edits and refusals, each with its guard."""
    first, last = _days(visit, since, until)
    with visit.services.database.reading() as session:
        return render(kpis_page(visit, session, since=first, until=last, rep=rep, quadrant=quadrant))


@router.get("/prompts")
def show_prompts(visit: VisitDep) -> Response:
    """Show what a model is told."""
    with visit.services.database.reading() as session:
        return render(prompts_page(visit, session))


def _days(visit: VisitDep, since: str, until: str) -> tuple[date, date]:
    return days_asked(visit.now, parse_day(since) if since else None, parse_day(until) if until else None)
