"""Delivered care that an unasked list followed within two days: together they were selling, so the care is marked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from tools.checks.finding import Finding
from tools.checks.matching import verdict_of
from tools.checks.rulebook import get_rule
from tools.checks.tone import has_asked, led_into_a_list
from tools.context import CONTEXT, lines_before
from tools.models import Draft, Message

SPOILED = "SALES-SEQUENCE-SENT"
# A list follows within two days; whether she asked for it may stand in the day before the care.
_TWO_DAYS = timedelta(hours=48)


@dataclass(frozen=True)
class Spoiled:
    """One delivered touch and the list that made a lead-in of it; `draft_id` is '' for a text written by hand."""

    message_id: str
    draft_id: str
    member_id: str
    sent_at: datetime
    list_at: datetime

    def finding(self, text: str) -> Finding:
        """Return what is said about the whole text that was sent."""
        rule = get_rule(SPOILED)
        return Finding(rule.id, verdict_of(rule), 0, len(text), rule.message)


def spoiled_care(
    session: Session, since: datetime, until: datetime, member_ids: Collection[str] | None = None
) -> tuple[Spoiled, ...]:
    """Return the touches sent in [since, until) that an unasked list followed, oldest first; of these members only."""
    found: dict[str, Spoiled] = {}
    for row in _unasked_lists(session, since, until + _TWO_DAYS, member_ids):
        for one in _led_into(session, row):
            if since <= one.sent_at < until:
                found.setdefault(one.message_id, one)
    return tuple(sorted(found.values(), key=lambda one: (one.sent_at, one.message_id)))


def _unasked_lists(
    session: Session, since: datetime, until: datetime, member_ids: Collection[str] | None
) -> Sequence[Message]:
    """Return the lists that were sent without words of hers behind them; one written by hand has no draft."""
    statement = (
        select(Message)
        .outerjoin(Draft, col(Draft.id) == col(Message.draft_id))
        .where(Message.direction == "out", Message.purpose == "product_list")
        .where(col(Message.at) >= since, col(Message.at) < until)
        .where(col(Draft.id).is_(None) | (col(Draft.request_quote) == ""))
        .order_by(col(Message.at), col(Message.message_id))
    )
    if member_ids is not None:
        statement = statement.where(col(Message.member_id).in_(member_ids))
    return session.exec(statement).all()


def _led_into(session: Session, listed: Message) -> list[Spoiled]:
    before = _before(session, listed)
    # A list written by hand names no words of hers: any ask of these days speaks for it.
    if not listed.draft_id and has_asked([one.text for one in before if one.direction == "in"]):
        return []
    places = led_into_a_list(lines_before(before, listed.at))
    sent = [before[place] for place in places]
    return [Spoiled(one.message_id, one.draft_id, one.member_id, one.at, listed.at) for one in sent]


def _before(session: Session, listed: Message) -> Sequence[Message]:
    statement = select(Message).where(
        Message.member_id == listed.member_id,
        Message.message_id != listed.message_id,
        col(Message.at) >= listed.at - CONTEXT,
        col(Message.at) <= listed.at,
    )
    return session.exec(statement.order_by(col(Message.at), col(Message.message_id))).all()
