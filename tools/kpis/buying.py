"""Do they come back: repurchase by month of the first purchase, and who fell silent. What caused it is not in it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import case, func, union_all
from sqlalchemy import select as select_rows
from sqlmodel import Session, col

from tools.clock import at_shanghai, shanghai_day
from tools.kpis.measure import Measure, not_over, share
from tools.kpis.people import Person
from tools.kpis.rules import rules
from tools.kpis.scope import Scope
from tools.models import Event, Member, Message, Order
from tools.store import ask

# When she was last heard of: before the first moment, and before the last one.
_Seen = tuple[datetime | None, datetime | None]
_NEVER: _Seen = (None, None)


@dataclass(frozen=True)
class Cohort:
    """Members whose first purchase fell into one month, and which share bought again within so many days."""

    month: str
    members: int
    bought_again: Mapping[str, Measure]


@dataclass(frozen=True)
class Loss:
    """Of members active at the start: `lost` are silent at the end; whose child outgrew us stand apart."""

    active: int
    lost: int
    grown_out: int
    lost_rate: Measure


def read_cohorts(session: Session, scope: Scope, until: datetime) -> tuple[Cohort, ...]:
    """Return the months before `until` whose last members had the shortest span to come back, oldest first."""
    begin = _months_back(shanghai_day(until), rules()["cohort_months"])
    first = func.min(Order.ordered_at)
    bought = col(Order.amount_fen) > col(Order.refund_fen)
    kept = (bought, col(Order.status) != "cancelled", col(Order.ordered_at) < until)
    new = select_rows(col(Order.member_id)).where(*kept).group_by(col(Order.member_id))
    new = new.having(first >= at_shanghai(begin))
    statement = (
        select_rows(col(Order.member_id), col(Order.ordered_at))
        .join(Member, col(Member.member_id) == col(Order.member_id))
        .where(scope.members(), col(Member.erased_at).is_(None), *kept, col(Order.member_id).in_(new))
        .order_by(col(Order.member_id), col(Order.ordered_at))
    )
    rows = ask(session, statement, {}).all()
    days = [[shanghai_day(at) for _, at in orders] for _, orders in groupby(rows, key=lambda row: row[0])]
    return _cohorts(days, shanghai_day(until))


def _cohorts(bought: Iterable[Sequence[date]], end: date) -> tuple[Cohort, ...]:
    months: dict[str, list[Sequence[date]]] = {}
    for days in bought:
        months.setdefault(days[0].isoformat()[:7], []).append(days)
    return tuple(_cohort(month, members, end) for month, members in sorted(months.items()))


def _cohort(month: str, members: Sequence[Sequence[date]], end: date) -> Cohort:
    return Cohort(month, len(members), {str(span): _again(members, span, end) for span in rules()["cohort_days"]})


def _again(members: Sequence[Sequence[date]], span: int, end: date) -> Measure:
    """Return the share that came back; without a value until the last member of the month has had the whole span."""
    came = sum(any(days[0] < day <= days[0] + timedelta(days=span) for day in days) for days in members)
    is_over = all(days[0] + timedelta(days=span) < end for days in members)
    return share(came, len(members)) if is_over else not_over(len(members))


def _months_back(day: date, months: int) -> date:
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


def read_loss(session: Session, scope: Scope, people: Collection[Person], since: datetime, until: datetime) -> Loss:
    """Return who was active at `since` and is silent at `until`, each by the rhythm of what she buys."""
    seen = _last_seen(session, scope, since, until)
    active = [person for person in people if _is_active(person, seen.get(person.member_id, _NEVER)[0], since)]
    silent = [person for person in active if not _is_active(person, seen[person.member_id][1], until)]
    grown_out = sum(person.is_grown_out for person in silent)
    lost = len(silent) - grown_out
    return Loss(len(active), lost, grown_out, share(lost, len(active)))


def _is_active(person: Person, last: datetime | None, at: datetime) -> bool:
    return last is not None and last >= at - timedelta(days=_span(person))


def _span(person: Person) -> int:
    """Return after how many days without a sign she counts as gone; of several rhythms the slowest."""
    spans: dict[str, int] = rules()["silent_days"]
    return max((spans[persona] for persona in person.personas if persona in spans), default=spans["other"])


def _last_seen(session: Session, scope: Scope, since: datetime, until: datetime) -> dict[str, _Seen]:
    """Return when each member last bought, wrote or did something before either moment, in one statement."""
    hers = col(Event.type).not_in(rules()["not_her_doing"])
    signs = union_all(
        _latest(Order, Order.ordered_at, since, until, col(Order.status) != "cancelled"),
        _latest(Message, Message.at, since, until, col(Message.direction) == "in"),
        _latest(Event, Event.at, since, until, hers),
    ).subquery()
    statement = select_rows(signs.c.member_id, func.max(signs.c.before), func.max(signs.c.last))
    statement = statement.join(Member, col(Member.member_id) == signs.c.member_id).where(scope.members())
    rows = ask(session, statement.group_by(signs.c.member_id), {})
    return {row[0]: (row[1], row[2]) for row in rows}


def _latest(table: Any, at: Any, since: datetime, until: datetime, *where: Any) -> Any:
    """Select the last of each member's, before `since` and before `until`."""
    before = func.max(case((at < since, at), else_=None)).label("before")
    # Without an earliest day: most rows lie behind it anyway, and SQLite would sort what it now reads by member.
    statement = select_rows(table.member_id, before, func.max(at).label("last"))
    return statement.where(at < until, *where).group_by(table.member_id)
