"""Words in events: a reason given for a refund, a complaint filed elsewhere. Read once, like a message from her."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from tools import holds, reviews
from tools.checks import triage
from tools.clock import days_between
from tools.conversations.history import is_resemblance, windows
from tools.database import Database
from tools.errors import BadInput
from tools.holds import apply_triage
from tools.models import Event, Hold
from tools.yaml_text import table_beside

_rules = table_beside(__file__)


def read_event_words(database: Database, *, now: datetime) -> int:
    """Open the holds that events call for, once each, and return how many were opened."""
    with database.reading() as session:
        found = [(event.member_id, event.event_id) for event in _candidates(session, now)]
    opened = 0
    for member_id, event_id in found:
        # A transaction each, the member's row first: the same lock order as an approval.
        with database.writing() as session:
            reviews.lock_member(session, member_id)
            opened += _take_effect(session, event_id, now)
    return opened


def _candidates(session: Session, now: datetime) -> Iterator[Event]:
    since = now - timedelta(days=max(windows().values()))
    statement = select(Event).where(Event.at > since, Event.at <= now)
    known = {mark for mark in session.exec(select(Hold.message_id).where(col(Hold.message_id).startswith("event:")))}
    for event in session.exec(statement.order_by(col(Event.at), col(Event.event_id))):
        is_telling = bool(words_of(event)) or event.type in _rules()["kinds"]
        if is_telling and _mark(event) not in known:
            yield event


def words_of(event: Event) -> str:
    """Return what she wrote into an event, '' when it carries no words."""
    said = [str(value) for key, value in (event.payload or {}).items() if key in _rules()["payload_keys"]]
    return "\n".join(words for words in said if words.strip())


def _take_effect(session: Session, event_id: str, now: datetime) -> int:
    event = session.get(Event, event_id)
    if event is None:
        return 0
    return _by_words(session, event, now) or _by_type(session, event, now)


def _by_words(session: Session, event: Event, now: datetime) -> int:
    try:
        found = triage(words_of(event))
    except BadInput:
        # No words that can be read.
        return 0
    kind = found.route or (found.intent if found.intent == "opt_out" else "")
    if not kind or days_between(event.at, now) > windows().get(kind, 0) or is_resemblance(found):
        return 0
    return 1 if apply_triage(session, event.member_id, found, _mark(event), now=now) is not None else 0


def _by_type(session: Session, event: Event, now: datetime) -> int:
    kind = _rules()["kinds"].get(event.type, "")
    if not kind or days_between(event.at, now) > windows()[kind]:
        return 0
    holds.open_hold(session, event.member_id, kind=kind, level="S2", cause="event", message_id=_mark(event), now=now)
    return 1


def _mark(event: Event) -> str:
    return f"event:{event.event_id}"
