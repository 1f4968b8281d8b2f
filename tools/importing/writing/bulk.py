"""Rows of one table in the form of the database driver: found by key and inserted many thousand at a time."""

import json
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Connection, Date, Integer, Table
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from tools.importing.kinds import Key, Kind
from tools.models.columns import UtcTime

Form = Callable[[Any], Any]

# SQLite: pages of memory for indexes that grow at random places, and a longer log before they are copied home.
_SQLITE_PACE = ("PRAGMA cache_size=-32768", "PRAGMA wal_autocheckpoint=16384")
_SQLITE_USUAL = ("PRAGMA cache_size=-2000", "PRAGMA wal_autocheckpoint=1000")


def set_pace(session: Session, *, bulk: bool) -> None:
    """Tune the connection for many rows, or back; PostgreSQL needs neither."""
    if session.get_bind().dialect.name == "sqlite":
        for pragma in _SQLITE_PACE if bulk else _SQLITE_USUAL:
            session.connection().exec_driver_sql(pragma)


def driver_form(session: Session, table: Table, name: str, values: list[Any]) -> list[Any]:
    """Give values the form in which `find_rows` returns them."""
    form = _form(table, name, _SQLITE_FORMS if is_sqlite(session) else ())
    return values if form is None else [None if value is None else form(value) for value in values]


def find_rows(
    session: Session, table: Table, key_names: Sequence[str], keys: Collection[Key], names: Sequence[str]
) -> Sequence[tuple[Any, ...]]:
    """Return the named columns of the rows that have one of the keys."""
    wanted = ", ".join(f"t.{_quoted(name)}" for name in names)
    connection = session.connection()
    if is_sqlite(session):
        # CROSS JOIN tells SQLite to walk the keys and look each one up.
        found = f"SELECT {wanted} FROM json_each(?) AS k CROSS JOIN {_quoted(table.name)} AS t ON {_on_json(key_names)}"  # noqa: S608
        listed = [key[0] for key in keys] if len(key_names) == 1 else [list(key) for key in keys]
        result = connection.exec_driver_sql(found, (json.dumps(listed),))
    else:
        arrays = ", ".join(f"%s::{_array_type(table, name)}[]" for name in key_names)
        aliases = ", ".join(map(_quoted, key_names))
        same = " AND ".join(f"t.{_quoted(name)} = k.{_quoted(name)}" for name in key_names)
        # LIMIT in LATERAL tells PostgreSQL the same: a plain join scans the whole table for every few thousand keys.
        one = f"SELECT {wanted} FROM {_quoted(table.name)} AS t WHERE {same} LIMIT 1"  # noqa: S608
        found = f"SELECT o.* FROM unnest({arrays}) AS k({aliases}) CROSS JOIN LATERAL ({one}) AS o"  # noqa: S608
        result = connection.exec_driver_sql(found, tuple(list(part) for part in zip(*keys, strict=True)))
    # Past SQLAlchemy's rows: as the driver gives them, at a third of the time.
    return result.cursor.fetchall() if result.cursor is not None else []


def unusable_ids(session: Session, kind: Kind, ids: Collection[str]) -> set[str]:
    """Return the ids that no row of a kind has, or only an erased one."""
    table, key = _quoted(kind.table.name), _quoted(kind.key[0])
    erased = " OR t.erased_at IS NOT NULL" if "erased_at" in kind.table.c else ""
    if is_sqlite(session):
        given: Any = json.dumps(list(ids))
        wanted = "(SELECT value AS id FROM json_each(?)) AS k"
    else:
        wanted, given = "unnest(%s::text[]) AS k(id)", list(ids)
    found = f"SELECT k.id FROM {wanted} LEFT JOIN {table} AS t ON t.{key} = k.id WHERE t.{key} IS NULL{erased}"  # noqa: S608
    return set(session.connection().exec_driver_sql(found, (given,)).scalars())


def _on_json(key_names: Sequence[str]) -> str:
    if len(key_names) == 1:
        return f"t.{_quoted(key_names[0])} = k.value"
    return " AND ".join(
        f"t.{_quoted(name)} = json_extract(k.value, '$[{place}]')" for place, name in enumerate(key_names)
    )


def key_in_json(kind: Kind) -> str:
    """Compare the key of a row `t` with that of a list `k.key`, in PostgreSQL's words."""
    parts = enumerate(kind.key)
    return " AND ".join(f"t.{_quoted(name)} = (k.key ->> {n})::{_array_type(kind.table, name)}" for n, name in parts)


def _array_type(table: Table, name: str) -> str:
    return "bigint" if isinstance(table.c[name].type, Integer) else "text"


def insert_rows(session: Session, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows that already have the driver's form. Raises IntegrityError."""
    connection = session.connection()
    into = f"{_quoted(table.name)} ({', '.join(map(_quoted, names))})"
    if is_sqlite(session):
        marks = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({marks})", list(rows))  # noqa: S608
    else:
        _copy(connection, into, [_form(table, name, _COPY_FORMS) for name in names], rows)


def _copy(connection: Connection, into: str, forms: list[Form | None], rows: Sequence[tuple[Any, ...]]) -> None:
    turned = [(place, form) for place, form in enumerate(forms) if form is not None]
    driver = connection.dialect.loaded_dbapi
    try:
        with connection.connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:  # type: ignore[attr-defined]
            for row in rows:
                copy.write_row(_turned(row, turned) if turned else row)
    except driver.IntegrityError as error:
        raise IntegrityError(f"COPY {into}", None, error) from error


def _turned(row: tuple[Any, ...], forms: list[tuple[int, Form]]) -> list[Any]:
    cells = list(row)
    for place, form in forms:
        cells[place] = None if cells[place] is None else form(cells[place])
    return cells


def is_sqlite(session: Session) -> bool:
    """Tell which driver the forms are for."""
    return session.get_bind().dialect.name == "sqlite"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _sqlite_time(value: datetime) -> str:
    return value.isoformat(" ", "microseconds")[:26]


# How SQLAlchemy writes these types; whatever is written otherwise is only compared more slowly.
_SQLITE_FORMS: tuple[tuple[type, Form], ...] = ((UtcTime, _sqlite_time), (Date, date.isoformat), (JSON, json.dumps))
_COPY_FORMS: tuple[tuple[type, Form], ...] = ((JSON, json.dumps),)


def _form(table: Table, name: str, forms: tuple[tuple[type, Form], ...]) -> Form | None:
    return next((form for kind, form in forms if isinstance(table.c[name].type, kind)), None)
