"""Outreach: the day's plan becomes drafts in the queue, one touch at a time."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date

from agent.context import Workshop
from agent.request import Brief, Request
from agent.suggest import suggest
from tools import audit
from tools.access import SYSTEM, Actor
from tools.clock import shanghai_day
from tools.conversations.signals import read_signals
from tools.errors import Conflict, NotFound, ServiceError
from tools.holds import open_hellos
from tools.models import PlannedTouch
from tools.planning import (
    PlanReport,
    claim,
    give_back_of_dead,
    make_plan,
    name_run,
    release,
    settle,
    touches_of,
)


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
        give_back_of_dead(session, on)
        touches = list(make_plan(session, on, now=now))
        audit.record(session, at=now, actor=actor.staff_id, action="plan.made", subject=f"plan:{on.isoformat()}")
    waiting = [touch for touch in touches if touch.state == "planned" and on <= shanghai_day(now)]
    _propose_all(workshop, waiting, name_run(now), progress)
    with workshop.database.reading() as session:
        return _report(on, list(touches_of(session, on)))


def _propose_all(
    workshop: Workshop, touches: Sequence[PlannedTouch], owner: str, progress: Callable[[int, int], None]
) -> None:
    """Draft every touch; a fault with one member holds up no other and is raised at the end."""
    fault: Exception | None = None
    for done, touch in enumerate(touches, start=1):
        try:
            _propose(workshop, touch, owner)
        except ServiceError:
            raise
        except Exception as error:
            fault = fault or error
        progress(done, len(touches))
    if fault is not None:
        raise fault


def _propose(workshop: Workshop, touch: PlannedTouch, owner: str) -> None:
    """Draft one touch unless another run has it in hand; filing its drafts settles it."""
    with workshop.database.writing() as session:
        if not claim(session, touch.id, owner=owner, now=workshop.clock()):
            return
    brief = Brief(touch.trigger, tuple(touch.topics), touch.reason, touch_id=touch.id, claimed_by=owner)
    try:
        suggest(workshop, SYSTEM, Request(member_id=touch.member_id, kind="care", brief=brief))
    except NotFound:
        # Erased between plan and draft: the others still get theirs.
        with workshop.database.writing() as session, suppress(Conflict):
            settle(session, touch.id, owner=owner, state="no_draft")
    except Conflict:
        # The claim ran out while a slow model wrote, and another run filed its drafts.
        return
    except BaseException:
        # Also when a person stops the run: the next one need not wait for the lease.
        with workshop.database.writing() as session:
            release(session, touch.id, owner=owner)
        raise


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
