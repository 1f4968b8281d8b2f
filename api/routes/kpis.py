"""GET /kpis: what became of drafts and of care, each figure with the one that guards it."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.deps import ActorDep, ServicesDep
from tools.kpis import days_asked, kept_report, kpi_report

router = APIRouter(tags=["outcomes"])


@router.get("/kpis")
def show_kpis(
    services: ServicesDep,
    actor: ActorDep,
    since: date | None = None,
    until: date | None = None,
    rep: Annotated[str, Query(description="Members of this colleague only", max_length=64)] = "",
    quadrant: Annotated[str, Query(description="Members of this quadrant only", max_length=32)] = "",
    fresh: Annotated[bool, Query(description="Count anew what is kept of a large base")] = False,
) -> dict[str, Any]:
    """Show the figures of some Shanghai days (default: the last 30), over the members the asker may see."""
    now = services.clock()
    first, last = days_asked(now, since, until)
    asked: dict[str, Any] = {"since": first, "until": last, "now": now, "rep": rep, "quadrant": quadrant}
    service = kept_report(services.database, actor, fresh=fresh, **asked)
    with services.database.reading() as session:
        return {**kpi_report(session, actor, **asked).as_json(), "service": service.as_json()}
