"""The shipped library, read and indexed once a test process, and stores that hold it, on each database."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlmodel import select

from api.evaluation.stores import fresh_store
from api.services import Services
from tests.postgres import PostgresServer
from tools.database import Database, open_database
from tools.models import PlaybookVersion


@pytest.fixture(scope="session")
def library() -> Iterator[Services]:
    """Give the shipped playbooks in a store that is never written to again."""
    with fresh_store() as services:
        services.workshop.librarian.warm()
        yield services


@pytest.fixture(scope="session")
def library_store(library: Services, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of that store, closed, for tests to copy."""
    path = tmp_path_factory.mktemp("library") / "zhiji.db"
    live = library.settings.data_dir / path.name
    with closing(sqlite3.connect(live)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs_postgres)])
def stocked(
    request: pytest.FixtureRequest, library: Services, library_store: Path, tmp_path: Path
) -> Iterator[Database]:
    """Give a store with the library and nothing else, on each database the product supports."""
    if request.param == "sqlite":
        (tmp_path / "zhiji.db").write_bytes(library_store.read_bytes())
        database = open_database(f"sqlite:///{tmp_path / 'zhiji.db'}")
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        server.empty()
        server.stock(PlaybookVersion.__tablename__, lambda target: copy_pages(library.database, target))
        database = open_database(server.url)
    yield database
    database.close()


def copy_pages(source: Database, target: Database) -> None:
    """Put the pages of one store into another."""
    with source.reading() as session:
        rows = [row.model_dump() for row in session.exec(select(PlaybookVersion))]
    with target.writing() as session:
        session.execute(insert(PlaybookVersion), rows)


def address_of(database: Database) -> str:
    """Say what ZHIJI_DATABASE_URL holds for a store: nothing for a file in the data folder."""
    return "" if database.is_sqlite else database.url


def with_catalogue_of(library: Services, services: Services) -> Services:
    """Let services search what was built once; a page that a test changes is built anew for that test alone."""
    services.workshop.librarian.close()
    librarian = library.workshop.librarian.over(services.database)
    return replace(services, workshop=replace(services.workshop, librarian=librarian))
