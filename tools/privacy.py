"""A member's own data: handed out in full, and erased on request without breaking the audit chain.

The audit log keeps ids, codes, times and SHA-256 sums, never words (AI-6 asks for three years). What it sums up,
texts and diffs, lives in rows that are blanked here. Orders stay: books must be kept, and they name nobody.
"""

import re
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, or_, update
from sqlmodel import Session, SQLModel, col, select

from tools import audit
from tools.access import Actor, require, visible_members
from tools.errors import BadInput, NotFound
from tools.importing.batches import forget_member, new_rows_about
from tools.importing.writing.store import written_key
from tools.models import (
    Alert,
    Delivery,
    Draft,
    DraftShown,
    Event,
    Hold,
    ImportBatch,
    ImportChange,
    Member,
    Message,
    ModelExchange,
    Order,
    OrderLine,
    PlannedTouch,
    ProposedFact,
    Score,
    Suggestion,
    Task,
)
from tools.reviews import lock_member, void_all

# A code or a request's number, e.g. member_request or REQ-2031: the audit chain keeps it, so it must not be a sentence.
_REFERENCE = re.compile(r"[A-Za-z0-9_.:#/-]{1,64}")

_FORGOTTEN: dict[type[SQLModel], dict[str, Any]] = {
    Message: {"text": "", "sender": "", "topic": ""},
    Hold: {"cause": "", "release_reason": "", "quiet_days": []},
    Suggestion: {
        "intent": "other",
        "route": "",
        "why_now": "",
        "blocked_by": [],
        "quadrant": {},
        "fallback_reason": "",
    },
    Draft: {
        "text": "",
        "proposed_text": "",
        "topic": "",
        "playbook_id": "",
        "playbook_version": "",
        "evidence": [],
        "findings": [],
        "attachments": [],
        "grounds": {},
        "request_quote": "",
        "decision_reason": "",
    },
    Delivery: {"text": "", "request": {}},
    Task: {"title": "", "note": ""},
}
_DELETED: tuple[type[SQLModel], ...] = (Alert, DraftShown, Event, ModelExchange, Score, PlannedTouch, ProposedFact)
_KEPT = ("member_order", "audit_entry")
_KEPT_OF_MEMBER = ("member_id", "care_hold", "opted_out", "erased_at", "created_at", "updated_at")


def export_member(session: Session, actor: Actor, member_id: str, now: datetime) -> dict[str, Any]:
    """Return everything stored about a member, ready for JSON, by table. Raises NotAllowed and NotFound."""
    require(actor, "export_member")
    _visible(session, actor, member_id)
    tables = {table.name: _rows(session, table, member_id) for table in tables_about_members()}
    tables["order_line"] = [line.model_dump(mode="json") for line in _lines(session, member_id)]
    tables["import_change"] = _imports(session, member_id)
    tables["import_new_rows"] = new_rows_about(session, member_id)
    counts = {name: len(rows) for name, rows in tables.items() if rows}
    _tell(session, actor, "member.exported", member_id, now, rows=counts)
    return {"member_id": member_id, "exported_at": now.isoformat(), "tables": tables}


def erase_member(session: Session, actor: Actor, member_id: str, *, reason: str, now: datetime) -> dict[str, int]:
    """Forget a person: nothing more is sent, her fields and words are blanked; return rows touched by table.

    `reason` is a code or the number of her request. An import must not write to a member with `erased_at`. Doing it
    again is harmless. Raises NotAllowed, NotFound and BadInput.
    """
    require(actor, "erase_member")
    if not _REFERENCE.fullmatch(reason):
        raise BadInput("The audit keeps this reason for good.", fix="Give a code or number, e.g. REQ-2031, no words.")
    _visible(session, actor, member_id)
    member = lock_member(session, member_id)
    void_all(session, member_id, reason="erased", now=now, actor=actor.staff_id)
    counts = {"import_change": _forget_imports(session, member_id)}
    for model in _DELETED:
        gone = delete(model).where(_member_column(model) == member_id)
        counts[_name(model)] = session.exec(gone.execution_options(synchronize_session=False)).rowcount
    for model, blanks in _FORGOTTEN.items():
        blanked = update(model).where(_member_column(model) == member_id).values(**blanks)
        counts[_name(model)] = session.exec(blanked.execution_options(synchronize_session=False)).rowcount
    _settle(session, member, actor, now)
    _tell(session, actor, "member.erased", member_id, now, reason=reason, rows=counts)
    return counts


