"""Undo an import: changed rows get their old values back, new rows go, and what others touched since stays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session, SQLModel

from tools.database import Database
from tools.importing.batches import get_batch
from tools.importing.kinds import Key, Row, kind_named
from tools.importing.report import UndoReport
from tools.importing.undoing.new_rows import undo_new_rows
from tools.importing.undoing.progress import Undoing, delete_new, refuse_undone
from tools.importing.writing.careful import update_rows
from tools.importing.writing.store import PROTECTED, held_members, queue_imports, read_key, revived, rows_by_key

_PAGE_ROWS = 1000


def undo_import(database: Database, batch_id: str, *, now: datetime, undone_by: str) -> UndoReport:
    """Take one import back. Raises NotFound, and Conflict when it was undone already.

    A row that changed since, or that something else refers to, is kept and reported. Killed in the middle, it goes on
    when called again.
    """
    with database.reading() as session:
        batch = get_batch(session, batch_id)
    undo = Undoing(kind_named(batch.kind), batch_id, now)
    undo_new_rows(database, undo)
    last_key = ""
    while True:
        with database.writing() as session:
            queue_imports(session)
            refuse_undone(session, batch_id)
            page = _page(session, batch_id, last_key)
            if not page:
                _mark_undone(session, batch_id, now=now, undone_by=undone_by)
                break
            _undo_page(session, undo, page)
            last_key = page[-1].key
    return UndoReport(batch_id, batch.kind, undo.restored, undo.deleted, undo.kept_count, tuple(undo.kept))


def _mark_undone(session: Session, batch_id: str, *, now: datetime, undone_by: str) -> None:
    batches = SQLModel.metadata.tables["import_batch"]
    marks = {"undone_at": now, "undone_by": undone_by}
    session.connection().execute(update(batches).where(batches.c.id == batch_id).values(marks))


def _page(session: Session, batch_id: str, last_key: str) -> Sequence[Any]:
    changes = SQLModel.metadata.tables["import_change"]
    here = (changes.c.batch_id == batch_id, changes.c.key > last_key)
    return session.connection().execute(select(changes).where(*here).order_by(changes.c.key).limit(_PAGE_ROWS)).all()


def _undo_page(session: Session, undo: Undoing, page: Sequence[Any]) -> None:
    kind = undo.kind
    recorded = {read_key(change.key): change for change in page}
    current = rows_by_key(session, kind, list(recorded), kind.table.c.keys(), lock=True)
    untouched = {key for key in recorded if _is_untouched(undo, key, recorded[key], current.get(key))}
    new = [key for key in recorded if key in untouched and recorded[key].before is None]
    gone = delete_new(session, undo, new)
    old = {key: revived(kind.table, recorded[key].before) for key in untouched if recorded[key].before is not None}
    _restore(session, undo, old)
    _drop_records(session, undo.batch_id, [recorded[key].key for key in (*gone, *old)])


def _is_untouched(undo: Undoing, key: Key, change: Any, row: Row | None) -> bool:
    if row is None:
        undo.keep(key, "It is no longer there.")
        return False
    if row.get("erased_at") is not None:
        undo.keep(key, "Its traces were erased on request.")
        return False
    expected = revived(undo.kind.table, change.after)
    if change.before is None:
        expected = {**undo.kind.defaults, **expected}
    changed = sorted(name for name, value in expected.items() if row[name] != value)
    if changed:
        undo.keep(key, f"It changed again since ({', '.join(changed)}).")
    return not changed


def _restore(session: Session, undo: Undoing, old: dict[Key, Row]) -> None:
    if undo.kind.name == "members" and old:
        held = held_members(session, undo.now, among=[key[0] for key in old])
        for key, row in old.items():
            for column in PROTECTED:
                if row.get(column) is False and key[0] in held[column]:
                    del row[column]
                    undo.keep(key, f"{column} stays on: a person must release the open hold.")
    update_rows(session, undo.kind, {key: row for key, row in old.items() if row}, undo.now)
    undo.restored += sum(bool(row) for row in old.values())


def _drop_records(session: Session, batch_id: str, keys: list[str]) -> None:
    changes = SQLModel.metadata.tables["import_change"]
    if keys:
        session.connection().execute(delete(changes).where(changes.c.batch_id == batch_id, changes.c.key.in_(keys)))
