"""What was stopped, by whom and for which family of reasons: holds by kind, and rules that stood in the way."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import case, func
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from tools.checks.rulebook import get_rule
from tools.errors import ServiceError
from tools.kpis.measure import Measure, middle, share
from tools.kpis.scope import Scope
from tools.models import AuditEntry, Draft, Hold, Member, PlannedTouch, Suggestion, Task
from tools.models.member import open_at

_CONTACT = "contact"


@dataclass(frozen=True)
class HoldCount:
    """Holds of one kind and level that were opened in these days."""

    kind: str
    level: str
    opened: int
    mistaken: int
    still_open: int


@dataclass(frozen=True)
class StopCount:
    """How often one family of rules stood in the way: of a draft's text, a request, the plan, the way out."""

    family: str
    drafts: int
    requests: int
    plan: int
    way_out: int


def read_holds(session: Session, scope: Scope, since: datetime, until: datetime) -> tuple[HoldCount, ...]:
    """Return the holds of these days, the most frequent kind first."""
    count = func.count()
    mistaken = func.sum(case((col(Hold.mistaken), 1), else_=0))
    still_open = func.sum(case((open_at(until), 1), else_=0))
    statement = (
        select_rows(col(Hold.kind), col(Hold.level), count, mistaken, still_open)
        .join(Member, col(Member.member_id) == col(Hold.member_id))
        .where(scope.members(), col(Hold.opened_at) >= since, col(Hold.opened_at) < until)
        .group_by(col(Hold.kind), col(Hold.level))
        .order_by(count.desc(), col(Hold.kind), col(Hold.level))
    )
    rows: Any = session.exec(cast(Any, statement))
    return tuple(HoldCount(kind, level, int(n), int(wrong), int(still)) for kind, level, n, wrong, still in rows)


def urgent_minutes(session: Session, scope: Scope, since: datetime, until: datetime) -> Measure:
    """Return the median minutes until a person took or closed an S1 call."""
    taken = func.coalesce(Task.taken_at, Task.done_at)
    statement = select(Task.created_at, taken).join(Member, col(Member.member_id) == col(Task.member_id))
    days = (Task.level == "S1", taken.is_not(None), col(Task.created_at) >= since, col(Task.created_at) < until)
    rows = session.exec(statement.where(scope.members(), *days)).all()
    return middle([(end - begin).total_seconds() / 60 for begin, end in rows])


def read_stops(
    session: Session, scope: Scope, since: datetime, until: datetime, days: tuple[date, date]
) -> tuple[tuple[StopCount, ...], Measure]:
    """Return the families of rules that stopped something, and the share of drafts with a finding that blocks."""
    findings = _told(
        session, scope, Draft, Draft.findings, col(Draft.created_at) >= since, col(Draft.created_at) < until
    )
    blocked = [[str(one.get("rule")) for one in found if one.get("verdict") == "block"] for found in findings]
    made = (col(Suggestion.created_at) >= since, col(Suggestion.created_at) < until)
    requests = _told(session, scope, Suggestion, Suggestion.blocked_by, *made)
    planned = (col(PlannedTouch.day) >= days[0], col(PlannedTouch.day) <= days[1])
    plan = _told(session, scope, PlannedTouch, PlannedTouch.blocked_by, *planned)
    refused = (AuditEntry.action == "delivery.refused", col(AuditEntry.at) >= since, col(AuditEntry.at) < until)
    way_out = [told.get("rules", ()) for told in _told(session, scope, AuditEntry, AuditEntry.detail, *refused)]
    counts = [_by_family(rules) for rules in (blocked, requests, plan, way_out)]
    families = sorted({name for count in counts for name in count}, key=lambda name: (-_sum(counts, name), name))
    told = tuple(StopCount(name, *(count[name] for count in counts)) for name in families)
    return told, share(sum(map(bool, blocked)), len(blocked))


def _told(session: Session, scope: Scope, table: Any, column: Any, *where: Any) -> list[Any]:
    statement = select(column).join(Member, col(Member.member_id) == table.member_id)
    return list(session.exec(statement.where(scope.members(), *where)).all())


def _by_family(stopped: Iterable[Iterable[str]]) -> Counter[str]:
    """Count each thing that was stopped once for every family that stopped it."""
    return Counter(family for rules in stopped for family in _families(rules))


def _families(rules: Iterable[str]) -> Iterator[str]:
    yield from {family_of(rule) for rule in rules}


def family_of(rule: str) -> str:
    """Return the family of a rule; what is no rule of the rulebook is a rule about contact."""
    try:
        return get_rule(rule).family
    except (ServiceError, KeyError):
        return _CONTACT


def _sum(counts: Iterable[Counter[str]], name: str) -> int:
    return sum(count[name] for count in counts)
