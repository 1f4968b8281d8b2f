"""DuckDB over the store: the scanners come from installed wheels, nothing is downloaded."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.engine import URL, make_url

from tools.database import Database
from tools.errors import BadInput, Unavailable

_HERE = Path(__file__).parent
_BUSY_S = 30.0
# Casting text to a time with a zone goes through ICU and costs ten times as much.
_UTC_OF = {
    "sqlite": "CREATE MACRO utc(moment) AS CAST(moment AS TIMESTAMP)",
    "postgres": "CREATE MACRO utc(moment) AS make_timestamp(epoch_us(moment))",
}


@contextmanager
def tables_of(database: Database) -> Iterator[Any]:
    """Give an ibis connection with members, orders, lines and events as of one moment. Raises BadInput, Unavailable."""
    if database.is_sqlite:
        with TemporaryDirectory(prefix="zhiji-score-") as folder:
            copy = Path(folder) / "store.db"
            _copy_sqlite(_sqlite_path(database), copy)
            with _linked(f"{copy}", "sqlite") as connection:
                yield connection
    else:
        url = make_url(database.url).set(drivername="postgresql")
        with _linked(url.render_as_string(hide_password=False), "postgres") as connection:
            yield connection


def _sqlite_path(database: Database) -> str:
    url: URL = make_url(database.url)
    if not url.database or url.database == ":memory:":
        raise BadInput("A database in memory cannot be scored.", fix="Use a file: sqlite:///path/to/zhiji.db.")
    return url.database


def _copy_sqlite(store: str, copy: Path) -> None:
    """Copy the needed columns with Python's own SQLite.

    DuckDB carries a second SQLite. Two of them on one file in one process drop each other's POSIX locks when either
    closes it, so that another process could write into a running transaction. DuckDB therefore only sees a copy.
    """
    connection = sqlite3.connect(copy, timeout=_BUSY_S, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("ATTACH ? AS store", (store,))
        connection.executescript((_HERE / "store_copy.sql").read_text(encoding="utf-8"))
    except sqlite3.Error as error:
        raise Unavailable(
            "The store cannot be read for scoring.", fix="Run `zhiji db upgrade` and check that no program locks it."
        ) from error
    finally:
        connection.close()


@contextmanager
def _linked(target: str, kind: str) -> Iterator[Any]:
    import duckdb
    import ibis

    connection = ibis.duckdb.connect()
    try:
        raw = connection.con
        _load_scanner(raw, kind)
        try:
            _attach(raw, target, kind)
        except duckdb.Error as error:
            # DuckDB repeats the address with its password, so its words stay out of ours and out of the chain.
            raise Unavailable(
                f"The store cannot be read for scoring ({type(error).__name__}).",
                fix="Check ZHIJI_DATABASE_URL and run `zhiji db upgrade`.",
            ) from None
        yield connection
    finally:
        connection.disconnect()


def _load_scanner(raw: Any, kind: str) -> None:
    package = import_module(f"duckdb_extension_{kind}_scanner")
    found = sorted(Path(str(package.__file__)).parent.rglob(f"{kind}_scanner.duckdb_extension"))
    if not found:
        raise Unavailable(
            f"The DuckDB extension for {kind} is not installed.",
            fix=f"Install duckdb-extension-{kind}-scanner in the version of duckdb.",
        )
    raw.execute("SET autoinstall_known_extensions=false")
    raw.execute("SET autoload_known_extensions=false")
    raw.load_extension(str(found[-1]))


def _attach(raw: Any, target: str, kind: str) -> None:
    raw.execute(_UTC_OF[kind])
    address = target.replace("'", "''")
    raw.execute(f"ATTACH '{address}' AS store (TYPE {kind}, READ_ONLY)")
    raw.execute((_HERE / "tables.sql").read_text(encoding="utf-8"))
    raw.execute("DETACH store")
