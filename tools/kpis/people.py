"""For whom care is due, and who is exempt from it and why, as the record stands now."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import and_
from sqlalchemy import select as select_rows
from sqlmodel import Session, col

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
from tools.store import ask

_ROWS_AT_ONCE = 5000


class Person(NamedTuple):
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


# What the figures read of a member: whole objects of a large base cost several times what is counted in them.
_READ: tuple[Any, ...] = (
    Member.member_id,
    Member.owner_staff_id,
    Member.joined_at,
    Member.birthday,
    Member.personas,
    Member.due_date,
    Member.birth_confirmed,
    Member.children,
    Member.tags,
    Member.consent_care,
    Member.consent_sensitive,
    Member.consent_records,
    Member.care_hold,
    Member.sealed_fields,
    Member.opted_out,
    Member.erased_at,
)


def read_people(session: Session, scope: Scope, threads: Mapping[str, Thread], now: datetime) -> tuple[Person, ...]:
    """Return the scope's members with their place in the active score run ('' for one who was not scored)."""
    known, today = read_standing(session, now), shanghai_day(now)
    return tuple(
        _person(
            member,
            (quadrant or "", life_stage or ""),
            _exempt(member, known.get(member.member_id, NO_STANDING), threads.get(member.member_id), today),
            today,
        )
        for member, quadrant, life_stage in _members(session, scope)
    )


def _members(session: Session, scope: Scope) -> Iterator[tuple[Member, str | None, str | None]]:
    """Yield the members as far as they are read here, with quadrant and stage, None of one who was not scored."""
    runs = select_rows(col(ScoreRun.id)).where(col(ScoreRun.active))
    is_hers = and_(col(Score.member_id) == col(Member.member_id), col(Score.run_id).in_(runs))
    statement = select_rows(*_READ, col(Score.quadrant), col(Score.lifecycle_stage)).outerjoin(Score, is_hers)
    statement = statement.where(scope.members(), col(Member.erased_at).is_(None)).order_by(col(Member.member_id))
    rows = ask(session, statement.execution_options(yield_per=_ROWS_AT_ONCE), {})
    # A row names its columns as the object does, and its type is all that the rules of life and consent ask.
    yield from ((cast(Member, row), row.quadrant, row.lifecycle_stage) for row in rows)


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
    if standing.open_holds:
        named = rules()["exempting_holds"].items()
        yield from (reason for reason, kinds in named if not set(kinds).isdisjoint(standing.open_holds))
    # Each is asked only where none before it holds.
    if member.care_hold or standing.other_self_held:
        yield "care_hold"
    if member.opted_out or standing.other_self_opted_out:
        yield "opt_out"
    if stage.is_minor(member, today) and not stage.has_guardian_consent(member):
        yield "minor"
    if consent_to(member, "care", today) is not True:
        yield "no_consent"
    if _tells_nothing_usable(member, today):
        yield "no_sensitive_consent"
    if thread is not None and thread.unanswered >= contact_policy().stop_after:
        yield "unanswered"


def _tells_nothing_usable(member: Member, today: date) -> bool:
    """Tell whether all we know of her family is without her consent: its care must not even start."""
    told = {name for name in ("due_date", "children") if getattr(member, name)}
    return bool(told) and told.isdisjoint(consented_fields(member, today))


def _is_grown_out(member: Member, today: date) -> bool:
    """Tell whether her youngest has outgrown what the shelves hold for children."""
    if not member.children or stage.is_sealed(member) or "children" not in consented_fields(member, today):
        return False
    children = stage.born_children(member, today)
    return bool(children) and children[0].age_months > rules()["grown_out_months"]
