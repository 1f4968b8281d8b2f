"""The touch ledger, read from the messages themselves: a touch answers nobody's message of the day before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from tools.models import Message
from tools.store import ask

_ANSWER_WINDOW = timedelta(hours=24)
_LOOK_BACK = timedelta(days=190)


# Built once: a turn reads a thread several times, and putting a statement together costs more than its answer.
_RECENT = (
    select(Message)
    .where(
        Message.member_id == bindparam("member_id"),
        col(Message.at) > bindparam("since"),
        col(Message.at) <= bindparam("now"),
    )
    .order_by(col(Message.at), col(Message.message_id))
)


_SPOKEN = _RECENT.with_only_columns(
    col(Message.message_id),
    col(Message.at),
    col(Message.direction),
    col(Message.text),
    col(Message.purpose),
    col(Message.topic),
)


class Spoken(NamedTuple):
    """A line of a thread: as much of a message as what reads it needs."""

    message_id: str
    at: datetime
    direction: str
    text: str
    purpose: str
    topic: str


class Written(Protocol):
    """A message as far as a thread is read: a row of the table, or a line of it."""

    @property
    def message_id(self) -> str:
        """Return its id."""
        ...

    @property
    def at(self) -> datetime:
        """Return when it was written."""
        ...

    @property
    def direction(self) -> str:
        """Return in or out."""
        ...

    @property
    def text(self) -> str:
        """Return its words."""
        ...

    @property
    def purpose(self) -> str:
        """Return what an outbound one was for."""
        ...

    @property
    def topic(self) -> str:
        """Return what an outbound one was about."""
        ...


@dataclass(frozen=True)
class Touch:
    """One outbound contact that she did not ask for."""

    at: datetime
    topic: str
    message_id: str
    answered: bool


def recent_messages(session: Session, member_id: str, *, now: datetime) -> Sequence[Message]:
    """Return her messages of about half a year, oldest first, none from the future."""
    return session.exec(_RECENT, params={"member_id": member_id, "since": now - _LOOK_BACK, "now": now}).all()


def spoken_lately(session: Session, member_id: str, *, now: datetime) -> Sequence[Spoken]:
    """Return the lines of the same messages."""
    asked = {"member_id": member_id, "since": now - _LOOK_BACK, "now": now}
    return [Spoken._make(row) for row in ask(session, _SPOKEN, asked)]


def touches_among(messages: Sequence[Written]) -> tuple[Touch, ...]:
    """Return the touches among messages that are given oldest first."""
    touches: list[Touch] = []
    last_in: datetime | None = None
    for message in messages:
        if message.direction == "in":
            last_in = message.at
            touches = [Touch(t.at, t.topic, t.message_id, True) for t in touches]
        elif is_touch(message.at, last_in):
            touches.append(Touch(message.at, message.topic, message.message_id, False))
    return tuple(touches)


def is_touch(at: datetime, last_in: datetime | None) -> bool:
    """Tell whether what we sent at a moment is a touch, given when she last wrote."""
    return last_in is None or at - last_in > _ANSWER_WINDOW


def unanswered(touches: Sequence[Touch]) -> int:
    """Count the touches since her last word."""
    return sum(1 for touch in touches if not touch.answered)
