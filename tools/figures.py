"""Counts for the operator's eye and the console's first line. No personal data."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, distinct, func
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from tools.access import Actor, visible_members
from tools.clock import at_shanghai, shanghai_day
from tools.models import Delivery, Draft, Hold, Member, PlannedTouch, Task
from tools.models.member import open_at


@dataclass(frozen=True)
class DayFigures:
    """Today's numbers as far as the actor may see: suggestions waiting, texts sent, touches and texts
    a rule stopped, deliveries with an unknown end, members with an open S1 hold.
    """

    waiting: int
    sent_today: int
    blocked_today: int
    unknown: int
    urgent: int


def queue_figures(session: Session) -> dict[str, dict[str, int]]:
    """Return the number of drafts, deliveries and tasks by state."""
    return {
        "drafts": _counts(session, Draft.state),
        "deliveries": _counts(session, Delivery.state),
        "tasks": _counts(session, Task.state),
    }


def day_figures(session: Session, actor: Actor, now: datetime) -> DayFigures:
    """Return today's numbers (a Shanghai day) for one member of staff."""
    today = shanghai_day(now)
    since, until = at_shanghai(today), at_shanghai(today + timedelta(days=1))
    sent = (col(Delivery.state) == "sent", col(Delivery.sent_at) >= since, col(Delivery.sent_at) < until)
    refused = (col(Delivery.state) == "refused", Delivery.day == today.isoformat())
    stopped = (PlannedTouch.state == "blocked", PlannedTouch.day == today)
    return DayFigures(
        waiting=_count(session, actor, distinct(col(Draft.suggestion_id)), Draft.member_id, Draft.state == "proposed"),
        sent_today=_count(session, actor, col(Delivery.id), Delivery.member_id, *sent),
        blocked_today=_count(session, actor, col(Delivery.id), Delivery.member_id, *refused)
        + _count(session, actor, col(PlannedTouch.id), PlannedTouch.member_id, *stopped),
        unknown=_count(session, actor, col(Delivery.id), Delivery.member_id, Delivery.state == "unknown"),
        urgent=_count(session, actor, distinct(col(Hold.member_id)), Hold.member_id, *_open_s1(now)),
    )


def _open_s1(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(Hold.level) == "S1", open_at(now)


def _count(
    session: Session,
    actor: Actor,
    what: ColumnElement[Any] | Mapped[str],
    member_id: str,
    *where: ColumnElement[bool] | bool,
) -> int:
    statement = select(func.count(what)).join(Member, col(Member.member_id) == col(member_id))
    return int(session.exec(statement.where(visible_members(actor), *where)).one())


def _counts(session: Session, state: str) -> dict[str, int]:
    rows = session.exec(select(state, func.count()).group_by(col(state))).all()
    return {str(name): int(count) for name, count in rows}
