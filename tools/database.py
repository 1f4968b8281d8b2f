"""The one place that opens the database: SQLite tuned for many writers, PostgreSQL by URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import orjson
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlmodel import Session

from tools.database_faults import meaning_of
from tools.errors import BadInput, ServiceError, Unavailable

_MIGRATIONS = Path(__file__).parent / "migrations"
_AUDIT_LOCK = 0x7A68696A69
_PLAN_LOCK = 0x7A68696A70
_LOGIN_LOCK = 0x7A68696A71
_KINDS = frozenset({"sqlite", "postgresql", "postgres"})
# A failing statement must not quote a member's row in a log. Keys of an import come back by the hundred thousand.
_ANY_ENGINE: dict[str, Any] = {"hide_parameters": True, "json_deserializer": orjson.loads}

# In libpq's words; the first and those of keepalives in seconds, the last in milliseconds.
_SERVER_PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}


@dataclass(frozen=True)
class Database:
    """An open database; reading and writing are told apart so that SQLite writers queue instead of failing."""

    engine: Engine
    # How long a writer waits for another one of this program.
    patience_s: float = 30.0
    _queue: Lock = field(default_factory=Lock, repr=False, compare=False)

    @property
    def is_sqlite(self) -> bool:
        """Tell the two dialects apart where a lock is spelled differently."""
        return self.engine.dialect.name == "sqlite"

    @property
    def url(self) -> str:
        """Return the URL with its password, for engines that open the same store; never print it."""
        return self.engine.url.render_as_string(hide_password=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session for reading; nothing is committed. Raises Unavailable."""
        with _spoken(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that takes the write lock at once and commits at the end. Raises Unavailable."""
        with _spoken(), self._in_turn(), Session(self._writer, expire_on_commit=False) as session, session.begin():
            # Connecting begins the transaction: a writer that must wait waits before it has read anything.
            session.connection()
            yield session

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """Let this program's own threads write one after another: SQLite only looks again every now and then."""
        if not self.is_sqlite:
            yield
            return
        if not self._queue.acquire(timeout=self.patience_s):
            raise Unavailable("The database is busy with another change.", fix="Wait for it to end, then try again.")
        try:
            yield
        finally:
            self._queue.release()

    @cached_property
    def _writer(self) -> Engine:
        return self.engine.execution_options(zhiji_write=True)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


@contextmanager
def closed_if_it_fails(database: Database) -> Iterator[None]:
    """Give every connection back when what is built on them cannot be: a server counts those of a failed start."""
    try:
        yield
    except BaseException:
        database.close()
        raise


@contextmanager
def _spoken() -> Iterator[None]:
    """Turn a locked, read-only or absent database into one sentence with its fix."""
    try:
        yield
    except ServiceError:
        raise
    except SQLAlchemyError as error:
        reason = meaning_of(error)
        if reason is None:
            raise
        raise reason from error


def open_database(url: str, *, busy_timeout_ms: int = 30_000) -> Database:
    """Open SQLite or PostgreSQL by SQLAlchemy URL; nothing is created yet. Raises BadInput, Unavailable."""
    parsed = _read_url(url)
    if parsed.get_backend_name() != "sqlite":
        with_driver = parsed.set(drivername="postgresql+psycopg")
        return Database(create_engine(with_driver, pool_pre_ping=True, connect_args=_patience(parsed), **_ANY_ENGINE))
    if parsed.database and parsed.database != ":memory:":
        _make_folder(Path(parsed.database).parent)
    waiting = {"check_same_thread": False, "timeout": busy_timeout_ms / 1000}
    engine = create_engine(parsed, connect_args=waiting, **_ANY_ENGINE)
    _tune_sqlite(engine, busy_timeout_ms)
    return Database(engine, busy_timeout_ms / 1000)


def _patience(url: URL) -> dict[str, int]:
    """Return how long a silent server is waited for, but for what the URL itself says: left alone, libpq waits on."""
    return {name: value for name, value in _SERVER_PATIENCE.items() if name not in url.query}


def _read_url(url: str) -> URL:
    # The URL may hold a password: it is never quoted, only its kind is.
    fix = "Write ZHIJI_DATABASE_URL as postgresql://USER:PASSWORD@HOST/NAME or sqlite:///FILE, or leave it blank."
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise BadInput("ZHIJI_DATABASE_URL is no database URL.", fix=fix) from error
    kind = parsed.get_backend_name()
    if kind not in _KINDS:
        raise BadInput(f"A database of the kind {kind!r} is not supported.", fix=fix)
    return parsed


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            f"The folder {str(folder)!r} cannot be made.", fix="Choose another with ZHIJI_DATA_DIR."
        ) from error


def _tune_sqlite(engine: Engine, busy_timeout_ms: int) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        # The driver must not open transactions of its own, or BEGIN IMMEDIATE comes too late.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={int(busy_timeout_ms)}")
        _prefer_wal(cursor)
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("zhiji_write")
        if writes:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            # It takes no lock yet and so cannot fail: the driver itself is asked, several times a turn.
            connection.connection.cursor().execute("BEGIN")


def _prefer_wal(cursor: Any) -> None:
    import sqlite3

    try:
        cursor.execute("PRAGMA journal_mode=WAL")
    except sqlite3.OperationalError:
        # A read-only file can still be read; the first write says so in its own words.
        return


def lock_chain(session: Session) -> None:
    """Let one writer at a time append to the audit chain (SQLite's write lock already does)."""
    _wait_for_turn(session, _AUDIT_LOCK)


def lock_plan(session: Session) -> None:
    """Let one writer at a time add to a day's plan: two at once would plan the same touches."""
    _wait_for_turn(session, _PLAN_LOCK)


def lock_logins(session: Session) -> None:
    """Let one writer at a time count tries to sign in: two at once would both be the fifth."""
    _wait_for_turn(session, _LOGIN_LOCK)


def _wait_for_turn(session: Session, key: int) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def alembic_config(engine: Engine) -> Config:
    """Return Alembic's view of this database."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def upgrade(database: Database) -> str:
    """Bring the schema to the newest revision and return it. Raises Unavailable."""
    with _spoken():
        command.upgrade(alembic_config(database.engine), "head")
    return newest_revision(database)


def newest_revision(database: Database) -> str:
    """Return the revision this program expects."""
    return ScriptDirectory.from_config(alembic_config(database.engine)).get_current_head() or ""


def current_revision(database: Database) -> str:
    """Return the revision the database has, '' for an empty one. Raises Unavailable."""
    with _spoken(), database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def prepare(database: Database) -> None:
    """Create the schema in an empty database; refuse an old one. Raises Unavailable."""
    revision = current_revision(database)
    if not revision:
        upgrade(database)
    elif revision != newest_revision(database):
        raise Unavailable("The database is older or newer than this program.", fix="Run `zhiji db upgrade`.")
