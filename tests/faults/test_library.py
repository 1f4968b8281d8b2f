"""kill -9 in the middle of a sync or a build: readers have one complete version, and the next start has the new one."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge import library
from knowledge.index.chroma import ChromaServer
from knowledge.search import Librarian
from tests.faults.librarian import POINTS
from tests.knowledge.pages import TODAY, CountingEmbedder, write_pages
from tools.database import Database

ROOT = Path(__file__).parents[2]
OLD = [{"id": f"PB-{letter}", "version": "1.0.0", "questions": [f"{letter}旧"]} for letter in "ABC"]
NEW = [{"id": f"PB-{letter}", "version": "2.0.0", "questions": [f"{letter}新"]} for letter in "ABC"]


def _sync(database: Database, folder: Path) -> None:
    with database.writing() as session:
        library.sync(session, [folder], now=datetime(2026, 11, 22, tzinfo=UTC))


def _versions(librarian: Librarian) -> set[str]:
    hits = librarian.search("A B C 新 旧 固定时间数一数", today=TODAY, limit=9)
    return {hit.playbook.version for hit in hits}


def _start(database: Database, folder: Path, place: ChromaServer | None, point: str) -> subprocess.Popen[bytes]:
    arguments = [database.url, str(folder), str(place.port if place else 0), point]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.librarian", *arguments], cwd=ROOT, stderr=subprocess.PIPE
    )


# Where the index stands matters only to a death while it is built.
IN_PROCESS = [(point, 0) for point in POINTS]
ON_SERVER = [(point, 1) for point in ("in_filling", "after_building")]


@pytest.fixture
def place(is_server: int, request: pytest.FixtureRequest) -> ChromaServer | None:
    """Say where the index stands."""
    return request.getfixturevalue("chroma_server").at if is_server else None


@pytest.mark.parametrize(("point", "is_server"), [*IN_PROCESS, *ON_SERVER])
def test_a_librarian_killed_at_any_point_leaves_one_complete_version(
    database: Database, place: ChromaServer | None, tmp_path: Path, point: str, is_server: int
) -> None:
    _sync(database, write_pages(tmp_path / "pages", *OLD))
    reader = Librarian(database, CountingEmbedder(), server=place)
    assert _versions(reader) == {"1.0.0"}
    write_pages(tmp_path / "pages", *NEW)
    dying = _start(database, tmp_path / "pages", place, point)
    while dying.poll() is None:
        assert len(_versions(reader)) <= 1
        # Often enough to look at every stage, and seldom enough to leave the processor to the other.
        time.sleep(0.1)
    assert dying.returncode == -signal.SIGKILL, dying.communicate()[1].decode()
    dying.communicate()
    assert _versions(reader) == {"1.0.0" if point == "in_sync" else "2.0.0"}
    _sync(database, tmp_path / "pages")
    reader.warm()
    fresh = Librarian(database, CountingEmbedder(), server=place)
    for librarian in (reader, fresh):
        assert {hit.playbook.id for hit in librarian.search("A新", today=TODAY, limit=9)} >= {"PB-A"}
        assert _versions(librarian) == {"2.0.0"}
        librarian.close()
