"""Who is on duty for a member at a moment, and the open word when nobody is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from tools.access import actor_of_staff, may_see
from tools.clock import SHANGHAI, shanghai
from tools.desk.roster import DAYS, Line, Roster, Shift
from tools.models import Member, Staff

_LOOK_AHEAD_DAYS = 7


@dataclass(frozen=True)
class DutyStatus:
    """Whether anybody stands at a desk now: names, when the next shift begins, and what to tell the reader."""

    desk: str
    title: str
    on_duty: bool
    people: tuple[str, ...]
    next_at: datetime | None
    hotlines: tuple[tuple[str, str], ...]
    says: str


def duty_status(
    session: Session, roster: Roster, member: Member, now: datetime, *, desk: str, kind: str, level: str, cause: str
) -> DutyStatus:
    """Return who is on duty for a hold of this kind, and the numbers that help when nobody is."""
    lines = roster.desk(desk).lines
    people = tuple(dict.fromkeys(p.name for line in lines for p in people_on_duty(session, line, member, now)))
    next_at = None if people else next_shift(session, lines, member, now)
    numbers = tuple((number, roster.hotline_names.get(number, "")) for number in roster.numbers(kind, level, cause))
    says = _says(roster, people, next_at, numbers)
    return DutyStatus(desk, roster.desk(desk).title, bool(people), people, next_at, numbers, says)


def people_on_duty(session: Session, line: Line, member: Member, now: datetime) -> tuple[Staff, ...]:
    """Return who of a line is there now and may see this member, each once."""
    names = [name for shift in line.shifts if is_running(shift, now) for name in shift.people]
    return _resolved(session, names, member)


def is_running(shift: Shift, now: datetime) -> bool:
    """Tell whether a shift that began today or yesterday (Shanghai) covers this moment."""
    today = shanghai(now).date()
    return any(
        begins <= now < ends for day in (today, today - timedelta(days=1)) for begins, ends in _spans(shift, day)
    )


def next_shift(session: Session, lines: tuple[Line, ...], member: Member, now: datetime) -> datetime | None:
    """Return when the next shift with somebody in it begins within a week, None when there is none."""
    today = shanghai(now).date()
    starts = [
        begins
        for line in lines
        for shift in line.shifts
        if _resolved(session, list(shift.people), member)
        for ahead in range(_LOOK_AHEAD_DAYS + 1)
        for begins, _ in _spans(shift, today + timedelta(days=ahead))
        if begins > now
    ]
    return min(starts, default=None)


def hours_without_duty(session: Session, roster: Roster, now: datetime, *, desk: str = "crisis") -> int:
    """Count the hours of the coming week in which no active member of staff stands at a desk, whatever the member.

    "The colleague she knows" counts as nobody: not every member has one.
    """
    shifts = [s for line in roster.desk(desk).lines for s in line.shifts if _is_staffed(session, s)]
    hours = (now + timedelta(hours=hour) for hour in range(24 * _LOOK_AHEAD_DAYS))
    return sum(1 for hour in hours if not any(is_running(shift, hour) for shift in shifts))


def _is_staffed(session: Session, shift: Shift) -> bool:
    return any(_named(session, name, "") for name in shift.people)


def _spans(shift: Shift, day: date) -> list[tuple[datetime, datetime]]:
    if DAYS[day.weekday()] not in shift.days:
        return []
    begins = datetime.combine(day, shift.begins, SHANGHAI)
    last_day = day if shift.ends > shift.begins else day + timedelta(days=1)
    return [(begins, datetime.combine(last_day, shift.ends, SHANGHAI))]


def _resolved(session: Session, names: list[str], member: Member) -> tuple[Staff, ...]:
    found: dict[str, Staff] = {}
    for name in names:
        for person in _named(session, name, member.owner_staff_id):
            # Whoever must not see her cannot help her either: calling them would only look like help.
            if may_see(session, actor_of_staff(person), member):
                found.setdefault(person.staff_id, person)
    return tuple(found.values())


def _named(session: Session, name: str, owner: str) -> list[Staff]:
    kind, _, value = name.partition(":")
    wanted = col(Staff.role) == value if kind == "role" else col(Staff.staff_id) == (value or owner)
    return list(session.exec(select(Staff).where(wanted, col(Staff.active)).order_by(col(Staff.staff_id))).all())


def _says(
    roster: Roster, people: tuple[str, ...], next_at: datetime | None, numbers: tuple[tuple[str, str], ...]
) -> str:
    words = roster.says
    if people:
        said = words.on_duty.format(people="\u3001".join(people))
    else:
        when = f"{shanghai(next_at):%m-%d %H:%M}" if next_at else ""
        said = words.nobody.format(next=words.next.format(when=when) if when else words.no_next)
    told = "\u3001".join(f"{number}\uff08{name}\uff09" if name else number for number, name in numbers)
    return said + (words.numbers.format(numbers=told) if told else "")
