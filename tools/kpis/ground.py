"""What the figures of a group stand on: its members, their threads, and who had enough of us."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlmodel import Session, col, select

from tools.clock import at_shanghai, shanghai_day
from tools.kpis.people import Person, read_people
from tools.kpis.rules import rules
from tools.kpis.scope import Scope
from tools.kpis.threads import Contact, Thread, Wait, read_threads
from tools.models import Event, Hold, Member
from tools.models.member import OUR_PROMISE


@dataclass(frozen=True)
class Ground:
    """[since, until) with the moment of asking; `refusals` and `complaints` are member → when, without misreadings."""

    people: tuple[Person, ...]
    threads: Mapping[str, Thread]
    refusals: Mapping[str, tuple[datetime, ...]]
    complaints: Mapping[str, tuple[datetime, ...]]
    since: datetime
    until: datetime
    now: datetime
    # Days → touches by member, for all groups of the same members.
    cuts: dict[tuple[datetime, datetime], dict[str, tuple[Contact, ...]]] = field(default_factory=dict, repr=False)

    def of(self, people: Collection[Person]) -> "Ground":
        """Return the same ground for some of its members."""
        return replace(self, people=tuple(people))

    def within(self, since: datetime, until: datetime) -> "Ground":
        """Return the same ground for other days: its members need not be gone through again."""
        other = replace(self, since=since, until=until)
        vars(other).update(spoken_with=self.spoken_with, due=self.due)
        return other

    @cached_property
    def spoken_with(self) -> tuple[Person, ...]:
        """Return the members with whom anything was said: most of a large base are silent, and cost nothing."""
        return tuple(person for person in self.people if person.member_id in self.threads)

    @cached_property
    def due(self) -> tuple[Person, ...]:
        """Return the members whom we owe care."""
        return tuple(person for person in self.people if not person.exempt)

    @cached_property
    def complaint_count(self) -> int:
        """Return how often these members complained."""
        return sum(len(self.complaints[p.member_id]) for p in self.people if p.member_id in self.complaints)

    @cached_property
    def _touches(self) -> Mapping[str, tuple[Contact, ...]]:
        """Return everybody's touches of these days by member, cut once for all groups; who has none is left out."""
        days = (self.since, self.until)
        if days not in self.cuts:
            found = ((member_id, self._during(thread)) for member_id, thread in self.threads.items())
            self.cuts[days] = {member_id: touches for member_id, touches in found if touches}
        return self.cuts[days]

    def _during(self, thread: Thread) -> tuple[Contact, ...]:
        return tuple(touch for touch in thread.touches if self.since <= touch.at < self.until)

    def touches_of(self, person: Person) -> tuple[Contact, ...]:
        """Return her touches of these days."""
        return self._touches.get(person.member_id, ())

    def care_of(self, person: Person) -> tuple[Contact, ...]:
        """Return those that were care."""
        return tuple(touch for touch in self.touches_of(person) if touch.is_care)

    @cached_property
    def care_of_due(self) -> dict[str, int]:
        """Return how often each member was cared for to whom it is due; who never was is left out."""
        found = {p.member_id: len(self.care_of(p)) for p in self.spoken_with if not p.exempt}
        return {member_id: times for member_id, times in found.items() if times}

    @cached_property
    def lately(self) -> "Ground":
        """Return the same ground for the days of the coverage."""
        return self.within(self.until - timedelta(days=rules()["coverage_days"]), self.until)

    def touches(self) -> Iterator[Contact]:
        """Yield everybody's touches."""
        for person in self.spoken_with:
            yield from self.touches_of(person)

    def waits(self, name: str) -> Iterator[Wait]:
        """Yield everybody's `chats` or `waits` that began in these days."""
        for person in self.spoken_with:
            found: tuple[Wait, ...] = getattr(self.threads[person.member_id], name)
            yield from (wait for wait in found if self.since <= wait.asked_at < self.until)


def read_ground(session: Session, scope: Scope, first: date, last: date, now: datetime) -> Ground:
    """Read everything once, for the days from `first` to `last`, their whole months and the days of the coverage."""
    since, until = at_shanghai(first), at_shanghai(last + timedelta(days=1))
    earliest = min(first.replace(day=1), last - timedelta(days=rules()["coverage_days"]))
    settled = min(now, until + timedelta(hours=rules()["answers_for_hours"]))
    threads = {thread.member_id: thread for thread in read_threads(session, scope, at_shanghai(earliest), settled)}
    return Ground(
        people=read_people(session, scope, threads, now),
        threads=threads,
        refusals=_refusals(session, scope, since, settled),
        complaints=_complaints(session, scope, since, until),
        since=since,
        until=until,
        now=now,
    )


def _refusals(session: Session, scope: Scope, since: datetime, until: datetime) -> dict[str, tuple[datetime, ...]]:
    """Return when members told us to stop, or left."""
    return _joined(
        _held(session, scope, "opt_out", since, until), _did(session, scope, rules()["leaving_events"], since, until)
    )


def _complaints(session: Session, scope: Scope, since: datetime, until: datetime) -> dict[str, tuple[datetime, ...]]:
    """Return when members complained; an event and the hold it opened on one day are one complaint."""
    found = _joined(_held(session, scope, "complaint", since, until), _did(session, scope, ["complaint"], since, until))
    return {key: tuple({shanghai_day(at): at for at in reversed(times)}.values()) for key, times in found.items()}


def _held(session: Session, scope: Scope, kind: str, since: datetime, until: datetime) -> list[tuple[str, datetime]]:
    statement = select(Hold.member_id, Hold.opened_at).join(Member, col(Member.member_id) == col(Hold.member_id))
    # Our own promise to be silent is no wish of hers, and a misreading is nobody's.
    hers = (Hold.kind == kind, col(Hold.cause) != OUR_PROMISE, col(Hold.mistaken).is_(False))
    days = (col(Hold.opened_at) >= since, col(Hold.opened_at) < until)
    return [(row[0], row[1]) for row in session.exec(statement.where(scope.members(), *hers, *days)).all()]


def _did(
    session: Session, scope: Scope, types: Collection[str], since: datetime, until: datetime
) -> list[tuple[str, datetime]]:
    statement = select(Event.member_id, Event.at).join(Member, col(Member.member_id) == col(Event.member_id))
    days = (col(Event.type).in_(types), col(Event.at) >= since, col(Event.at) < until)
    return [(row[0], row[1]) for row in session.exec(statement.where(scope.members(), *days)).all()]


def _joined(*lists: list[tuple[str, datetime]]) -> dict[str, tuple[datetime, ...]]:
    found: dict[str, list[datetime]] = {}
    for member_id, at in sorted(pair for listed in lists for pair in listed):
        found.setdefault(member_id, []).append(at)
    return {key: tuple(times) for key, times in found.items()}
