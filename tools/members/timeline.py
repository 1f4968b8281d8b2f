"""Everything that happened with one member, newest first."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, SQLModel, col, select

from tools.after_care import SPOILED, spoiled_care
from tools.errors import BadInput
from tools.members.sealing import tells
from tools.members.stage import is_sealed
from tools.members.touches import is_touch
from tools.models import Delivery, Draft, Event, Hold, Member, Message, Order, OrderLine, Product, Task
from tools.money import yuan
from tools.paging import Place, cursor_of, place_of

KINDS = ("message", "order", "event", "draft", "touch", "delivery", "task", "hold")


@dataclass(frozen=True)
class Entry:
    """One line of a timeline; `kind` is one of KINDS."""

    at: datetime
    kind: str
    id: str
    text: str
    detail: dict[str, Any] = field(default_factory=dict)
    # True where our words about a sealed life were taken out.
    is_sealed: bool = False


@dataclass(frozen=True)
class TimelinePage:
    """A page of a timeline; the cursor names its last entry, '' on the last page."""

    entries: tuple[Entry, ...]
    next_cursor: str


@dataclass(frozen=True)
class _Source:
    """One table of the timeline: which columns place a row, how it reads, and what else must hold of it."""

    kind: str
    model: type[SQLModel]
    at: Any
    id: Any
    member: Any
    entry: Callable[[Any], Entry]
    where: tuple[ColumnElement[bool], ...] = ()


def timeline(
    session: Session,
    member_id: str,
    *,
    now: datetime,
    limit: int = 50,
    before: str = "",
    kinds: Collection[str] = (),
) -> TimelinePage:
    """Return one page, newest first, after the cursor; of some kinds only where any are named.

    While her life is sealed, what we wrote about it is not shown again. Raises BadInput for a cursor that is not ours
    and for an unknown kind.
    """
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise BadInput(f"{unknown[0]!r} is no kind of entry.", fix=f"Choose from: {', '.join(KINDS)}.")
    place = place_of(before, datetime, str, str) if before else (now, "~", "")
    touches = _touches(session, member_id) if not kinds or {"message", "touch"} & set(kinds) else {}
    rows = [
        entry for source in _sources(kinds, touches) for entry in _entries(session, source, member_id, place, limit)
    ]
    # Within one kind the database has put the ids in order, and sorting keeps it.
    newest = sorted(rows, key=lambda entry: (entry.at, entry.kind), reverse=True)[:limit]
    shown = _finished(session, member_id, newest)
    return TimelinePage(shown, cursor_of(newest[-1].at, newest[-1].kind, newest[-1].id) if len(newest) == limit else "")


def _finished(session: Session, member_id: str, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Add what an order held, and take out what must not be read again."""
    lines = _order_lines(session, [entry.id for entry in entries if entry.kind == "order"])
    told = [replace(e, detail={**e.detail, "lines": lines[e.id]}) if e.kind == "order" else e for e in entries]
    told = _marked(session, member_id, told)
    member = session.get(Member, member_id)
    if member is None or not is_sealed(member):
        return tuple(told)
    return tuple(_sealed(entry) if member.care_hold or tells(member, entry.text) else entry for entry in told)


def _marked(session: Session, member_id: str, entries: Sequence[Entry]) -> list[Entry]:
    """Mark the care we sent that a list she did not ask for has followed: `finding` and `list_at` in its detail."""
    sent = [entry.at for entry in entries if entry.kind == "message" and entry.detail["direction"] == "out"]
    if not sent:
        return list(entries)
    found = spoiled_care(session, min(sent), max(sent) + timedelta(microseconds=1), (member_id,))
    marks = {one.message_id: {"finding": SPOILED, "list_at": one.list_at.isoformat()} for one in found}
    return [replace(e, detail=e.detail | marks[e.id]) if e.kind == "message" and e.id in marks else e for e in entries]


def _sealed(entry: Entry) -> Entry:
    """Blank our own words about her: unsent drafts, and the care we once sent. Fixed replies stay."""
    ours = entry.kind == "draft" and entry.detail["kind"] != "fixed_reply"
    sent = entry.kind in ("message", "touch") and entry.detail["purpose"] in ("care", "after_sale", "product_list")
    return replace(entry, text="", is_sealed=True) if ours or sent else entry


