"""A Chat Completions endpoint on the loopback that answers from a script and remembers what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from agent.model import ModelSettings, OpenAIModel


@dataclass
class Say:
    """One answer: the message's content, or an HTTP error, perhaps late."""

    content: str = ""
    status: int = 200
    finish_reason: str = "stop"
    wait_s: float = 0.0
    choices: int = 1
    error: str = "refused"


def drafts(**texts: str) -> Say:
    """Say drafts in the wanted shape, by style."""
    listed = [{"style": style, "text": text} for style, text in texts.items()]
    return Say(json.dumps({"drafts": listed}, ensure_ascii=False))


@dataclass
class Script:
    """What the endpoint says, in order (the last line is repeated), and the requests it got."""

    url: str = ""
    lines: list[Say] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    # JSON modes this endpoint does not know.
    unknown_modes: tuple[str, ...] = ()
    released: threading.Event = field(default_factory=threading.Event)

    def model(self, **settings: Any) -> OpenAIModel:
        return OpenAIModel(ModelSettings(base_url=self.url, model="scripted", **{"timeout_s": 5.0, **settings}))

    def answer_to(self, request: dict[str, Any]) -> Say:
        self.requests.append(request)
        if mode_of(request) in self.unknown_modes:
            return Say(status=400, error="response_format is not supported")
        answered = sum(1 for earlier in self.requests if mode_of(earlier) not in self.unknown_modes)
        return self.lines[min(answered, len(self.lines)) - 1]

    def seen(self) -> str:
        """Return everything that left the house."""
        return "\n".join(message["content"] for request in self.requests for message in request["messages"])


def mode_of(request: dict[str, Any]) -> str:
    return str(request.get("response_format", {}).get("type", "text"))


@contextmanager
def scripted(*lines: Say, unknown_modes: tuple[str, ...] = ()) -> Iterator[Script]:
    """Serve a script on 127.0.0.1 until the block ends."""
    script = Script(lines=list(lines), unknown_modes=unknown_modes)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _speaker(script))
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


def _speaker(script: Script) -> type[BaseHTTPRequestHandler]:
    class Speaker(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            said = script.answer_to(asked)
            script.released.wait(said.wait_s)
            body = json.dumps(_completion(said) if said.status == 200 else {"error": {"message": said.error}}).encode()
            try:
                self.send_response(said.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                # Whoever asked did not wait.
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            return

    return Speaker


def _completion(said: Say) -> dict[str, Any]:
    message = {"role": "assistant", "content": said.content}
    choice = {"index": 0, "finish_reason": said.finish_reason, "message": message}
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [choice] * said.choices,
    }
