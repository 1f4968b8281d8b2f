"""A portrait in words: consents, facts with their age, and what may be said."""

from collections.abc import Sequence
from datetime import date, datetime

from api.console import moments
from api.console.labels import label, labels
from api.console.pages.member import (
    ConsentForm,
    ConsentLine,
    FactLine,
    MaySayView,
    PermissionView,
    ReasonLine,
    TopicLine,
)
from api.portrait import Portrait, care_is_open
from tools.checks.consent_texts import recordable, text_in_force
from tools.clock import parse_time, shanghai_day
from tools.members.consents import Consent
from tools.members.facts import KnownFact
from tools.members.may_say import Reason
from tools.members.snapshot import SENSITIVE_FIELDS
from tools.members.stage import is_sealed
from tools.models import Member


def consent_lines(consents: Sequence[Consent], now: datetime) -> tuple[ConsentLine, ...]:
    """Return her consents in words, those that read the same once."""
    lines = [_consent(each, now) for each in consents]
    return tuple({line.words: line for line in lines}.values())


def _consent(consent: Consent, now: datetime) -> ConsentLine:
    when = moments.moment(consent.at, now).partition(" ")[0]
    text = label("consent_text", "version").format(text=consent.text) if consent.text else ""
    return ConsentLine(
        consent.state, _consent_words(consent), when, _how(consent), _is_bare(consent), text, consent.why
    )


def consent_form(member: Member, today: date) -> ConsentForm:
    """Return the consents that can be written down, each with today's text; of a sealed family none is named."""
    hidden = SENSITIVE_FIELDS if is_sealed(member) else ()
    return ConsentForm(tuple(_choice(purpose, today) for purpose in recordable() if purpose not in hidden))


def purpose_name(purpose: str) -> str:
    """Return what a consent is about, as people call it."""
    return str(labels()["consent_purposes"].get(purpose) or label("fields", purpose))


def _choice(purpose: str, today: date) -> tuple[str, str, str, str]:
    text = text_in_force(purpose, today)
    return purpose, purpose_name(purpose), text.version if text else "", text.text if text else ""


def _is_bare(consent: Consent) -> bool:
    """Tell a yes of hers without an hour; that she never opted out is no answer, and a no is not asked again."""
    return consent.state == "yes" and consent.code != "opted_out" and consent.at is None


def _consent_words(consent: Consent) -> str:
    own = labels()["consents"].get(f"{consent.code}.{consent.state}")
    return str(own or label("any_consent", consent.state).format(field=label("fields", consent.code)))


def _how(consent: Consent) -> str:
    if consent.at is None or not consent.how:
        return ""
    source = "record" if consent.text or consent.state == "lapsed" else "file"
    kind = "message" if consent.how.startswith("message ") else source
    return label("consent_how", kind).format(how=consent.how)


def _basis(consent: Consent | None, now: datetime) -> str:
    """Say on which text a permission rests, '' where nobody wrote it down."""
    if consent is None or not consent.text:
        return ""
    day = moments.moment(consent.at, now).partition(" ")[0]
    return label("consent_text", "basis").format(text=consent.text, day=day).strip()


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
            PermissionView(
                each.purpose,
                each.allowed,
                tuple(_reason(reason, now) for reason in each.reasons),
                _basis(each.basis, now),
            )
            for each in portrait.may_say.permissions
        ),
        limits=tuple(_reason(reason, now) for reason in portrait.may_say.limits),
        topics_open=care_is_open(portrait.may_say),
        topics=tuple(TopicLine(topic.topics, topic.playbook_id, topic.title) for topic in portrait.topics),
        resting=tuple((each.topic, moments.moment(each.until, now).partition(" ")[0]) for each in portrait.resting),
    )


def _reason(reason: Reason, now: datetime) -> ReasonLine:
    return ReasonLine(reason.rule, reason.message, reason.todo, moments.moment(reason.until, now))
