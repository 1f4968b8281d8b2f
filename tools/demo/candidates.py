"""Members to try care on: one of each situation in which nothing stands in the way."""

from collections.abc import Iterable, Iterator

from tools.demo.person import Person, Today, stage_on
from tools.demo.shopping import Purchase
from tools.demo.talk import Line

_QUIET_DAYS = 8
# Weeks of pregnancy, then months of age: the middles of the care programmes.
_WEEKS = ((8, 12), (18, 22), (26, 29), (33, 36))
_MONTHS = ((0, 0), (5, 6), (10, 12), (22, 26))
_PERSONAS = ("beauty", "home", "vip")
_ARRIVED_DAYS_AGO = (7, 30)
_ASLEEP = "whale_asleep"


def care_candidates(
    today: Today, people: list[Person], shopped: dict[str, list[Purchase]], lines: dict[str, list[Line]]
) -> list[str]:
    """Return member ids, at most one a situation, in the order of life."""
    free = [person for person in people if person.is_reachable() and _is_quiet(today, lines[person.member_id])]
    firsts = [next(iter(fitting), None) for fitting in _situations(today, free, shopped)]
    return list(dict.fromkeys(person.member_id for person in firsts if person is not None))


def _situations(today: Today, free: list[Person], shopped: dict[str, list[Purchase]]) -> Iterator[Iterable[Person]]:
    for span in _WEEKS:
        yield (person for person in free if _is_in_weeks(today, person, span))
    for span in _MONTHS:
        yield (person for person in free if _is_in_months(today, person, span))
    for word in _PERSONAS:
        yield (person for person in free if person.row["personas"][:1] == [word])
    yield (person for person in free if person.rhythm == _ASLEEP)
    for days_ago in _ARRIVED_DAYS_AGO:
        yield (person for person in free if _last_arrival(shopped[person.member_id]) == days_ago)


def _is_quiet(today: Today, lines: list[Line]) -> bool:
    return all(line.at < today.moment(_QUIET_DAYS, 0) for line in lines)


def _is_in_weeks(today: Today, person: Person, span: tuple[int, int]) -> bool:
    week = stage_on(person, today.day).week
    return "due_date" in person.row["consent_sensitive"] and week is not None and span[0] <= week <= span[1]


def _is_in_months(today: Today, person: Person, span: tuple[int, int]) -> bool:
    months = stage_on(person, today.day).age_months
    return "children" in person.row["consent_sensitive"] and months is not None and span[0] <= months <= span[1]


def _last_arrival(orders: list[Purchase]) -> int | None:
    return min((o.delivered_days_ago for o in orders if o.delivered_days_ago is not None), default=None)
