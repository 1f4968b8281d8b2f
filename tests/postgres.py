"""A private PostgreSQL server for one test process, and an empty database for each test."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url
from sqlmodel import SQLModel

from tools.database import Database, open_database, prepare

_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=60")


def _binaries() -> Path | None:
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return Path(found).parent if found else next((f for f in folders if (f / "initdb").exists()), None)


def _account() -> str | None:
    """Name the account to run the server as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else None


def reason_for_absence() -> str:
    """Say why no private server can be started, '' when one can."""
    if _binaries() is None:
        return "PostgreSQL is not installed and ZHIJI_TEST_POSTGRES_URL is not set."
    if _account() is None:
        return "PostgreSQL does not run as root, there is no user postgres, and ZHIJI_TEST_POSTGRES_URL is not set."
    return ""


class PrivateServer:
    """A server of one's own that listens on a Unix socket only, to be stopped and started again."""

    def __init__(self, *, keeps_commits: bool = False) -> None:
        """Make its folder; unless told otherwise a power cut costs it the last moments' commits, for speed."""
        self._settings = (*_SETTINGS, "synchronous_commit=on") if keeps_commits else _SETTINGS
        # A short folder: the path of a Unix socket may have 107 characters.
        self._home = Path(tempfile.mkdtemp(prefix="pg"))
        account = _account()
        if account is not None:
            shutil.chown(self._home, user=account)
        data = str(self._home / "data")
        _run("initdb", "-D", data, "-U", "zhiji", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")

    @property
    def url(self) -> str:
        """Say where it listens."""
        return f"postgresql+psycopg://zhiji@/postgres?host={self._home}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = " ".join([f"-k {self._home}", *(f"-c {setting}" for setting in self._settings)])
        log = str(self._home / "log")
        _run("pg_ctl", "-D", str(self._home / "data"), "-l", log, "-o", options, "-w", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; `immediate` like a power cut, `fast` as an administrator does."""
        _run("pg_ctl", "-D", str(self._home / "data"), "-m", mode, "-w", "stop")

    def remove(self) -> None:
        """Delete what it kept."""
        shutil.rmtree(self._home, ignore_errors=True)


@contextmanager
def private_server() -> Iterator[str]:
    """Start a server; give its URL; stop it and delete it afterwards."""
    server = PrivateServer()
    try:
        server.start()
        try:
            yield server.url
        finally:
            server.stop()
    finally:
        server.remove()


def _run(program: str, *arguments: str) -> None:
    folder = _binaries()
    assert folder is not None
    account = _account() if os.geteuid() == 0 else None
    command = [str(folder / program), *arguments]
    done = subprocess.run(  # the server inherits no pipe, or waiting for its end would never end
        command, user=account, extra_groups=[] if account else None, cwd="/", stdout=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{program} failed with {done.returncode}.")


class PostgresServer:
    """A server at a URL, and one migrated database of this test process on it."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql")
        # Several test processes may share one server.
        self._name = f"zhiji_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
        self._stocked = set[str]()

    def __enter__(self) -> Self:
        self._on_server(f'CREATE DATABASE "{self._name}"')
        database = open_database(self.url)
        prepare(database)
        database.close()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._on_server(f'DROP DATABASE "{self._name}" WITH (FORCE)')

    @property
    def url(self) -> str:
        """Return the URL of the migrated database, which every test finds empty."""
        return _text(self._url.set(database=self._name))

    def empty(self) -> None:
        """Delete all rows, in one round (10 ms, against 400 for TRUNCATE and 900 for a template)."""
        tables = [sql.Identifier(table.name) for table in reversed(SQLModel.metadata.sorted_tables)]
        deletions = sql.SQL("; ").join(sql.SQL("DELETE FROM {}").format(table) for table in tables)
        with psycopg.connect(self.url) as connection:
            # A test that failed may have left a connection with a lock behind.
            connection.execute(_END_OTHERS)
            connection.execute(deletions)

    def stock(self, table: str, fill: Callable[[Database], None]) -> None:
        """Put rows into an empty table: by `fill` once, from a copy on the server ever after."""
        if table not in self._stocked:
            database = open_database(self.url)
            fill(database)
            database.close()
            self._stocked.add(table)
            statement = "CREATE SCHEMA IF NOT EXISTS stock; CREATE TABLE stock.{0} AS TABLE public.{0}"
        else:
            statement = "INSERT INTO public.{0} SELECT * FROM stock.{0}"
        with psycopg.connect(self.url) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(table)))

    @contextmanager
    def blank_database(self) -> Iterator[str]:
        """Give the URL of a database without any table, for tests of migrations; drop it afterwards."""
        name = f"{self._name}_blank"
        self._on_server(f'CREATE DATABASE "{name}"')
        try:
            yield _text(self._url.set(database=name))
        finally:
            self._on_server(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _on_server(self, statement: str) -> None:
        with psycopg.connect(_text(self._url), autocommit=True) as connection:
            connection.execute(statement.encode())


_END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
