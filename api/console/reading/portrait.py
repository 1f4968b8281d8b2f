"""A portrait in words: consents, facts with their age, and what may be said."""

from collections.abc import Sequence
from datetime import datetime

from api.console import moments
from api.console.labels import label, labels
from api.console.pages.member import ConsentLine, FactLine, MaySayView, PermissionView, ReasonLine, TopicLine
from api.portrait import Portrait, care_is_open
from tools.clock import parse_time, shanghai_day
from tools.members.consents import Consent
from tools.members.facts import KnownFact
from tools.members.may_say import Reason


def consent_lines(consents: Sequence[Consent], now: datetime) -> tuple[ConsentLine, ...]:
    """Return her consents in words, those that read the same once."""
    lines = [_consent(each, now) for each in consents]
    return tuple({line.words: line for line in lines}.values())


def _consent(consent: Consent, now: datetime) -> ConsentLine:
    when = moments.moment(consent.at, now).partition(" ")[0]
    return ConsentLine(consent.state, _consent_words(consent), when, _how(consent), _is_bare(consent))


def _is_bare(consent: Consent) -> bool:
    """Tell a yes of hers without an hour; that she never opted out is no answer, and a no is not asked again."""
    return consent.state == "yes" and consent.code != "opted_out" and consent.at is None


def _consent_words(consent: Consent) -> str:
    own = labels()["consents"].get(f"{consent.code}.{consent.state}")
    return str(own or label("any_consent", consent.state).format(field=label("fields", consent.code)))


def _how(consent: Consent) -> str:
    if consent.at is None:
        return ""
    kind = "message" if consent.how.startswith("message ") else "file"
    return label("consent_how", kind).format(how=consent.how)


def fact_lines(facts: Sequence[KnownFact], now: datetime) -> tuple[FactLine, ...]:
    """Return the facts, usable ones first."""
    return tuple(_fact(fact, now) for fact in facts)


def _fact(fact: KnownFact, now: datetime) -> FactLine:
    at = parse_time(fact.at) if fact.at else None
    derived = fact.derived
    return FactLine(
        field=label("fields", fact.field),
        value=fact.value,
        source=label("sources", fact.source.replace(".", " ").partition(" ")[0]),
        day=moments.day(shanghai_day(at), shanghai_day(now)) if at else "",
        age=moments.age(at, now) if at else "",
        usable=fact.usable,
        rule=fact.rule,
        why=fact.why,
        derived=f"{label('fields', derived.name)} {derived.value}" if derived else "",
        formula=derived.formula if derived else "",
    )


def may_say_view(portrait: Portrait, now: datetime) -> MaySayView:
    """Return what may be said and what may not."""
    return MaySayView(
        permissions=tuple(
            PermissionView(each.purpose, each.allowed, tuple(_reason(reason, now) for reason in each.reasons))
            for each in portrait.may_say.permissions
        ),
        limits=tuple(_reason(reason, now) for reason in portrait.may_say.limits),
        topics_open=care_is_open(portrait.may_say),
        topics=tuple(TopicLine(topic.topics, topic.playbook_id, topic.title) for topic in portrait.topics),
        resting=tuple((each.topic, moments.moment(each.until, now).partition(" ")[0]) for each in portrait.resting),
    )


def _reason(reason: Reason, now: datetime) -> ReasonLine:
    return ReasonLine(reason.rule, reason.message, reason.todo, moments.moment(reason.until, now))
