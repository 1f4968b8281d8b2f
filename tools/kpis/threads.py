"""What went to and fro with each member: touches with her answer, and how long she waited for ours."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import case
from sqlalchemy import select as select_rows
from sqlmodel import Session, col

from tools.clock import shanghai_day
from tools.kpis.rules import rules
from tools.kpis.scope import Scope
from tools.members.touches import is_touch
from tools.models import Member, Message
from tools.store import ask

# A member who has not answered for longer than this is not counted as silent for it any more.
_LOOK_BACK = timedelta(days=190)
_ROWS_AT_ONCE = 5000


class Line(NamedTuple):
    """One message: `says` is blank for our own."""

    at: datetime
    direction: str
    purpose: str
    says: str


class Contact(NamedTuple):
    """One touch: `is_care` when it went through the checks as care; her next message, and whether it said something."""

    at: datetime
    is_care: bool
    answered_at: datetime | None = None
    is_real_answer: bool = False


class Wait(NamedTuple):
    """She wrote; `answered_at` is None where nobody answered."""

    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class Thread:
    """One member's: `chats` by the platform's rule (one a day, answered the same day), `waits` by our own."""

    member_id: str
    touches: tuple[Contact, ...] = ()
    chats: tuple[Wait, ...] = ()
    waits: tuple[Wait, ...] = ()
    sent: tuple[datetime, ...] = ()

    @property
    def unanswered(self) -> int:
        """Count the touches since her last word."""
        return sum(touch.answered_at is None for touch in self.touches)


def read_threads(session: Session, scope: Scope, since: datetime, until: datetime) -> Iterator[Thread]:
    """Yield the threads of the scope's members, with what came half a year before `since`."""
    words = case((col(Message.direction) == "in", col(Message.text)), else_="")
    statement = (
        select_rows(col(Message.member_id), col(Message.at), col(Message.direction), col(Message.purpose), words)
        .join(Member, col(Member.member_id) == col(Message.member_id))
        .where(scope.members(), col(Member.erased_at).is_(None))
        .where(col(Message.at) >= since - _LOOK_BACK, col(Message.at) < until)
        .order_by(col(Message.member_id), col(Message.at), col(Message.message_id))
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    rows = ask(session, statement, {})
    for member_id, said in groupby(rows, key=lambda row: row[0]):
        yield thread_of(member_id, [Line(*row[1:]) for row in said])


def thread_of(member_id: str, lines: Sequence[Line]) -> Thread:
    """Return the thread of messages that are given oldest first."""
    sent = tuple(line.at for line in lines if line.direction == "out")
    return Thread(member_id, tuple(_touches(lines)), tuple(_chats(lines)), tuple(_waits(lines)), sent)


def says_something(text: str) -> bool:
    """Tell whether an answer is more than a nod: four characters or more that are no thanks, no yes, no emoji."""
    words = re.sub(r"\W|_", "", text)
    return len(words) >= rules()["real_answer"]["characters"] and not _nod().fullmatch(words)


@cache
def _nod() -> re.Pattern[str]:
    return re.compile(rules()["real_answer"]["nods"])


def _touches(lines: Sequence[Line]) -> Iterator[Contact]:
    answers = [line.at for line in lines if line.purpose in rules()["answers"]]
    last_in: datetime | None = None
    for line, heard in zip(lines, _heard_after(lines), strict=True):
        if line.direction == "in":
            last_in = line.at
        elif is_touch(line.at, last_in):
            real = heard is not None and says_something(heard.says)
            yield Contact(line.at, _is_care(line, answers), heard.at if heard else None, real)


def _heard_after(lines: Sequence[Line]) -> list[Line | None]:
    """Return her next message from each line on, itself where it is hers."""
    found: list[Line | None] = []
    heard: Line | None = None
    for line in reversed(lines):
        heard = line if line.direction == "in" else heard
        found.append(heard)
    return found[::-1]


def _is_care(line: Line, answers: Sequence[datetime]) -> bool:
    """Tell whether it was care for its own sake, and not the tail of an answer."""
    apart = timedelta(minutes=rules()["apart_minutes"])
    return line.purpose in rules()["care"] and not any(abs(at - line.at) < apart for at in answers)


def _chats(lines: Sequence[Line]) -> Iterator[Wait]:
    for _, said in groupby(lines, key=lambda line: shanghai_day(line.at)):
        first, *later = said
        if first.direction == "in":
            yield Wait(first.at, next((line.at for line in later if line.direction == "out"), None))


def _waits(lines: Sequence[Line]) -> Iterator[Wait]:
    """Yield each time she waited; a nod waits for nothing, and a touch of another day is no answer."""
    asked: datetime | None = None
    last_in: datetime | None = None
    for line in lines:
        if line.direction == "in":
            last_in = line.at
            asked = asked or (line.at if says_something(line.says) else None)
        elif asked and (line.purpose in rules()["answers"] or not is_touch(line.at, last_in)):
            yield Wait(asked, line.at)
            asked = None
    if asked:
        yield Wait(asked, None)
