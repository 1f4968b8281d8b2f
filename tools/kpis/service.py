"""What the owner asks: whom we care for, how fast we answer, what it does to their patience, what we cannot tell."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from tools.access import Actor
from tools.kpis.buying import Cohort, Loss, read_cohorts, read_loss
from tools.kpis.caring import care_measures, coverage, refused
from tools.kpis.ground import Ground, read_ground
from tools.kpis.keeping import Keeping, read_keeping
from tools.kpis.measure import Measure
from tools.kpis.months import Month, months_of
from tools.kpis.people import Person
from tools.kpis.rules import rules
from tools.kpis.scope import scope_of
from tools.kpis.stops import HoldCount, StopCount, read_holds, read_stops, urgent_minutes


@dataclass(frozen=True)
class Group:
    """One group of members: `due` are owed care, `covered` had some lately, `served` were written to at all.

    `care` are touches that passed as care, `touches` all of them; `refused` members and `complaints` are counts.
    """

    key: str
    members: int
    due: int
    covered: int
    served: int
    care: int
    touches: int
    refused: int
    complaints: int
    measures: Mapping[str, Measure]


@dataclass(frozen=True)
class ServiceReport:
    """Everything of some days; `exempt` counts members to whom no care is owed by the first reason for it."""

    counted_at: datetime
    overall: Group
    exempt: Mapping[str, int]
    months: tuple[Month, ...]
    by_quadrant: tuple[Group, ...]
    by_stage: tuple[Group, ...]
    by_persona: tuple[Group, ...]
    by_rep: tuple[Group, ...]
    holds: tuple[HoldCount, ...]
    stops: tuple[StopCount, ...]
    keeping: tuple[Keeping, ...]
    cohorts: tuple[Cohort, ...]
    loss: Loss

    def as_json(self) -> dict[str, Any]:
        """Return the report with its definitions and with what it does not tell."""
        told = asdict(self)
        about = {
            "smallest_n": rules()["smallest_n"],
            "definitions": rules()["service"],
            "not_told": rules()["not_told"],
        }
        return {**told, **about, "counted_at": self.counted_at.isoformat()}


def service_report(
    session: Session, actor: Actor, *, since: date, until: date, now: datetime, rep: str = "", quadrant: str = ""
) -> ServiceReport:
    """Return the figures of Shanghai days from `since` to `until` over the members the actor may see.

    `rep` keeps the members of one colleague, `quadrant` those of one quadrant. Raises NotAllowed and BadInput.
    """
    scope = scope_of(session, actor, since=since, until=until, rep=rep, quadrant=quadrant)
    ground = read_ground(session, scope, since, until, now)
    span = (ground.since, ground.until)
    stops, block_rate = read_stops(session, scope, *span, (since, until))
    keeping = read_keeping(session, scope, ground.since, min(ground.until, now))
    more = {
        "urgent_minutes": urgent_minutes(session, scope, *span),
        "kept_rate": keeping[0].kept_rate,
        "block_rate": block_rate,
    }
    loss = read_loss(session, scope, ground.people, ground.since, min(ground.until, now))
    return ServiceReport(
        counted_at=now,
        overall=_group("", ground, {**more, "lost_rate": loss.lost_rate}),
        exempt=_exempt(ground.people),
        months=months_of(ground),
        by_quadrant=_grouped(ground, lambda person: (person.quadrant,)),
        by_stage=_grouped(ground, lambda person: (person.stage,)),
        by_persona=_grouped(ground, lambda person: person.personas or ("",)),
        by_rep=_grouped(ground, lambda person: (person.rep,)),
        holds=read_holds(session, scope, *span),
        stops=stops,
        keeping=keeping,
        cohorts=read_cohorts(session, scope, min(ground.until, now)),
        loss=loss,
    )


def _grouped(ground: Ground, keys_of: Callable[[Person], Iterable[str]]) -> tuple[Group, ...]:
    """Return one group per key, the largest first; a member of two personas stands in both."""
    people: dict[str, list[Person]] = {}
    for person in ground.people:
        for key in keys_of(person):
            people.setdefault(key, []).append(person)
    found = [_group(key, ground.of(some), {}) for key, some in people.items()]
    return tuple(sorted(found, key=lambda group: (-group.members, group.key)))


def _group(key: str, ground: Ground, more: Mapping[str, Measure]) -> Group:
    touches = list(ground.touches())
    return Group(
        key=key,
        members=len(ground.people),
        due=len(ground.due),
        covered=coverage(ground)[0],
        served=sum(_is_served(ground, person) for person in ground.spoken_with),
        care=sum(touch.is_care for touch in touches),
        touches=len(touches),
        refused=refused(ground)[0],
        complaints=ground.complaint_count,
        measures={**care_measures(ground), **more},
    )


def _is_served(ground: Ground, person: Person) -> bool:
    thread = ground.threads.get(person.member_id)
    return thread is not None and any(ground.since <= at < ground.until for at in thread.sent)


def _exempt(people: Iterable[Person]) -> dict[str, int]:
    found: dict[str, int] = {}
    for person in people:
        if person.exempt:
            found[person.exempt] = found.get(person.exempt, 0) + 1
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
