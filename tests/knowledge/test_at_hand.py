"""A library that fits in memory is searched by one exact product; a larger one is asked in Chroma."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge import library
from knowledge.index.at_hand import exactly_nearest
from knowledge.index.chroma import open_in_process
from knowledge.index.places import Nowhere
from knowledge.index.shelves import Index
from knowledge.library import SHIPPED_PLAYBOOKS
from knowledge.search import Librarian
from knowledge.search.ranking import weights
from tests.knowledge.pages import TODAY, CountingEmbedder, write_pages
from tools.database import Database, open_database, prepare
from tools.embedder import UseEmbedder

NOW = datetime(2026, 11, 22, tzinfo=UTC)
QUESTIONS = ["宝宝胎动怎么数", "快递到哪了", "孩子夜里总是醒怎么办", "入园要准备什么", "周杰伦演唱会门票"]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path_factory.mktemp('hand') / 'z.db'}")
    prepare(database)
    with database.writing() as session:
        library.sync(session, [SHIPPED_PLAYBOOKS], now=NOW)
    yield database
    database.close()


@pytest.fixture
def filled(database: Database, tmp_path: Path) -> Database:
    pages = [{"id": "PB-A", "questions": ["甲乙丙丁"]}, {"id": "PB-B", "questions": ["戊己庚辛"]}]
    with database.writing() as session:
        library.sync(session, [write_pages(tmp_path, *pages)], now=NOW)
    return database


@pytest.fixture
def asked_collections(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note every question that reaches a collection."""
    asked = list[str]()
    nearest = Index.nearest

    def noted(self: Index, shelf: Any, *arguments: Any) -> Any:
        asked.append(shelf.name)
        return nearest(self, shelf, *arguments)

    monkeypatch.setattr(Index, "nearest", noted)
    return asked


def test_memory_and_collection_find_the_same_pages_with_the_same_chances(shipped: Database) -> None:
    embedder = UseEmbedder()
    near = Librarian(shipped, embedder, places=Nowhere(embedder, most=weights()["at_hand"]))
    asked = Librarian(shipped, embedder, at_hand=0)
    for question in QUESTIONS:
        exact = near.search(question, today=TODAY, limit=5)
        found = asked.search(question, today=TODAY, limit=5)
        assert [hit.playbook.id for hit in exact] == [hit.playbook.id for hit in found]
        assert [hit.passage for hit in exact] == [hit.passage for hit in found]
        assert [hit.score for hit in exact] == pytest.approx([hit.score for hit in found], abs=1e-3)
    near.close()
    asked.close()


def test_a_library_that_fits_in_memory_asks_no_collection(filled: Database, asked_collections: list[str]) -> None:
    librarian = Librarian(filled, CountingEmbedder())
    assert librarian.search("甲乙丙丁", today=TODAY)[0].playbook.id == "PB-A"
    assert asked_collections == []
    librarian.close()


def test_a_library_above_the_threshold_asks_its_collection(filled: Database, asked_collections: list[str]) -> None:
    librarian = Librarian(filled, CountingEmbedder(), at_hand=3)
    assert librarian.search("甲乙丙丁", today=TODAY)[0].playbook.id == "PB-A"
    assert len(asked_collections) == 1
    librarian.close()


def test_memory_never_answers_with_another_version_than_the_one_that_is_read(filled: Database, tmp_path: Path) -> None:
    librarian = Librarian(filled, CountingEmbedder())
    librarian.warm()
    with filled.writing() as session:
        changed = write_pages(tmp_path / "new", {"id": "PB-A", "version": "9.0.0", "questions": ["甲乙丙丁", "slow"]})
        library.sync(session, [changed], now=NOW)
    librarian.warm()
    hit = librarian.search("slow", today=TODAY)[0]
    assert (hit.playbook.version, hit.passage) == ("9.0.0", "slow")
    librarian.close()


def test_a_collection_that_was_deleted_is_built_again_when_its_state_is_asked_for(filled: Database) -> None:
    librarian = Librarian(filled, CountingEmbedder())
    librarian.warm()
    client = open_in_process()
    for collection in ours(client):
        client.delete_collection(collection)
    assert librarian.search("甲乙丙丁", today=TODAY)[0].playbook.id == "PB-A"
    assert librarian.index_state().trouble == ""
    assert ours(client)
    client.close()
    librarian.close()


def ours(client: Any) -> list[str]:
    return [collection.name for collection in client.list_collections() if "counting-1" in collection.name]


def test_the_nearest_rows_come_best_first_and_equals_in_their_order() -> None:
    vectors = np.array([[1, 0], [0, 1], [0.8, 0.6], [0, 1]], dtype=np.float32)
    found = exactly_nearest(vectors, np.array([0, 1], dtype=np.float32), 3)
    assert found.rows.tolist() == [1, 3, 2]
    assert found.similarities == pytest.approx([1.0, 1.0, 0.6])
    assert exactly_nearest(vectors, vectors[0], 9).rows.tolist()[0] == 0
