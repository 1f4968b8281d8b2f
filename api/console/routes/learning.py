"""What became of care and of drafts, and the prompts behind them."""

from datetime import date, timedelta

from fastapi import APIRouter, Response

from api.console.reading.figures_file import figures_file
from api.console.reading.learning import kpis_page, prompts_page
from api.console.reading.service import service_page
from api.console.render import render
from api.console.visit import VisitDep
from tools.clock import parse_day, shanghai_day

router = APIRouter()
_DAYS = 30
_NOT_KEPT = {"Cache-Control": "no-store"}


@router.get("/kpis")
def show_service(visit: VisitDep, since: str = "", until: str = "", rep: str = "", quadrant: str = "") -> Response:
    """Show whom we care for, how fast we answer and what it does to their patience."""
    first, last = _days(visit, since, until)
    with visit.services.database.reading() as session:
        return render(service_page(visit, session, since=first, until=last, rep=rep, quadrant=quadrant))


@router.get("/kpis/figures.csv")
def give_service(visit: VisitDep, since: str = "", until: str = "", rep: str = "", quadrant: str = "") -> Response:
    """Give the same figures as a file for a spreadsheet."""
    first, last = _days(visit, since, until)
    with visit.services.database.reading() as session:
        page = service_page(visit, session, since=first, until=last, rep=rep, quadrant=quadrant)
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
    last = parse_day(until) if until else shanghai_day(visit.now)
    return parse_day(since) if since else last - timedelta(days=_DAYS - 1), last
