"""Make a day's plan: triggers by weight, quadrant and potential, cut to each rep's minutes."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from tools.access import Actor, visible_members
from tools.checks import Ask, may_contact
from tools.checks.contact import best_hours, touches_left
from tools.clock import at_shanghai, shanghai_day
from tools.database import lock_plan
from tools.models import Member, PlannedTouch, Staff, new_id
from tools.planning.candidates import Candidate, candidates
from tools.planning.claims import touches_of
from tools.planning.triggers import triggers
from tools.reviews import lock_members

_SEND_HOUR = 10
_LOCKED_AT_ONCE = 2000
# In these states a touch takes minutes of its day.
_TAKES_TIME = ("planned", "drafted")


@dataclass(frozen=True)
class PlanReport:
    """What a day's plan came to; minutes are staff minutes."""

    day: date
    planned: int
    drafted: int
    blocked: int
    over_budget: int
    no_draft: int
    minutes: int

    def as_json(self) -> dict[str, Any]:
        """Return the report as one JSON document."""
        return {**self.__dict__, "day": self.day.isoformat()}


@dataclass(frozen=True)
class PlanTotals:
    """A day's touches by state, and the minutes that each member of staff has in hand or has drafts for."""

    counts: Mapping[str, int]
    minutes: Mapping[str, int]


def make_plan(session: Session, day: date, *, now: datetime) -> Sequence[PlannedTouch]:
    """Write the touches of a day that are not there yet and return all of them, most important first.

    Everybody is looked at as she will be on that day at the hour of sending: tomorrow's plan has tomorrow's birthdays.
    A day that has passed is planned with what is true now; whoever was planned since, up to today, is left out.
    """
    lock_plan(session)
    moment = max(now, at_shanghai(day, _SEND_HOUR))
    until = max(day, shanghai_day(now))
    known = set(session.exec(select(PlannedTouch.member_id).where(col(PlannedTouch.day).between(day, until))).all())
    left = _budget(session, day, until)
    touches = [
        touch
        for c in candidates(session, moment)
        if c.member.member_id not in known
        for touch in _due(c, day, moment, now)
    ]
    for touch in sorted(_still_open(session, touches), key=lambda touch: (-touch.rank, touch.member_id)):
        if touch.state == "planned":
            left[touch.staff_id] -= touch.minutes
            if left[touch.staff_id] < 0:
                touch.state = "over_budget"
        session.add(touch)
    session.flush()
    return touches_of(session, day)


def _still_open(session: Session, touches: Sequence[PlannedTouch]) -> list[PlannedTouch]:
    """Leave out whoever fell into a hold while the plan was made; her row stays locked until it is written."""
    ids, held = sorted({touch.member_id for touch in touches}), set[str]()
    for start in range(0, len(ids), _LOCKED_AT_ONCE):
        members = lock_members(session, ids[start : start + _LOCKED_AT_ONCE])
        held |= {member.member_id for member in members if member.care_hold}
    return [touch for touch in touches if touch.member_id not in held]


def plan_of(
    session: Session, actor: Actor, day: date, *, state: str = "", skip: int = 0, most: int | None = None
) -> Sequence[PlannedTouch]:
    """Return a day's touches that the actor may see, most important first; none of a member whose life is sealed.

    `state` keeps one kind, `skip` and `most` a page of them.
    """
    statement = select(PlannedTouch).join(Member, col(Member.member_id) == PlannedTouch.member_id)
    statement = statement.where(*_seen_by(actor, day), *([PlannedTouch.state == state] if state else []))
    statement = statement.order_by(col(PlannedTouch.rank).desc(), col(PlannedTouch.member_id), col(PlannedTouch.id))
    return session.exec(statement.offset(skip).limit(most)).all()


def plan_totals(session: Session, actor: Actor, day: date) -> PlanTotals:
    """Return the figures of the same touches, counted where they lie."""
    touch = PlannedTouch
    statement = select(touch.state, touch.staff_id, func.count(), func.sum(touch.minutes))
    statement = statement.join(Member, col(Member.member_id) == touch.member_id).where(*_seen_by(actor, day))
    rows = session.exec(statement.group_by(touch.state, touch.staff_id)).all()
    counts, minutes = Counter[str](), Counter[str]()
    for state, staff_id, count, spent in rows:
        counts[state] += count
        minutes[staff_id] += spent if state in _TAKES_TIME else 0
    return PlanTotals(counts, minutes)


