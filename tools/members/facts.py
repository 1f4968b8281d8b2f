"""Everything known about a member, usable or not: value, source, age, and for derived facts how they are worked out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from tools.clock import shanghai_day
from tools.members import stage
from tools.members.field_history import FieldChange, last_changes
from tools.members.snapshot import SENSITIVE_FIELDS, Fact, MemberSnapshot, may_use
from tools.models import Member
from tools.yaml_text import table_beside

wording = table_beside(__file__)


@dataclass(frozen=True)
class Derivation:
    """How a derived fact comes about: its name, the value as people say it, the formula, and what went in."""

    name: str
    value: str
    formula: str
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownFact:
    """One fact. An unusable one names the rule and the reason instead of its value: to show it is to use it."""

    field: str
    value: str
    source: str
    at: str
    usable: bool
    rule: str = ""
    why: str = ""
    derived: Derivation | None = None


def read_facts(session: Session, member: Member, snapshot: MemberSnapshot, *, now: datetime) -> tuple[KnownFact, ...]:
    """Return what may be used first, then what is known and may not; what is sealed is not there at all."""
    history, today = last_changes(session, member.member_id), shanghai_day(now)
    usable = [_usable(member, snapshot, fact, history, now) for fact in snapshot.facts]
    shown = {fact.field for fact in usable}
    return (*usable, *_unusable(member, snapshot, history, shown, today))


def _usable(
    member: Member, snapshot: MemberSnapshot, fact: Fact, history: Mapping[str, FieldChange], now: datetime
) -> KnownFact:
    change = history.get(fact.field)
    at = change.at.isoformat() if change is not None and fact.source.startswith("member") else fact.at
    limit = wording()["stale_after_days"].get(fact.field)
    if limit and at and (now - datetime.fromisoformat(at)).days > limit:
        return KnownFact(fact.field, "", fact.source, at, False, *_reason("stale"))
    return KnownFact(fact.field, fact.value, fact.source, at, True, derived=_derived(member, snapshot, fact.field))


def _derived(member: Member, snapshot: MemberSnapshot, name: str) -> Derivation | None:
    today = snapshot.today.isoformat()
    if name == "due_date" and snapshot.gest_week is not None and member.due_date is not None:
        left = (member.due_date - snapshot.today).days
        inputs = {"due_date": member.due_date.isoformat(), "today": today, "days_left": str(left)}
        return _worked_out("gest_week", snapshot.week_words, inputs | {"week": str(snapshot.gest_week)})
    if name == "children" and snapshot.child is not None:
        child = snapshot.child
        inputs = {"birthday": child.birthday.isoformat(), "today": today, "months": str(child.age_months)}
        if child.early_days:
            inputs["early_weeks"] = str(child.early_days // 7)
            value = f"{snapshot.age_words} / {stage.corrected_words(child)}"
            return _worked_out("corrected_months", value, inputs | {"corrected": str(child.corrected_months)})
        return _worked_out("age_months", snapshot.age_words, inputs)
    return None


def _worked_out(name: str, value: str, inputs: dict[str, str]) -> Derivation:
    return Derivation(name, value, str(wording()["formulas"][name]).format(**inputs), inputs)


def _unusable(
    member: Member, snapshot: MemberSnapshot, history: Mapping[str, FieldChange], shown: set[str], today: date
) -> list[KnownFact]:
    found: list[KnownFact] = []
    for name in (*SENSITIVE_FIELDS, "birthday", "stated_spend"):
        if name in shown or not getattr(member, name) or (stage.is_sealed(member) and name in SENSITIVE_FIELDS):
            continue
        found.append(_kept_back(name, _why_not(member, name, today), history, member))
    hidden = len(snapshot.avoid) - len(snapshot.tags)
    if hidden > 0 and not stage.is_sealed(member):
        found.append(_kept_back("tags", "unconsented", history, member))
    return found


def _kept_back(name: str, reason: str, history: Mapping[str, FieldChange], member: Member) -> KnownFact:
    change = history.get(name)
    at = (change.at if change else member.updated_at).isoformat()
    return KnownFact(name, "", f"member.{name}", at, False, *_reason(reason))


def _why_not(member: Member, name: str, today: date) -> str:
    if name == "stated_spend":
        return "score_only"
    if not may_use(member, name, today):
        return "unconsented"
    if name == "due_date":
        return "birth_unconfirmed" if stage.is_birth_unconfirmed(member, today) else "over"
    return "unreadable"


def _reason(code: str) -> tuple[str, str]:
    rule, why = wording()["reasons"][code]
    return str(rule), str(why)
