"""Read an imported history for what must not be overlooked: a loss told to a colleague months ago still counts."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Session, col, select

from tools import reviews
from tools.checks import Line, Triage, triage
from tools.clock import days_between
from tools.context import lines_before
from tools.database import Database
from tools.errors import BadInput
from tools.holds import apply_triage
from tools.holds.farewell import farewell_words, keep_our_word
from tools.models import Hold, Message
from tools.patterns import compiled
from tools.yaml_text import table_beside

_table = table_beside(__file__)
_LIKENESS = "LIKE-"


def windows() -> dict[str, int]:
    """Return how many days back each kind of hold still counts."""
    days: dict[str, int] = _table()["days"]
    return days


def read_history(database: Database, *, now: datetime) -> int:
    """Open the holds that past messages call for, once each, and return how many were opened."""
    with database.reading() as session:
        chosen = _with_messages(session, now)
    opened = 0
    for member_id in chosen:
        # A transaction each, the member's row first: the same lock order as an approval.
        with database.writing() as session:
            reviews.lock_member(session, member_id)
            opened += _read_member(session, member_id, now)
    return opened


def _with_messages(session: Session, now: datetime) -> list[str]:
    since = now - timedelta(days=max(windows().values()))
    promised = [col(Message.text).contains(mark) for mark in farewell_words()["marks"]]
    speaks = or_(col(Message.direction) == "in", *promised)
    statement = select(Message.member_id).where(speaks, Message.at > since).distinct()
    return list(session.exec(statement.order_by(col(Message.member_id))).all())


def _read_member(session: Session, member_id: str, now: datetime) -> int:
    statement = select(Message).where(Message.member_id == member_id, Message.at <= now)
    messages = session.exec(statement.order_by(col(Message.at), col(Message.message_id))).all()
    read = set(session.exec(select(Hold.message_id).where(Hold.member_id == member_id)).all())
    return sum(_read_message(session, message, messages, now) for message in messages if message.message_id not in read)


def _read_message(session: Session, message: Message, thread: Iterable[Message], now: datetime) -> int:
    if message.direction != "in":
        return _kept_word(session, message, now)
    try:
        found = triage(message.text, _before(message, thread))
    except BadInput:
        # A picture or a sticker leaves no words to read.
        return 0
    kind = found.route or (found.intent if found.intent == "opt_out" else "")
    if not kind or days_between(message.at, now) > windows().get(kind, 0):
        return 0
    if is_resemblance(found) and not (kind == "bereavement" and _condoled(message, thread)):
        return 0
    return 1 if apply_triage(session, message.member_id, found, message.message_id, now=now) is not None else 0


def _kept_word(session: Session, message: Message, now: datetime) -> int:
    if days_between(message.at, now) > windows()["opt_out"]:
        return 0
    return 1 if keep_our_word(session, message, now=now) is not None else 0


def _condoled(message: Message, thread: Iterable[Message]) -> bool:
    """Tell whether one of us answered with sympathy within days: a person read it as a loss, so it is no guess."""
    table = _table()["condoled"]
    until = message.at + timedelta(days=table["within_days"])
    answers = (one.text for one in thread if one.direction != "in" and message.at <= one.at <= until)
    return any(compiled(table["says"]).search(answer) for answer in answers)


def is_resemblance(found: Triage) -> bool:
    """Tell whether a reading rests on likeness alone: a rep weighs such a guess live, nobody watches a history."""
    return bool(found.reasons) and all(reason.rule.startswith(_LIKENESS) for reason in found.reasons)


def _before(message: Message, thread: Iterable[Message]) -> tuple[Line, ...]:
    return lines_before((m for m in thread if m.at < message.at), message.at)
