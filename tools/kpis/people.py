"""For whom care is due, and who is exempt from it and why, as the record stands now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from tools.checks.contact_policy import contact_policy
from tools.clock import shanghai_day
from tools.kpis.rules import rules
from tools.kpis.scope import Scope
from tools.kpis.threads import Thread
from tools.members import stage
from tools.members.snapshot import usable_personas
from tools.members.standing import NO_STANDING, Standing, read_standing
from tools.members.valid_consents import consent_to, consented_fields
from tools.models import Member, Score, ScoreRun


@dataclass(frozen=True)
class Person:
    """One member as a line of the figures: `exempt` is '' where care is due, `has_quota` where a month has a floor."""

    member_id: str
    rep: str
    personas: tuple[str, ...]
    quadrant: str
    stage: str
    joined_on: date | None
    exempt: str
    has_quota: bool
    is_grown_out: bool = False


def read_people(session: Session, scope: Scope, threads: Mapping[str, Thread], now: datetime) -> tuple[Person, ...]:
    """Return the scope's members with their place in the active score run ('' for one who was not scored)."""
    known = read_standing(session, now)
    scored = select(Score.member_id, Score.quadrant, Score.lifecycle_stage)
    scored = scored.join(ScoreRun, col(ScoreRun.id) == col(Score.run_id)).where(col(ScoreRun.active))
    places = {row[0]: (row[1], row[2]) for row in session.exec(scored).all()}
    members = select(Member).where(scope.members(), col(Member.erased_at).is_(None)).order_by(col(Member.member_id))
    today = shanghai_day(now)
    return tuple(
        _person(
            member,
            places.get(member.member_id, ("", "")),
            _exempt(member, known.get(member.member_id, NO_STANDING), threads.get(member.member_id), today),
            today,
        )
        for member in session.exec(members).all()
    )


def _person(member: Member, place: tuple[str, str], exempt: str, today: date) -> Person:
    return Person(
        member_id=member.member_id,
        rep=member.owner_staff_id,
        personas=usable_personas(member, today),
        quadrant=place[0],
        stage=place[1],
        joined_on=shanghai_day(member.joined_at) if member.joined_at else None,
        exempt=exempt,
        has_quota=not exempt and place[1] not in rules()["no_quota_stages"],
        is_grown_out=_is_grown_out(member, today),
    )


def _exempt(member: Member, standing: Standing, thread: Thread | None, today: date) -> str:
    """Return the first reason for which nobody owes her care, in the order of the definitions."""
    return next(_reasons(member, standing, thread, today), "")


def _reasons(member: Member, standing: Standing, thread: Thread | None, today: date) -> Iterator[str]:
    for reason, kinds in rules()["exempting_holds"].items():
        if not set(kinds).isdisjoint(standing.open_holds):
            yield reason
    stops_at = contact_policy().stop_after
    tests = {
        "care_hold": member.care_hold or standing.other_self_held,
        "opt_out": member.opted_out or standing.other_self_opted_out,
        "minor": stage.is_minor(member, today) and not stage.has_guardian_consent(member),
        "no_consent": consent_to(member, "care", today) is not True,
        "no_sensitive_consent": _tells_nothing_usable(member, today),
        "unanswered": thread is not None and thread.unanswered >= stops_at,
    }
    yield from (reason for reason, is_so in tests.items() if is_so)


def _tells_nothing_usable(member: Member, today: date) -> bool:
    """Tell whether all we know of her family is without her consent: its care must not even start."""
    told = {name for name in ("due_date", "children") if getattr(member, name)}
    return bool(told) and told.isdisjoint(consented_fields(member, today))


def _is_grown_out(member: Member, today: date) -> bool:
    """Tell whether her youngest has outgrown what the shelves hold for children."""
    if stage.is_sealed(member) or "children" not in consented_fields(member, today):
        return False
    children = stage.born_children(member, today)
    return bool(children) and children[0].age_months > rules()["grown_out_months"]