def _order_lines(session: Session, order_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return order id → its lines with the names of today's catalogue, the SKU where it is gone."""
    statement = select(OrderLine, Product.name).join(Product, col(Product.sku) == OrderLine.sku, isouter=True)
    statement = statement.where(col(OrderLine.order_id).in_(order_ids))
    found: dict[str, list[dict[str, Any]]] = {order_id: [] for order_id in order_ids}
    for line, name in session.exec(statement.order_by(col(OrderLine.order_id), col(OrderLine.line_no))).all():
        found[line.order_id].append({"sku": line.sku, "name": name or line.sku, "quantity": line.quantity})
    return found


def _entries(session: Session, source: _Source, member_id: str, place: Place, limit: int) -> Sequence[Entry]:
    statement = select(source.model).where(source.member == member_id, _is_behind(source, place), *source.where)
    rows = session.exec(statement.order_by(source.at.desc(), source.id.desc()).limit(limit)).all()
    return [source.entry(row) for row in rows]


def _is_behind(source: _Source, place: Place) -> ColumnElement[bool]:
    """Match what comes after a place in the order of time, kind and id, newest first."""
    at, kind, row_id = place
    earlier: ColumnElement[bool] = source.at < at
    if source.kind < kind:
        return or_(earlier, source.at == at)
    if source.kind == kind:
        return or_(earlier, and_(source.at == at, source.id < row_id))
    return earlier


def _touches(session: Session, member_id: str) -> dict[str, bool]:
    """Return the id of each message of ours that is a touch → whether she has written since."""
    row = Message
    statement = select(row.message_id, row.at, row.direction).where(row.member_id == member_id)
    said = session.exec(statement.order_by(col(row.at), col(row.message_id))).all()
    last_in = max((at for _, at, direction in said if direction == "in"), default=None)
    found: dict[str, bool] = {}
    heard: datetime | None = None
    for message_id, at, direction in said:
        heard = at if direction == "in" else heard
        if direction == "out" and is_touch(at, heard):
            found[message_id] = last_in is not None and last_in > at
    return found


def _sources(kinds: Collection[str], touches: Mapping[str, bool]) -> tuple[_Source, ...]:
    at, message_id, member = col(Message.at), col(Message.message_id), col(Message.member_id)
    sources = (
        _Source("message", Message, at, message_id, member, lambda row: _message(row, touches)),
        _Source(
            "touch", Message, at, message_id, member, lambda row: _touch(row, touches), (message_id.in_(list(touches)),)
        ),
        _Source("order", Order, col(Order.ordered_at), col(Order.order_id), col(Order.member_id), _order),
        _Source("event", Event, col(Event.at), col(Event.event_id), col(Event.member_id), _event),
        _Source("draft", Draft, col(Draft.created_at), col(Draft.id), col(Draft.member_id), _draft),
        _Source("hold", Hold, col(Hold.opened_at), col(Hold.id), col(Hold.member_id), _hold),
        _Source("task", Task, col(Task.created_at), col(Task.id), col(Task.member_id), _task),
        _Source("delivery", Delivery, col(Delivery.created_at), col(Delivery.id), col(Delivery.member_id), _delivery),
    )
    return tuple(source for source in sources if not kinds or source.kind in kinds)


def _message(row: Message, touches: Mapping[str, bool]) -> Entry:
    detail = {"direction": row.direction, "sender": row.sender, "purpose": row.purpose, "topic": row.topic}
    return Entry(row.at, "message", row.message_id, row.text, detail | {"touch": row.message_id in touches})


def _touch(row: Message, touches: Mapping[str, bool]) -> Entry:
    detail = {"sender": row.sender, "purpose": row.purpose, "topic": row.topic, "channel": row.channel}
    return Entry(row.at, "touch", row.message_id, row.text, detail | {"answered": touches[row.message_id]})


def _order(row: Order) -> Entry:
    detail = {"status": row.status, "channel": row.channel}
    return Entry(row.ordered_at, "order", row.order_id, yuan(row.amount_fen), detail)


def _event(row: Event) -> Entry:
    return Entry(row.at, "event", row.event_id, row.type, dict(row.payload or {}))


def _draft(row: Draft) -> Entry:
    return Entry(row.created_at, "draft", row.id, row.text, {"state": row.state, "kind": row.kind})


def _hold(row: Hold) -> Entry:
    return Entry(row.opened_at, "hold", row.id, row.kind, {"level": row.level})


def _task(row: Task) -> Entry:
    detail = {"state": row.state, "kind": row.kind, "level": row.level, "due_at": row.due_at.isoformat()}
    return Entry(row.created_at, "task", row.id, row.title, detail)


def _delivery(row: Delivery) -> Entry:
    detail = {"state": row.state, "purpose": row.purpose, "proactive": row.proactive, "channel": row.channel}
    return Entry(
        row.created_at, "delivery", row.id, "", detail | {"draft": row.draft_id, "approved_by": row.approved_by}
    )
