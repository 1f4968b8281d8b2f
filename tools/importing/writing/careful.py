"""Write the rows that need care, each change beside the record that can undo it."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session, SQLModel

from tools.errors import Conflict
from tools.importing.kinds import Key, Kind, Row
from tools.importing.writing.changes import Changes
from tools.importing.writing.store import plain, written_key


def write(session: Session, kind: Kind, batch_id: str, changes: Changes, now: datetime) -> None:
    """Insert and update the rows of one piece and record how to undo it."""
    if changes.inserts:
        stamps = dict.fromkeys(kind.stamps, now)
        session.connection().execute(insert(kind.table), [{**row, **stamps} for row in changes.inserts.values()])
    update_rows(session, kind, changes.after, now)
    _record(session, kind, batch_id, changes)


def update_rows(session: Session, kind: Kind, values_by_key: dict[Key, Row], now: datetime) -> None:
    """Set exactly the given columns of each row, so that what others wrote meanwhile stays."""
    stamps = {"updated_at": now} if "updated_at" in kind.table.c else {}
    batches: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for key, values in sorted(values_by_key.items()):
        named = {f"key_{name}": part for name, part in zip(kind.key, key, strict=True)}
        batches[tuple(sorted(values))].append({**named, **values, **stamps})
    here = [kind.table.c[name] == bindparam(f"key_{name}") for name in kind.key]
    for names, rows in batches.items():
        setting: dict[str, Any] = {name: bindparam(name) for name in (*names, *stamps)}
        session.connection().execute(update(kind.table).where(*here).values(setting), rows)


def _record(session: Session, kind: Kind, batch_id: str, changes: Changes) -> None:
    table = SQLModel.metadata.tables["import_change"]
    earlier = _earlier_changes(session, batch_id, [written_key(key) for key in changes.after])
    fresh: list[dict[str, Any]] = []
    repeated: list[dict[str, Any]] = []
    for key, row in changes.inserts.items():
        fresh.append(_change(batch_id, written_key(key), None, _beyond_defaults(kind, row)))
    for key, after in changes.after.items():
        written = written_key(key)
        before: Row | None = plain(changes.before[key])
        if written not in earlier:
            fresh.append(_change(batch_id, written, before, plain(after)))
            continue
        first_before, first_after = earlier[written]
        before = None if first_before is None else {**(before or {}), **first_before}
        repeated.append(_change(batch_id, written, before, {**first_after, **plain(after)}, prefix="at_"))
    if fresh:
        session.connection().execute(insert(table), fresh)
    if repeated:
        here = (table.c.batch_id == bindparam("at_batch_id"), table.c.key == bindparam("at_key"))
        session.connection().execute(update(table).where(*here), repeated)


def _change(batch_id: str, key: str, before: Row | None, after: Row, *, prefix: str = "") -> dict[str, Any]:
    return {f"{prefix}batch_id": batch_id, f"{prefix}key": key, "before": before, "after": after}


def _earlier_changes(session: Session, batch_id: str, keys: list[str]) -> dict[str, tuple[Row | None, Row]]:
    if not keys:
        return {}
    table = SQLModel.metadata.tables["import_change"]
    here = (table.c.batch_id == batch_id, table.c.key.in_(keys))
    found = session.connection().execute(select(table.c.key, table.c.before, table.c.after).where(*here))
    return {key: (before, after) for key, before, after in found}


def _beyond_defaults(kind: Kind, row: Row) -> Row:
    """Keep of a new row what its defaults and its key do not say already."""
    told = {name: value for name, value in row.items() if name not in kind.key and _is_news(kind, name, value)}
    return plain(told)


def _is_news(kind: Kind, name: str, value: Any) -> bool:
    return name not in kind.defaults or kind.defaults[name] != value


def count_block(session: Session, batch_id: str, counts: dict[str, int]) -> None:
    """Keep the running counts of a batch. Raises Conflict when it was undone meanwhile."""
    table = SQLModel.metadata.tables["import_batch"]
    here = (table.c.id == batch_id, table.c.undone_at.is_(None))
    if session.connection().execute(update(table).where(*here).values(counts)).rowcount != 1:
        raise Conflict("This import was undone while it was running.", fix="Import the file again.")
