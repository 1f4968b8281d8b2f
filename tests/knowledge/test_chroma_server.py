"""A Chroma server may die, hang, lie or be half-filled: searches go on in this process and move back by themselves."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from knowledge import library
from knowledge.index.chroma import ChromaServer, ServerClient
from knowledge.index.shelves import Index
from knowledge.search import Librarian
from tests.chroma import Server, chroma_command
from tests.conftest import stop_for
from tests.knowledge.pages import TODAY, CountingEmbedder, write_pages
from tools.database import Database
from tools.errors import Unavailable

KEYS = [f"PB-A:{number}" for number in range(5)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Give a server of the test's own, to be killed."""
    stop_for("" if chroma_command() else "the command chroma is not there")
    server = Server(tmp_path / "chroma")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def filled(database: Database, tmp_path: Path) -> Database:
    """Give a library of two pages."""
    pages = [{"id": "PB-A", "questions": ["甲乙丙丁"]}, {"id": "PB-B", "questions": ["戊己庚辛"]}]
    with database.writing() as session:
        library.sync(session, [write_pages(tmp_path / "pages", *pages)], now=datetime(2026, 11, 22, tzinfo=UTC))
    return database


def first(librarian: Librarian, query: str = "甲乙丙丁") -> str:
    return librarian.search(query, today=TODAY)[0].playbook.id


def wait_until_back(librarian: Librarian) -> None:
    give_up_at = time.monotonic() + 60
    while time.monotonic() < give_up_at:
        assert first(librarian) == "PB-A"
        if librarian.index_state().trouble == "":
            return
        time.sleep(0.05)
    raise AssertionError("searches did not move back to the server")


# Both ways to search: with the vectors in memory, and by asking the collection as a larger library must.
both_ways = pytest.mark.parametrize("at_hand", [None, 0])


def test_hosts_share_a_server_and_one_that_leaves_takes_nothing_along(server: Server, filled: Database) -> None:
    hosts = [Librarian(filled, CountingEmbedder(), server=server.at) for _ in range(2)]
    assert [first(host) for host in hosts] == ["PB-A", "PB-A"]
    hosts[0].close()
    assert first(hosts[1], "戊己庚辛") == "PB-B"
    hosts[1].close()


@both_ways
def test_while_the_server_is_away_searches_go_on_in_the_process_and_then_move_back(
    server: Server, filled: Database, at_hand: int | None
) -> None:
    librarian = Librarian(filled, CountingEmbedder(), server=server.at, at_hand=at_hand)
    assert first(librarian) == "PB-A"
    server.kill()
    assert first(librarian) == "PB-A"
    assert first(librarian, "戊己庚辛") == "PB-B"
    state = librarian.index_state()
    assert state.place == "in process"
    assert f"127.0.0.1:{server.port} does not answer" in state.trouble
    assert state.fix
    server.start()
    wait_until_back(librarian)
    assert "Chroma server" in librarian.index_state().place
    assert collections(server.at)
    librarian.close()


def collections(at: ChromaServer) -> list[str]:
    client = ServerClient(at)
    names = [collection.name for collection in client._server.list_collections()]
    client.close()
    return names


def test_a_server_that_was_never_there_is_made_up_for_by_the_process(filled: Database) -> None:
    librarian = Librarian(filled, CountingEmbedder(), server=ChromaServer("127.0.0.1", 9))
    assert first(librarian) == "PB-A"
    assert "127.0.0.1:9" in librarian.index_state().trouble
    librarian.close()


@contextmanager
def hanging() -> Iterator[int]:
    """Listen, take every call, and never answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


class _Proxy(BaseHTTPRequestHandler):
    status, body = 502, b"<html>Bad Gateway</html>"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.body)

    do_POST = do_DELETE = do_GET

    def log_message(self, *_words: object) -> None:
        return


class _Stranger(_Proxy):
    status, body = 200, b'{"hello": "world"}'


class _Gibberish(_Proxy):
    status, body = 200, b"<html>It works!</html>"


@contextmanager
def answering(answers: type[_Proxy]) -> Iterator[int]:
    """Answer every call as something that is no Chroma server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), answers) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield listening.server_address[1]
        listening.shutdown()
        thread.join()


@pytest.mark.parametrize("answers", [_Proxy, _Stranger, _Gibberish])
def test_something_that_is_no_chroma_server_is_named_and_made_up_for(filled: Database, answers: type[_Proxy]) -> None:
    with answering(answers) as port:
        librarian = Librarian(filled, CountingEmbedder(), server=ChromaServer("127.0.0.1", port))
        assert first(librarian) == "PB-A"
        assert str(port) in librarian.index_state().trouble
        librarian.close()


def test_a_hanging_server_costs_one_wait_and_not_one_for_each_search(filled: Database) -> None:
    with hanging() as port:
        at = ChromaServer("127.0.0.1", port, timeout_s=0.3, retry_s=600)
        librarian = Librarian(filled, CountingEmbedder(), server=at)
        assert first(librarian) == "PB-A"
        assert str(port) in librarian.index_state().trouble
        assert [first(librarian) for _ in range(50)] == ["PB-A"] * 50
        librarian.close()


@both_ways
def test_a_server_that_begins_to_hang_under_a_reader_is_left(
    server: Server, filled: Database, at_hand: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import httpx

    at = ChromaServer("127.0.0.1", server.port, timeout_s=10, retry_s=600)
    librarian = Librarian(filled, CountingEmbedder(), server=at, at_hand=at_hand)
    assert first(librarian) == "PB-A"

    def stalled(self: httpx.Client, *arguments: object, **options: object) -> httpx.Response:
        assert self.timeout.read == 10
        raise httpx.ReadTimeout("nothing came")

    monkeypatch.setattr(httpx.Client, "request", stalled)
    assert first(librarian) == "PB-A"
    assert librarian.index_state().place == "in process"
    librarian.close()


def test_a_collection_left_half_filled_or_spoilt_is_completed(chroma_server: Server) -> None:
    vectors = np.eye(5, 16, dtype=np.float32)
    index = Index(CountingEmbedder(), server=chroma_server.at)
    collection = index.build(KEYS, vectors).collection
    collection.delete(ids=KEYS[1:3])
    collection.upsert(ids=["stranger"], embeddings=vectors[:1])
    other = Index(CountingEmbedder(), server=chroma_server.at)
    again = other.build(KEYS, vectors)
    assert sorted(again.collection.get(include=[])["ids"]) == KEYS
    assert [other.nearest(again, vectors[place], 1)[0].key for place in range(5)] == KEYS
    index.close()
    other.close()


def test_hosts_that_fill_one_collection_at_once_agree(chroma_server: Server) -> None:
    keys = [f"PB-Z:{number}" for number in range(1200)]
    vectors = CountingEmbedder().encode(keys)
    hosts = [Index(CountingEmbedder(), server=chroma_server.at) for _ in range(3)]
    start, faults = threading.Barrier(3), list[Exception]()

    def build(host: Index) -> None:
        start.wait()
        try:
            shelf = host.build(keys, vectors)
            assert host.nearest(shelf, vectors[7], 1)[0].key == keys[7]
            assert shelf.collection.count() == 1200
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=build, args=(host,)) for host in hosts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    for host in hosts:
        host.close()


def test_an_answer_of_the_wrong_shape_is_unavailable_and_not_a_crash(chroma_server: Server) -> None:
    index = Index(CountingEmbedder(), server=chroma_server.at)
    shelf = index.build(KEYS, np.eye(5, 16, dtype=np.float32))
    with pytest.raises(Unavailable):
        index.nearest(shelf, np.ones(7, dtype=np.float32), 1)
    index.close()
