"""The figures of care for one group: reach, answers, how long she waits for ours, and what it cost in goodwill."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from tools.clock import at_shanghai, shanghai_day
from tools.kpis.ground import Ground
from tools.kpis.measure import Measure, mean, middle, ninetieth, per, share
from tools.kpis.people import Person
from tools.kpis.rules import rules
from tools.kpis.threads import Contact, Wait

_WEEK = timedelta(days=7)
_COMPLAINTS_OF = 10_000
_MINUTE = 60


def care_measures(ground: Ground) -> dict[str, Measure]:
    """Return every figure of a group by its name in kpis.yaml."""
    return {**_reach(ground), **_answers(ground), **_harm(ground), **_waiting(ground)}


def coverage(ground: Ground) -> tuple[int, Measure]:
    """Return how many were cared for in the days before the end, and their share of those to whom it was due."""
    covered = len(ground.lately.care_of_due)
    return covered, share(covered, len(ground.due))


def _reach(ground: Ground) -> dict[str, Measure]:
    begin, end = shanghai_day(ground.since), shanghai_day(ground.until)
    new = [person for person in ground.people if person.joined_on is not None and begin <= person.joined_on < end]
    waited = [days for person in new if (days := _first_touch_days(ground, person)) is not None]
    return {
        "care_per_member": share(sum(ground.care_of_due.values()), len(ground.due)),
        "coverage_rate": coverage(ground)[1],
        "first_touch_days": middle(waited),
        "not_greeted_rate": share(len(new) - len(waited), len(new)),
    }


def _first_touch_days(ground: Ground, person: Person) -> int | None:
    """Return the days until we first wrote to a new member, None where nobody has."""
    thread = ground.threads.get(person.member_id)
    if person.joined_on is None or thread is None:
        return None
    days = [shanghai_day(at) for at in thread.sent]
    first = min((day for day in days if day >= person.joined_on), default=None)
    return None if first is None else (first - person.joined_on).days


def _answers(ground: Ground) -> dict[str, Measure]:
    limit = timedelta(hours=rules()["answers_for_hours"])
    # A touch whose hours are not over may still be answered: it is not judged yet.
    judged = [t for t in ground.touches() if t.is_care and t.at + limit <= ground.now]
    answered = [t for t in judged if t.answered_at and t.answered_at - t.at <= limit]
    return {
        "reply_rate": share(len(answered), len(judged)),
        "real_reply_rate": share(sum(t.is_real_answer for t in answered), len(judged)),
    }


def _harm(ground: Ground) -> dict[str, Measure]:
    touches = sum(1 for _ in ground.touches())
    week = ground.within(max(ground.since, ground.until - _WEEK), ground.until)
    return {
        "refused_rate": share(*refused(ground)),
        "refused_rate_week": share(*refused(week)),
        "complaints_per_10k": per(ground.complaint_count, touches, _COMPLAINTS_OF, rules()["smallest_touches"]),
    }


def refused(ground: Ground) -> tuple[int, int]:
    """Return how many members had enough of us after we wrote first, of how many we wrote to."""
    first = {person.member_id: ground.touches_of(person) for person in ground.spoken_with}
    touched = {member_id: touches[0] for member_id, touches in first.items() if touches}
    return sum(_is_refused(ground, member_id, touch) for member_id, touch in touched.items()), len(touched)


def _is_refused(ground: Ground, member_id: str, first: Contact) -> bool:
    end = ground.until + timedelta(hours=rules()["answers_for_hours"])
    return any(first.at <= at < end for at in ground.refusals.get(member_id, ()))


def _waiting(ground: Ground) -> dict[str, Measure]:
    chats, waits = list(ground.waits("chats")), list(ground.waits("waits"))
    took = list(_minutes(waits))
    in_hours = [office_minutes(wait) for wait in waits if wait.answered_at and _is_open(wait.asked_at)]
    answered = list(_minutes(chats))
    return {
        "answer_minutes": mean(answered),
        "unanswered_rate": share(len(chats) - len(answered), len(chats)),
        "answer_p50": middle(took),
        "answer_p90": ninetieth(took),
        "answer_p50_in_hours": middle(in_hours),
        "answer_p90_in_hours": ninetieth(in_hours),
    }


def _minutes(waits: Iterable[Wait]) -> Iterator[float]:
    for wait in waits:
        if wait.answered_at:
            yield (wait.answered_at - wait.asked_at).total_seconds() / _MINUTE


def _hours(day: date) -> tuple[datetime, datetime]:
    begin, end = rules()["office_hours"]
    return at_shanghai(day, begin), at_shanghai(day, end)


def _is_open(at: datetime) -> bool:
    begin, end = _hours(shanghai_day(at))
    return begin <= at < end


def office_minutes(wait: Wait) -> float:
    """Return how long she waited while the shop was open; the night does not count."""
    return sum(_spans(wait)) / _MINUTE


def _spans(wait: Wait) -> Iterator[float]:
    end = wait.answered_at or wait.asked_at
    day, last = shanghai_day(wait.asked_at), shanghai_day(end)
    while day <= last:
        opens, closes = _hours(day)
        yield max(0.0, (min(closes, end) - max(opens, wait.asked_at)).total_seconds())
        day += timedelta(days=1)
