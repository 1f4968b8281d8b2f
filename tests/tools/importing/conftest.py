"""A desk for import tests: write a small file, bring it in, look at what landed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, SQLModel, select

from tools.database import Database
from tools.importing import ImportReport, run_import
from tools.models import Member

NOW = datetime(2026, 3, 20, 2, tzinfo=UTC)


@dataclass
class Desk:
    """Files go in, rows come out."""

    database: Database
    folder: Path

    def file(self, name: str, content: str | bytes) -> Path:
        """Write a file and return its path."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def bring(self, kind: str, content: str | bytes, name: str = "", **options: Any) -> ImportReport:
        """Write a file and import it."""
        path = self.file(name or f"{kind}.csv", content)
        return run_import(self.database, kind, path, **{"now": NOW, **options})

    def lines(self, kind: str, *rows: dict[str, Any]) -> ImportReport:
        """Import rows as JSON Lines."""
        return self.bring(kind, "\n".join(json.dumps(row, ensure_ascii=False) for row in rows), f"{kind}.jsonl")

    def rejects(self, report: ImportReport) -> list[dict[str, Any]]:
        """Read the reject file of an import."""
        assert report.reject_file is not None
        return [json.loads(line) for line in Path(report.reject_file).read_text(encoding="utf-8").splitlines()]

    def all(self, model: type[SQLModel]) -> list[Any]:
        """Return every row of a table."""
        with self.database.reading() as session:
            return list(session.exec(select(model)).all())

    def one(self, model: type[SQLModel], key: Any) -> Any:
        """Return one row, None when there is none."""
        with self.database.reading() as session:
            return session.get(model, key)

    def change(self, action: Callable[[Session], object]) -> None:
        """Let somebody else write."""
        with self.database.writing() as session:
            action(session)

    def members(self, *ids: str) -> None:
        """Put bare members into the store."""
        self.change(lambda s: s.add_all(Member(member_id=one, created_at=NOW, updated_at=NOW) for one in ids))


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """Give a desk on each database."""
    return Desk(database, tmp_path)


@pytest.fixture
def lite_desk(sqlite_database: Database, tmp_path: Path) -> Desk:
    """Give a desk on SQLite, where the database makes no difference."""
    return Desk(sqlite_database, tmp_path)
