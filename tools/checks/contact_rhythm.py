"""How often and when: cap, spacing, backing off, topics, hard days and quiet hours, all in Shanghai days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tools.checks.contact_policy import ContactPolicy

if TYPE_CHECKING:
    from tools.checks.contact import ContactFacts

SHANGHAI = ZoneInfo("Asia/Shanghai")
# A word key of contact.yaml and the moment from which it no longer holds.
Objection = tuple[str, datetime | None]


def rhythm(facts: ContactFacts, topic: str, policy: ContactPolicy, now: datetime) -> Iterator[Objection]:
    """Monthly cap, spacing, backing off when she does not answer, and no topic twice in a season."""
    month = day_of(now).replace(day=1)
    past = [touch for touch in facts.touches if touch <= now]
    if sum(day_of(touch).replace(day=1) == month for touch in past) >= policy.monthly_cap:
        yield "CT-4-CAP", morning(_next_month(month), policy)
    if facts.unanswered >= policy.stop_after:
        yield "CT-6", None
    elif past:
        yield from _spacing(max(past), facts, policy, now)
    said = [at for name, at in facts.topics if name == topic and at <= now] if topic else []
    free_on = day_of(max(said)) + timedelta(days=policy.topic_rest_days) if said else None
    if free_on and day_of(now) < free_on:
        yield "CT-4-TOPIC", morning(free_on, policy)


def _spacing(last: datetime, facts: ContactFacts, policy: ContactPolicy, now: datetime) -> Iterator[Objection]:
    gap = timedelta(days=policy.gap_days)
    free_on = day_of(last) + gap
    if facts.unanswered >= policy.double_gap_after:
        if free_on <= day_of(now) < free_on + gap:
            yield "CT-6-GAP", morning(free_on + gap, policy)
        free_on += gap
    if day_of(now) < day_of(last) + gap:
        yield "CT-4-GAP", morning(free_on, policy)


def days_off(facts: ContactFacts, policy: ContactPolicy, now: datetime) -> Iterator[Objection]:
    """The day of a surgery, a birth or a funeral is not ours."""
    if day_of(now) in facts.hard_days:
        yield "CT-5-DAY", morning(day_of(now) + timedelta(days=1), policy)


def quiet_hours(policy: ContactPolicy, now: datetime) -> datetime | None:
    """Return when the quiet hours end, None outside them."""
    clock = now.astimezone(SHANGHAI).time()
    if policy.quiet_to <= clock < policy.quiet_from:
        return None
    return morning(day_of(now) + timedelta(days=1 if clock >= policy.quiet_from else 0), policy)


def day_of(moment: datetime) -> date:
    """Return the Shanghai day of a moment."""
    return moment.astimezone(SHANGHAI).date()


def morning(day: date, policy: ContactPolicy) -> datetime:
    """Return the first moment of a day at which anybody may write."""
    return datetime.combine(day, policy.quiet_to, tzinfo=SHANGHAI)


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)
