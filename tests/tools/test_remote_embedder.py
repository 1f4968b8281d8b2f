"""An embeddings endpoint is asked in batches and with bounded patience, and nothing strange it answers is believed."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest
from pydantic import SecretStr

from tools.embedder import Vectors
from tools.errors import BadInput, Unavailable
from tools.remote_embedder import EmbedSettings, RemoteEmbedder

Answer = Callable[[dict[str, Any]], Any]


def vectors_of(request: dict[str, Any], dimension: int = 4) -> dict[str, Any]:
    """Answer as an endpoint may: not unit vectors, and in any order."""
    rows = [
        {"index": n, "embedding": [float(len(text)), *[2.0] * (dimension - 1)]}
        for n, text in enumerate(request["input"])
    ]
    return {"data": rows[::-1]}


class Endpoint:
    """An embeddings endpoint on the loopback: statuses are answered first, in order, then what `answer` says."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.statuses: list[int] = []
        self.answer: Answer = vectors_of
        self.url = ""

    def embedder(self) -> RemoteEmbedder:
        self.waits: list[float] = []
        settings = EmbedSettings(self.url + "/v1/", "house/model-1", SecretStr("geheim"), timeout_s=5)
        return RemoteEmbedder(settings, wait=self.waits.append)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    double = Endpoint()

    class Speaker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            double.requests.append({**request, "path": self.path})
            double.keys.append(self.headers.get("authorization"))
            status = double.statuses.pop(0) if double.statuses else 200
            body = json.dumps(double.answer(request) if status == 200 else {"error": "no"}).encode()
            self.send_response(status)
            self.send_header("retry-after", "2")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Speaker)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    double.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield double
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def embedder(endpoint: Endpoint) -> Iterator[RemoteEmbedder]:
    found = endpoint.embedder()
    yield found
    found.close()


def unit(*figures: float) -> Vectors:
    return np.array(figures, dtype=np.float32) / np.float32(np.linalg.norm(figures))


def test_texts_become_unit_vectors_in_their_own_order(endpoint: Endpoint, embedder: RemoteEmbedder) -> None:
    vectors = embedder.encode(["a", "bbb"])
    assert vectors == pytest.approx(np.stack([unit(1, 2, 2, 2), unit(3, 2, 2, 2)]), abs=1e-6)
    assert endpoint.requests[0]["path"] == "/v1/embeddings"
    assert endpoint.requests[0]["model"] == "house/model-1"
    assert endpoint.keys == ["Bearer geheim"] * len(endpoint.keys)
    assert embedder.dimension == 4


def test_many_texts_go_in_batches(endpoint: Endpoint, embedder: RemoteEmbedder) -> None:
    assert len(embedder.encode(["x" * (n + 1) for n in range(150)])) == 150
    assert [len(request["input"]) for request in endpoint.requests][:3] == [64, 64, 22]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_endpoint_is_asked_again_as_late_as_it_wishes(
    endpoint: Endpoint, embedder: RemoteEmbedder, status: int
) -> None:
    endpoint.statuses = [status, status]
    assert embedder.encode(["a"]).shape == (1, 4)
    assert endpoint.waits == [2.0, 2.0]


def test_patience_ends_after_three_tries(endpoint: Endpoint, embedder: RemoteEmbedder) -> None:
    endpoint.statuses = [503] * 9
    with pytest.raises(Unavailable, match="HTTP 503"):
        embedder.encode(["a"])
    assert len(endpoint.requests) == 3


def test_a_wrong_key_is_not_tried_again_and_not_printed(endpoint: Endpoint, embedder: RemoteEmbedder) -> None:
    endpoint.statuses = [401]
    with pytest.raises(Unavailable, match="ZHIJI_EMBED_API_KEY") as refused:
        embedder.encode(["a"])
    assert len(endpoint.requests) == 1
    assert "geheim" not in str(refused.value)


def test_an_absent_endpoint_is_one_clear_sentence() -> None:
    waits: list[float] = []
    settings = EmbedSettings("http://127.0.0.1:9/v1", "m", SecretStr(""))
    embedder = RemoteEmbedder(settings, wait=waits.append)
    with pytest.raises(Unavailable, match="ZHIJI_EMBED_BASE_URL"):
        embedder.encode(["a"])
    assert len(waits) == 2
    embedder.close()


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: {"data": []},
        lambda _: {"error": "none"},
        lambda _: [1],
        lambda _: {"data": [{"index": 0, "embedding": ["x"]}]},
        lambda _: {"data": [{"index": 0, "embedding": [0.0, 0.0]}]},
        lambda _: {"data": [{"index": 0, "embedding": [float("nan"), 1.0]}]},
    ],
)
def test_a_strange_answer_is_refused(endpoint: Endpoint, embedder: RemoteEmbedder, answer: Answer) -> None:
    endpoint.answer = answer
    with pytest.raises(Unavailable, match="answered with"):
        embedder.encode(["a"])


def test_a_dimension_that_changes_is_refused(endpoint: Endpoint, embedder: RemoteEmbedder) -> None:
    assert embedder.encode(["a"]).shape == (1, 4)
    endpoint.answer = lambda request: vectors_of(request, 5)
    with pytest.raises(Unavailable, match="5 figures instead of 4"):
        embedder.encode(["a"])


def test_a_blank_text_is_never_sent(endpoint: Endpoint, embedder: RemoteEmbedder) -> None:
    with pytest.raises(BadInput):
        embedder.encode(["a", " "])
    assert endpoint.requests == []


def test_the_name_carries_the_model_in_signs_a_collection_may_have(embedder: RemoteEmbedder) -> None:
    assert embedder.name == "remote-house-model-1"
