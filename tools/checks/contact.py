"""Says whether a member may be contacted now, for what, and what the rep should do instead."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from tools.checks.contact_policy import ContactPolicy, contact_policy
from tools.checks.contact_rhythm import day_of, days_off, morning, quiet_hours, rhythm
from tools.checks.contact_wishes import wished_quiet
from tools.errors import BadInput

# marketing: a product list that she did not ask for herself.
Purpose = Literal["proactive", "reply", "fixed_reply", "product_list", "marketing"]
Life = Literal["", "pregnant", "newborn"]


@dataclass(frozen=True)
class ContactFacts:
    """What is on record about contacting this member; `touches` are aware times of proactive touches.

    `open_holds` are kinds of unfinished business: complaint, crisis, medical, bereavement, privacy, legal, human,
    opt_out.
    `unanswered` counts the latest proactive touches in a row without a reply. `topics` are the topics of the touches
    with their times. `quiet_days` come round every year; `hard_days` are single days. `consented_fields` are the
    sensitive fields that may be used now. `pauses` is (complaint or refund, when last). `wishes` name the times
    at which she asked to be left alone.
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
    consent_marketing: bool | None = None
    consent_automated: bool | None = None
    consented_fields: frozenset[str] = frozenset()
    topics: tuple[tuple[str, datetime], ...] = ()
    sealed: bool = False
    silent_until: datetime | None = None
    quiet_days: tuple[date, ...] = ()
    hard_days: tuple[date, ...] = ()
    pauses: tuple[tuple[str, datetime], ...] = ()
    life: Life = ""
    wishes: tuple[str, ...] = ()
    # Why a consent on record does not count: (purpose or field, words).
    lapsed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Ask:
    """What is about to be sent, as far as the rules look at it."""

    topic: str = ""
    fields: frozenset[str] = field(default_factory=frozenset)
    # True when the product itself, not a person, chose to write to her.
    automated: bool = False


@dataclass(frozen=True)
class Refusal:
    """A rule that says no; with `delay` it says "not yet" and `until` says from when.

    `message` says why and what to do, `todo` only the latter. `until` None lasts until something else changes. What
    `may_prepare` may be drafted and judged, but not sent.
    """

    rule: str
    message: str
    until: datetime | None = None
    delay: bool = False
    todo: str = ""
    may_prepare: bool = False


_PLAIN = Ask()


def may_contact(facts: ContactFacts, purpose: Purpose, now: datetime, ask: Ask = _PLAIN) -> tuple[Refusal, ...]:
    """Every reason not to contact her now; empty means yes. BadInput if `now` or a touch has no time zone."""
    _check_aware(facts, now)
    policy = contact_policy()
    if purpose == "fixed_reply":
        return ()
    refusals = [*_held(facts, policy), *_fields(facts, ask, policy)]
    if purpose == "reply":
        return tuple(refusals)
    refusals += _minor(facts, policy)
    if purpose == "product_list":
        return tuple(refusals)
    refusals += [*_standing(facts, policy, now), *_holds(facts, policy), *_mourning(facts, ask, policy, now)]
    refusals += [*_consent(facts, purpose, ask, policy), *_pauses(facts, purpose, policy, now)]
    refusals += [_no(key, policy, until=until) for key, until in rhythm(facts, ask.topic, policy, now)]
    refusals += [_no(key, policy, until=until) for key, until in days_off(facts, policy, now)]
    return tuple([*refusals, *_quiet(policy, now), *_wishes(facts, policy, now)])


def best_hours(facts: ContactFacts) -> tuple[str, ...]:
    """Return the hours at which she is least disturbed, for the rep to consider; () when any will do."""
    return contact_policy().best_hours if facts.life else ()


def touches_left(facts: ContactFacts, now: datetime) -> int:
    """Return how many touches this Shanghai month still lacks to the floor."""
    month = day_of(now).replace(day=1)
    had = sum(1 for touch in facts.touches if touch <= now and day_of(touch).replace(day=1) == month)
    return max(0, contact_policy().monthly_floor - had)


def _check_aware(facts: ContactFacts, now: datetime) -> None:
    times = [now, *facts.touches, *(at for at in (facts.dnd_until, facts.silent_until) if at)]
    times += [at for _, at in (*facts.topics, *facts.pauses)]
    if any(one.tzinfo is None for one in times):
        raise BadInput("A time without time zone was given to may_contact.", fix="Pass aware times.")


def _held(facts: ContactFacts, policy: ContactPolicy) -> Iterator[Refusal]:
    if facts.care_hold:
        yield _no("CARE-HOLD", policy)


