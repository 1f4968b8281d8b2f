"""Record a message once, and let an inbound one take effect in the same transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from tools import audit, reviews
from tools.checks import Line, Triage
from tools.clock import shanghai_day
from tools.context import lines_before
from tools.conversations.breath import triage_in_breath
from tools.errors import BadInput, Conflict
from tools.holds import apply_triage
from tools.holds.farewell import keep_our_word
from tools.members import stage
from tools.members.proposed import propose_facts
from tools.members.touches import spoken_lately
from tools.models import Member, Message, new_id
from tools.store import insert_all, is_storable

LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Words:
    """A message as it arrives at any door. A blank id gets one; `at` defaults to the moment of recording."""

    member_id: str
    text: str
    direction: Literal["in", "out"] = "in"
    message_id: str = ""
    sender: str = ""
    channel: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Recorded:
    """The stored message; `is_new` is False for a redelivery, which changes nothing."""

    message: Message
    is_new: bool
    triage: Triage | None


def legible(text: str) -> str:
    """Return the text, or raise BadInput for one that cannot be stored or read."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadInput("The message is not valid UTF-8.", fix="Send it again as UTF-8 text.") from error
    cleaned = text.replace("\x00", "")
    if not cleaned.strip():
        raise BadInput("The message is empty.", fix="Give the words that she wrote.")
    if len(cleaned) > LONGEST_TEXT:
        raise BadInput(
            f"The message has {len(cleaned):,} characters; at most {LONGEST_TEXT:,} can be read.",
            fix="Send it in parts.",
        )
    return cleaned


def record(session: Session, words: Words, *, now: datetime) -> Recorded:
    """Store a message and, if it came in, triage it and apply what follows. Raises BadInput, NotFound, Conflict."""
    text = legible(words.text)
    if not is_storable(words.message_id):
        raise BadInput("The message id holds characters that no store keeps.", fix="Give it a plain id.")
    member = reviews.lock_member(session, words.member_id)
    known = session.get(Message, words.message_id) if words.message_id else None
    if known is not None:
        return _redelivered(session, known, member, now)
    message = _stored(session, words, text, now)
    if message.direction == "out":
        reviews.supersede_for_own_word(session, member.member_id, now=now)
        keep_our_word(session, message, now=now)
        _tell(session, message, now, "message.noted", {"sender": message.sender})
        return Recorded(message, True, None)
    return Recorded(message, True, _take_effect(session, member, message, now))


def _redelivered(session: Session, known: Message, member: Member, now: datetime) -> Recorded:
    if known.member_id != member.member_id:
        raise Conflict(f"Message {known.message_id!r} belongs to another member.", fix="Give it an id of its own.")
    found = read_message(session, member, known, now) if known.direction == "in" else None
    return Recorded(known, False, found)


def _stored(session: Session, words: Words, text: str, now: datetime) -> Message:
    message = Message(
        message_id=words.message_id or new_id("M", now),
        member_id=words.member_id,
        # A sender's clock may run ahead; nobody has said tomorrow's words.
        at=min(words.at or now, now),
        direction=words.direction,
        sender=words.sender or ("member" if words.direction == "in" else ""),
        text=text,
        channel=words.channel,
    )
    insert_all(session, [message])
    return message


def _take_effect(session: Session, member: Member, message: Message, now: datetime) -> Triage:
    found = read_message(session, member, message, now)
    apply_triage(session, member.member_id, found, message.message_id, now=now)
    reviews.supersede_for_new_message(session, member.member_id, message.message_id, now=now)
    propose_facts(session, member, message, now=now, route=found.route or "")
    detail = {"intent": found.intent, "route": found.route or "", "level": found.level or ""}
    _tell(session, message, now, "message.received", detail)
    return found


def _tell(session: Session, message: Message, now: datetime, action: str, detail: dict[str, str]) -> None:
    audit.record(
        session,
        at=now,
        actor="system",
        action=action,
        subject=f"message:{message.message_id}",
        member_id=message.member_id,
        detail=detail,
    )


def read_message(session: Session, member: Member, message: Message, now: datetime) -> Triage:
    """Triage one stored inbound message in the light of what was said before it."""
    before = context_before(session, message, now)
    return triage_in_breath(message.text, before, minor=stage.is_minor(member, shanghai_day(now)))


def context_before(session: Session, message: Message, now: datetime) -> tuple[Line, ...]:
    """Return the lines of the three days before a message, oldest first."""
    thread = spoken_lately(session, message.member_id, now=now)
    return lines_before((other for other in thread if other.message_id != message.message_id), message.at)
