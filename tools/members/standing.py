"""What stands between us and a member: holds, losses, hard days, pauses, and the same person's other ids."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, bindparam, or_, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from tools.checks.contact_policy import contact_policy
from tools.clock import shanghai_day
from tools.holds import quiet_days_of, silent_until_of
from tools.models import Event, Hold, Member, Order
from tools.store import ask

_EVENT_LOOK_BACK = timedelta(days=120)


@dataclass(frozen=True)
class Standing:
    """One member's: `pauses` is (complaint or refund, when); `other_self_*` comes from the same phone or WeCom id."""

    open_holds: tuple[str, ...] = ()
    silent_until: datetime | None = None
    quiet_days: tuple[date, ...] = ()
    hard_days: tuple[date, ...] = ()
    pauses: tuple[tuple[str, datetime], ...] = ()
    other_self_opted_out: bool = False
    other_self_held: bool = False


NO_STANDING = Standing()


class Happened(NamedTuple):
    """As much of an event as her standing rests on."""

    member_id: str
    type: str
    at: datetime
    payload: dict[str, Any] | None


def read_standing(
    session: Session, now: datetime, ids: Collection[str] | None = None, *, holds: Sequence[Hold] | None = None
) -> dict[str, Standing]:
    """Return each member's standing by id, in a handful of queries; those with nothing on record are left out.

    None reads everybody's. `holds` are all of theirs, oldest first, where they are at hand already.
    """
    opened, events = _by_member(holds_of(session, ids) if holds is None else holds), _events(session, now, ids)
    pauses = _pauses(session, now, ids, events, opened)
    doubles = _other_selves(session, ids)
    known = {*opened, *events, *pauses, *doubles}
    return {key: _standing(opened[key], events[key], pauses[key], doubles.get(key), now) for key in known}


def _standing(
    holds: Sequence[Hold],
    events: Sequence[Happened],
    pauses: Sequence[tuple[str, datetime]],
    double: tuple[bool, bool] | None,
    now: datetime,
) -> Standing:
    opted_out, held = double or (False, False)
    return Standing(
        open_holds=tuple(dict.fromkeys(hold.kind for hold in holds if hold.is_open(now))),
        silent_until=silent_until_of(holds),
        quiet_days=quiet_days_of(holds),
        hard_days=tuple(_day_of(event) for event in events if event.type in contact_policy().hard_day_events),
        pauses=tuple(pauses),
        other_self_opted_out=opted_out,
        other_self_held=held,
    )


_Scope = Literal["all", "several", "one"]


def _scope(ids: Collection[str] | None) -> _Scope:
    return "all" if ids is None else "one" if len(ids) == 1 else "several"


def _among(column: Any, scope: _Scope) -> tuple[ColumnElement[bool], ...]:
    """Return the condition on whose rows are meant; for one member no list, which is written anew each time."""
    if scope == "one":
        return (column == bindparam("id"),)
    return () if scope == "all" else (column.in_(bindparam("ids", expanding=True)),)


def _named(ids: Collection[str] | None) -> dict[str, Any]:
    if ids is None:
        return {}
    return {"id": next(iter(ids))} if len(ids) == 1 else {"ids": list(ids)}


# Each statement is put together once: every suggestion asks all of them, and building costs more than the answer.
@cache
def _asking_holds(scope: _Scope) -> Any:
    statement = select(Hold).where(*_among(col(Hold.member_id), scope))
    return statement.order_by(col(Hold.opened_at), col(Hold.id))


def holds_of(session: Session, ids: Collection[str] | None) -> Sequence[Hold]:
    """Return all holds of these members, in force or not, oldest first; None reads everybody's."""
    found: Sequence[Hold] = session.exec(_asking_holds(_scope(ids)), params=_named(ids)).all()
    return found


def _by_member(holds: Sequence[Hold]) -> defaultdict[str, list[Hold]]:
    found: defaultdict[str, list[Hold]] = defaultdict(list)
    for hold in holds:
        found[hold.member_id].append(hold)
    return found


def _event_types() -> list[str]:
    policy = contact_policy()
    return list(dict.fromkeys([*policy.pausing_events, *policy.hard_day_events]))


@cache
def _asking_events(scope: _Scope) -> Any:
    statement = select(Event.member_id, Event.type, Event.at, col(Event.payload)).where(
        or_(*(col(Event.type) == name for name in _event_types())),
        col(Event.at) > bindparam("since"),
        *_among(col(Event.member_id), scope),
    )
    return statement.order_by(col(Event.at))


def _events(session: Session, now: datetime, ids: Collection[str] | None) -> defaultdict[str, list[Happened]]:
    found: defaultdict[str, list[Happened]] = defaultdict(list)
    asked = {"since": now - _EVENT_LOOK_BACK}
    for event in map(Happened._make, ask(session, _asking_events(_scope(ids)), asked | _named(ids))):
        found[event.member_id].append(event)
    return found


def _day_of(event: Happened) -> date:
    """Return the day an event names, for what is planned is known before it happens; else the day it was noted."""
    try:
        return date.fromisoformat(str((event.payload or {}).get("on", ""))[:10])
    except ValueError:
        return shanghai_day(event.at)


@cache
def _asking_refunds(scope: _Scope) -> Any:
    return select(Order.member_id, Order.ordered_at).where(
        or_(*(col(Order.status) == status for status in ("refunded", "partly_refunded"))),
        col(Order.ordered_at) > bindparam("since"),
        *_among(col(Order.member_id), scope),
    )


def _pauses(
    session: Session,
    now: datetime,
    ids: Collection[str] | None,
    events: Mapping[str, Sequence[Happened]],
    holds: Mapping[str, Sequence[Hold]],
) -> defaultdict[str, list[tuple[str, datetime]]]:
    causes = contact_policy().pausing_events
    found: defaultdict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for member_id, listed in events.items():
        found[member_id] += [(causes[one.type], one.at) for one in listed if one.type in causes and one.at <= now]
    # A refund comes after its order: the order's time is the earliest it can have been.
    asked = {"since": now - _EVENT_LOOK_BACK} | _named(ids)
    for member_id, at in ask(session, _asking_refunds(_scope(ids)), asked):
        found[member_id].append(("refund", at))
    for member_id, opened in holds.items():
        found[member_id] += [("complaint", one.opened_at) for one in opened if _is_complaint(one)]
    return found


def _is_complaint(hold: Hold) -> bool:
    return hold.kind == "complaint" and not hold.mistaken


@cache
def _asking_doubles(scope: _Scope) -> Any:
    """Return one statement for both columns: either of them makes two ids one person."""
    return union_all(*(_sharing(column, scope) for column in ("phone", "wecom_external_userid")))


def _sharing(column: str, scope: _Scope) -> Any:
    other = aliased(Member)
    mine, theirs = getattr(Member, column), getattr(other, column)
    statement = select(Member.member_id, other.opted_out, other.care_hold).join(other, mine == theirs)
    statement = statement.where(mine != "", Member.member_id != other.member_id, *_among(col(Member.member_id), scope))
    return statement.where(or_(col(other.opted_out).is_(True), col(other.care_hold).is_(True)))


def _other_selves(session: Session, ids: Collection[str] | None) -> dict[str, tuple[bool, bool]]:
    """Return member → (opted out, held) where another id with her phone or WeCom id says so: merged or entered twice.

    A new id, number or rep is no new permission.
    """
    found: dict[str, tuple[bool, bool]] = {}
    for member_id, opted_out, held in ask(session, _asking_doubles(_scope(ids)), _named(ids)):
        before = found.get(member_id, (False, False))
        found[member_id] = (before[0] or opted_out, before[1] or held)
    return found
