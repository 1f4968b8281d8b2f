"""What became of drafts, and the prompts behind them."""

from datetime import date, timedelta

from fastapi import APIRouter, Response

from api.console.reading.learning import kpis_page, prompts_page
from api.console.render import render
from api.console.visit import VisitDep
from tools.clock import parse_day, shanghai_day

router = APIRouter()
_DAYS = 30


@router.get("/kpis")
def show_kpis(visit: VisitDep, since: str = "", until: str = "") -> Response:
    """Show adoption, edits and refusals, each with its guard."""
    last = _day(until, shanghai_day(visit.now))
    first = _day(since, last - timedelta(days=_DAYS - 1))
    with visit.services.database.reading() as session:
        return render(kpis_page(visit, session, since=first, until=last))


@router.get("/prompts")
def show_prompts(visit: VisitDep) -> Response:
    """Show what a model is told."""
    with visit.services.database.reading() as session:
        return render(prompts_page(visit, session))


def _day(given: str, otherwise: date) -> date:
    return parse_day(given) if given else otherwise
