"""The book of imports: when which file came in, by whom, and what came of it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, SQLModel, col, select

from tools.database import Database
from tools.errors import NotFound
from tools.importing.kinds import Key
from tools.importing.writing.new_rows import drop_rows, parts_with
from tools.importing.writing.store import written_key
from tools.models import Event, ImportBatch, Message, Order, OrderLine, new_id


def list_batches(session: Session) -> list[ImportBatch]:
    """Return every import, newest first."""
    newest_first = select(ImportBatch).order_by(col(ImportBatch.started_at).desc(), col(ImportBatch.id).desc())
    return list(session.exec(newest_first).all())


def get_batch(session: Session, batch_id: str) -> ImportBatch:
    """Return one import. Raises NotFound."""
    batch = session.get(ImportBatch, batch_id)
    if batch is None:
        raise NotFound(f"There is no import {batch_id!r}.", fix="List the imports to find its id.")
    return batch


def open_batch(
    database: Database, kind: str, path: Path, sha256: str, read_as: str, *, now: datetime, imported_by: str
) -> str:
    """Enter a new import into the book and return its id."""
    batch = ImportBatch(
        id=new_id("B", now),
        kind=kind,
        file_name=path.name,
        file_sha256=sha256,
        read_as=read_as,
        imported_by=imported_by,
        started_at=now,
    )
    with database.writing() as session:
        session.add(batch)
    return batch.id


def close_batch(database: Database, batch_id: str, *, now: datetime) -> None:
    """Mark an import as finished."""
    table = SQLModel.metadata.tables["import_batch"]
    with database.writing() as session:
        session.connection().execute(update(table).where(table.c.id == batch_id).values(finished_at=now))


def records_about(session: Session, member_id: str) -> dict[str, list[Key]]:
    """Return kind → keys of her rows, under which imports may have recorded something."""
    keys: dict[str, list[Key]] = {"members": [(member_id,)]}
    for kind, column, owner in (
        ("orders", col(Order.order_id), col(Order.member_id)),
        ("events", col(Event.event_id), col(Event.member_id)),
        ("messages", col(Message.message_id), col(Message.member_id)),
    ):
        keys[kind] = [(one,) for one in session.exec(select(column).where(owner == member_id))]
    lines = select(OrderLine.order_id, OrderLine.line_no).join(Order).where(Order.member_id == member_id)
    keys["order_lines"] = [tuple(line) for line in session.exec(lines)]
    return keys


def new_rows_about(session: Session, member_id: str) -> list[dict[str, Any]]:
    """Return which imports brought her rows. For export."""
    return [
        {"batch_id": part.batch_id, "kind": kind, "key": list(key)}
        for kind, keys in records_about(session, member_id).items()
        for part, hit in parts_with(session, kind, keys)
        for key in hit
    ]


def forget_member(session: Session, member_id: str) -> int:
    """Delete what imports recorded about a member, before her rows go; return how many records. For erasure."""
    forgotten = 0
    for kind, keys in records_about(session, member_id).items():
        forgotten += _forget(session, [written_key(key) for key in keys], (kind,))
        for part, hit in parts_with(session, kind, keys):
            drop_rows(session, part, hit)
            forgotten += len(hit)
    return forgotten


def _forget(session: Session, keys: list[str], kinds: Iterable[str]) -> int:
    changes, batches = SQLModel.metadata.tables["import_change"], SQLModel.metadata.tables["import_batch"]
    of_kind = select(batches.c.id).where(batches.c.kind.in_(kinds))
    forgotten = 0
    for start in range(0, len(keys), 1000):
        some: Any = changes.c.key.in_(keys[start : start + 1000])
        forgotten += session.connection().execute(delete(changes).where(some, changes.c.batch_id.in_(of_kind))).rowcount
    return forgotten
