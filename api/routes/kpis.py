"""GET /kpis: what became of drafts and of care, each figure with the one that guards it."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.deps import ActorDep, ServicesDep
from tools.clock import shanghai_day
from tools.kpis import kpi_report, service_report

router = APIRouter(tags=["outcomes"])
DEFAULT_DAYS = 30


@router.get("/kpis")
def show_kpis(
    services: ServicesDep,
    actor: ActorDep,
    since: date | None = None,
    until: date | None = None,
    rep: Annotated[str, Query(description="Members of this colleague only", max_length=64)] = "",
    quadrant: Annotated[str, Query(description="Members of this quadrant only", max_length=32)] = "",
) -> dict[str, Any]:
    """Show the figures of some Shanghai days (default: the last 30), over the members the asker may see."""
    now = services.clock()
    last = until or shanghai_day(now)
    first = since or last - timedelta(days=DEFAULT_DAYS - 1)
    with services.database.reading() as session:
        asked: dict[str, Any] = {"since": first, "until": last, "now": now, "rep": rep, "quadrant": quadrant}
        drafts = kpi_report(session, actor, **asked).as_json()
        return {**drafts, "service": service_report(session, actor, **asked).as_json()}
