"""A database for every test: SQLite always, PostgreSQL and Chroma when a server is there or can be started."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.index.chroma import ChromaServer
from tests.chroma import Server, chroma_command
from tests.in_turn import leave_out_the_other
from tests.library import library, library_store, stocked
from tests.postgres import PostgresServer, private_server, reason_for_absence
from tools.database import Database, open_database, prepare

__all__ = ["library", "library_store", "stocked"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let the stores take turns where a test asks for it."""
    config.hook.pytest_deselected(items=leave_out_the_other(items))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate once; every test copies the file."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = open_database(f"sqlite:///{path}")
    prepare(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Give a server with a migrated database; skip, or fail where nothing may be skipped."""
    url = os.environ.get("ZHIJI_TEST_POSTGRES_URL", "")
    if url:
        with PostgresServer(url) as server:
            yield server
        return
    stop_for(reason_for_absence())
    with private_server() as started, PostgresServer(started) as server:
        yield server


def stop_for(reason: str) -> None:
    if reason:
        required = os.environ.get("ZHIJI_REQUIRE_ALL") == "1"
        (pytest.fail if required else pytest.skip)(reason)


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a Chroma server that tests share: every build has a collection of its own there."""
    stop_for("" if chroma_command() else "the command chroma is not there")
    server = Server(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module", params=["in process", pytest.param("server", marks=pytest.mark.needs_chroma)])
def place(request: pytest.FixtureRequest) -> ChromaServer | None:
    """Say where the index stands: in this process (None), then on a server."""
    if request.param == "in process":
        return None
    server: Server = request.getfixturevalue("chroma_server")
    return server.at


@pytest.fixture
def unused_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """Give an empty SQLite store."""
    shutil.copy(sqlite_template, tmp_path / "zhiji.db")
    database = open_database(f"sqlite:///{tmp_path / 'zhiji.db'}")
    yield database
    database.close()


@pytest.fixture
def postgres_database(postgres_server: PostgresServer) -> Iterator[Database]:
    """Give an empty PostgreSQL store."""
    postgres_server.empty()
    database = open_database(postgres_server.url)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs_postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """Give an empty, migrated store on each database the product supports."""
    opened: Database = request.getfixturevalue(f"{request.param}_database")
    return opened
