"""Everything that happened with one member, newest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, SQLModel, col, select

from tools.clock import parse_time
from tools.errors import BadInput
from tools.members.find import is_storable
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
    """A page of a timeline; the cursor names its last entry, '' on the last page."""

    entries: tuple[Entry, ...]
    next_cursor: str


@dataclass(frozen=True)
class _Source:
    """One table of the timeline: which columns place a row, and how it reads."""

    kind: str
    model: type[SQLModel]
    at: Any
    id: Any
    member: Any
    entry: Callable[[Any], Entry]


def timeline(session: Session, member_id: str, *, now: datetime, limit: int = 50, before: str = "") -> TimelinePage:
    """Return one page, newest first, after the cursor. Raises BadInput for a cursor that is not ours."""
    place = _place(before) if before else (now, "~", "")
    rows = [entry for source in _sources() for entry in _entries(session, source, member_id, place, limit)]
    # Within one kind the database has put the ids in order, and sorting keeps it.
    newest = sorted(rows, key=lambda entry: (entry.at, entry.kind), reverse=True)[:limit]
    return TimelinePage(tuple(newest), _cursor(newest[-1]) if len(newest) == limit else "")


def _cursor(entry: Entry) -> str:
    return f"{entry.at.isoformat()}|{entry.kind}|{entry.id}"


def _place(cursor: str) -> tuple[datetime, str, str]:
    """Return time, kind and id of a cursor; a bare time stands before everything of that moment."""
    at, _, rest = cursor.partition("|")
    kind, _, row_id = rest.partition("|")
    if not is_storable(row_id):
        raise BadInput("The cursor is not one of ours.", fix="Start again from the first page.")
    return parse_time(at), kind, row_id


def _entries(
    session: Session, source: _Source, member_id: str, place: tuple[datetime, str, str], limit: int
) -> Sequence[Entry]:
    statement = select(source.model).where(source.member == member_id, _is_behind(source, place))
    rows = session.exec(statement.order_by(source.at.desc(), source.id.desc()).limit(limit)).all()
    return [source.entry(row) for row in rows]


def _is_behind(source: _Source, place: tuple[datetime, str, str]) -> ColumnElement[bool]:
    """Match what comes after a place in the order of time, kind and id, newest first."""
    at, kind, row_id = place
    earlier: ColumnElement[bool] = source.at < at
    if source.kind < kind:
        return or_(earlier, source.at == at)
    if source.kind == kind:
        return or_(earlier, and_(source.at == at, source.id < row_id))
    return earlier


def _sources() -> tuple[_Source, ...]:
    return (
        _Source("message", Message, col(Message.at), col(Message.message_id), col(Message.member_id), _message),
        _Source("order", Order, col(Order.ordered_at), col(Order.order_id), col(Order.member_id), _order),
        _Source("event", Event, col(Event.at), col(Event.event_id), col(Event.member_id), _event),
        _Source("draft", Draft, col(Draft.created_at), col(Draft.id), col(Draft.member_id), _draft),
        _Source("hold", Hold, col(Hold.opened_at), col(Hold.id), col(Hold.member_id), _hold),
    )


def _message(row: Message) -> Entry:
    return Entry(row.at, "message", row.message_id, row.text, {"direction": row.direction, "sender": row.sender})


def _order(row: Order) -> Entry:
    detail = {"status": row.status, "channel": row.channel}
    return Entry(row.ordered_at, "order", row.order_id, yuan(row.amount_fen), detail)


def _event(row: Event) -> Entry:
    return Entry(row.at, "event", row.event_id, row.type, dict(row.payload or {}))


def _draft(row: Draft) -> Entry:
    return Entry(row.created_at, "draft", row.id, row.text, {"state": row.state, "kind": row.kind})


def _hold(row: Hold) -> Entry:
    return Entry(row.opened_at, "hold", row.id, row.kind, {"level": row.level})
