"""Everything that happened with one member, newest first."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from tools.clock import parse_time
from tools.models import Draft, Event, Hold, Message, Order
from tools.money import yuan


@dataclass(frozen=True)
class Entry:
    """One line of a timeline; `kind` is message, order, event, draft or hold."""

    at: datetime
    kind: str
    id: str
    text: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TimelinePage:
    """A page of a timeline; the cursor is the time of its last entry."""

    entries: tuple[Entry, ...]
    next_cursor: str


def timeline(session: Session, member_id: str, *, now: datetime, limit: int = 50, before: str = "") -> TimelinePage:
    """Return one page, newest first, before the cursor. Raises BadInput for a cursor that is no time."""
    until = parse_time(before) if before else now
    entries = [
        *_messages(session, member_id, until, limit, first=not before),
        *_orders(session, member_id, until, limit, first=not before),
        *_events(session, member_id, until, limit, first=not before),
        *_drafts(session, member_id, until, limit, first=not before),
        *_holds(session, member_id, until, limit, first=not before),
    ]
    newest = sorted(entries, key=lambda entry: (entry.at, entry.kind, entry.id), reverse=True)[:limit]
    return TimelinePage(tuple(newest), newest[-1].at.isoformat() if len(newest) == limit else "")


def _messages(session: Session, member_id: str, until: datetime, limit: int, *, first: bool) -> list[Entry]:
    earlier = col(Message.at) <= until if first else col(Message.at) < until
    statement = select(Message).where(Message.member_id == member_id, earlier)
    rows = session.exec(statement.order_by(col(Message.at).desc()).limit(limit)).all()
    return [
        Entry(row.at, "message", row.message_id, row.text, {"direction": row.direction, "sender": row.sender})
        for row in rows
    ]


def _orders(session: Session, member_id: str, until: datetime, limit: int, *, first: bool) -> list[Entry]:
    earlier = col(Order.ordered_at) <= until if first else col(Order.ordered_at) < until
    statement = select(Order).where(Order.member_id == member_id, earlier)
    rows = session.exec(statement.order_by(col(Order.ordered_at).desc()).limit(limit)).all()
    return [
        Entry(
            row.ordered_at, "order", row.order_id, yuan(row.amount_fen), {"status": row.status, "channel": row.channel}
        )
        for row in rows
    ]


def _events(session: Session, member_id: str, until: datetime, limit: int, *, first: bool) -> list[Entry]:
    earlier = col(Event.at) <= until if first else col(Event.at) < until
    statement = select(Event).where(Event.member_id == member_id, earlier)
    rows = session.exec(statement.order_by(col(Event.at).desc()).limit(limit)).all()
    return [Entry(row.at, "event", row.event_id, row.type, dict(row.payload or {})) for row in rows]


def _drafts(session: Session, member_id: str, until: datetime, limit: int, *, first: bool) -> list[Entry]:
    earlier = col(Draft.created_at) <= until if first else col(Draft.created_at) < until
    statement = select(Draft).where(Draft.member_id == member_id, earlier)
    rows = session.exec(statement.order_by(col(Draft.created_at).desc()).limit(limit)).all()
    return [Entry(row.created_at, "draft", row.id, row.text, {"state": row.state, "kind": row.kind}) for row in rows]


def _holds(session: Session, member_id: str, until: datetime, limit: int, *, first: bool) -> list[Entry]:
    earlier = col(Hold.opened_at) <= until if first else col(Hold.opened_at) < until
    statement = select(Hold).where(Hold.member_id == member_id, earlier)
    rows = session.exec(statement.order_by(col(Hold.opened_at).desc()).limit(limit)).all()
    return [Entry(row.opened_at, "hold", row.id, row.kind, {"level": row.level}) for row in rows]
