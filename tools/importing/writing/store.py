"""What the store knows about the rows of one chunk: read once, in bulk, before anything is written."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Table, and_, select, text
from sqlmodel import Session, SQLModel

from tools.importing.kinds import Key, Kind, Row, kind_named
from tools.importing.parsing import ParsedRow
from tools.models.columns import UtcTime
from tools.models.member import open_at

# What a hold of this kind keeps switched on, whatever a file says.
PROTECTED = {"care_hold": "bereavement", "opted_out": "opt_out"}

_IMPORT_LOCK = 0x7A6869696D70


@dataclass
class View:
    """The store as one chunk meets it."""

    existing: dict[Key, Row]
    # Referred rows that are there, and members whose traces were erased on request.
    referred: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    # Column → ids of members whose open hold keeps it on.
    held: dict[str, set[str]] = field(default_factory=dict)


def queue_imports(session: Session) -> None:
    """Let one import at a time write on PostgreSQL (SQLite's write lock already does)."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _IMPORT_LOCK})


def look_up(session: Session, kind: Kind, rows: Collection[ParsedRow], now: datetime, *, lock: bool) -> View:
    """Read everything the store knows about the rows of a chunk; `lock` when they will be written."""
    if not rows:
        return View({})
    columns = {name for row in rows for name in row.values}
    view = View(rows_by_key(session, kind, [row.key for row in rows], columns, lock=lock))
    if kind.refers_to is not None:
        _find_referred(session, kind, {row.values[kind.refers_to.column] for row in rows}, view)
    if kind.name == "members":
        view.erased = {key[0] for key, row in view.existing.items() if row["erased_at"] is not None}
        view.held = held_members(session, now, among=[row.key[0] for row in rows])
    return view


def rows_by_key(
    session: Session, kind: Kind, keys: Collection[Key], columns: Iterable[str], *, lock: bool
) -> dict[Key, Row]:
    """Return the stored rows of these keys with key, named and guarding columns."""
    table = kind.table
    wanted = {*kind.key, *columns, *({"erased_at"} & set(table.c.keys()))}
    names = sorted(wanted)
    statement = select(*(table.c[name] for name in names)).where(_has_key(table, kind, keys))
    if lock:
        statement = statement.with_for_update()
    wanted_keys = set(keys)
    found = (dict(zip(names, row, strict=True)) for row in session.connection().execute(statement))
    return {key: row for row in found if (key := kind.key_of(row)) in wanted_keys}


def _has_key(table: Table, kind: Kind, keys: Collection[Key]) -> Any:
    # Pairs of keys as row values miss the index on SQLite; the product of both lists is a small superset.
    parts = zip(kind.key, zip(*keys, strict=True), strict=True)
    return and_(*(table.c[name].in_(set(part)) for name, part in parts))


def _find_referred(session: Session, kind: Kind, ids: set[str], view: View) -> None:
    reference = kind.refers_to
    if reference is None:
        return
    table = kind_named(reference.kind).table
    columns = [table.c[reference.column], *(table.c[name] for name in ("erased_at",) if name in table.c)]
    for found in session.connection().execute(select(*columns).where(columns[0].in_(ids))):
        view.referred.add(found[0])
        if len(found) > 1 and found[1] is not None:
            view.erased.add(found[0])


def held_members(session: Session, now: datetime, *, among: Collection[str] | None = None) -> dict[str, set[str]]:
    """Return protected column → members whose open hold keeps it on; `among` narrows the search."""
    hold = SQLModel.metadata.tables["hold"]
    statement = select(hold.c.member_id, hold.c.kind).where(hold.c.kind.in_(PROTECTED.values()), open_at(now))
    if among is not None:
        statement = statement.where(hold.c.member_id.in_(among))
    found = [tuple(row) for row in session.connection().execute(statement)]
    return {column: {member for member, kind in found if kind == wanted} for column, wanted in PROTECTED.items()}


def written_key(key: Key) -> str:
    """Write a key as ImportChange keeps it."""
    return json.dumps(list(key), ensure_ascii=False)


def read_key(written: str) -> Key:
    """Read a key as ImportChange keeps it."""
    return tuple(json.loads(written))


def plain(row: Row) -> Row:
    """Turn times and days into ISO text, so that a row fits into JSON."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def revived(table: Table, row: Row) -> Row:
    """Turn ISO text back into the times and days that the table's columns hold."""
    return {name: _revived_value(table, name, value) for name, value in row.items()}


def _revived_value(table: Table, name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(table.c[name].type, UtcTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(table.c[name].type, Date) else value
