"""Undo the new rows of an import, part by part: those that stand as they came go, the others are kept."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlmodel import Session, SQLModel

from tools.database import Database
from tools.importing.kinds import Key, Row
from tools.importing.undoing.progress import Undoing, delete_new, refuse_undone
from tools.importing.writing.new_rows import Part, drop_rows, fingerprints_of, next_part
from tools.importing.writing.store import queue_imports, revived, rows_by_key, written_key

_PAGE_ROWS = 1000


def undo_new_rows(database: Database, undo: Undoing) -> None:
    """Delete the new rows of a batch, each part in its own transaction; a second run goes on where one was killed."""
    number = 0
    while True:
        with database.writing() as session:
            queue_imports(session)
            refuse_undone(session, undo.batch_id)
            part = next_part(session, undo.batch_id, after=number)
            if part is None:
                return
            gone = [key for keys in _pages(list(part.rows)) for key in _undo_page(session, undo, part, keys)]
            drop_rows(session, part, gone)
            number = part.number


def _pages(keys: list[Key]) -> Iterator[list[Key]]:
    for start in range(0, len(keys), _PAGE_ROWS):
        yield keys[start : start + _PAGE_ROWS]


def _undo_page(session: Session, undo: Undoing, part: Part, keys: list[Key]) -> list[Key]:
    current = rows_by_key(session, undo.kind, keys, undo.kind.table.c.keys(), lock=True)
    amended = _amendments(session, undo.batch_id, keys)
    untouched = []
    for key, first in zip(keys, _as_first_written(session, undo, part, keys, current, amended), strict=True):
        reason = _reason_to_keep(undo, part, current.get(key), amended.get(key), stands=first == part.rows[key])
        if reason:
            undo.keep(key, reason)
        else:
            untouched.append(key)
    # What the same file changed later is settled here with the row that it brought.
    _drop_amendments(session, undo.batch_id, list(amended))
    return delete_new(session, undo, untouched)


def _as_first_written(
    session: Session, undo: Undoing, part: Part, keys: list[Key], current: dict[Key, Row], amended: dict[Key, Any]
) -> list[bytes | None]:
    """Return the fingerprint that each row had before later lines of the same file changed it; None for absent ones."""
    there = [key for key in keys if key in current]
    table = undo.kind.table
    rows = [current[key] | (revived(table, amended[key].before) if key in amended else {}) for key in there]
    marks = dict(zip(there, fingerprints_of(session, undo.kind, part, rows), strict=True))
    return [marks.get(key) for key in keys]


def _reason_to_keep(undo: Undoing, part: Part, row: Row | None, amendment: Any, *, stands: bool) -> str:
    if row is None:
        return "It is no longer there."
    if row.get("erased_at") is not None:
        return "Its traces were erased on request."
    expected = {name: value for name, value in undo.kind.defaults.items() if name not in part.columns}
    if amendment is not None:
        expected |= revived(undo.kind.table, amendment.after)
    changed = sorted(name for name, value in expected.items() if row[name] != value)
    if changed or not stands:
        return f"It changed again since ({', '.join(changed)})." if changed else "It changed again since."
    return ""


def _amendments(session: Session, batch_id: str, keys: Sequence[Key]) -> dict[Key, Any]:
    changes = SQLModel.metadata.tables["import_change"]
    written = {written_key(key): key for key in keys}
    here = (changes.c.batch_id == batch_id, changes.c.key.in_(written), changes.c.before.is_not(None))
    found = session.connection().execute(select(changes).where(*here)).all()
    return {written[change.key]: change for change in found if change.before is not None}


def _drop_amendments(session: Session, batch_id: str, keys: Sequence[Key]) -> None:
    changes = SQLModel.metadata.tables["import_change"]
    here = (changes.c.batch_id == batch_id, changes.c.key.in_([written_key(key) for key in keys]))
    if keys:
        session.connection().execute(delete(changes).where(*here))
