"""Undo an import: changed rows get their old values back, new rows go, and what others touched since stays."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session, SQLModel

from tools.database import Database
from tools.errors import Conflict
from tools.importing.batches import get_batch
from tools.importing.dependants import delete_derived, dependants
from tools.importing.kinds import Key, Kind, Row, kind_named
from tools.importing.report import KeptRow, UndoReport
from tools.importing.store import PROTECTED, held_members, queue_imports, read_key, revived, rows_by_key
from tools.importing.writing import update_rows

_PAGE_ROWS = 1000
_MOST_SHOWN = 1000


@dataclass
class _Undo:
    """One undoing on its way."""

    kind: Kind
    batch_id: str
    now: datetime
    restored: int = 0
    deleted: int = 0
    kept_count: int = 0
    kept: list[KeptRow] = field(default_factory=list)

    def keep(self, key: Key, reason: str) -> None:
        """Leave a row alone and remember why."""
        self.kept_count += 1
        if len(self.kept) < _MOST_SHOWN:
            self.kept.append(KeptRow(key, reason))


def undo_import(database: Database, batch_id: str, *, now: datetime, undone_by: str) -> UndoReport:
    """Take one import back. Raises NotFound, and Conflict when it was undone already.

    A row that changed since, or that something else refers to, is kept and reported. Killed in the middle, it goes on
    when called again.
    """
    with database.reading() as session:
        batch = get_batch(session, batch_id)
    undo = _Undo(kind_named(batch.kind), batch_id, now)
    last_key = ""
    while True:
        with database.writing() as session:
            queue_imports(session)
            _refuse_undone(session, batch_id)
            page = _page(session, batch_id, last_key)
            if not page:
                _mark_undone(session, batch_id, now=now, undone_by=undone_by)
                break
            _undo_page(session, undo, page)
            last_key = page[-1].key
    return UndoReport(batch_id, batch.kind, undo.restored, undo.deleted, undo.kept_count, tuple(undo.kept))


def _refuse_undone(session: Session, batch_id: str) -> None:
    if get_batch(session, batch_id).undone_at is not None:
        raise Conflict(f"Import {batch_id} was undone already.", fix="Import the file again if you want it back.")


def _mark_undone(session: Session, batch_id: str, *, now: datetime, undone_by: str) -> None:
    batches = SQLModel.metadata.tables["import_batch"]
    marks = {"undone_at": now, "undone_by": undone_by}
    session.connection().execute(update(batches).where(batches.c.id == batch_id).values(marks))


def _page(session: Session, batch_id: str, last_key: str) -> Sequence[Any]:
    changes = SQLModel.metadata.tables["import_change"]
    here = (changes.c.batch_id == batch_id, changes.c.key > last_key)
    return session.connection().execute(select(changes).where(*here).order_by(changes.c.key).limit(_PAGE_ROWS)).all()


def _undo_page(session: Session, undo: _Undo, page: Sequence[Any]) -> None:
    kind = undo.kind
    recorded = {read_key(change.key): change for change in page}
    current = rows_by_key(session, kind, list(recorded), kind.table.c.keys(), lock=True)
    untouched = {key for key in recorded if _is_untouched(undo, key, recorded[key], current.get(key))}
    new = [key for key in recorded if key in untouched and recorded[key].before is None]
    gone = _delete_new(session, undo, new)
    old = {key: revived(kind.table, recorded[key].before) for key in untouched if recorded[key].before is not None}
    _restore(session, undo, old)
    _drop_records(session, undo.batch_id, [recorded[key].key for key in (*gone, *old)])


def _is_untouched(undo: _Undo, key: Key, change: Any, row: Row | None) -> bool:
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


def _delete_new(session: Session, undo: _Undo, keys: list[Key]) -> list[Key]:
    needed_by = dependants(session, undo.kind, keys)
    free = [key for key in keys if key not in needed_by]
    for key, noun in needed_by.items():
        undo.keep(key, f"Something else refers to it ({noun}). Undo or remove that first.")
    delete_derived(session, undo.kind, free)
    if free:
        table = undo.kind.table
        parts = zip(undo.kind.key, zip(*free, strict=True), strict=True)
        if len(undo.kind.key) == 1:
            session.connection().execute(delete(table).where(*(table.c[name].in_(part) for name, part in parts)))
        else:
            _delete_one_by_one(session, undo.kind, free)
    undo.deleted += len(free)
    return free


def _delete_one_by_one(session: Session, kind: Kind, keys: list[Key]) -> None:
    for key in keys:
        here = (kind.table.c[name] == part for name, part in zip(kind.key, key, strict=True))
        session.connection().execute(delete(kind.table).where(*here))


def _restore(session: Session, undo: _Undo, old: dict[Key, Row]) -> None:
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
