"""What she told us and nobody has confirmed yet."""

from datetime import datetime

from sqlmodel import Session

from api.console import moments
from api.console.labels import label
from api.console.pages.member import ToldLine
from tools.clock import shanghai_day
from tools.members.proposed import proposed_facts
from tools.members.told import told_rules
from tools.members.valid_consents import consented_fields
from tools.models import Member


def told_lines(session: Session, member: Member, now: datetime) -> tuple[ToldLine, ...]:
    """Return her proposed facts, newest first; none that is sealed."""
    rules, consented = told_rules()["kinds"], consented_fields(member, shanghai_day(now))
    return tuple(
        ToldLine(
            id=fact.id,
            kind=label("told_kinds", fact.kind),
            value=fact.value,
            is_day=rules[fact.kind]["reads"] in ("day_ahead", "day_past"),
            quote=fact.quote,
            when=moments.moment(fact.said_at, now),
            sensitive=fact.sensitive if fact.sensitive not in consented else "",
        )
        for fact in proposed_facts(session, member)
    )
