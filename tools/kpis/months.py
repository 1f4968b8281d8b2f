"""The floor and the cap of each calendar month: who had her three to five touches, who fewer, who too many."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tools.checks.contact_policy import contact_policy
from tools.clock import at_shanghai, shanghai_day
from tools.kpis.ground import Ground
from tools.kpis.measure import Measure, mean, not_over, share
from tools.kpis.people import Person


@dataclass(frozen=True)
class Month:
    """One Shanghai month, whole: of `due` members so many were `below` the floor or `over` the cap.

    `on_target` has no value while the month is not over; `without_quota` members are exempt, asleep or new.
    """

    month: str
    is_over: bool
    due: int
    without_quota: int
    care_per_member: Measure
    on_target: Measure
    below: int
    over: int


def months_of(ground: Ground) -> tuple[Month, ...]:
    """Return every month that the days of the ground touch, oldest first."""
    last = shanghai_day(min(ground.now, ground.until - timedelta(microseconds=1)))
    return tuple(_month(ground, first) for first in _firsts(shanghai_day(ground.since), last))


def _firsts(day: date, last: date) -> Iterator[date]:
    first = day.replace(day=1)
    while first <= last:
        yield first
        first = _next(first)


def _next(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _month(ground: Ground, first: date) -> Month:
    begin, end = at_shanghai(first), at_shanghai(_next(first))
    whole = ground.within(begin, end)
    due = [person for person in ground.due if person.has_quota and _was_there(person, first)]
    fates = [_fate(whole, person) for person in due]
    is_over = end <= ground.now
    kept = share(fates.count("kept"), len(due))
    return Month(
        month=first.isoformat()[:7],
        is_over=is_over,
        due=len(due),
        without_quota=len(ground.people) - len(due),
        care_per_member=mean([len(whole.care_of(person)) for person in due]),
        on_target=kept if is_over else not_over(len(due)),
        below=fates.count("below"),
        over=fates.count("over"),
    )


def _was_there(person: Person, first: date) -> bool:
    return person.joined_on is None or person.joined_on <= first


def _fate(ground: Ground, person: Person) -> str:
    """Judge one member's month: only care fills the floor, every touch fills the cap."""
    policy = contact_policy()
    if len(ground.touches_of(person)) > policy.monthly_cap:
        return "over"
    return "kept" if len(ground.care_of(person)) >= policy.monthly_floor else "below"
