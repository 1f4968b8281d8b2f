"""A private PostgreSQL server for one test process, and a fresh database for each test."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Self

import psycopg
from sqlalchemy.engine import URL, make_url

from tools.database import open_database, prepare

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


@contextmanager
def private_server() -> Iterator[str]:
    """Start a server that listens on a Unix socket only; give its URL; stop it and delete it afterwards."""
    # A short folder: the path of a Unix socket may have 107 characters.
    home = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        account = _account()
        if account is not None:
            shutil.chown(home, user=account)
        _run("initdb", "-D", str(home / "data"), "-U", "zhiji", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        options = " ".join([f"-k {home}", *(f"-c {setting}" for setting in _SETTINGS)])
        _run("pg_ctl", "-D", str(home / "data"), "-l", str(home / "log"), "-o", options, "-w", "start")
        try:
            yield f"postgresql+psycopg://zhiji@/postgres?host={home}"
        finally:
            _run("pg_ctl", "-D", str(home / "data"), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


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
    """A server at a URL: one migrated template, one copy of it per test."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql")
        # Several test processes may share one server.
        self._prefix = f"zhiji_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
        self._numbers = count()

    def __enter__(self) -> Self:
        self._sql(f'CREATE DATABASE "{self._prefix}"')
        database = open_database(_text(self._url.set(database=self._prefix)))
        prepare(database)
        database.close()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._sql(f'DROP DATABASE "{self._prefix}" WITH (FORCE)')

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """Copy the template; give the copy's URL; drop it afterwards."""
        name = f"{self._prefix}_{next(self._numbers)}"
        self._sql(f'CREATE DATABASE "{name}" TEMPLATE "{self._prefix}"')
        try:
            yield _text(self._url.set(database=name))
        finally:
            self._sql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _sql(self, statement: str) -> None:
        with psycopg.connect(_text(self._url), autocommit=True) as connection:
            connection.execute(statement.encode())


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
