"""Do they come back: repurchase by month of the first purchase, and who fell silent. What caused it is not in it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, cast

from sqlalchemy import func
from sqlalchemy import select as select_rows
from sqlmodel import Session, col

from tools.clock import at_shanghai, shanghai_day
from tools.kpis.measure import Measure, not_over, share
from tools.kpis.people import Person
from tools.kpis.rules import rules
from tools.kpis.scope import Scope
from tools.models import Event, Member, Message, Order


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
    rows: Any = session.exec(cast(Any, statement)).all()
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
    before, after = (_last_seen(session, scope, moment) for moment in (since, until))
    active = [person for person in people if _is_active(person, before, since)]
    silent = [person for person in active if not _is_active(person, after, until)]
    grown_out = sum(person.is_grown_out for person in silent)
    lost = len(silent) - grown_out
    return Loss(len(active), lost, grown_out, share(lost, len(active)))


def _is_active(person: Person, seen: Mapping[str, datetime], at: datetime) -> bool:
    last = seen.get(person.member_id)
    return last is not None and last >= at - timedelta(days=_span(person))


def _span(person: Person) -> int:
    """Return after how many days without a sign she counts as gone; of several rhythms the slowest."""
    spans: dict[str, int] = rules()["silent_days"]
    return max((spans[persona] for persona in person.personas if persona in spans), default=spans["other"])


def _last_seen(session: Session, scope: Scope, until: datetime) -> dict[str, datetime]:
    """Return when each member last bought, wrote or did something before a moment."""
    hers = col(Event.type).not_in(rules()["not_her_doing"])
    found: dict[str, datetime] = {}
    for table, at, *where in (
        (Order, Order.ordered_at, col(Order.status) != "cancelled"),
        (Message, Message.at, col(Message.direction) == "in"),
        (Event, Event.at, hers),
    ):
        for member_id, last in _latest(session, scope, table, at, until, *where):
            found[member_id] = max(last, found.get(member_id, last))
    return found


def _latest(session: Session, scope: Scope, table: Any, at: Any, until: datetime, *where: Any) -> Any:
    statement = select_rows(table.member_id, func.max(at)).join(Member, col(Member.member_id) == table.member_id)
    statement = statement.where(scope.members(), at < until, *where).group_by(table.member_id)
    return session.exec(cast(Any, statement)).all()
