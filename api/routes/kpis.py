"""GET /kpis: what became of drafts, each figure with the one that guards it."""

from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter

from api.deps import ActorDep, ServicesDep
from tools.clock import shanghai_day
from tools.kpis import kpi_report

router = APIRouter(tags=["outcomes"])
DEFAULT_DAYS = 30


@router.get("/kpis")
def show_kpis(
    services: ServicesDep, actor: ActorDep, since: date | None = None, until: date | None = None
) -> dict[str, Any]:
    """Show the figures of some Shanghai days (default: the last 30), over the members the asker may see."""
    now = services.clock()
    last = until or shanghai_day(now)
    first = since or last - timedelta(days=DEFAULT_DAYS - 1)
    with services.database.reading() as session:
        return kpi_report(session, actor, since=first, until=last, now=now).as_json()