def _seen_by(actor: Actor, day: date) -> tuple[Any, ...]:
    return PlannedTouch.day == day, visible_members(actor), col(Member.care_hold).is_(False)


def care_minutes(staff: Staff | None) -> int:
    """Return the minutes a day that a member of staff has for outreach; whose time nobody stated has the usual."""
    share = float(triggers()["share_of_minutes"]) / int(triggers()["working_days_a_week"])
    usual = int(triggers()["usual_weekly_minutes"])
    if staff is not None and not staff.active:
        return 0
    return int(((staff.weekly_minutes if staff else 0) or usual) * share)


def _budget(session: Session, day: date, until: date) -> dict[str, int]:
    """Return each rep's minutes left of one day, less what these days took; whose time nobody stated has the usual."""
    left: dict[str, int] = defaultdict(lambda: care_minutes(None))
    for staff in session.exec(select(Staff)):
        left[staff.staff_id] = care_minutes(staff)
    spent = select(PlannedTouch).where(col(PlannedTouch.state).in_(_TAKES_TIME))
    for touch in session.exec(spent.where(col(PlannedTouch.day).between(day, until))):
        left[touch.staff_id] -= touch.minutes
    return left


def _due(candidate: Candidate, day: date, moment: datetime, now: datetime) -> list[PlannedTouch]:
    """Return the touch of the first trigger in the table that is due, or nothing: what cannot wait stands first."""
    for trigger in triggers()["triggers"]:
        figure = _figure(trigger, candidate, moment)
        if figure is not None:
            return [_touch(trigger, figure, candidate, day, moment, now)]
    return []


def _figure(trigger: dict[str, Any], candidate: Candidate, now: datetime) -> int | None:
    """Return the figure that makes a trigger due, None if it is not."""
    if trigger["name"] == "birthday":
        return 0 if candidate.is_birthday else None
    windows = {
        "after_delivery_days": candidate.delivered_days,
        "child_days": candidate.child_days,
        "gest_week": candidate.gest_week,
        "child_months": candidate.child_months,
        "dormant_days": candidate.dormant_days,
    }
    for key, figure in windows.items():
        if key in trigger:
            first, last = trigger[key]
            is_due = figure is not None and first <= figure <= last
            return figure if is_due and _has_room(trigger, candidate, now) else None
    return 0 if _has_room(trigger, candidate, now) and candidate.quadrant != "low_yield" else None


def _has_room(trigger: dict[str, Any], candidate: Candidate, now: datetime) -> bool:
    """Leave stage triggers to months in which the floor of touches is not reached yet."""
    if trigger.get("topics"):
        return True
    return touches_left(candidate.facts, now) > 0


def _touch(
    trigger: dict[str, Any], figure: int, candidate: Candidate, day: date, moment: datetime, now: datetime
) -> PlannedTouch:
    ask = Ask(topic=(trigger.get("topics") or [""])[0], automated=True)
    refusals = may_contact(candidate.facts, "proactive", moment, ask)
    rules = list(dict.fromkeys(refusal.rule for refusal in refusals if not refusal.delay))
    weight = float(triggers()["quadrant_weights"][candidate.quadrant])
    return PlannedTouch(
        id=new_id("P", now),
        day=day,
        member_id=candidate.member.member_id,
        staff_id=candidate.member.owner_staff_id,
        trigger=trigger["name"],
        topics=list(trigger.get("topics", [])),
        reason=str(trigger["reason"]).format(n=figure),
        figures={"figure": figure, "quadrant": candidate.quadrant, **_rhythm(candidate, moment)},
        minutes=int(triggers()["minutes_per_touch"]),
        rank=float(trigger["weight"]) * weight + candidate.value_potential / 10,
        state="blocked" if rules else "planned",
        blocked_by=rules,
        created_at=now,
    )


def _rhythm(candidate: Candidate, moment: datetime) -> dict[str, Any]:
    """Say how far she is from the month's floor, and at what hours she is least disturbed."""
    return {
        "touches_missing": touches_left(candidate.facts, moment),
        "best_hours": list(best_hours(candidate.facts)),
    }
