"""A demo store, built once for the tests that only read it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel

from tools.database import Database, open_database, prepare
from tools.demo.build import DemoReport, build_demo

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
MEMBERS = 700


@dataclass(frozen=True)
class DemoStore:
    """The store's rows by table, and the report of its building."""

    database: Database
    report: DemoReport
    now: datetime

    def rows(self, table: str) -> list[dict[str, Any]]:
        return rows_of(self.database, table)


def rows_of(database: Database, table: str) -> list[dict[str, Any]]:
    """Return all rows of a table in the order of its key."""
    found = SQLModel.metadata.tables[table]
    with database.reading() as session:
        result = session.execute(select(found).order_by(*found.primary_key.columns))
        return [dict(row) for row in result.mappings()]


def built(path: Path, *, now: datetime = NOW, members: int = MEMBERS, seed: int = 7) -> DemoStore:
    """Build a demo store in a file of its own."""
    database = open_database(f"sqlite:///{path}")
    prepare(database)
    return DemoStore(database, build_demo(database, now=now, members=members, seed=seed), now)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> DemoStore:
    return built(tmp_path_factory.mktemp("demo") / "demo.db")
