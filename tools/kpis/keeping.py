"""Were promises kept in time: tasks that fell due, those behind our own words apart."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import and_, case, func
from sqlalchemy import select as select_rows
from sqlmodel import Session, col

from tools.kpis.measure import Measure, share
from tools.kpis.scope import Scope
from tools.models import Member, Task

PROMISED, OTHER = "promised", "other"


@dataclass(frozen=True)
class Keeping:
    """Tasks that fell due in these days: `promised` ones stand behind a text we sent; what was given up is left out."""

    what: str
    due: int
    in_time: int
    late: int
    still_open: int
    kept_rate: Measure


def read_keeping(session: Session, scope: Scope, since: datetime, until: datetime) -> tuple[Keeping, ...]:
    """Return promises, then everything else that fell due in [since, until)."""
    what = case((col(Task.source).like("draft:%"), PROMISED), else_=OTHER)
    is_done = col(Task.state) == "done"
    in_time = func.sum(case((and_(is_done, col(Task.done_at) <= col(Task.due_at)), 1), else_=0))
    still_open = func.sum(case((col(Task.state) == "open", 1), else_=0))
    statement = (
        select_rows(what, func.count(), in_time, still_open)
        .join(Member, col(Member.member_id) == col(Task.member_id))
        .where(scope.members(), col(Task.state) != "cancelled")
        .where(col(Task.due_at) >= since, col(Task.due_at) < until)
        .group_by(what)
    )
    rows: Any = session.exec(cast(Any, statement)).all()
    found = {row[0]: _keeping(row[0], *map(int, row[1:])) for row in rows}
    return tuple(found.get(name) or _keeping(name, 0, 0, 0) for name in (PROMISED, OTHER))


def _keeping(what: str, due: int, in_time: int, still_open: int) -> Keeping:
    return Keeping(what, due, in_time, due - in_time - still_open, still_open, share(in_time, due))
