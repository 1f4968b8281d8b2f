"""The day's plan: touches with their reasons, and each rep's minutes."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from sqlmodel import Session

from api.console import moments
from api.console.pages.overview import PlanPage, RepMinutes, TouchRow
from api.console.reading.rules import obstacles_of
from api.console.reading.who import who_by_id
from api.console.visit import Visit, names_of
from tools.clock import shanghai_day
from tools.models import Draft, PlannedTouch
from tools.models.planning import TOUCH_STATES
from tools.planning import PlanTotals, care_minutes, plan_of, plan_totals
from tools.reviews import queue
from tools.staff import list_staff

_ROWS = 40


def plan_page(visit: Visit, session: Session, *, state: str, skip: int) -> PlanPage:
    """Return today's plan as far as the actor may see it."""
    today = shanghai_day(visit.now)
    totals, names = plan_totals(session, visit.actor, today), names_of(session)
    touches = plan_of(session, visit.actor, today, state=state, skip=skip, most=_ROWS + 1)
    more = urlencode({"state": state, "skip": skip + _ROWS})
    return PlanPage(
        chrome=visit.chrome(session),
        day=moments.day(today, today),
        weekday=moments.weekday(today),
        counts=tuple((code, totals.counts[code]) for code in TOUCH_STATES if totals.counts.get(code)),
        state=state,
        touches=tuple(_row(visit, session, touch, names) for touch in touches[:_ROWS]),
        reps=_reps(session, totals),
        next_href=f"/plan?{more}" if len(touches) > _ROWS else "",
        may_plan=visit.may("plan"),
    )


def _row(visit: Visit, session: Session, touch: PlannedTouch, names: Mapping[str, str]) -> TouchRow:
    return TouchRow(
        who=who_by_id(session, touch.member_id, str((touch.figures or {}).get("quadrant", "")) or None),
        owner=names.get(touch.staff_id, touch.staff_id),
        trigger=touch.trigger,
        reason=touch.reason,
        minutes=touch.minutes,
        state=touch.state,
        obstacles=tuple(obstacle.what for obstacle in obstacles_of(touch.blocked_by or [])),
        draft_id=_draft_id(visit, session, touch),
    )


def _draft_id(visit: Visit, session: Session, touch: PlannedTouch) -> str:
    if not touch.suggestion_id:
        return ""
    waiting: Sequence[Draft] = queue(session, visit.actor, member_id=touch.member_id).drafts
    return next((draft.id for draft in waiting if draft.suggestion_id == touch.suggestion_id), "")


def _reps(session: Session, totals: PlanTotals) -> tuple[RepMinutes, ...]:
    used = totals.minutes
    rows = [(staff.name, used.get(staff.staff_id, 0), care_minutes(staff)) for staff in list_staff(session)]
    return tuple(
        RepMinutes(name, minutes, budget, min(round(100 * minutes / budget), 100) if budget else 0)
        for name, minutes, budget in rows
        if minutes
    )
