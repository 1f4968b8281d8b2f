"""Says whether a member may be contacted now, for what, and what the rep should do instead."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from tools.errors import BadInput
from tools.yaml_text import read_yaml

Purpose = Literal["proactive", "reply", "fixed_reply", "product_list"]
_POLICY = Path(__file__).parent / "contact.yaml"
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class ContactFacts:
    """What is on record about contacting this member; `touches` are aware times of proactive touches.

    `open_holds` are kinds of unfinished business: complaint, crisis, medical, bereavement, privacy, legal, human,
    opt_out.
    `unanswered` counts the latest proactive touches in a row without a reply.
    """

    opted_out: bool = False
    care_hold: bool = False
    dnd_until: datetime | None = None
    consent_care: bool | None = None
    open_holds: tuple[str, ...] = ()
    touches: tuple[datetime, ...] = ()
    unanswered: int = 0
    due_date: date | None = None
    birth_confirmed: bool = False
    minor: bool = False
    guardian_consent: bool = False


@dataclass(frozen=True)
class Refusal:
    """A rule that says no; with `delay` it says "not yet" and `until` says from when."""

    rule: str
    message: str
    until: datetime | None = None
    delay: bool = False


@dataclass(frozen=True)
class _Policy:
    """Thresholds and sentences of contact.yaml."""

    monthly_cap: int
    gap_days: int
    quiet_from: time
    quiet_to: time
    double_gap_after: int
    stop_after: int
    birth_grace_days: int
    messages: Mapping[str, str]
    holds: Mapping[str, str]


def may_contact(facts: ContactFacts, purpose: Purpose, now: datetime) -> tuple[Refusal, ...]:
    """Every reason not to contact her now; empty means yes. BadInput if `now` or a touch has no time zone."""
    _check_aware(facts, now)
    policy = _policy()
    if purpose == "fixed_reply":
        return ()
    refusals = list(_held(facts, policy))
    if purpose == "reply":
        return tuple(refusals)
    if purpose == "product_list":
        return tuple([*refusals, *_minor(facts, policy)])
    refusals += [*_standing(facts, policy, now), *_holds(facts, policy), *_minor(facts, policy)]
    return tuple([*refusals, *_rhythm(facts, policy, now), *_quiet(policy, now)])


def _check_aware(facts: ContactFacts, now: datetime) -> None:
    times = [now, *facts.touches, *([facts.dnd_until] if facts.dnd_until else [])]
    if any(one.tzinfo is None for one in times):
        raise BadInput("A time without time zone was given to may_contact.", fix="Pass aware times.")


def _held(facts: ContactFacts, policy: _Policy) -> Iterator[Refusal]:
    if facts.care_hold:
        yield _no("CARE-HOLD", policy)


def _standing(facts: ContactFacts, policy: _Policy, now: datetime) -> Iterator[Refusal]:
    """What she has said, or has not said, about being contacted."""
    if facts.opted_out:
        yield _no("CT-2", policy)
    if facts.dnd_until and now < facts.dnd_until:
        yield _no("DND", policy, until=facts.dnd_until)
    if facts.consent_care is not True:
        yield _no("PI-1", policy)
    if facts.due_date and not facts.birth_confirmed:
        if _day(now) > facts.due_date + timedelta(days=policy.birth_grace_days):
            yield _no("BIRTH-UNCONFIRMED", policy)


def _holds(facts: ContactFacts, policy: _Policy) -> Iterator[Refusal]:
    rules = dict.fromkeys(policy.holds.get(kind, "SAFETY-HOLD") for kind in facts.open_holds)
    for rule in rules:
        if not (rule == "CARE-HOLD" and facts.care_hold) and not (rule == "CT-2" and facts.opted_out):
            yield _no(rule, policy)


def _minor(facts: ContactFacts, policy: _Policy) -> Iterator[Refusal]:
    if facts.minor and not facts.guardian_consent:
        yield _no("MINOR", policy)


def _rhythm(facts: ContactFacts, policy: _Policy, now: datetime) -> Iterator[Refusal]:
    """Monthly cap, spacing and backing off when she does not answer."""
    month = _day(now).replace(day=1)
    past = [touch for touch in facts.touches if touch <= now]
    if sum(_day(touch).replace(day=1) == month for touch in past) >= policy.monthly_cap:
        yield _no("CT-4", policy, until=_morning(_next_month(month), policy), key="CT-4-CAP")
    if facts.unanswered >= policy.stop_after:
        yield _no("CT-6", policy)
    elif past:
        yield from _spacing(max(past), facts, policy, now)


def _spacing(last: datetime, facts: ContactFacts, policy: _Policy, now: datetime) -> Iterator[Refusal]:
    gap = timedelta(days=policy.gap_days)
    free_on = _day(last) + gap
    if facts.unanswered >= policy.double_gap_after:
        if free_on <= _day(now) < free_on + gap:
            yield _no("CT-6", policy, until=_morning(free_on + gap, policy), key="CT-6-GAP")
        free_on += gap
    if _day(now) < _day(last) + gap:
        yield _no("CT-4", policy, until=_morning(free_on, policy), key="CT-4-GAP")


def _quiet(policy: _Policy, now: datetime) -> Iterator[Refusal]:
    clock = now.astimezone(_SHANGHAI).time()
    if clock >= policy.quiet_from or clock < policy.quiet_to:
        day = _day(now) + timedelta(days=1 if clock >= policy.quiet_from else 0)
        yield Refusal("CT-5", policy.messages["CT-5"], until=_morning(day, policy), delay=True)


def _no(rule: str, policy: _Policy, *, until: datetime | None = None, key: str = "") -> Refusal:
    return Refusal(rule, policy.messages[key or rule], until=until)


def _day(moment: datetime) -> date:
    return moment.astimezone(_SHANGHAI).date()


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _morning(day: date, policy: _Policy) -> datetime:
    return datetime.combine(day, policy.quiet_to, tzinfo=_SHANGHAI)


@lru_cache(maxsize=1)
def _policy() -> _Policy:
    raw: dict[str, Any] = read_yaml(_POLICY)
    return _Policy(
        monthly_cap=raw["monthly_cap"],
        gap_days=raw["gap_days"],
        quiet_from=time.fromisoformat(raw["quiet_from"]),
        quiet_to=time.fromisoformat(raw["quiet_to"]),
        double_gap_after=raw["double_gap_after"],
        stop_after=raw["stop_after"],
        birth_grace_days=raw["birth_grace_days"],
        messages=raw["messages"],
        holds=raw["holds"],
    )
