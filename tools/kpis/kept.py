"""Figures of a large base are counted once and kept for some hours: counting takes seconds, reading takes none."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session, col, delete, func, select

from tools.access import Actor, actor_of_staff, may, sight_of, visible_members
from tools.clock import shanghai_day
from tools.database import Database
from tools.errors import Unavailable
from tools.kpis.rules import rules
from tools.kpis.scope import Scope, scope_of
from tools.kpis.service import ServiceReport, service_report
from tools.models import KeptFigures, Member, ScoreRun, Staff


def days_asked(now: datetime, since: date | None = None, until: date | None = None) -> tuple[date, date]:
    """Return first and last Shanghai day of what is asked: where none is named, the last ones with today."""
    last = until or shanghai_day(now)
    return since or last - timedelta(days=rules()["usual_days"] - 1), last


def kept_report(
    database: Database,
    actor: Actor,
    *,
    since: date,
    until: date,
    now: datetime,
    rep: str = "",
    quadrant: str = "",
    fresh: bool = False,
) -> ServiceReport:
    """Return the service report, of a large base as it was counted some hours ago at most; `fresh` counts anew.

    Raises NotAllowed and BadInput.
    """
    chosen: dict[str, Any] = {"since": since, "until": until, "rep": rep, "quadrant": quadrant}
    with database.reading() as session:
        scope = scope_of(session, actor, **chosen)
        asked = _asked(session, scope, since, until)
        found = None if fresh else _found(session, asked, now)
        if found is not None:
            return found
        report = service_report(session, actor, now=now, **chosen)
    if report.overall.members >= _limits()["from_members"]:
        # A store that takes no writing still shows its figures.
        with suppress(Unavailable):
            _keep(database, asked, report)
    return report


def count_ahead(database: Database, *, now: datetime) -> bool:
    """Count the usual days of one large scope that somebody may ask for; False when none is left to count."""
    since, until = days_asked(now)
    with database.reading() as session:
        missing = next((a for a in _askers(session) if not _is_kept(session, Scope(a), since, until, now)), None)
    if missing is None:
        return False
    kept_report(database, missing, since=since, until=until, now=now, fresh=True)
    return True


def _askers(session: Session) -> list[Actor]:
    """Return one of those who see the same members, for each large scope."""
    everybody = session.exec(select(func.count()).select_from(Member).where(col(Member.erased_at).is_(None))).one()
    if everybody < _limits()["from_members"]:
        return []
    staff = session.exec(select(Staff).where(col(Staff.active)).order_by(col(Staff.staff_id))).all()
    actors = {sight_of(actor): actor for actor in map(actor_of_staff, staff) if may(actor, "read_kpis")}
    return [actor for actor in actors.values() if _is_large(session, actor)]


def _is_large(session: Session, actor: Actor) -> bool:
    seen = select(func.count()).select_from(Member).where(visible_members(actor), col(Member.erased_at).is_(None))
    return session.exec(seen).one() >= int(_limits()["from_members"])


def _is_kept(session: Session, scope: Scope, since: date, until: date, now: datetime) -> bool:
    return _found(session, _asked(session, scope, since, until), now) is not None


def _asked(session: Session, scope: Scope, since: date, until: date) -> str:
    """Name what is asked for: other members, days, scores or rules are another question."""
    run = session.exec(select(ScoreRun.id).where(col(ScoreRun.active))).first()
    words = [sight_of(scope.actor), scope.rep, scope.quadrant, since, until, run or "", rules()]
    return sha256(orjson.dumps(words, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)).hexdigest()


def _found(session: Session, asked: str, now: datetime) -> ServiceReport | None:
    row = session.get(KeptFigures, asked)
    if row is None or not timedelta() <= now - row.counted_at < _lasting():
        return None
    try:
        return _shape().validate_python(row.report)
    except ValidationError:
        # Kept by another version of this program.
        return None


def _keep(database: Database, asked: str, report: ServiceReport) -> None:
    told = _shape().dump_python(report, mode="json")
    with database.writing() as session:
        session.exec(delete(KeptFigures).where(col(KeptFigures.counted_at) <= report.counted_at - _lasting()))
        session.merge(KeptFigures(asked=asked, counted_at=report.counted_at, report=told))


def _limits() -> dict[str, Any]:
    limits: dict[str, Any] = rules()["kept"]
    return limits


def _lasting() -> timedelta:
    return timedelta(hours=_limits()["hours"])


@cache
def _shape() -> TypeAdapter[ServiceReport]:
    return TypeAdapter(ServiceReport)