def _fields(facts: ContactFacts, ask: Ask, policy: ContactPolicy) -> Iterator[Refusal]:
    """A field she took back, or that was sealed, between drafting and sending."""
    missing = (ask.fields & policy.sensitive_fields) - facts.consented_fields
    if missing:
        yield _unconsented("PI-2", facts, policy, *sorted(missing))


def _standing(facts: ContactFacts, policy: ContactPolicy, now: datetime) -> Iterator[Refusal]:
    """What she has said about being contacted, and what she has not told us."""
    if facts.opted_out:
        yield _no("CT-2", policy)
    if facts.dnd_until and now < facts.dnd_until:
        yield _no("DND", policy, until=facts.dnd_until)
    # Where everything about a family is sealed, nothing may hint at a birth either.
    if facts.due_date and not facts.birth_confirmed and not (facts.care_hold or facts.sealed):
        if day_of(now) > facts.due_date + timedelta(days=policy.birth_grace_days):
            yield _no("BIRTH-UNCONFIRMED", policy)


def _consent(facts: ContactFacts, purpose: Purpose, ask: Ask, policy: ContactPolicy) -> Iterator[Refusal]:
    if purpose == "proactive" and facts.consent_care is not True:
        yield _unconsented("PI-1", facts, policy, "care")
    if purpose == "marketing" and facts.consent_marketing is not True:
        yield _unconsented("CT-1", facts, policy, "marketing")
    if ask.automated and facts.consent_automated is False:
        yield _no("PI-4", policy)


def _holds(facts: ContactFacts, policy: ContactPolicy) -> Iterator[Refusal]:
    rules = dict.fromkeys(policy.holds.get(kind, "SAFETY-HOLD") for kind in facts.open_holds)
    for rule in rules:
        if not (rule == "CARE-HOLD" and facts.care_hold) and not (rule == "CT-2" and facts.opted_out):
            yield _no(rule, policy)


def _mourning(facts: ContactFacts, ask: Ask, policy: ContactPolicy, now: datetime) -> Iterator[Refusal]:
    """Silence after a loss and around its days; no `until`, for an end of a window would give its middle away."""
    if facts.silent_until and now < facts.silent_until and not facts.care_hold:
        yield _no("CARE-HOLD-QUIET", policy)
    if any(is_near(day_of(now), quiet, policy.quiet_day_margin) for quiet in facts.quiet_days):
        yield _no("CARE-HOLD-DAYS", policy)
    if facts.sealed and ask.topic in policy.topics_not_when_sealed:
        yield _no("CARE-HOLD-TOPIC", policy)


def is_near(today: date, quiet: date, margin: int) -> bool:
    """Tell whether a day is within `margin` days of the day itself or of one of its later anniversaries."""
    years = range(max(quiet.year, today.year - 1), today.year + 2)
    return any(abs((today - _in_year(quiet, year)).days) <= margin for year in years)


def _in_year(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        # The 29th of February is kept on the 28th.
        return day.replace(year=year, day=28)


def _minor(facts: ContactFacts, policy: ContactPolicy) -> Iterator[Refusal]:
    if facts.minor and not facts.guardian_consent:
        yield _no("MINOR", policy)


def _pauses(facts: ContactFacts, purpose: Purpose, policy: ContactPolicy, now: datetime) -> Iterator[Refusal]:
    if purpose != "marketing":
        return
    ends = [day_of(at) + timedelta(days=policy.marketing_pause_days[cause]) for cause, at in facts.pauses]
    if ends and day_of(now) < max(ends):
        yield _no("CT-1-PAUSE", policy, until=morning(max(ends), policy))


def _quiet(policy: ContactPolicy, now: datetime) -> Iterator[Refusal]:
    until = quiet_hours(policy, now)
    if until:
        yield replace(_no("CT-5", policy, until=until), delay=True)


def _wishes(facts: ContactFacts, policy: ContactPolicy, now: datetime) -> Iterator[Refusal]:
    is_unwelcome, until = wished_quiet(facts.wishes, policy, now)
    if is_unwelcome:
        yield replace(_no("CT-5-WISH", policy, until=until), delay=until is not None)


def _unconsented(key: str, facts: ContactFacts, policy: ContactPolicy, *purposes: str) -> Refusal:
    """Refuse for want of a consent; where one is on record, its text says why it does not count."""
    why = next((words for purpose, words in facts.lapsed if purpose in purposes), "")
    refusal = _no(key, policy)
    return replace(refusal, message=policy.lapsed_why.format(why=why) + refusal.todo) if why else refusal


def _no(key: str, policy: ContactPolicy, *, until: datetime | None = None) -> Refusal:
    """Refuse with the words of a key, which may be finer than its rule, e.g. CT-4-GAP."""
    said = policy.words[key]
    return Refusal(said.rule, said.why + said.todo, until, todo=said.todo, may_prepare=key in policy.may_prepare)
