"""A Chat Completions endpoint on the loopback that answers from a script and remembers every byte it was sent."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from agent.model import ModelSettings, OpenAIModel

_PIECE = 12


@dataclass
class Say:
    """One answer: words, wishes to look something up, or trouble of some kind, perhaps late."""

    content: str = ""
    status: int = 200
    finish_reason: str = "stop"
    wait_s: float = 0.0
    choices: int = 1
    error: str = "refused"
    # (name, arguments as JSON) of look-ups the model wants.
    calls: tuple[tuple[str, str], ...] = ()
    reasoning: str = ""
    # (prompt, completion) tokens, None when the endpoint does not count.
    usage: tuple[int, int] | None = None
    # Instead of an answer: these bytes with this content type.
    body: bytes | None = None
    content_type: str = ""
    # Close the connection after so many pieces of a stream; wait so long between two pieces.
    pieces: int | None = None
    pause_s: float = 0.0
    # Seconds, or words, of a Retry-After header; blank: none.
    retry_after: str = ""
    # Answer with a whole document although a stream was asked for.
    unstreamed: bool = False


def drafts(**texts: str) -> Say:
    """Say drafts in the wanted shape, by style."""
    listed = [{"style": style, "text": text} for style, text in texts.items()]
    return Say(json.dumps({"drafts": listed}, ensure_ascii=False))


def look_up(name: str, **arguments: Any) -> Say:
    """Wish for one look-up."""
    return Say(calls=((name, json.dumps(arguments, ensure_ascii=False)),), finish_reason="tool_calls")


@dataclass
class Script:
    """What the endpoint says, in order (the last line is repeated), and the requests it got."""

    url: str = ""
    lines: list[Say] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    # Parts of a request this endpoint does not know: a JSON mode, "tools", "stream" or "stream_options".
    unknown: tuple[str, ...] = ()
    # What it says of them; blank: it names the part.
    refusal: str = ""
    released: threading.Event = field(default_factory=threading.Event)
    most_at_once: int = 0
    _at_once: int = 0
    _answered: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def model(self, **settings: Any) -> OpenAIModel:
        return OpenAIModel(ModelSettings(base_url=self.url, model="scripted", **{"timeout_s": 5.0, **settings}))

    def answer_to(self, raw: str) -> Say:
        with self._lock:
            request = json.loads(raw)
            self.requests.append(request)
            self.raw.append(raw)
            for part in self.unknown:
                if part == mode_of(request) or part in request:
                    named = f"{'response_format' if part.startswith('json') else part} is not supported"
                    return Say(status=400, error=self.refusal or named)
            self._answered += 1
            return self.lines[min(self._answered, len(self.lines)) - 1]

    @contextmanager
    def busy(self) -> Iterator[None]:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1

    def seen(self) -> str:
        """Return every byte that left the house, escapes undone."""
        return "\n".join(self.raw + [json.dumps(request, ensure_ascii=False) for request in self.requests])


def mode_of(request: dict[str, Any]) -> str:
    return str(request.get("response_format", {}).get("type", "text"))


@contextmanager
def scripted(*lines: Say, unknown: tuple[str, ...] = (), refusal: str = "") -> Iterator[Script]:
    """Serve a script on 127.0.0.1 until the block ends."""
    script = Script(lines=list(lines), unknown=unknown, refusal=refusal)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Speaking", (Speaker,), {"script": script}))
    server.daemon_threads = True
    script.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield script
    finally:
        script.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


class Speaker(BaseHTTPRequestHandler):
    script: Script

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        said = self.script.answer_to(raw)
        with self.script.busy():
            self.script.released.wait(said.wait_s)
            try:
                self._speak(said, json.loads(raw))
            except OSError:
                # Whoever asked did not wait.
                self.close_connection = True

    def _speak(self, said: Say, request: dict[str, Any]) -> None:
        if said.body is not None:
            self._whole(said.status, said.content_type, said.body)
        elif said.status != 200:
            self._whole(
                said.status,
                "application/json",
                json.dumps({"error": {"message": said.error}}).encode(),
                said.retry_after,
            )
        elif request.get("stream") and not said.unstreamed:
            self._stream(said)
        else:
            self._whole(200, "application/json", json.dumps(_completion(said)).encode())

    def _whole(self, status: int, content_type: str, body: bytes, retry_after: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, said: Say) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.close_connection = True
        for number, chunk in enumerate(_chunks(said)):
            if said.pieces is not None and number >= said.pieces:
                return
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.flush()
            self.script.released.wait(said.pause_s)
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, format: str, *args: Any) -> None:
        return


def _chunks(said: Say) -> Iterator[dict[str, Any]]:
    if not said.choices:
        yield _chunk([])
        return
    yield _chunk([{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}])
    if said.reasoning:
        yield _chunk([{"index": 0, "delta": {"reasoning_content": said.reasoning}, "finish_reason": None}])
    for start in range(0, len(said.content), _PIECE):
        piece = said.content[start : start + _PIECE]
        yield _chunk([{"index": 0, "delta": {"content": piece}, "finish_reason": None}])
    for delta in _call_deltas(said):
        yield _chunk([{"index": 0, "delta": delta, "finish_reason": None}])
    yield _chunk([{"index": 0, "delta": {}, "finish_reason": said.finish_reason}])
    if said.usage:
        yield {**_chunk([]), "usage": _usage(said.usage)}


def _call_deltas(said: Say) -> Iterator[dict[str, Any]]:
    """Send each wish in two halves, as real endpoints do."""
    for index, (name, arguments) in enumerate(said.calls):
        half = len(arguments) // 2
        first = {"index": index, "id": f"c{index}", "type": "function"}
        yield {"tool_calls": [{**first, "function": {"name": name, "arguments": arguments[:half]}}]}
        yield {"tool_calls": [{"index": index, "function": {"arguments": arguments[half:]}}]}


def _chunk(choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": "c1", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": choices}


def _completion(said: Say) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": said.content}
    if said.calls:
        message["tool_calls"] = [
            {"id": f"c{index}", "type": "function", "function": {"name": name, "arguments": arguments}}
            for index, (name, arguments) in enumerate(said.calls)
        ]
    choice = {"index": 0, "finish_reason": said.finish_reason, "message": message}
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": "scripted",
        "choices": [choice] * said.choices,
        **({"usage": _usage(said.usage)} if said.usage else {}),
    }


def _usage(tokens: tuple[int, int]) -> dict[str, int]:
    return {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
