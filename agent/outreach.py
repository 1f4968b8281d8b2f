"""Outreach: the day's plan becomes drafts in the queue, one touch at a time."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from agent.context import Workshop
from agent.request import Brief, Proposal, Request
from agent.suggest import suggest
from tools import audit
from tools.access import SYSTEM, Actor
from tools.clock import shanghai_day
from tools.conversations.signals import read_signals
from tools.errors import NotFound
from tools.holds import open_hellos
from tools.models import PlannedTouch
from tools.planning import PlanReport, make_plan, settle


def propose_plan(
    workshop: Workshop,
    actor: Actor,
    *,
    day: date | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> PlanReport:
    """Plan a day and propose drafts for what fits the reps' minutes; running it again adds only what is new.

    A day to come is only planned: its drafts are written on the day, from that day's facts.
    """
    now = workshop.clock()
    on = day or shanghai_day(now)
    read_signals(workshop.database, now=now)
    with workshop.database.writing() as session:
        open_hellos(session, now)
    with workshop.database.writing() as session:
        touches = list(make_plan(session, on, now=now))
        audit.record(session, at=now, actor=actor.staff_id, action="plan.made", subject=f"plan:{on.isoformat()}")
    waiting = [touch for touch in touches if touch.state == "planned" and on <= shanghai_day(now)]
    for done, touch in enumerate(waiting, start=1):
        touch.state = _propose(workshop, touch)
        progress(done, len(waiting))
    return _report(on, touches)


def _propose(workshop: Workshop, touch: PlannedTouch) -> str:
    brief = Brief(touch.trigger, tuple(touch.topics), touch.reason)
    try:
        proposal = suggest(workshop, SYSTEM, Request(member_id=touch.member_id, kind="care", brief=brief))
    except NotFound:
        # Erased between plan and draft: the others still get theirs.
        return _settled(workshop, touch, "no_draft")
    suggestion = proposal.suggestion
    return _settled(workshop, touch, _outcome(proposal), suggestion.id, suggestion.blocked_by)


def _settled(
    workshop: Workshop, touch: PlannedTouch, state: str, suggestion_id: str = "", blocked_by: Sequence[str] = ()
) -> str:
    with workshop.database.writing() as session:
        settle(session, touch.id, state=state, suggestion_id=suggestion_id, blocked_by=blocked_by)
    return state


def _outcome(proposal: Proposal) -> str:
    if any(draft.state == "proposed" for draft in proposal.drafts):
        return "drafted"
    return "blocked" if proposal.suggestion.blocked_by else "no_draft"


def _report(day: date, touches: list[PlannedTouch]) -> PlanReport:
    counts = Counter(touch.state for touch in touches)
    minutes = sum(touch.minutes for touch in touches if touch.state in ("planned", "drafted"))
    return PlanReport(
        day=day,
        planned=len(touches),
        drafted=counts["drafted"],
        blocked=counts["blocked"],
        over_budget=counts["over_budget"],
        no_draft=counts["no_draft"],
        minutes=minutes,
    )