def tables_about_members() -> list[Table]:
    """Return every table with a member_id, so that a new one cannot be forgotten."""
    tables = SQLModel.metadata.sorted_tables
    return [table for table in tables if "member_id" in table.columns]


def erased_tables() -> set[str]:
    """Return the tables whose fate on erasure is decided above."""
    models: list[type[SQLModel]] = [*_FORGOTTEN, *_DELETED, Member]
    return {*map(_name, models), *_KEPT}


def _settle(session: Session, member: Member, actor: Actor, now: datetime) -> None:
    """Blank the person and close what is left to do for her."""
    blank = Member(member_id=member.member_id, created_at=member.created_at, updated_at=now)
    for column in Member.model_fields:
        if column not in _KEPT_OF_MEMBER:
            setattr(member, column, getattr(blank, column))
    member.opted_out, member.erased_at, member.updated_at = True, member.erased_at or now, now
    # `sending` keeps its mark: it says that the delivery must not be queued again.
    quiet = update(Delivery).where(col(Delivery.member_id) == member.member_id, col(Delivery.state) != "sending")
    session.exec(quiet.values(error="").execution_options(synchronize_session=False))
    dropped = update(Task).where(col(Task.member_id) == member.member_id, col(Task.state) == "open")
    closing = {"state": "cancelled", "done_at": now, "done_by": actor.staff_id}
    session.exec(dropped.values(**closing).execution_options(synchronize_session=False))
    session.flush()
    session.expire_all()


def _rows(session: Session, table: Table, member_id: str) -> list[dict[str, Any]]:
    statement = table.select().where(table.c.member_id == member_id).order_by(*table.primary_key.columns)
    rows = session.connection().execute(statement).mappings()
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _lines(session: Session, member_id: str) -> list[OrderLine]:
    statement = select(OrderLine).join(Order, col(Order.order_id) == col(OrderLine.order_id))
    statement = statement.where(Order.member_id == member_id)
    return list(session.exec(statement.order_by(col(OrderLine.order_id), col(OrderLine.line_no))).all())


def _imports(session: Session, member_id: str) -> list[dict[str, Any]]:
    found = session.exec(select(ImportChange).where(_names_her(member_id)))
    return [change.model_dump(mode="json") for change in found]


def _names_her(member_id: str) -> ColumnElement[bool]:
    """Match import records under her own key and those that name her, also of imports that were undone."""
    of_members = select(ImportBatch.id).where(ImportBatch.kind == "members")
    return or_(
        and_(col(ImportChange.key) == written_key((member_id,)), col(ImportChange.batch_id).in_(of_members)),
        col(ImportChange.after)["member_id"].as_string() == member_id,
        col(ImportChange.before)["member_id"].as_string() == member_id,
    )


def _forget_imports(session: Session, member_id: str) -> int:
    by_key = forget_member(session, member_id)
    rest = delete(ImportChange).where(_names_her(member_id)).execution_options(synchronize_session=False)
    return by_key + session.exec(rest).rowcount


def _visible(session: Session, actor: Actor, member_id: str) -> None:
    seen = select(Member.member_id).where(Member.member_id == member_id, visible_members(actor))
    if session.exec(seen).first() is None:
        raise NotFound(f"There is no member {member_id!r} among yours.", fix="Check the id.")


def _member_column(model: type[SQLModel]) -> ColumnElement[str]:
    column: ColumnElement[str] = SQLModel.metadata.tables[_name(model)].c.member_id
    return column


def _tell(session: Session, actor: Actor, action: str, member_id: str, now: datetime, **detail: Any) -> None:
    audit.record(
        session,
        at=now,
        actor=actor.staff_id,
        action=action,
        subject=f"member:{member_id}",
        member_id=member_id,
        detail=detail,
    )


def _name(model: type[SQLModel]) -> str:
    return str(model.__tablename__)
