"""Chroma is a view that can always be built again: names are unique, old builds retire late, vectors heal."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlmodel import select

from knowledge import library
from knowledge.index import vectors
from knowledge.index.chroma import ChromaServer
from knowledge.index.passages import elsewhere_texts, hash_of, passages_of, plain_text
from knowledge.index.places import Nowhere
from knowledge.index.shelves import Index, ShelfGone
from knowledge.index.vectors import (
    SHIPPED_VECTORS,
    read_shipped_vectors,
    texts_to_encode,
    vectors_for,
    write_shipped_vectors,
)
from knowledge.pages.reading import read_folders
from knowledge.search.holdings import Holdings
from tests.knowledge.pages import CountingEmbedder, page, write_pages
from tools.database import Database
from tools.embedder import UseEmbedder
from tools.errors import Unavailable
from tools.models import PassageVector

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KEYS = ["PB-A:1", "PB-A:2", "PB-B:3"]


def directions() -> np.ndarray:
    return np.eye(3, 16, dtype=np.float32)


def test_the_nearest_passage_comes_first_with_its_cosine(place: ChromaServer | None) -> None:
    index = Index(CountingEmbedder(), server=place)
    shelf = index.build(KEYS, directions())
    near = index.nearest(shelf, directions()[1], 3)
    assert near[0].key == "PB-A:2"
    assert near[0].similarity == pytest.approx(1.0, abs=1e-5)
    assert near[1].similarity == pytest.approx(0.0, abs=1e-5)
    index.close()


def test_two_indexes_in_one_process_do_not_mix() -> None:
    first, second = Index(CountingEmbedder()), Index(CountingEmbedder())
    shelf, other = first.build(KEYS, directions()), second.build(KEYS[:1], directions()[2:])
    assert shelf.name != other.name
    assert first.nearest(shelf, directions()[2], 1)[0].key == "PB-B:3"
    assert second.nearest(other, directions()[2], 1)[0].key == "PB-A:1"
    second.close()
    assert first.nearest(shelf, directions()[0], 1)[0].key == "PB-A:1"
    first.close()


@pytest.mark.parametrize(("most", "is_kept"), [(len(KEYS), False), (len(KEYS) - 1, True)])
def test_a_process_that_ends_at_once_keeps_a_collection_only_of_what_is_too_large_for_memory(
    most: int, is_kept: bool
) -> None:
    places = Nowhere(CountingEmbedder(), most=most)
    shelf = places.build(KEYS, directions())
    assert places.holds(shelf)
    assert (shelf.collection is not None) is is_kept
    if is_kept:
        assert places.nearest(shelf, directions()[2], 1)[0].key == "PB-B:3"
    places.close()


def test_the_collection_before_the_newest_still_answers_and_the_one_before_that_is_gone(
    place: ChromaServer | None,
) -> None:
    index = Index(CountingEmbedder(), server=place)
    shelves = [index.build([f"{key}{build}" for key in KEYS], directions()) for build in range(3)]
    assert index.nearest(shelves[1], directions()[0], 1)
    with pytest.raises(ShelfGone):
        index.nearest(shelves[0], directions()[0], 1)
    index.close()


def test_an_edit_adds_to_the_collection_and_each_version_finds_its_own_passages_only() -> None:
    index = Index(CountingEmbedder())
    before = index.build(KEYS, directions())
    after = index.build([*KEYS[:2], "PB-B:4"], directions())
    assert after.name == before.name
    assert index.nearest(before, directions()[2], 3)[0].key == "PB-B:3"
    assert {near.key for near in index.nearest(before, directions()[2], 3)} == set(KEYS)
    assert [near.key for near in index.nearest(after, directions()[2], 1)] == ["PB-B:4"]
    index.build(["PB-C:5"], directions()[:1])
    index.build(["PB-C:6"], directions()[:1])
    assert sorted(after.collection.get(include=[])["ids"]) == ["PB-C:5", "PB-C:6"]
    index.close()


def test_another_encoder_or_dimension_has_a_collection_of_its_own(place: ChromaServer | None) -> None:
    slanted, wide = CountingEmbedder(), CountingEmbedder()
    slanted.name, wide.dimension = "family/model:v2 中文", 32
    for embedder in (CountingEmbedder(), slanted, wide):
        index = Index(embedder, server=place)
        vectors = np.eye(3, embedder.dimension, dtype=np.float32)
        assert index.nearest(index.build(KEYS, vectors), vectors[2], 1)[0].key == "PB-B:3"
        index.close()


def test_an_absent_chroma_server_is_one_clear_sentence() -> None:
    index = Index(CountingEmbedder(), server=ChromaServer("127.0.0.1", 9))
    with pytest.raises(Unavailable, match=r"Chroma server at 127\.0\.0\.1:9"):
        index.build(KEYS, directions())


def sync(database: Database, folder: Path) -> None:
    with database.writing() as session:
        library.sync(session, [folder], now=NOW)


def test_vectors_are_encoded_once_and_kept_in_sql(database: Database, tmp_path: Path) -> None:
    sync(database, write_pages(tmp_path, {"id": "PB-A"}))
    first, second = CountingEmbedder(), CountingEmbedder()
    Holdings(database, first).catalogue()
    Holdings(database, second).catalogue()
    assert len(first.encoded) > len(elsewhere_texts())
    assert second.encoded == []


@pytest.mark.parametrize("content", [b"", b"short", b"\x00" * 64, b"\xff" * 64, bytes(range(64)), b"x" * 4096])
def test_lost_and_damaged_vectors_heal_at_the_next_build(database: Database, tmp_path: Path, content: bytes) -> None:
    sync(database, write_pages(tmp_path, {"id": "PB-A"}))
    Holdings(database, CountingEmbedder()).catalogue()
    lost, damaged = [passage for passage in passages_of(page(id="PB-A"))][:2]
    with database.writing() as session:
        session.delete(session.get_one(PassageVector, (lost.text_hash, "counting-1")))
        session.get_one(PassageVector, (damaged.text_hash, "counting-1")).vector = content
    again = CountingEmbedder()
    Holdings(database, again).catalogue()
    assert sorted(again.encoded) == sorted([lost.plain, damaged.plain])
    with database.reading() as session:
        assert len(session.get_one(PassageVector, (damaged.text_hash, "counting-1")).vector) == 4 * 16


def test_another_encoder_keeps_its_own_vectors(database: Database) -> None:
    other = CountingEmbedder()
    other.name = "counting-2"
    vectors_for(database, CountingEmbedder(), {"h": "一句话"})
    vectors_for(database, other, {"h": "一句话"})
    assert other.encoded == ["一句话"]


def test_the_catalogue_follows_the_library_whoever_changed_it(database: Database, tmp_path: Path) -> None:
    holdings = Holdings(database, CountingEmbedder())
    assert holdings.catalogue() is None
    sync(database, write_pages(tmp_path, {"id": "PB-A"}))
    first = holdings.catalogue()
    assert first is holdings.catalogue()
    sync(database, write_pages(tmp_path, {"id": "PB-B"}))
    second = holdings.catalogue()
    assert first is not None
    assert second is not None
    assert [len(first.pages), len(second.pages)] == [1, 2]
    holdings.close()


def test_vectors_can_be_shipped_in_a_file(tmp_path: Path) -> None:
    path, pages, embedder = tmp_path / "v.npz", [page()], CountingEmbedder()
    count = write_shipped_vectors(path, pages, embedder)
    shipped = read_shipped_vectors(path, embedder)
    assert count == len(shipped) == len(texts_to_encode([passages_of(page())]))
    plain = passages_of(page())[0].plain
    assert float(shipped[hash_of(plain)] @ embedder.encode([plain])[0]) == pytest.approx(1.0, abs=1e-3)
    embedder.encoded.clear()
    write_shipped_vectors(path, pages, embedder)
    assert embedder.encoded == []


def test_what_is_shipped_is_not_stored_again(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, embedder = tmp_path / "v.npz", CountingEmbedder()
    write_shipped_vectors(path, [page()], embedder)
    monkeypatch.setattr(vectors, "SHIPPED_VECTORS", path)
    embedder.encoded.clear()
    found = vectors_for(database, embedder, {**texts_to_encode([passages_of(page())]), "own": "一句自家的话"})
    assert embedder.encoded == ["一句自家的话"]
    assert set(read_shipped_vectors(path, embedder)) < set(found)
    with database.reading() as session:
        assert session.exec(select(PassageVector.text_hash)).all() == ["own"]


@given(at=st.floats(0, 1), flips=st.integers(1, 255), is_cut=st.booleans())
@example(at=0.6149797299027099, flips=2, is_cut=False)
def test_a_damaged_shipped_file_gives_right_vectors_or_none(
    sound_file: tuple[bytes, dict[str, np.ndarray]],
    tmp_path_factory: pytest.TempPathFactory,
    at: float,
    flips: int,
    is_cut: bool,
) -> None:
    content, right = sound_file
    place = int(at * (len(content) - 1))
    damaged = content[:place] if is_cut else content[:place] + bytes([content[place] ^ flips]) + content[place + 1 :]
    path = tmp_path_factory.getbasetemp() / "damaged.npz"
    path.write_bytes(damaged)
    for key, vector in read_shipped_vectors(path, CountingEmbedder()).items():
        assert np.allclose(vector, right[key])


@pytest.fixture(scope="module")
def sound_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, dict[str, np.ndarray]]:
    path = tmp_path_factory.mktemp("vectors") / "v.npz"
    write_shipped_vectors(path, [page()], CountingEmbedder())
    return path.read_bytes(), read_shipped_vectors(path, CountingEmbedder())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"not a zip"])
def test_a_broken_shipped_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "v.npz"
    path.write_bytes(content)
    assert read_shipped_vectors(path, CountingEmbedder()) == {}
    assert read_shipped_vectors(tmp_path / "none.npz", CountingEmbedder()) == {}


def test_a_shipped_file_of_another_encoder_is_ignored() -> None:
    assert read_shipped_vectors(SHIPPED_VECTORS, CountingEmbedder()) == {}


def test_every_shipped_passage_has_a_shipped_vector() -> None:
    pages, _ = read_folders([library.SHIPPED_PLAYBOOKS])
    wanted = texts_to_encode(passages_of(some) for _, some in pages)
    shipped = read_shipped_vectors(SHIPPED_VECTORS, UseEmbedder())
    missing = [text for key, text in wanted.items() if key not in shipped]
    assert missing == [], "run `zhiji playbooks vectors` and commit the file"


def test_passages_are_questions_titles_facts_and_texts_without_slots() -> None:
    found = passages_of(page())
    assert {passage.kind for passage in found} == {"title", "question", "fact", "text"}
    assert not any("{" in passage.plain for passage in found)
    assert len({passage.text_hash for passage in found}) == len(found)


def test_spoken_and_traditional_words_are_compared_in_one_shape() -> None:
    assert plain_text("俺娃咋辦") == plain_text("我宝宝怎么办")
    assert vectors.hash_of(plain_text("ＡＢＣ")) == hash_of("abc")
