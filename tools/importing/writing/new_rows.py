"""The record of rows that an import brought new: keys and fingerprints, enough to undo it and no copy of the rows."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from hashlib import blake2b
from typing import Any

from sqlalchemy import delete as delete_from
from sqlalchemy import func, insert, select, update
from sqlmodel import Session, SQLModel

from tools.importing.kinds import Key, Kind, Row
from tools.importing.writing.bulk import driver_form, find_rows, is_sqlite
from tools.importing.writing.store import read_key, written_key
from tools.models.columns import UtcTime

_PART_ROWS = 5000
FINGERPRINT_BYTES = 8


@dataclass(frozen=True)
class Part:
    """Some thousand new rows of one import, by key."""

    batch_id: str
    number: int
    columns: tuple[str, ...]
    # Key → fingerprint.
    rows: dict[Key, bytes]


def fingerprint(row: tuple[Any, ...]) -> bytes:
    """Return 8 bytes that stand for one row in the form of the database driver."""
    return blake2b(repr(row).encode(), digest_size=FINGERPRINT_BYTES).digest()


def fingerprints_in_store(session: Session, kind: Kind, part: Part) -> dict[Key, bytes]:
    """Return key → fingerprint of the rows of a part as they stand now; absent rows are left out."""
    found = find_rows(session, kind.table, kind.key, part.rows, part.columns)
    places = [part.columns.index(name) for name in kind.key]
    times = [place for place, name in enumerate(part.columns) if isinstance(kind.table.c[name].type, UtcTime)]
    rows = found if is_sqlite(session) else (_in_utc(row, times) for row in found)
    return {tuple(row[place] for place in places): fingerprint(row) for row in rows}


def _in_utc(row: tuple[Any, ...], times: Sequence[int]) -> tuple[Any, ...]:
    """Bring the times of a row, which PostgreSQL gives in the zone of the session, into UTC."""
    cells = list(row)
    for place in times:
        cells[place] = None if cells[place] is None else cells[place].astimezone(UTC)
    return tuple(cells)


def fingerprints_of(session: Session, kind: Kind, part: Part, rows: Sequence[Row]) -> list[bytes]:
    """Return the fingerprints of stored rows by the columns of a part."""
    columns = [driver_form(session, kind.table, name, [row[name] for row in rows]) for name in part.columns]
    return [fingerprint(row) for row in zip(*columns, strict=True)]


def record_new(
    session: Session, batch_id: str, keys: Sequence[Key], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Record new rows of a batch, given by key and in the form of the driver."""
    number = _last_number(session, batch_id)
    for start in range(0, len(keys), _PART_ROWS):
        number += 1
        here = slice(start, start + _PART_ROWS)
        part = Part(batch_id, number, tuple(names), dict(zip(keys[here], map(fingerprint, rows[here]), strict=True)))
        session.connection().execute(insert(_table()).values(_as_row(part)))


def _last_number(session: Session, batch_id: str) -> int:
    table = _table()
    last = select(func.coalesce(func.max(table.c.part), 0)).where(table.c.batch_id == batch_id)
    return int(session.connection().execute(last).scalar_one())


def part_sizes(session: Session, batch_id: str) -> dict[int, int]:
    """Return part → rows that it names."""
    table = _table()
    sizes = select(table.c.part, func.length(table.c.fingerprints) / FINGERPRINT_BYTES)
    found = session.connection().execute(sizes.where(table.c.batch_id == batch_id)).all()
    return {number: int(rows) for number, rows in found}


def next_part(session: Session, batch_id: str, *, after: int) -> Part | None:
    """Return the next part of a batch, None when there is none."""
    table = _table()
    here = (table.c.batch_id == batch_id, table.c.part > after)
    found = session.connection().execute(select(table).where(*here).order_by(table.c.part).limit(1)).mappings().first()
    return None if found is None else _part(dict(found))


def drop_rows(session: Session, part: Part, keys: Collection[Key]) -> None:
    """Forget some rows of a part."""
    gone = set(keys)
    left = {key: mark for key, mark in part.rows.items() if key not in gone}
    table = _table()
    here = (table.c.batch_id == part.batch_id, table.c.part == part.number)
    if left:
        values = _as_row(Part(part.batch_id, part.number, part.columns, left))
        session.connection().execute(update(table).where(*here).values(values))
    else:
        session.connection().execute(delete_from(table).where(*here))


def parts_with(session: Session, kind_name: str, keys: Collection[Key]) -> Iterator[tuple[Part, list[Key]]]:
    """Give the parts of imports of one kind that hold any of the keys, and which ones."""
    table, batches = _table(), SQLModel.metadata.tables["import_batch"]
    of_kind = select(batches.c.id).where(batches.c.kind == kind_name)
    ranges = select(table.c.batch_id, table.c.part, table.c.first_key, table.c.last_key)
    found = session.connection().execute(ranges.where(table.c.batch_id.in_(of_kind))).all()
    for batch_id, number, first, last in found:
        if any(read_key(first) <= key <= read_key(last) for key in keys):
            part = next_part(session, batch_id, after=number - 1)
            hit = [key for key in keys if part is not None and key in part.rows]
            if part is not None and hit:
                yield part, hit


def _as_row(part: Part) -> dict[str, Any]:
    return {
        "batch_id": part.batch_id,
        "part": part.number,
        "columns": list(part.columns),
        "keys": [list(key) for key in part.rows],
        "fingerprints": b"".join(part.rows.values()),
        "first_key": written_key(min(part.rows)),
        "last_key": written_key(max(part.rows)),
    }


def _part(row: Row) -> Part:
    size, marks = FINGERPRINT_BYTES, row["fingerprints"]
    keys = (tuple(key) for key in row["keys"])
    rows = {key: marks[place * size : (place + 1) * size] for place, key in enumerate(keys)}
    return Part(row["batch_id"], row["part"], tuple(row["columns"]), rows)


def _table() -> Any:
    return SQLModel.metadata.tables["import_new_rows"]
